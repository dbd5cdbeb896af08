package io.github.sosapp.image.gzip;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What stands before and behind the blocks of a gzip member (RFC 1952, 2.3). */
public final class GzipFrame {

    // No name, no time, no flags; operating system "unknown", so that the writer's own leaves no trace.
    private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};
    private static final byte[] EMPTY_FINAL_BLOCK = {3, 0};

    private GzipFrame() {}

    /** The ten bytes that every member starts with. */
    public static byte[] header() {
        return HEADER.clone();
    }

    /** The empty final block, the checksum and the length of the uncompressed bytes modulo 2^32. */
    public static byte[] trailer(Crc32Sum sum) {
        return ByteBuffer.allocate(10)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(EMPTY_FINAL_BLOCK)
                .putInt(sum.crc())
                .putInt((int) sum.length())
                .array();
    }
}
