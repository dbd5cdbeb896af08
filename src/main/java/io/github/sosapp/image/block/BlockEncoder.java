package io.github.sosapp.image.block;

import io.github.sosapp.image.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.function.Consumer;
import java.util.zip.CRC32;

/** Turns one raw block into a compressed one that is known to decode: taken from the previous blob, or encoded. */
final class BlockEncoder {

    private final BlockCodec codec;
    private final PreviousBlob previous;
    private final SharedBlocks shared;
    private final Consumer<String> warnings;
    private final MessageDigest sha256 = Digest.sha256();

    BlockEncoder(BlockCodec codec, PreviousBlob previous, SharedBlocks shared, Consumer<String> warnings) {
        this.codec = codec;
        this.previous = previous;
        this.shared = shared;
        this.warnings = warnings;
    }

    EncodedBlock encode(byte[] raw, int length) throws IOException {
        CRC32 crc32 = new CRC32();
        crc32.update(raw, 0, length);
        int crc = (int) crc32.getValue();
        sha256.update((codec.identity() + '\n').getBytes(StandardCharsets.UTF_8));
        sha256.update(raw, 0, length);
        Digest key = Digest.finish(sha256);
        Block known = previous.find(key, length, crc);
        if (known != null) {
            return new EncodedBlock(known, null);
        }
        return shared.get(key, () -> encode(raw, length, key, crc));
    }

    private EncodedBlock encode(byte[] raw, int length, Digest key, int crc) {
        byte[] bytes = codec.encode(raw, length);
        if (!codec.decodesTo(bytes, raw, length)) {
            warnings.accept("a block was stored without compression, because its compressed form ("
                    + codec.identity()
                    + ") did not decode to the same bytes; the image is right, but please report this with block "
                    + key);
            bytes = codec.store(raw, length);
        }
        return new EncodedBlock(new Block(key, Digest.of(bytes), 0, bytes.length, length, crc), bytes);
    }
}
