package io.github.sosapp.image.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.image.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
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
    void onlyFilesThatMayHaveChangedAreReadAgain() throws Exception {
        settle();
        Digest before = fingerprint();
        // A wrong digest in the memory shows which files were not read.
        plant(line -> "0".repeat(64) + line.substring(64));
        Files.writeString(tree.resolve("cmd/app/main.go"), "package other");
        Digest planted = fingerprint();
        Digest read = TreeFingerprint.of(List.of(tree), new FileTrees(this::isExcluded), index, false);

        assertThat(List.of(before, planted, read)).doesNotHaveDuplicates();
        assertThat(Files.readAllLines(digests())).hasSize(2).first().asString().startsWith("0".repeat(64) + " 8 ");
    }

    @Test
    void theAnswerIsTheSameWithDigestsOfFilesThatWereChangedReplacedOrDamaged() throws Exception {
        settle();
        fingerprint();
        Files.writeString(tree.resolve("cmd/app/main.go"), "package next");
        Files.writeString(directory.resolve("other"), "module z");
        Files.setLastModifiedTime(directory.resolve("other"), Files.getLastModifiedTime(tree.resolve("go.mod")));
        Files.move(directory.resolve("other"), tree.resolve("go.mod"), StandardCopyOption.REPLACE_EXISTING);
        Digest read = TreeFingerprint.of(List.of(tree), new FileTrees(this::isExcluded), index, false);
        assertThat(fingerprint()).isEqualTo(read);
        for (String damage : List.of("", "x", "a\nb\n", "0".repeat(64) + " 8 1 1 go.mod\n" + "0".repeat(64) + "\n")) {
            Files.writeString(digests(), damage);
            assertThat(fingerprint()).isEqualTo(read);
        }
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

    // Nothing else makes files old: the time of a change cannot be set.
    private void settle() throws Exception {
        long newest = FileState.of(tree.resolve("go.mod")).changed();
        while (StatIndex.settledBefore(directory) <= newest) {
            Thread.sleep(100);
        }
    }

    private Path digests() {
        return index.resolveSibling("tree.index.digests");
    }

    private void plant(UnaryOperator<String> change) throws IOException {
        List<String> lines = Files.readAllLines(digests());
        String text = lines.subList(0, lines.size() - 1).stream()
                .map(line -> change.apply(line) + "\n")
                .collect(Collectors.joining());
        Files.writeString(
                digests(),
                text + Digest.of(text.getBytes(StandardCharsets.UTF_8)).hex() + "\n");
    }

    private Digest fingerprint() throws IOException {
        return TreeFingerprint.of(List.of(tree), new FileTrees(this::isExcluded), index, true);
    }

    private boolean isExcluded(Path path) {
        return path.endsWith("target");
    }
}
