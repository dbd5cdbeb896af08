package io.github.sosapp.image.block;

import io.airlift.compress.MalformedInputException;
import io.airlift.compress.zstd.ZstdCompressor;
import io.airlift.compress.zstd.ZstdDecompressor;
import io.github.sosapp.image.gzip.Crc32Sum;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** One Zstandard frame per block (RFC 8878); frames one behind the other are a valid stream. */
public final class ZstdCodec implements BlockCodec {

    /** The identity of every codec of this class. */
    public static final String IDENTITY = "zstd 1";

    private static final int FRAME_MAGIC = 0xFD2FB528;
    private static final int MAX_RAW_BLOCK = 128 * 1024;

    private final ZstdCompressor compressor = new ZstdCompressor();
    private final ZstdDecompressor decompressor = new ZstdDecompressor();
    private byte[] encoded = new byte[0];
    private byte[] decoded = new byte[0];

    @Override
    public String identity() {
        return IDENTITY;
    }

    @Override
    public byte[] encode(byte[] raw, int length) {
        int most = compressor.maxCompressedLength(length);
        if (encoded.length < most) {
            encoded = new byte[most];
        }
        int size = compressor.compress(raw, 0, length, encoded, 0, encoded.length);
        return Arrays.copyOf(encoded, size);
    }

    @Override
    public boolean decodesTo(byte[] frame, byte[] raw, int length) {
        if (decoded.length < length) {
            decoded = new byte[length];
        }
        try {
            int got = decompressor.decompress(frame, 0, frame.length, decoded, 0, length);
            return got == length && Arrays.equals(decoded, 0, length, raw, 0, length);
        } catch (MalformedInputException e) {
            return false;
        }
    }

    // RFC 8878, 3.1.1: a single-segment frame with a content size of four bytes and blocks of type raw.
    @Override
    public byte[] store(byte[] raw, int length) {
        int blocks = Math.max(1, (length + MAX_RAW_BLOCK - 1) / MAX_RAW_BLOCK);
        ByteBuffer frame = ByteBuffer.allocate(9 + 3 * blocks + length).order(ByteOrder.LITTLE_ENDIAN);
        frame.putInt(FRAME_MAGIC).put((byte) 0xA0).putInt(length);
        for (int block = 0; block < blocks; block++) {
            int offset = block * MAX_RAW_BLOCK;
            int size = Math.min(MAX_RAW_BLOCK, length - offset);
            int header = size << 3 | (block == blocks - 1 ? 1 : 0);
            frame.put((byte) header).put((byte) (header >>> 8)).put((byte) (header >>> 16));
            frame.put(raw, offset, size);
        }
        return frame.array();
    }

    @Override
    public byte[] head() {
        return new byte[0];
    }

    @Override
    public byte[] tail(Crc32Sum sum) {
        return new byte[0];
    }
}
