package io.github.sosapp.image.layer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.image.Digest;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LargeLayerIT {

    private static final long SIZE = 4_400_000_000L;

    @TempDir
    Path directory;

    @Test
    void aFileAboveFourGibibytesComesBack() throws Exception {
        List<LayerEntry> entries = List.of(LayerEntry.file("/data/zeros", 0644, Owner.ROOT, new Zeros(SIZE)));
        Layer layer = new LayerWriter(2, warning -> {})
                .write("data", entries, Compression.GZIP_FAST, LayerCache.none(), directory)
                .layer();

        assertThat(layer.uncompressedSize().getAsLong()).isBetween(SIZE + 2048, SIZE + 3072);
        try (InputStream tar = new GZIPInputStream(Files.newInputStream(layer.blob()), 1 << 16)) {
            assertThat(Digest.of(tar)).isEqualTo(layer.diffId());
        }
    }

    private record Zeros(long size) implements FileContent {

        @Override
        public InputStream open() {
            return new InputStream() {
                private long left = size;

                @Override
                public int read() {
                    return left-- > 0 ? 0 : -1;
                }

                @Override
                public int read(byte[] target, int offset, int length) {
                    if (left <= 0) {
                        return -1;
                    }
                    int count = (int) Math.min(left, length);
                    Arrays.fill(target, offset, offset + count, (byte) 0);
                    left -= count;
                    return count;
                }
            };
        }
    }
}
