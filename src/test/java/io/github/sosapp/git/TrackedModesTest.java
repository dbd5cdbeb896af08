package io.github.sosapp.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.git.SourceHistoryTest.Way;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrackedModesTest {

    @TempDir
    Path temp;

    private GitRepository repository;
    private Path module;

    @BeforeEach
    void createRepository() throws Exception {
        repository = GitRepository.create(temp.resolve("repo"), temp.resolve("home"));
        module = repository.root().resolve("mod ule");
        repository
                .write("mod ule/run ü.sh", "#!/bin/sh")
                .write("mod ule/data.txt", "data")
                .write("mod ule2/data.txt", "data");
        Files.setPosixFilePermissions(module.resolve("run ü.sh"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createSymbolicLink(module.resolve("link"), Path.of("data.txt"));
        repository.commit("first", 1_700_000_000L);
    }

    @ParameterizedTest
    @EnumSource
    void theIndexDecidesWhateverTheDiskSays(Way way) throws Exception {
        Files.setPosixFilePermissions(module.resolve("run ü.sh"), PosixFilePermissions.fromString("rw-------"));
        Files.setPosixFilePermissions(module.resolve("data.txt"), PosixFilePermissions.fromString("rwx------"));
        repository.write("mod ule/untracked", "x");

        TrackedModes modes = way.history(repository).modesBelow(module);

        assertThat(modes.executable(module.resolve("run ü.sh"))).contains(true);
        assertThat(modes.executable(module.resolve("data.txt"))).contains(false);
        assertThat(modes.executable(module.resolve("link"))).isEmpty();
        assertThat(modes.executable(module.resolve("untracked"))).isEmpty();
        assertThat(modes.executable(repository.root().resolve("mod ule2/data.txt")))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void theWholeRepositoryAndItsSubmodulesAreKnown(Way way) throws Exception {
        GitRepository library = GitRepository.create(temp.resolve("library"), repository.home());
        library.write("tool.sh", "#!/bin/sh").git("add", "-A");
        library.git("update-index", "--chmod=+x", "tool.sh");
        library.commitIndex("lib", 1_700_000_001L);
        repository.git("submodule", "--quiet", "add", library.root().toString(), "mod ule/lib");

        TrackedModes modes = way.history(repository).modesBelow(repository.root());

        assertThat(modes.executable(module.resolve("lib/tool.sh"))).contains(true);
        assertThat(modes.executable(repository.root().resolve("mod ule2/data.txt")))
                .contains(false);
    }

    @ParameterizedTest
    @EnumSource
    void aLinkCheckedOutAsTextIsRefusedByName(Way way) throws Exception {
        repository.git("config", "core.symlinks", "false");
        Files.delete(module.resolve("link"));
        repository.git("checkout", "--", "mod ule/link");
        assertThat(module.resolve("link")).isRegularFile().hasContent("data.txt");

        TrackedModes modes = way.history(repository).modesBelow(module);

        assertThatThrownBy(() -> modes.executable(module.resolve("link")))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining(module.resolve("link") + " is a symbolic link in Git, but a text file")
                .hasMessageContaining("core.symlinks true");
    }

    @ParameterizedTest
    @EnumSource
    void aLinkReplacedByAFileOnPurposeIsAnOrdinaryFile(Way way) throws Exception {
        Files.delete(module.resolve("link"));
        Files.writeString(module.resolve("link"), "something else");

        assertThat(way.history(repository).modesBelow(module).executable(module.resolve("link")))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void withoutARepositoryNothingIsTracked(Way way) throws Exception {
        Path plain = Files.createDirectories(temp.resolve("plain"));
        Files.writeString(plain.resolve("x"), "x");

        assertThat(way.history(repository).modesBelow(plain).executable(plain.resolve("x")))
                .isEmpty();
        assertThat(TrackedModes.none(plain).executable(plain.resolve("x"))).isEmpty();
    }
}
