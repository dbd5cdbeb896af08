package io.github.sosapp.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.process.Command;
import io.github.sosapp.process.CommandRunner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every scenario is asked of the git program and of the library, about repositories that the git program made. */
class SourceHistoryTest {

    private static final long MONDAY = 1_700_000_000L;

    enum Way {
        PROGRAM {
            @Override
            SourceHistory history(GitRepository repository) {
                return SourceHistory.of(CommandRunner.ofThisMachine(), repository.environment());
            }
        },
        LIBRARY {
            @Override
            SourceHistory history(GitRepository repository) {
                Map<String, String> environment = new TreeMap<>(repository.environment());
                environment.put("PATH", "");
                return SourceHistory.of(
                        command -> {
                            throw new AssertionError("no program may be started: " + command);
                        },
                        environment);
            }
        };

        abstract SourceHistory history(GitRepository repository);

        Optional<SourceState> ask(GitRepository repository, String... paths) throws Exception {
            return history(repository)
                    .lookUp(
                            Arrays.stream(paths).map(repository.root()::resolve).toList(),
                            List.of(repository.root().resolve("service/target")));
        }
    }

    @TempDir
    Path temp;

    private GitRepository repository;
    private String first;

    @BeforeEach
    void createMonorepo() throws Exception {
        repository = GitRepository.create(temp.resolve("mono repo ü"), temp.resolve("home"));
        repository
                .write("pom.xml", "<parent/>")
                .write("service/pom.xml", "<module/>")
                .write("service/main.go", "package main")
                .write("other/main.go", "package other")
                .write(".gitignore", "*.log\n");
        first = repository.commit("first", MONDAY);
    }

    @ParameterizedTest
    @EnumSource
    void commitTimeIsTheCommittersAndNothingIsDirty(Way way) throws Exception {
        assertThat(way.ask(repository, "service", "pom.xml"))
                .contains(new SourceState(first, Instant.ofEpochSecond(MONDAY), false, false, Optional.empty()));
    }

    @ParameterizedTest
    @EnumSource
    void anUnrelatedCommitLeavesTheRevisionOfAModule(Way way) throws Exception {
        String second = repository.write("other/main.go", "changed").commit("other", MONDAY + 10);

        assertThat(revision(way, "service", "pom.xml")).isEqualTo(first);
        assertThat(revision(way, "other")).isEqualTo(second);
        assertThat(revision(way, "")).isEqualTo(second);
    }

    @ParameterizedTest
    @EnumSource
    void aCommitToTheParentPomIsTheRevisionOfItsModules(Way way) throws Exception {
        String second = repository.write("pom.xml", "<parent2/>").commit("parent", MONDAY + 10);

        assertThat(revision(way, "service", "pom.xml")).isEqualTo(second);
        assertThat(revision(way, "service")).isEqualTo(first);
    }

    @ParameterizedTest
    @EnumSource
    void renamesAndRemovalsTouchTheModule(Way way) throws Exception {
        repository.git("mv", "service/main.go", "service/änder ung.go");
        String renamed = repository.commit("rename", MONDAY + 10);
        assertThat(revision(way, "service")).isEqualTo(renamed);
        assertThat(revision(way, "service/änder ung.go")).isEqualTo(renamed);

        repository.git("mv", "service/änder ung.go", "other/moved.go");
        String moved = repository.commit("move out", MONDAY + 20);
        assertThat(revision(way, "service")).isEqualTo(moved);
    }

    @ParameterizedTest
    @EnumSource
    void anEmptyCommitAndAModeChangeAreToldApart(Way way) throws Exception {
        repository.commitIndex("nothing", MONDAY + 10);
        assertThat(revision(way, "")).isEqualTo(first);

        repository.git("update-index", "--chmod=+x", "service/main.go");
        String executable = repository.commitIndex("mode", MONDAY + 20);
        assertThat(revision(way, "service")).isEqualTo(executable);
    }

    @ParameterizedTest
    @EnumSource
    void aMergeCountsOnlyWhenItDiffersFromEachParent(Way way) throws Exception {
        repository.git("checkout", "-q", "-b", "side");
        String side = repository.write("service/side.go", "side").commit("side", MONDAY + 30);
        repository.git("checkout", "-q", "main");
        String mainline = repository.write("other/main.go", "main").commit("main", MONDAY + 20);
        repository.run(MONDAY + 40, "merge", "-q", "--no-ff", "-m", "merge", "side");
        String merge = repository.head();

        assertThat(revision(way, "service")).isEqualTo(side);
        assertThat(revision(way, "other")).isEqualTo(mainline);
        assertThat(revision(way, "service", "other")).isEqualTo(merge);
        assertThat(revision(way, "pom.xml")).isEqualTo(first);
    }

