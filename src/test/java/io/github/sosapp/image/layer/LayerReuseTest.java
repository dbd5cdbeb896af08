package io.github.sosapp.image.layer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.image.Digest;
import io.github.sosapp.image.cache.BlobStore;
import io.github.sosapp.image.cache.FileState;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LayerReuseTest {

    private static final Instant LONG_AGO = Instant.parse("2001-01-01T00:00:00Z");

    @TempDir
    Path directory;

    private Path blobs;
    private Path store;
    private Path project;
    private LayerCache cache;

    @BeforeEach
    void setUp() {
        blobs = directory.resolve("blobs");
        store = directory.resolve("store");
        project = directory.resolve("project");
        cache = LayerCache.of(project, new BlobStore(store, Clock.systemUTC()), true);
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "ZSTD"})
    void fiftyEditsInARowGiveWhatAFreshBuildGives(Compression compression) throws Exception {
        List<LayerEntry> entries = new ArrayList<>(SampleTree.entries(9, 90));
        write(entries, compression, cache);
        Random random = new Random(50);
        int encoded = 0;
        int blockCount = 0;
        for (int edit = 0; edit < 50; edit++) {
            edit(entries, random, edit);
            WrittenLayer reused = write(entries, compression, cache);
            encoded += reused.encodedBlocks();
            blockCount += reused.blocks();
            Layer fresh = new LayerWriter(2, warning -> {})
                    .write("app", entries, compression, LayerCache.none(), directory.resolve("fresh"))
                    .layer();
            assertThat(reused.layer().descriptor()).as("edit %d", edit).isEqualTo(fresh.descriptor());
            assertThat(reused.layer().diffId()).isEqualTo(fresh.diffId());
            assertThat(Files.mismatch(reused.layer().blob(), fresh.blob())).isEqualTo(-1);
        }
        assertThat(encoded).as("of %d blocks", blockCount).isPositive().isLessThan(blockCount / 3);
    }

    private static void edit(List<LayerEntry> entries, Random random, int number) {
        int place = 1 + random.nextInt(entries.size() - 2);
        LayerEntry changed = entries.get(place);
        LayerEntry file = LayerEntry.file(
                number % 3 == 0 ? changed.path() + "-" + number : changed.path(),
                0644,
                Owner.ROOT,
                FileContent.of(SampleTree.text(random, random.nextInt(number % 10 == 9 ? 900_000 : 9000))));
        switch (number % 3) {
            case 0 -> entries.add(place, file);
            case 1 -> entries.set(place, file);
            default -> entries.remove(place);
        }
    }

    @Test
    void anUnchangedLayerWritesNothing() throws Exception {
        List<LayerEntry> entries = SampleTree.entries(5, 100);
        WrittenLayer first = write(entries, Compression.GZIP, cache);
        FileTime before = Files.getLastModifiedTime(first.layer().blob());
        WrittenLayer second = write(entries, Compression.GZIP, cache);

        assertThat(first.isUnchanged()).isFalse();
        assertThat(second.isUnchanged()).isTrue();
        assertThat(second.layer()).isEqualTo(first.layer());
        assertThat(Files.getLastModifiedTime(second.layer().blob())).isEqualTo(before);
    }

    @Test
    void oneChangedFileAmongManyEncodesOneOrTwoBlocks() throws Exception {
        List<LayerEntry> entries = new ArrayList<>(SampleTree.entries(5, 400));
        write(entries, Compression.GZIP, cache);
        LayerEntry old = entries.get(200);
        entries.set(200, LayerEntry.file(old.path(), old.mode(), old.owner(), FileContent.of(new byte[12])));
        WrittenLayer second = write(entries, Compression.GZIP, cache);

        assertThat(second.encodedBlocks()).isBetween(1, 2);
        assertThat(second.blocks()).isGreaterThan(12);
    }

    @Test
    void settledFilesAreNotReadAgainAndTheBlobComesBackAfterAClean() throws Exception {
        CountedFile file = new CountedFile(settled(Files.write(directory.resolve("app.bin"), new byte[300_000])));
        List<LayerEntry> entries = List.of(LayerEntry.file("/app.bin", 0755, Owner.ROOT, file));
        WrittenLayer first = write(entries, Compression.GZIP, cache);
        Files.delete(first.layer().blob());
        WrittenLayer second = write(entries, Compression.GZIP, cache);

        assertThat(file.opened).isEqualTo(1);
        assertThat(second.filesRead()).isFalse();
        assertThat(second.layer()).isEqualTo(first.layer());
        assertThat(Digest.ofFile(second.layer().blob()))
                .isEqualTo(first.layer().descriptor().digest());
    }

    @Test
    void withoutTrustInTimesContentDecides() throws Exception {
        LayerCache distrustful = LayerCache.of(project, new BlobStore(store, Clock.systemUTC()), false);
        CountedFile file = new CountedFile(settled(Files.write(directory.resolve("app.bin"), new byte[300_000])));
        List<LayerEntry> entries = List.of(LayerEntry.file("/app.bin", 0755, Owner.ROOT, file));
        write(entries, Compression.GZIP, distrustful);
        WrittenLayer second = write(entries, Compression.GZIP, distrustful);

        assertThat(file.opened).isEqualTo(2);
        assertThat(second.isUnchanged()).isTrue();
    }

    @Test
    void aChangeIsSeenEvenWhenSizeAndTimeOfContentAreSetBack() throws Exception {
        Path file = settled(Files.writeString(directory.resolve("file"), "one"));
        FileTime time = Files.getLastModifiedTime(file);
        List<LayerEntry> entries = List.of(LayerEntry.file("/file", 0644, Owner.ROOT, FileContent.of(file)));
        Digest before = write(entries, Compression.GZIP, cache).layer().diffId();
        Files.writeString(file, "two");
        Files.setLastModifiedTime(file, time);

        assertThat(write(entries, Compression.GZIP, cache).layer().diffId()).isNotEqualTo(before);
    }

    @Test
    void aFileChangedJustBeforeTheBuildIsReadAgain() throws Exception {
        CountedFile file = new CountedFile(Files.write(directory.resolve("app.bin"), new byte[1000]));
        List<LayerEntry> entries = List.of(LayerEntry.file("/app.bin", 0755, Owner.ROOT, file));
        file.changed = System.currentTimeMillis() * 1_000_000;
        write(entries, Compression.GZIP, cache);
        write(entries, Compression.GZIP, cache);

        assertThat(file.opened).isEqualTo(2);
    }

    @Test
    void everyOtherInputDecidesToo() throws Exception {
        Path file = settled(Files.write(directory.resolve("app.bin"), new byte[1000]));
        FileContent content = new CountedFile(file);
        List<List<LayerEntry>> variants = List.of(
                List.of(LayerEntry.file("/a", 0644, Owner.ROOT, content)),
                List.of(LayerEntry.file("/b", 0644, Owner.ROOT, content)),
                List.of(LayerEntry.file("/a", 0755, Owner.ROOT, content)),
                List.of(LayerEntry.file("/a", 0644, new Owner(1, 0), content)),
                List.of(LayerEntry.file("/a", 0644, new Owner(0, 1), content)),
                List.of(LayerEntry.file("/a", 0644, Owner.ROOT, content), LayerEntry.symlink("/c", "a")),
                List.of(LayerEntry.file("/a", 0644, Owner.ROOT, content), LayerEntry.symlink("/c", "b")),
                List.of(LayerEntry.file("/a", 0644, Owner.ROOT, content), LayerEntry.directory("/c", 0755, Owner.ROOT)),
                List.of(LayerEntry.file("/a", 0644, Owner.ROOT, FileContent.of(new byte[2]))));
        assertThat(variants.stream().map(entries -> diffId(entries)).distinct()).hasSameSizeAs(variants);
    }

    private Digest diffId(List<LayerEntry> entries) {
        try {
            return write(entries, Compression.GZIP, cache).layer().diffId();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anyDamageToTheCacheIsHealed() throws Exception {
        List<LayerEntry> entries = SampleTree.entries(5, 100);
        Layer first = write(entries, Compression.GZIP, cache).layer();
        Random random = new Random(13);
        for (int round = 0; round < 60; round++) {
            List<Path> files = files();
            damage(files.get(random.nextInt(files.size())), files, random);
            Layer again = write(entries, Compression.GZIP, cache).layer();
            assertThat(again).as("round %d", round).isEqualTo(first);
            assertThat(Digest.ofFile(again.blob())).isEqualTo(first.descriptor().digest());
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all =
                Stream.concat(Files.walk(project), Stream.concat(Files.walk(store), Files.walk(blobs)))) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static void damage(Path file, List<Path> others, Random random) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        switch (random.nextInt(5)) {
            case 0 -> Files.delete(file);
            case 1 -> Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
            case 2 -> Files.write(file, new byte[0]);
            case 3 -> Files.write(file, Files.readAllBytes(others.get(random.nextInt(others.size()))));
            default -> {
                bytes[random.nextInt(bytes.length)] ^= 1;
                Files.write(file, bytes);
            }
        }
    }

    @Test
    void writersAtOnceDoNotDisturbEachOther() throws Exception {
        List<LayerEntry> entries = SampleTree.entries(5, 60);
        List<LayerEntry> others = SampleTree.entries(6, 60);
        Digest expected = write(entries, Compression.GZIP, LayerCache.none())
                .layer()
                .descriptor()
                .digest();
        ExecutorService builds = Executors.newFixedThreadPool(4);
        List<Callable<Digest>> tasks = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            boolean disturbs = i % 3 == 2;
            Path own = i % 2 == 0 ? blobs : directory.resolve("blobs-" + i);
            LayerCache shared = LayerCache.of(project, new BlobStore(store, Clock.systemUTC()), true);
            tasks.add(() -> new LayerWriter(2, warning -> {})
                    .write("app", disturbs ? others : entries, Compression.GZIP, shared, own)
                    .layer()
                    .descriptor()
                    .digest());
        }
        List<Future<Digest>> results = builds.invokeAll(tasks);
        builds.shutdown();
        for (int i = 0; i < results.size(); i++) {
            if (i % 3 != 2) {
                assertThat(results.get(i).get()).isEqualTo(expected);
            }
        }
        assertThat(files()).noneMatch(file -> file.getFileName().toString().endsWith(".tmp"));
    }

    /** A file that was changed long ago, and counts how often it is read. */
    private static final class CountedFile implements FileContent {

        private final FileContent file;
        private long changed = LONG_AGO.getEpochSecond() * 1_000_000_000L;
        private int opened;

        CountedFile(Path path) {
            file = FileContent.of(path);
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public InputStream open() throws IOException {
            opened++;
            return file.open();
        }

        @Override
        public Optional<Path> file() {
            return file.file();
        }

        @Override
        public Optional<FileState> state() {
            return Optional.of(new FileState(file.file().orElseThrow(), 0100644, 1000, 17, changed));
        }
    }

    // Only the time of the last change of content can be set; the tests that need the other give it themselves.
    private static Path settled(Path file) throws IOException {
        return Files.setLastModifiedTime(file, FileTime.from(LONG_AGO));
    }

    private WrittenLayer write(List<LayerEntry> entries, Compression compression, LayerCache with) throws IOException {
        return new LayerWriter(2, warning -> {}).write("app", entries, compression, with, blobs);
    }
}
