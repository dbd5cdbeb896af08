package io.github.sosapp.image.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTreeTest {

    @TempDir
    Path root;

    @BeforeEach
    void makeTree() throws IOException {
        Files.createDirectories(root.resolve("b/deep/deeper"));
        Files.createDirectories(root.resolve("empty"));
        Files.writeString(root.resolve("b/deep/deeper/last"), "12345");
        Files.writeString(root.resolve("b/z"), "1");
        Files.writeString(root.resolve("b-c"), "12");
        Files.writeString(root.resolve("a"), "123");
        Files.setPosixFilePermissions(root.resolve("a"), PosixFilePermissions.fromString("rwx------"));
        Files.createSymbolicLink(root.resolve("link"), Path.of("b"));
    }

    @Test
    void whatIsInADirectoryComesRightBehindIt() throws Exception {
        assertThat(FileTree.list(root, path -> false))
                .extracting(state -> root.relativize(state.path()).toString())
                .containsExactly(
                        "a", "b", "b/deep", "b/deep/deeper", "b/deep/deeper/last", "b/z", "b-c", "empty", "link");
    }

    @Test
    void excludedDirectoriesAreNotEntered() throws Exception {
        assertThat(FileTree.list(root, path -> path.endsWith("deep")))
                .extracting(state -> root.relativize(state.path()).toString())
                .containsExactly("a", "b", "b/z", "b-c", "empty", "link");
    }

    @Test
    void aListToReadTellsTheSameButIsNeverSettled() throws Exception {
        List<FileState> complete = FileTree.list(root, path -> false);
        List<FileState> toRead = FileTree.listToRead(root, path -> false);

        for (int i = 0; i < complete.size(); i++) {
            FileState one = complete.get(i);
            FileState other = toRead.get(i);
            assertThat(other.path()).isEqualTo(one.path());
            assertThat(List.of(other.isFile(), other.isDirectory(), other.isLink()))
                    .isEqualTo(List.of(one.isFile(), one.isDirectory(), one.isLink()));
            assertThat(other.size()).isEqualTo(one.size());
            assertThat(other.isFile() && other.isExecutable()).isEqualTo(one.isFile() && one.isExecutable());
        }
        assertThat(toRead).hasSameSizeAs(complete).anyMatch(state -> state.isFile() && state.isExecutable());
        assertThat(StatIndex.of(toRead, root))
                .hasValueSatisfying(index -> assertThat(index.isSettled()).isFalse());
    }

    @Test
    void aMissingRootIsAnError() {
        assertThatThrownBy(() -> FileTree.list(root.resolve("none"), path -> false))
                .isInstanceOf(NoSuchFileException.class);
    }
}
