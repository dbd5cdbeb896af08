package io.github.sosapp.image.layer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.image.Digest;
import io.github.sosapp.image.cache.BlobStore;
import java.io.BufferedInputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LayerWriterTest {

    private static final long TIME = 1_700_000_000L;

    @TempDir
    Path directory;

    private final List<String> warnings = Collections.synchronizedList(new ArrayList<>());

    @Test
    void givesDigestAndDiffIdOfWhatItWrote() throws Exception {
        WrittenLayer written = write(2, SampleTree.entries(7, 300), Compression.GZIP, LayerCache.none());

        Layer layer = written.layer();
        assertThat(Digest.ofFile(layer.blob())).isEqualTo(layer.descriptor().digest());
        assertThat(Files.size(layer.blob())).isEqualTo(layer.descriptor().size());
        try (InputStream tar = gunzip(layer.blob())) {
            assertThat(Digest.of(tar)).isEqualTo(layer.diffId());
        }
        assertThat(written.encodedBlocks()).isEqualTo(written.blocks()).isGreaterThan(10);
        assertThat(warnings).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void threadsAndOrderOfEntriesDoNotShowInTheBytes(Compression compression) throws Exception {
        List<LayerEntry> entries = SampleTree.entries(3, 200);
        Digest one = write(1, entries, compression, LayerCache.none())
                .layer()
                .descriptor()
                .digest();
        for (int threads : new int[] {2, 7}) {
            List<LayerEntry> shuffled = new ArrayList<>(entries);
            Collections.shuffle(shuffled, new Random(threads));
            assertThat(write(threads, shuffled, compression, LayerCache.none())
                            .layer()
                            .descriptor()
                            .digest())
                    .isEqualTo(one);
        }
    }

    @Test
    void anUnchangedLayerIsNotEncodedAgain() throws Exception {
        LayerCache cache = LayerCache.of(
                directory.resolve("project"), new BlobStore(directory.resolve("store"), Clock.systemUTC()), true);
        List<LayerEntry> entries = SampleTree.entries(5, 100);
        WrittenLayer first = write(2, entries, Compression.GZIP, cache);
        WrittenLayer second = write(2, entries, Compression.GZIP, cache);

        assertThat(second.layer()).isEqualTo(first.layer());
        assertThat(second.isUnchanged()).isTrue();
        assertThat(second.blocks()).isEqualTo(first.blocks());
    }

    private WrittenLayer write(int threads, List<LayerEntry> entries, Compression compression, LayerCache cache)
            throws Exception {
        return new LayerWriter(threads, warnings::add)
                .write("app", entries, TIME, compression, cache, directory.resolve("blobs"));
    }

    private static InputStream gunzip(Path blob) throws Exception {
        return new GZIPInputStream(new BufferedInputStream(Files.newInputStream(blob)), 1 << 16);
    }
}