    @ParameterizedTest
    @EnumSource
    void aSideBranchWithoutANetChangeDoesNotCount(Way way) throws Exception {
        repository.git("checkout", "-q", "-b", "side");
        repository.write("service/main.go", "tried").commit("try", MONDAY + 10);
        repository.write("service/main.go", "package main").commit("undo", MONDAY + 20);
        repository.write("other/x", "x").commit("other", MONDAY + 30);
        repository.git("checkout", "-q", "main");
        repository.write("other/y", "y").commit("main", MONDAY + 5);
        repository.run(MONDAY + 40, "merge", "-q", "--no-ff", "-m", "merge", "side");

        assertThat(revision(way, "service")).isEqualTo(first);
    }

    @ParameterizedTest
    @EnumSource
    void changedStagedDeletedAndNewFilesAreDirtyAndKeepTheCommitsTime(Way way) throws Exception {
        repository.write("service/main.go", "edited");
        SourceState edited = way.ask(repository, "service").orElseThrow();
        assertThat(edited.dirty()).isTrue();
        assertThat(edited.revision()).isEqualTo(first + "-dirty");
        assertThat(edited.committed()).isEqualTo(Instant.ofEpochSecond(MONDAY));
        assertThat(dirty(way, "other", "pom.xml")).isFalse();

        repository.git("add", "-A");
        assertThat(dirty(way, "service")).isTrue();
        repository.git("reset", "-q", "--hard");
        assertThat(dirty(way, "service")).isFalse();

        Files.delete(repository.root().resolve("service/main.go"));
        assertThat(dirty(way, "service")).isTrue();
        repository.git("reset", "-q", "--hard");

        repository.write("service/deep/er/new ü.txt", "new");
        assertThat(dirty(way, "service")).isTrue();
        assertThat(dirty(way, "other")).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void ignoredFilesEmptyDirectoriesAndTheOutputOfTheBuildAreNotDirty(Way way) throws Exception {
        repository
                .write("service/debug.log", "ignored")
                .write("service/target/sos/x", "output")
                .write(".git/info/exclude", "*.swp\n")
                .write("service/.main.go.swp", "ignored here");
        Files.createDirectories(repository.root().resolve("service/empty"));
        Files.writeString(repository.home().resolve(".gitconfig"), "[core]\n\texcludesFile = ~/my-ignores\n");
        Files.writeString(repository.home().resolve("my-ignores"), ".idea/\n");
        repository.write("service/.idea/workspace.xml", "ignored by this user");

        assertThat(dirty(way, "service")).isFalse();
        repository.write("service/targets/x", "no output");
        assertThat(dirty(way, "service")).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void theUsersDefaultIgnoreFileIsRespected(Way way) throws Exception {
        Files.createDirectories(repository.home().resolve(".config/git"));
        Files.writeString(repository.home().resolve(".config/git/ignore"), ".idea/\n");
        repository.write("service/.idea/workspace.xml", "ignored by this user");

        assertThat(dirty(way, "service")).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void lineEndingsThatGitConvertsAreNotDirty(Way way) throws Exception {
        repository.write(".gitattributes", "*.bat text eol=crlf\n").write("service/run.bat", "a\r\nb\r\n");
        repository.commit("batch", MONDAY + 10);
        repository.write("service/run.bat", "a\r\nb\r\n");

        assertThat(dirty(way, "service")).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void aSubmoduleThatWasNotFetchedIsNotDirty(Way way) throws Exception {
        GitRepository library = GitRepository.create(temp.resolve("library"), repository.home());
        library.write("lib.go", "lib").commit("lib", MONDAY + 1);
        repository.git("submodule", "--quiet", "add", library.root().toString(), "service/lib");
        String added = repository.commit("submodule", MONDAY + 10);
        repository.git(
                "clone",
                "-q",
                repository.root().toString(),
                temp.resolve("clone").toString());

        SourceState state =
                way.ask(repository.at(temp.resolve("clone")), "service").orElseThrow();
        assertThat(state.revision()).isEqualTo(added);
    }

    @ParameterizedTest
    @EnumSource
    void aTouchedFileWithTheSameContentIsNotDirty(Way way) throws Exception {
        repository.write("service/main.go", "package main");

        assertThat(dirty(way, "service")).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void namesWithPatternCharactersAreTakenLiterally(Way way) throws Exception {
        String odd = repository.write("we[i]rd*/a", "a").commit("odd", MONDAY + 10);
        repository.write("weird-too/a", "a").commit("other", MONDAY + 20);
        repository.write("weird-too/a", "dirty");

        assertThat(way.ask(repository, "we[i]rd*").orElseThrow().revision()).isEqualTo(odd);
    }

    @ParameterizedTest
    @EnumSource
    void aNewModuleIsHeadAndDirtyAndAnIgnoredDirectoryIsNotFromGit(Way way) throws Exception {
        repository.write("fresh/pom.xml", "<new/>").write("cache.log/pom.xml", "<copy/>");

        assertThat(way.ask(repository, "fresh").orElseThrow().revision()).isEqualTo(first + "-dirty");
        assertThat(way.ask(repository, "cache.log")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aShallowCloneSaysSoAndGivesHead(Way way) throws Exception {
        String second = repository.write("other/main.go", "changed").commit("other", MONDAY + 10);
        repository.git("clone", "-q", "--depth=1", "file://" + repository.root(), temp.resolve("shallow") + "");

        SourceState state =
                way.ask(repository.at(temp.resolve("shallow")), "service").orElseThrow();

        assertThat(state.shallow()).isTrue();
        assertThat(state.commit()).isEqualTo(second);
        assertThat(state.committed()).isEqualTo(Instant.ofEpochSecond(MONDAY + 10));
        assertThat(state.source()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void noRepositoryAndNoCommitGiveNothing(Way way) throws Exception {
        Path plain = Files.createDirectories(temp.resolve("plain"));
        assertThat(way.history(repository).lookUp(List.of(plain), List.of())).isEmpty();

        GitRepository unborn = GitRepository.create(temp.resolve("unborn"), repository.home());
        assertThat(way.ask(unborn, "")).isEmpty();
        unborn.write("x", "x").git("add", "x");
        assertThat(way.ask(unborn, "")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aRepositoryInsideAnotherIsAskedItself(Way way) throws Exception {
        GitRepository inner = GitRepository.create(repository.root().resolve("inner"), repository.home());
        String innerCommit = inner.write("service/x", "x").commit("inner", MONDAY + 99);

        assertThat(revision(way, "inner/service", "pom.xml")).isEqualTo(innerCommit);
        assertThat(dirty(way, "service")).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void aDetachedHeadAndAWorktreeAreCheckoutsLikeAnyOther(Way way) throws Exception {
        repository.write("service/main.go", "changed").commit("second", MONDAY + 10);
        repository.git("worktree", "add", "-q", "--detach", temp.resolve("work tree") + "", first);
        GitRepository worktree = repository.at(temp.resolve("work tree"));
        assertThat(revision(way, worktree, "service")).isEqualTo(first);
        worktree.write("service/new", "new");
        assertThat(way.ask(worktree, "service").orElseThrow().dirty()).isTrue();

        repository.git("checkout", "-q", "--detach", first);
        assertThat(revision(way, "service")).isEqualTo(first);
        assertThat(dirty(way, "service")).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void aSubmoduleIsAskedItselfAndCountsByItsCommitFromOutside(Way way) throws Exception {
        GitRepository library = GitRepository.create(temp.resolve("library"), repository.home());
        String libraryCommit = library.write("pkg/lib.go", "lib").commit("lib", MONDAY + 1);
        repository.git("submodule", "--quiet", "add", library.root().toString(), "libs/lib");
        String added = repository.commit("submodule", MONDAY + 10);
        repository.write("other/main.go", "later").commit("later", MONDAY + 20);

        assertThat(revision(way, "libs/lib/pkg")).isEqualTo(libraryCommit);
        assertThat(revision(way, "service", "libs/lib/pkg")).isEqualTo(added);
        assertThat(dirty(way, "service", "libs/lib/pkg")).isFalse();

        repository.write("libs/lib/pkg/lib.go", "edited");
        assertThat(dirty(way, "service", "libs/lib/pkg")).isTrue();
        assertThat(dirty(way, "service")).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void pathsOutsideTheRepositoryAndMissingPathsAreLeftOut(Way way) throws Exception {
        assertThat(revision(way, "service", "../elsewhere", "service/not-there"))
                .isEqualTo(first);
    }

    @ParameterizedTest
    @EnumSource
    void credentialsOfTheRemoteNeverAppear(Way way) throws Exception {
        repository.git("remote", "add", "origin", "https://user:s3cret@Example.org/team/repo.git?token=s3cret#s3cret");

        SourceState state = way.ask(repository, "service").orElseThrow();

        assertThat(state.source()).contains("https://example.org/team/repo");
        assertThat(state.toString()).doesNotContain("s3cret").doesNotContain("user");
    }

    @ParameterizedTest
    @EnumSource
    void theUsersTasteInLogAndStatusDoesNotMatter(Way way) throws Exception {
        Files.writeString(
                repository.home().resolve(".gitconfig"),
                "[log]\n\tshowSignature = true\n\tfollow = true\n\tdate = relative\n"
                        + "[status]\n\tshowUntrackedFiles = no\n\tbranch = true\n\tshort = true\n"
                        + "[color]\n\tui = always\n");
        assertThat(revision(way, "service/main.go")).isEqualTo(first);
        repository.write("service/new", "new");
        assertThat(dirty(way, "service")).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsWritten(Way way) throws Exception {
        repository.write("service/main.go", "package main");
        Map<String, String> before = everyFile();

        way.ask(repository, "service");
        way.history(repository).modesBelow(repository.root());

        assertThat(everyFile()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource
    void aBrokenRepositoryIsAFailureAndNotNoGit(Way way) throws Exception {
        Path copy = Files.createDirectories(temp.resolve("copied worktree"));
        Files.writeString(copy.resolve(".git"), "gitdir: /not/here/.git/worktrees/copy\n");

        assertThatThrownBy(() -> way.ask(repository.at(copy), ""))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("copied worktree")
                .hasMessageContaining("make git status work in");
    }

    @Test
    void aRepositoryOfAnotherOwnerIsAFailureThatNamesTheRemedy() {
        CommandRunner local = CommandRunner.ofThisMachine();
        Map<String, String> environment = new TreeMap<>(repository.environment());
        // The switch with which Git's own tests pretend to be somebody else.
        CommandRunner stranger = command -> {
            Map<String, String> changed = new TreeMap<>(command.environment());
            changed.put("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1");
            return local.run(new Command(command.arguments(), changed, command.directory(), command.timeout()));
        };

        assertThatThrownBy(() -> SourceHistory.of(stranger, environment)
                        .lookUp(List.of(repository.root().resolve("service")), List.of()))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("belongs to another user")
                .hasMessageContaining("git config --global --add safe.directory " + repository.root());

        environment.put("GIT_CONFIG_COUNT", "1");
        environment.put("GIT_CONFIG_KEY_0", "safe.directory");
        environment.put("GIT_CONFIG_VALUE_0", "*");
        assertThat(lookUp(SourceHistory.of(stranger, environment))).isPresent();
    }

    @Test
    void theProgramIsStartedThreeTimesWithAnEnvironmentOfItsOwn() throws Exception {
        CommandRunner local = CommandRunner.ofThisMachine();
        List<Command> commands = Collections.synchronizedList(new ArrayList<>());
        Map<String, String> environment = new TreeMap<>(repository.environment());
        environment.put("GIT_DIR", "/somewhere/else");
        environment.put("SOS_REGISTRY_PASSWORD", "s3cret");

        lookUp(SourceHistory.of(
                command -> {
                    commands.add(command);
                    return local.run(command);
                },
                environment));

        assertThat(commands).hasSize(3);
        assertThat(commands)
                .allSatisfy(command -> assertThat(command.environment())
                        .containsOnlyKeys("PATH", "HOME", "GIT_OPTIONAL_LOCKS", "GIT_TERMINAL_PROMPT", "LC_ALL"));
    }

    private Optional<SourceState> lookUp(SourceHistory history) {
        return history.lookUp(List.of(repository.root().resolve("service")), List.of());
    }

    private String revision(Way way, String... paths) throws Exception {
        return revision(way, repository, paths);
    }

    private static String revision(Way way, GitRepository repository, String... paths) throws Exception {
        return way.ask(repository, paths).orElseThrow().commit();
    }

    private boolean dirty(Way way, String... paths) throws Exception {
        return way.ask(repository, paths).orElseThrow().dirty();
    }

    private Map<String, String> everyFile() throws Exception {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(temp)) {
            for (Path path : walk.toList()) {
                files.put(path.toString(), Files.getLastModifiedTime(path).toString());
            }
        }
        return files;
    }
}
