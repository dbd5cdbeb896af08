package io.github.sosapp.debian.lzma;

/**
 * The entropy decoder of LZMA: gives back decisions that were coded with as many bits as they were surprising, and learns
 * from each how likely the next one of its kind is.
 *
 * <p>Decisions that are hard to foresee are made without a branch, by a mask that is 0 or −1, because a branch that the
 * processor guesses wrong takes longer than everything else here.
 */
final class RangeDecoder {

    /** Probability, of {@link #SCALE}, that a decision of which nothing is known yet is 0. */
    static final short EVEN = 1 << 10;

    private static final int SCALE_BITS = 11;
    private static final int SCALE = 1 << SCALE_BITS;
    private static final int LEARNING = 5;
    private static final int TO_ZERO = (1 << LEARNING) - 1 - SCALE;
    private static final long LEAST_RANGE = 1L << 24;

    // Bytes that may be read after the end of a damaged chunk before anybody asks isOverrun().
    static final int SLACK = 64;

    private byte[] bytes;
    private int position;
    private int end;
    private long range;
    private long code;

    /** Starts with {@code newBytes[0…length)}, behind which there are {@link #SLACK} more; false when this is no start. */
    boolean start(byte[] newBytes, int length) {
        bytes = newBytes;
        end = length;
        range = 0xffffffffL;
        code = 0;
        for (position = 1; position < 5; position++) {
            code = code << 8 | bytes[position] & 0xff;
        }
        return bytes[0] == 0;
    }

    boolean isOverrun() {
        return position > end;
    }

    /** Whether exactly all bytes were used, as they are at the end of an undamaged chunk. */
    boolean isFinished() {
        if (range < LEAST_RANGE) {
            range <<= 8;
            code = code << 8 | bytes[position++] & 0xff;
        }
        return position == end && code == 0;
    }

    /** A decision that is usually foreseen. */
    int bit(short[] chances, int at) {
        if (range < LEAST_RANGE) {
            range <<= 8;
            code = code << 8 | bytes[position++] & 0xff;
        }
        int chance = chances[at];
        long bound = (range >>> SCALE_BITS) * chance;
        if (code < bound) {
            range = bound;
            chances[at] = (short) (chance + (SCALE - chance >> LEARNING));
            return 0;
        }
        range -= bound;
        code -= bound;
        chances[at] = (short) (chance - (chance >> LEARNING));
        return 1;
    }

    /** Walks down a tree of decisions, highest bit first; the result is {@code leaves} more than the value. */
    int tree(short[] chances, int at, int leaves) {
        byte[] in = bytes;
        int next = position;
        long wide = range;
        long rest = code;
        int symbol = 1;
        do {
            if (wide < LEAST_RANGE) {
                wide <<= 8;
                rest = rest << 8 | in[next++] & 0xff;
            }
            int chance = chances[at + symbol];
            long bound = (wide >>> SCALE_BITS) * chance;
            rest -= bound;
            long zero = rest >> 63;
            rest += bound & zero;
            wide = wide - bound + (2 * bound - wide & zero);
            chances[at + symbol] = (short) (chance - (chance + ((int) zero & TO_ZERO) >> LEARNING));
            symbol = 2 * symbol + 1 + (int) zero;
        } while (symbol < leaves);
        position = next;
        range = wide;
        code = rest;
        return symbol;
    }

    /** A literal where {@code expected} would have continued a match; as long as they agree, other chances apply. */
    int literal(short[] chances, int at, int expected) {
        byte[] in = bytes;
        int next = position;
        long wide = range;
        long rest = code;
        int agreeing = 0x100;
        int match = expected;
        int symbol = 1;
        do {
            match <<= 1;
            int wanted = match & agreeing;
            if (wide < LEAST_RANGE) {
                wide <<= 8;
                rest = rest << 8 | in[next++] & 0xff;
            }
            int node = at + agreeing + wanted + symbol;
            int chance = chances[node];
            long bound = (wide >>> SCALE_BITS) * chance;
            rest -= bound;
            long zero = rest >> 63;
            rest += bound & zero;
            wide = wide - bound + (2 * bound - wide & zero);
            chances[node] = (short) (chance - (chance + ((int) zero & TO_ZERO) >> LEARNING));
            symbol = 2 * symbol + 1 + (int) zero;
            agreeing &= wanted ^ (int) zero;
        } while (symbol < 0x100);
        position = next;
        range = wide;
        code = rest;
        return symbol;
    }

    /** Walks down a tree of {@code count} decisions, lowest bit first. */
    int reversed(short[] chances, int at, int count) {
        byte[] in = bytes;
        int next = position;
        long wide = range;
        long rest = code;
        int symbol = 1;
        int value = 0;
        for (int i = 0; i < count; i++) {
            if (wide < LEAST_RANGE) {
                wide <<= 8;
                rest = rest << 8 | in[next++] & 0xff;
            }
            int chance = chances[at + symbol];
            long bound = (wide >>> SCALE_BITS) * chance;
            rest -= bound;
            long zero = rest >> 63;
            rest += bound & zero;
            wide = wide - bound + (2 * bound - wide & zero);
            chances[at + symbol] = (short) (chance - (chance + ((int) zero & TO_ZERO) >> LEARNING));
            symbol = 2 * symbol + 1 + (int) zero;
            value += 1 + (int) zero << i;
        }
        position = next;
        range = wide;
        code = rest;
        return value;
    }

    /** Bits that were not worth learning about, highest first. */
    int direct(int count) {
        byte[] in = bytes;
        int next = position;
        long wide = range;
        long rest = code;
        int value = 0;
        for (int left = count; left > 0; left--) {
            if (wide < LEAST_RANGE) {
                wide <<= 8;
                rest = rest << 8 | in[next++] & 0xff;
            }
            wide >>>= 1;
            rest -= wide;
            long zero = rest >> 63;
            rest += wide & zero;
            value = 2 * value + 1 + (int) zero;
        }
        position = next;
        range = wide;
        code = rest;
        return value;
    }
}
