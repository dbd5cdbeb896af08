package io.github.sosapp.image.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Digest;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LayerWriterTest {

    /** Golden: what they were when {@code DeflateEncoder.VERSION} was 2 and {@code TarBlocks.VERSION} 1. */
    private static final Map<Compression, String> DIGESTS = Map.of(
            Compression.GZIP, "941b9009e9ee3f08bff41070d1f2ba6da7dc8403948db1d18e380a8ab4fd934a",
            Compression.GZIP_FAST, "019597296f36a823f85a804459ed8f5658523ca872d91355ed0cb738bf8e9147",
            Compression.GZIP_BEST, "66f8e052f4d4b543f5b8cd20b40c1509a5d82e1509368d3431d1638c5a108da8",
            Compression.ZSTD, "6bcd9bfd08f03ab2f7d6a39d31c570b4ac637d4f5902be43d2c2be394f8d5051");

    /** Golden: the same for layers of bases, when {@code DeflateEncoder.VERSION} was 2 and {@code ContentCuts.VERSION} 1. */
    private static final Map<Compression, String> DIGESTS_OF_BASES = Map.of(
            Compression.GZIP, "3b439be364ea1e6b87f3577b485ffce4095e335874bde7dc12c950db1ef9f8a6",
            Compression.GZIP_FAST, "3b439be364ea1e6b87f3577b485ffce4095e335874bde7dc12c950db1ef9f8a6",
            Compression.GZIP_BEST, "0ab2648c1647e3b2d2b2d30ca983bc311e48a76ccbc3aa86d53f72b99c83c920",
            Compression.ZSTD, "d7ef2fb2c80946811bb498de7c39101ada368162bb9b02178ad44a6a925adb40");

    @TempDir
    Path directory;

    private final List<String> warnings = Collections.synchronizedList(new ArrayList<>());

    @Test
    void givesDigestAndDiffIdOfWhatItWrote() throws Exception {
        WrittenLayer written = write(2, SampleTree.entries(7, 300), Compression.GZIP);

        Layer layer = written.layer();
        assertThat(layer.blob())
                .isEqualTo(directory.resolve(layer.descriptor().digest().hex()));
        assertThat(Digest.ofFile(layer.blob())).isEqualTo(layer.descriptor().digest());
        assertThat(Files.size(layer.blob())).isEqualTo(layer.descriptor().size());
        try (InputStream tar = new GZIPInputStream(Files.newInputStream(layer.blob()), 1 << 16)) {
            byte[] bytes = tar.readAllBytes();
            assertThat(Digest.of(bytes)).isEqualTo(layer.diffId());
            assertThat(bytes).hasSize((int) layer.uncompressedSize().getAsLong());
        }
        assertThat(written.encodedBlocks()).isEqualTo(written.blocks()).isGreaterThan(10);
        assertThat(warnings).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void theBytesAreTheSameOnEveryMachineForEver(Compression compression) throws Exception {
        assertThat(digest(write(2, SampleTree.entries(3, 200), compression))).isEqualTo(DIGESTS.get(compression));
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void threadsAndOrderOfEntriesDoNotShowInTheBytes(Compression compression) throws Exception {
        List<LayerEntry> entries = SampleTree.entries(3, 200);
        String one = digest(write(1, entries, compression));
        for (int threads : new int[] {2, 7}) {
            List<LayerEntry> shuffled = new ArrayList<>(entries);
            Collections.shuffle(shuffled, new Random(threads));
            assertThat(digest(write(threads, shuffled, compression))).isEqualTo(one);
        }
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void layersOfBasesHaveTheSameBytesWithAnyThreadsForEver(Compression compression) throws Exception {
        List<LayerEntry> entries = SampleTree.entries(3, 200);
        for (int threads : new int[] {1, 2, 7}) {
            assertThat(digest(writeOfBase(threads, entries, compression))).isEqualTo(DIGESTS_OF_BASES.get(compression));
        }
    }

    @Test
    void layersOfBasesHoldTheSameArchiveAsOthers() throws Exception {
        List<LayerEntry> entries = new ArrayList<>(SampleTree.entries(3, 200));
        byte[] large = SampleTree.text(new Random(9), 3_000_001);
        Path onDisk =
                Files.write(Files.createDirectory(directory.resolve("files")).resolve("large"), large);
        entries.add(file("/lib/large", large));
        entries.add(LayerEntry.file("/lib/on-disk", 0644, Owner.ROOT, FileContent.of(onDisk)));

        Layer layer = writeOfBase(2, entries, Compression.GZIP).layer();
        assertThat(layer.diffId())
                .isEqualTo(write(2, entries, Compression.GZIP).layer().diffId());
        assertThat(TarReading.contents(layer.blob(), directory)).isEqualTo(TarReading.expected(entries));
    }

    @Test
    void layersOfBasesThatAreWrittenAtTheSameTimeHaveTheBytesThatEachHasAlone() throws Exception {
        byte[] same = SampleTree.text(new Random(9), 4_000_000);
        List<List<LayerEntry>> layers = new ArrayList<>();
        for (int shift : new int[] {0, 777}) {
            byte[] shifted = new byte[shift + same.length];
            System.arraycopy(same, 0, shifted, shift, same.length);
            layers.add(List.of(file("/lib/modules", shifted)));
        }
        LayerWriter both = LayerWriter.ofBases(2, warnings::add);
        ExecutorService pool = Executors.newFixedThreadPool(layers.size());
        try {
            List<Future<WrittenLayer>> together = new ArrayList<>();
            for (List<LayerEntry> entries : layers) {
                together.add(
                        pool.submit(() -> both.write("base", entries, Compression.GZIP, LayerCache.none(), directory)));
            }
            for (int i = 0; i < layers.size(); i++) {
                assertThat(digest(together.get(i).get()))
                        .isEqualTo(digest(writeOfBase(1, layers.get(i), Compression.GZIP)));
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void layersOfBasesAreNotTakenForOthers() {
        for (Compression compression : Compression.values()) {
            assertThat(LayerWriter.ofBases(1, warnings::add).format(compression))
                    .isNotEqualTo(new LayerWriter(1, warnings::add).format(compression));
        }
    }

    @Test
    void permissionsAndTimesOfFilesOnDiskDoNotShowInTheBytes() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "content");
        List<LayerEntry> entries = List.of(LayerEntry.file("/app/file", 0644, Owner.ROOT, FileContent.of(file)));
        String before = digest(write(1, entries, Compression.GZIP));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));

        assertThat(digest(write(1, entries, Compression.GZIP))).isEqualTo(before);
    }

    @Test
    void zstdIsReadByZstdsOwnProgram() throws Exception {
        Layer layer = write(2, SampleTree.entries(2, 150), Compression.ZSTD).layer();
        Path tar = directory.resolve("layer.tar");
        assertThat(Programs.run(directory, "zstd", "-dqf", layer.blob().toString(), "-o", tar.toString()))
                .isEmpty();
        assertThat(Digest.ofFile(tar)).isEqualTo(layer.diffId());
    }

    @Test
    void aLayerOfNothingIsAnEmptyArchive() throws Exception {
        Layer layer = write(1, List.of(), Compression.GZIP).layer();
        assertThat(layer.uncompressedSize()).hasValue(1024);
        assertThat(Programs.run(directory, "tar", "-tf", layer.blob().toString()))
                .isEmpty();
    }

    @Test
    void filesAroundTheSizeOfABlockComeBack() throws Exception {
        List<LayerEntry> entries = new ArrayList<>();
        Random random = new Random(6);
        int[] edges = {0, 1, 511, 512, 513, 1024};
        for (int multiple = 0; multiple <= 3; multiple++) {
            for (int edge : edges) {
                for (int sign : new int[] {-1, 1}) {
                    int size = Math.max(0, multiple * TarBlocks.BLOCK + sign * edge);
                    entries.add(file("/f/" + multiple + "-" + sign * edge + "-" + sign, SampleTree.text(random, size)));
                }
            }
        }
        Layer layer = write(2, entries, Compression.GZIP_FAST).layer();
        assertThat(TarReading.contents(layer.blob(), directory)).isEqualTo(TarReading.expected(entries));
    }

    @Test
    void aFileThatChangesSizeWhileItIsReadIsRefused() {
        for (int difference : new int[] {-1, 1}) {
            FileContent content = new FileContent() {
                @Override
                public long size() {
                    return 1000;
                }

                @Override
                public InputStream open() {
                    return new ByteArrayInputStream(new byte[1000 + difference]);
                }
            };
            assertThatThrownBy(() ->
                            write(1, List.of(LayerEntry.file("/app/log", 0644, Owner.ROOT, content)), Compression.GZIP))
                    .isInstanceOf(BuildFailure.class)
                    .hasMessageContaining("/app/log changed while it was read");
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aBlobOfTheSameNameWithOtherBytesIsReplaced() throws Exception {
        List<LayerEntry> entries = SampleTree.entries(1, 20);
        Layer layer = write(1, entries, Compression.GZIP).layer();
        Files.writeString(layer.blob(), "damaged");
        write(1, entries, Compression.GZIP);

        assertThat(Digest.ofFile(layer.blob())).isEqualTo(layer.descriptor().digest());
    }

    private static LayerEntry file(String path, byte[] bytes) {
        return LayerEntry.file(path, 0644, Owner.ROOT, FileContent.of(bytes));
    }

    private static String digest(WrittenLayer written) {
        return written.layer().descriptor().digest().hex();
    }

    private WrittenLayer writeOfBase(int threads, List<LayerEntry> entries, Compression compression) throws Exception {
        return LayerWriter.ofBases(threads, warnings::add)
                .write("base", entries, compression, LayerCache.none(), directory);
    }

    private WrittenLayer write(int threads, List<LayerEntry> entries, Compression compression) throws Exception {
        return new LayerWriter(threads, warnings::add).write("app", entries, compression, LayerCache.none(), directory);
    }
}
