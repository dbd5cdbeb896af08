package io.github.sosapp.image.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.image.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is believed is told apart from what is read by taking note of a digest that the file does not have. */
class CheckedFilesTest {

    private static final Digest ANOTHER = Digest.of(new byte[] {1, 2, 3});

    // A file that nobody has changed for a while, which a test cannot make without waiting.
    private static final Path SETTLED = Path.of(System.getProperty("java.home"), "release");

    @TempDir
    Path directory;

    private Path file;
    private Path memory;
    private Digest digest;
    private final ConcurrentMap<String, String> session = new ConcurrentHashMap<>();
    private CheckedFiles checked;

    @BeforeEach
    void setUp() throws IOException {
        file = Files.writeString(directory.resolve("blob"), "content");
        memory = directory.resolve("project/checked-files");
        digest = Digest.ofFile(file);
        checked = CheckedFiles.of(session, memory);
    }

    @Test
    void aFileIsReadBeforeItIsBelieved() {
        assertThat(checked.holds(file, digest)).isTrue();
        assertThat(checked.holds(file, ANOTHER)).isFalse();
        assertThat(checked.holds(directory.resolve("absent"), digest)).isFalse();
        assertThat(checked.holds(directory, digest)).isFalse();
    }

    @Test
    void whatWasCheckedIsNotReadAgainByAnyModuleOfTheSession() {
        checked.note(file, ANOTHER);

        assertThat(checked.holds(file, ANOTHER)).isTrue();
        assertThat(CheckedFiles.of(session, directory.resolve("other")).holds(file, ANOTHER))
                .isTrue();
    }

    @Test
    void aFileThatWasTouchedIsReadAgain() throws IOException {
        checked.note(file, ANOTHER);
        assertThat(checked.holds(file, digest)).isTrue();

        Files.writeString(file, "CONTENT");

        assertThat(checked.holds(file, ANOTHER)).isFalse();
        assertThat(checked.holds(file, digest)).isFalse();
    }

    @Test
    void aFileThatTookThePlaceOfAnotherIsReadAgainEvenWithTheSameTimes() throws IOException {
        checked.note(file, ANOTHER);
        Path copy = Files.writeString(directory.resolve("copy"), "CONTENT");
        Files.setLastModifiedTime(copy, Files.getLastModifiedTime(file));

        Files.move(copy, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);

        assertThat(checked.holds(file, ANOTHER)).isFalse();
    }

    @Test
    void aLinkMoreOrLessIsNoReasonToReadAFileAgain() throws IOException {
        checked.note(file, ANOTHER);
        Object before = Files.getAttribute(file, "unix:ctime");
        // The clock of a file system ticks slowly.
        while (Files.getAttribute(file, "unix:ctime").equals(before)) {
            Files.delete(Files.createLink(directory.resolve("layout"), file));
        }

        assertThat(checked.holds(file, ANOTHER)).isTrue();
    }

    @Test
    void aFileOfOthersIsReadAgainAfterAnyChange() throws IOException {
        FileTime written = Files.getLastModifiedTime(file);
        assertThat(checked.holdsForeign(file, digest)).isTrue();
        // What is remembered of it, but with another digest: believed as long as nobody reads the file.
        Set.copyOf(session.keySet()).forEach(line -> session.put(line.replace(digest.hex(), ANOTHER.hex()), ""));
        assertThat(checked.holdsForeign(file, ANOTHER)).isTrue();

        Object before = Files.getAttribute(file, "unix:ctime");
        // The clock of a file system ticks slowly.
        while (Files.getAttribute(file, "unix:ctime").equals(before)) {
            Files.writeString(file, "CONTENT");
            Files.setLastModifiedTime(file, written);
        }

        assertThat(checked.holdsForeign(file, ANOTHER)).isFalse();
        assertThat(checked.holdsForeign(file, digest)).isFalse();
        assertThat(checked.holds(file, digest)).as("of a file of our own").isTrue();
    }

    @Test
    void theNextBuildKnowsFilesOfOthersThatAreSettledOnly() throws IOException {
        Digest settled = Digest.ofFile(SETTLED);
        assertThat(checked.holdsForeign(SETTLED, settled)).isTrue();
        assertThat(checked.holdsForeign(file, digest)).isTrue();
        checked.save();

        assertThat(memory).content().contains(settled.hex()).doesNotContain(digest.hex());
        ConcurrentMap<String, String> next = new ConcurrentHashMap<>();
        CheckedFiles second = CheckedFiles.of(next, memory);
        Set.copyOf(next.keySet()).forEach(line -> next.put(line.replace(settled.hex(), ANOTHER.hex()), ""));
        assertThat(second.holdsForeign(SETTLED, ANOTHER)).isTrue();
    }

    @Test
    void theNextBuildKnowsFilesThatAreSettledOnly() {
        checked.note(SETTLED, ANOTHER);
        checked.note(file, ANOTHER);
        checked.save();

        CheckedFiles next = CheckedFiles.of(new ConcurrentHashMap<>(), memory);
        assertThat(next.holds(SETTLED, ANOTHER)).isTrue();
        assertThat(next.holds(file, ANOTHER)).isFalse();
    }

    @Test
    void whatIsNotUsedAnyMoreIsForgotten() throws IOException {
        checked.note(SETTLED, ANOTHER);
        checked.save();
        CheckedFiles second = CheckedFiles.of(new ConcurrentHashMap<>(), memory);
        second.note(SETTLED, digest);
        second.save();

        assertThat(CheckedFiles.of(new ConcurrentHashMap<>(), memory).holds(SETTLED, ANOTHER))
                .isFalse();
        assertThat(memory).content().contains(digest.hex()).doesNotContain(ANOTHER.hex());
    }

    @Test
    void aDamagedMemoryIsNoMemory() throws IOException {
        checked.note(SETTLED, ANOTHER);
        checked.save();
        Files.writeString(memory, Files.readString(memory).replaceFirst("0", "1"));
        assertThat(CheckedFiles.of(new ConcurrentHashMap<>(), memory).holds(SETTLED, ANOTHER))
                .isFalse();

        Files.writeString(memory, "");
        assertThat(CheckedFiles.of(new ConcurrentHashMap<>(), memory).holds(file, digest))
                .isTrue();
    }

    @Test
    void withoutTrustInFileTimesEveryFileIsReadEveryTime() {
        CheckedFiles none = CheckedFiles.none();
        none.note(file, ANOTHER);
        none.save();

        assertThat(none.holds(file, ANOTHER)).isFalse();
        assertThat(none.holds(file, digest)).isTrue();
        assertThat(none.holdsForeign(file, digest)).isTrue();
        assertThat(none.holdsForeign(file, ANOTHER)).isFalse();
    }

    @Test
    void aStoreLooksAgainOnlyAtBlobsThatWereTouched() throws IOException {
        BlobStore store = new BlobStore(directory.resolve("store"), java.time.Clock.systemUTC(), checked);
        Path blob = store.put(digest, file);
        assertThat(store.find(digest)).contains(blob);

        Files.writeString(blob, "damaged");

        assertThat(store.find(digest)).isEmpty();
        assertThat(blob).doesNotExist();
    }
}
