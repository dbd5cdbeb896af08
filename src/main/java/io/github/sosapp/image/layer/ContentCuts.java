package io.github.sosapp.image.layer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Where a large file is cut into blocks: behind eight bytes of which about one in 128 Ki is, so that two files that are the
 * same for some megabytes, at whatever place in each, have most of their blocks in common.
 */
final class ContentCuts {

    /** Changes whenever the same file would be cut elsewhere. */
    static final int VERSION = 1;

    private static final int BITS = 17;
    private static final long FACTOR = 0x9E3779B97F4A7C15L;
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private ContentCuts() {}

    /** Of {@code bytes}, how many belong to the block: at least {@code least}, or all of them. */
    static int find(byte[] bytes, int least) {
        for (int end = Math.max(least, Long.BYTES); end <= bytes.length; end++) {
            if ((long) LONG.get(bytes, end - Long.BYTES) * FACTOR >>> (Long.SIZE - BITS) == 0) {
                return end;
            }
        }
        return bytes.length;
    }
}
