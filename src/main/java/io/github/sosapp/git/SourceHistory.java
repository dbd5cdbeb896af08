package io.github.sosapp.git;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.git.RepositoryReader.Commit;
import io.github.sosapp.git.RepositoryReader.IndexEntry;
import io.github.sosapp.process.Background;
import io.github.sosapp.process.CommandRunner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Looks up what Git knows of sources, with the {@code git} program where there is one and else with a library. */
public final class SourceHistory {

    private final RepositoryReader reader;

    SourceHistory(RepositoryReader reader) {
        this.reader = reader;
    }

    /**
     * @param environment of this process; PATH says where the {@code git} program is, and the user's Git configuration is
     *     respected
     */
    public static SourceHistory of(CommandRunner runner, Map<String, String> environment) {
        return new SourceHistory(CommandRunner.find("git", environment.getOrDefault("PATH", ""))
                .<RepositoryReader>map(program -> new GitProgram(program, runner, environment))
                .orElseGet(() -> new GitLibrary(environment)));
    }

    /**
     * The state of what a build reads, by the repository that the first of {@code paths} lies in.
     *
     * <p>A directory stands for everything below it, so pass the parent's {@code pom.xml} and not its directory. Paths
     * outside that repository are left out; paths in a submodule of it count by the submodule's commit. When no commit
     * touched the paths but they hold new files, the commit is HEAD.
     *
     * @param paths files or directories, not empty; they need not exist
     * @param excluded files or directories whose changes do not make the paths dirty, such as the output of the build
     * @return empty when there is no repository, no commit in it, or nothing of it below {@code paths}
     * @throws BuildFailure when there is a repository but Git refuses to read it
     */
    public Optional<SourceState> lookUp(List<Path> paths, List<Path> excluded) {
        try {
            Optional<Checkout> checkout = Checkout.containing(paths.get(0));
            return checkout.isPresent() ? lookUp(checkout.get(), paths, excluded) : Optional.empty();
        } catch (IOException e) {
            throw unreadable(paths.get(0), e);
        }
    }

    /**
     * The modes of the tracked files below a directory, submodules included; knows no file when there is no repository.
     *
     * @throws BuildFailure when there is a repository but Git refuses to read it
     */
    public TrackedModes modesBelow(Path directory) throws InterruptedException {
        SortedMap<String, IndexEntry> entries = new TreeMap<>();
        try {
            collect(directory, "", entries);
        } catch (IOException e) {
            throw unreadable(directory, e);
        }
        return new TrackedModes(directory, entries);
    }

    // Each answer takes the program about as long, so all questions are asked at once.
    private Optional<SourceState> lookUp(Checkout checkout, List<Path> paths, List<Path> excluded) throws IOException {
        List<String> names = names(checkout, paths);
        List<String> excludedNames = names(checkout, excluded);
        boolean shallow = checkout.isShallow();
        try (Background<Boolean> dirty = ask(paths, () -> reader.isDirty(checkout, names, excludedNames));
                Background<Optional<Commit>> last =
                        ask(paths, () -> shallow ? reader.head(checkout) : reader.lastCommit(checkout, names));
                Background<Optional<String>> origin = ask(paths, () -> reader.origin(checkout))) {
            boolean isDirty = dirty.result();
            Optional<Commit> commit = last.result();
            if (commit.isEmpty() && isDirty) {
                commit = answer(paths, () -> reader.head(checkout));
            }
            if (commit.isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(new SourceState(
                    commit.get().id(),
                    commit.get().time(),
                    isDirty,
                    shallow,
                    origin.result().flatMap(SourceAddress::of)));
        }
    }

    private interface Question<T> {

        T ask() throws IOException, InterruptedException;
    }

    private static <T> Background<T> ask(List<Path> paths, Question<T> question) {
        return Background.start("sos-git", () -> answer(paths, question));
    }

    private static <T> T answer(List<Path> paths, Question<T> question) {
        try {
            return question.ask();
        } catch (IOException e) {
            throw unreadable(paths.get(0), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Background.stopped();
        }
    }

    private static List<String> names(Checkout checkout, List<Path> paths) throws IOException {
        List<String> names = new ArrayList<>();
        for (Path path : paths) {
            checkout.nameOf(path).filter(name -> !names.contains(name)).ifPresent(names::add);
        }
        return names;
    }

    private void collect(Path directory, String prefix, SortedMap<String, IndexEntry> entries)
            throws IOException, InterruptedException {
        Optional<Checkout> checkout = Checkout.containing(directory);
        if (checkout.isEmpty()) {
            return;
        }
        for (IndexEntry entry : reader.index(checkout.get(), Checkout.real(directory))) {
            if (!entry.isSubmodule()) {
                entries.put(prefix + entry.path(), entry);
            } else if (Checkout.isRoot(directory.resolve(entry.path()))) {
                collect(directory.resolve(entry.path()), prefix + entry.path() + "/", entries);
            }
        }
    }

    private static BuildFailure unreadable(Path path, IOException cause) {
        return BuildFailure.ofWorld("The Git repository of " + path + " cannot be read")
                .because(cause.getMessage() == null ? "it cannot be opened" : cause.getMessage())
                .causedBy(cause)
                .remedy("make git status work in that directory");
    }
}
