package io.github.sosapp.image.gzip;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Collects bits, least significant first (RFC 1951, 3.1.1). */
final class BitSink {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] bytes = new byte[1 << 16];
    private int position;
    private long pending;
    private int pendingBits;

    void clear() {
        position = 0;
        pending = 0;
        pendingBits = 0;
    }

    /** Makes room for {@code count} more bytes, so that {@link #put} needs no check of its own. */
    void reserve(int count) {
        if (bytes.length - position < count + 16) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, position + count + 16));
        }
    }

    /** Bits that would have to be added to reach a whole byte, 0 to 7. */
    int bitsToByte() {
        return -pendingBits & 7;
    }

    /** Adds the low {@code count} bits of {@code value}, at most 56; room must have been reserved. */
    void put(long value, int count) {
        pending |= value << pendingBits;
        pendingBits += count;
        LONG.set(bytes, position, pending);
        position += pendingBits >>> 3;
        pending >>>= pendingBits & ~7;
        pendingBits &= 7;
    }

    /** Adds whole bytes; must stand at the start of a byte. */
    void putBytes(byte[] source, int offset, int count) {
        reserve(count);
        System.arraycopy(source, offset, bytes, position, count);
        position += count;
    }

    /** A copy of what was put since {@link #clear}; must stand at the start of a byte. */
    byte[] toBytes() {
        return Arrays.copyOf(bytes, position);
    }
}
