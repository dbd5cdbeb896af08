package io.github.sosapp.debian.lzma;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The bytes that were decoded last, which matches repeat, and those that come next. */
final class Window {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int WORD = Long.BYTES;
    private static final int ALIGNMENT = 16;

    // What is kept is moved whenever this much was decoded, so it should be more than a chunk.
    private static final int AHEAD = 8 << 20;

    final byte[] bytes;
    int position;
    private final int kept;
    private int start;

    /**
     * @param kept how far back a match may reach, in bytes
     * @param size of everything, in bytes; no more memory than that is needed
     */
    Window(int kept, long size) {
        this.kept = kept;
        this.bytes = new byte[(int) Math.min(size, (long) kept + AHEAD)];
    }

    /** Forgets what was decoded: nothing repeats it any more. */
    void restart() {
        start = position;
    }

    /**
     * Makes room for {@code count} bytes, or tells that they are more than there should be in all. Positions keep their
     * lowest four bits, because decisions depend on them.
     */
    boolean makeRoom(int count) {
        int gone = position - kept & -ALIGNMENT;
        if (position + count > bytes.length && gone > 0) {
            System.arraycopy(bytes, gone, bytes, 0, position - gone);
            position -= gone;
            start = Math.max(0, start - gone);
        }
        return position + count <= bytes.length;
    }

    /** The byte before this position; 0 when there is none. */
    int previous() {
        return position > start ? bytes[position - 1] & 0xff : 0;
    }

    /** The byte at a distance, which was used already and so is there. */
    int at(int distance) {
        return bytes[position - distance - 1] & 0xff;
    }

    void put(int value) {
        bytes[position++] = (byte) value;
    }

    /** Repeats {@code count} bytes; false when they are not there or lead beyond {@code end}. */
    boolean repeat(int distance, int count, int end) {
        if (distance < 0 || distance >= Math.min(position - start, kept) || count > end - position) {
            return false;
        }
        int from = position - distance - 1;
        int to = position;
        position += count;
        if (distance >= WORD - 1 && to + count + WORD <= bytes.length) {
            // In words, and so up to seven bytes too many, which are overwritten later.
            for (; to < position; to += WORD, from += WORD) {
                LONG.set(bytes, to, (long) LONG.get(bytes, from));
            }
        } else {
            while (to < position) {
                bytes[to++] = bytes[from++];
            }
        }
        return true;
    }
}
