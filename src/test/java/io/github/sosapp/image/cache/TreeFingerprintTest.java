package io.github.sosapp.image.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.image.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeFingerprintTest {

    @TempDir
    Path directory;

    private Path tree;
    private Path index;

    @BeforeEach
    void setUp() throws IOException {
        tree = Files.createDirectories(directory.resolve("tree"));
        index = directory.resolve("state/tree.index");
        Files.createDirectories(tree.resolve("cmd/app"));
        Files.createDirectories(tree.resolve("target"));
        Files.writeString(tree.resolve("cmd/app/main.go"), "package main");
        Files.writeString(tree.resolve("go.mod"), "module x");
        Files.createSymbolicLink(tree.resolve("link"), Path.of("go.mod"));
    }

    @Test
    void everyChangeOfContentShows() throws Exception {
        Digest before = fingerprint();
        Files.writeString(tree.resolve("go.mod"), "module y");
        Digest content = fingerprint();
        Files.setPosixFilePermissions(tree.resolve("go.mod"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Digest executable = fingerprint();
        Files.move(tree.resolve("go.mod"), tree.resolve("go.mot"));
        Digest name = fingerprint();
        Files.delete(tree.resolve("link"));
        Files.createSymbolicLink(tree.resolve("link"), Path.of("elsewhere"));
        Digest link = fingerprint();
        Files.createDirectory(tree.resolve("empty"));

        assertThat(List.of(before, content, executable, name, link, fingerprint()))
                .doesNotHaveDuplicates();
    }

    @Test
    void placeTimesAndOtherPermissionsDoNotShow() throws Exception {
        Digest before = fingerprint();
        Files.setPosixFilePermissions(tree.resolve("go.mod"), PosixFilePermissions.fromString("rw-------"));
        Files.setLastModifiedTime(tree.resolve("go.mod"), FileTime.fromMillis(5000));
        assertThat(fingerprint()).isEqualTo(before);
        Files.move(tree, directory.resolve("moved"));
        tree = directory.resolve("moved");
        assertThat(fingerprint()).isEqualTo(before);
    }

    @Test
    void excludedDirectoriesDoNotShow() throws Exception {
        Digest before = fingerprint();
        Files.writeString(tree.resolve("target/output"), "x");
        assertThat(fingerprint()).isEqualTo(before);
    }

    @Test
    void aMissingRootIsNotAnEmptyOne() throws Exception {
        Path missing = directory.resolve("missing");
        Digest before = TreeFingerprint.of(List.of(missing), new FileTrees(path -> false), index, true);
        Files.createDirectory(missing);
        assertThat(TreeFingerprint.of(List.of(missing), new FileTrees(path -> false), index, true))
                .isNotEqualTo(before);
    }

    @Test
    void aRootMayBeAFile() throws Exception {
        Digest before = TreeFingerprint.of(List.of(tree.resolve("go.mod")), new FileTrees(path -> false), index, false);
        Files.writeString(tree.resolve("go.mod"), "module z");
        assertThat(TreeFingerprint.of(List.of(tree.resolve("go.mod")), new FileTrees(path -> false), index, false))
                .isNotEqualTo(before);
    }

    @Test
    void theAnswerIsTheSameWithAndWithoutTrustInTimesAndWithADamagedIndex() throws Exception {
        Digest byContent = TreeFingerprint.of(List.of(tree), new FileTrees(this::isExcluded), index, false);
        assertThat(fingerprint()).isEqualTo(byContent);
        Files.createDirectories(index.getParent());
        for (String damage : List.of("", "x", "a\nb\nc\nd\n", "0".repeat(64) + "\n")) {
            Files.writeString(index, damage);
            assertThat(fingerprint()).isEqualTo(byContent);
        }
    }

    @Test
    void recentChangesAreNotRemembered() throws Exception {
        Files.writeString(tree.resolve("go.mod"), "module new");
        fingerprint();
        assertThat(index).doesNotExist();
    }

    @Test
    void aStatIndexIsSettledOnlyWhenEveryFileChangedLongAgo() throws Exception {
        FileState now = FileState.of(tree.resolve("go.mod"));
        FileState old = new FileState(now.path(), now.mode(), now.size(), now.inode(), 1);
        FileState unknown = new FileState(now.path(), now.mode(), now.size(), 0, FileState.UNKNOWN);

        assertThat(StatIndex.of(List.of(old), directory))
                .hasValueSatisfying(found -> assertThat(found.isSettled()).isTrue());
        for (FileState recent : List.of(now, unknown)) {
            assertThat(StatIndex.of(List.of(old, recent), directory))
                    .hasValueSatisfying(found -> assertThat(found.isSettled()).isFalse());
        }
    }

    private Digest fingerprint() throws IOException {
        return TreeFingerprint.of(List.of(tree), new FileTrees(this::isExcluded), index, true);
    }

    private boolean isExcluded(Path path) {
        return path.endsWith("target");
    }
}
