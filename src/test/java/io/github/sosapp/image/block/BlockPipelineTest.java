package io.github.sosapp.image.block;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.image.gzip.Crc32Sum;
import io.github.sosapp.image.gzip.Decoder;
import io.github.sosapp.image.gzip.Effort;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockPipelineTest {

    private static final int SIZE = 300_000;

    @TempDir
    Path directory;

    private final List<String> warnings = Collections.synchronizedList(new ArrayList<>());

    @Test
    void aBlockThatDoesNotDecodeIsStoredAndReported() throws Exception {
        byte[] raw = "text to be compressed ".repeat(1000).getBytes(StandardCharsets.US_ASCII);
        for (int broken = 0; broken < 40; broken++) {
            int position = broken * 3;
            Path blob = write(() -> new BreakingCodec(new GzipCodec(Effort.NORMAL), position), raw);
            assertThat(Decoder.GZIP.decode(blob, directory)).hasBinaryContent(raw);
        }
        assertThat(warnings)
                .hasSizeGreaterThan(30)
                .allSatisfy(warning -> assertThat(warning).contains("please report"));
    }

    @Test
    void aZstdFrameThatDoesNotDecodeIsStoredAndReported() throws Exception {
        byte[] raw = new byte[SIZE];
        new Random(4).nextBytes(raw);
        Path blob = write(() -> new BreakingCodec(new ZstdCodec(), 0), raw);

        assertThat(new ZstdCodec().decodesTo(Files.readAllBytes(blob), raw, raw.length))
                .isTrue();
        assertThat(warnings).hasSize(1);
    }

    private Path write(Supplier<BlockCodec> codecs, byte[] raw) throws Exception {
        Path target = directory.resolve("blob");
        try (BlockPipeline pipeline = new BlockPipeline(
                2, codecs, PreviousBlob.none(), SharedBlocks.none(), warnings::add, directory, SIZE)) {
            pipeline.add(buffer -> System.arraycopy(raw, 0, buffer, 0, raw.length), raw.length);
            BlobDraft draft = pipeline.finish();
            try (var file = draft.file()) {
                file.moveTo(target);
            }
        }
        return target;
    }

    /** Flips one bit of everything that it encodes. */
    private record BreakingCodec(BlockCodec codec, int position) implements BlockCodec {

        @Override
        public String identity() {
            return codec.identity();
        }

        @Override
        public byte[] encode(byte[] raw, int length) {
            byte[] encoded = codec.encode(raw, length);
            encoded[position % encoded.length] ^= 0x10;
            return encoded;
        }

        @Override
        public boolean decodesTo(byte[] encoded, byte[] raw, int length) {
            return codec.decodesTo(encoded, raw, length);
        }

        @Override
        public byte[] store(byte[] raw, int length) {
            return codec.store(raw, length);
        }

        @Override
        public byte[] head() {
            return codec.head();
        }

        @Override
        public byte[] tail(Crc32Sum sum) {
            return codec.tail(sum);
        }
    }
}
