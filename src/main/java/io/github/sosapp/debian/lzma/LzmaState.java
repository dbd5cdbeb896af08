package io.github.sosapp.debian.lzma;

import java.io.IOException;
import java.util.Arrays;

/** What LZMA remembers from one byte to the next: which decisions came how often, and the last four distances. */
final class LzmaState {

    private static final int STATES = 12;
    private static final int FIRST_AFTER_MATCH = 7;
    private static final int MOST_POSITIONS = 16;
    private static final int SHORTEST = 2;
    private static final int LENGTH_CLASSES = 4;
    private static final int SLOTS = 64;
    private static final int FIRST_WITH_BITS = 4;
    private static final int FIRST_WITH_DIRECT_BITS = 14;
    private static final int ALIGNED_BITS = 4;
    private static final int LITERAL_CHANCES = 0x300;
    private static final int MOST_LITERAL_BITS = 4;

    // Where the chances of each kind of decision start.
    private static final int IS_MATCH = 0;
    private static final int IS_REPEATED = IS_MATCH + STATES * MOST_POSITIONS;
    private static final int IS_NOT_NEWEST = IS_REPEATED + STATES;
    private static final int IS_NOT_SECOND = IS_NOT_NEWEST + STATES;
    private static final int IS_NOT_THIRD = IS_NOT_SECOND + STATES;
    private static final int IS_LONG = IS_NOT_THIRD + STATES;
    private static final int SLOT = IS_LONG + STATES * MOST_POSITIONS;
    private static final int REVERSED = SLOT + LENGTH_CLASSES * SLOTS;
    private static final int ALIGNED = REVERSED + 128 - FIRST_WITH_DIRECT_BITS + 1;
    private static final int LENGTH = ALIGNED + (1 << ALIGNED_BITS);
    private static final int LENGTH_LOW = 2;
    private static final int LENGTH_MIDDLE = LENGTH_LOW + 8 * MOST_POSITIONS;
    private static final int LENGTH_HIGH = LENGTH_MIDDLE + 8 * MOST_POSITIONS;
    private static final int REPEATED_LENGTH = LENGTH + LENGTH_HIGH + 256;
    private static final int LITERAL = REPEATED_LENGTH + LENGTH_HIGH + 256;

    private final RangeDecoder decoder = new RangeDecoder();
    private final short[] chances = new short[LITERAL + (LITERAL_CHANCES << MOST_LITERAL_BITS)];
    private int newest;
    private int second;
    private int third;
    private int fourth;
    private int contextBits;
    private int literalPositions;
    private int positions;
    private int state;

    /** Takes the three parameters of the format out of their byte; false when they are not permitted. */
    boolean configure(int properties) {
        contextBits = properties % 9;
        int literalPositionBits = properties / 9 % 5;
        literalPositions = (1 << literalPositionBits) - 1;
        positions = (1 << properties / 45) - 1;
        return properties < 9 * 5 * 5 && contextBits + literalPositionBits <= MOST_LITERAL_BITS;
    }

    void reset() {
        Arrays.fill(chances, RangeDecoder.EVEN);
        newest = second = third = fourth = 0;
        state = 0;
    }

    /** Decodes {@code chunk[0…length)} to exactly the window's bytes up to {@code end}. */
    void decode(byte[] chunk, int length, Window window, int end) throws IOException {
        if (!decoder.start(chunk, length)) {
            throw Lzma2Decoder.damaged();
        }
        while (window.position < end) {
            int position = window.position & positions;
            if (decoder.bit(chances, IS_MATCH + state * MOST_POSITIONS + position) == 0) {
                literal(window);
            } else {
                int count = match(position);
                if (decoder.isOverrun() || !window.repeat(newest, count, end)) {
                    throw Lzma2Decoder.damaged();
                }
            }
        }
        if (!decoder.isFinished()) {
            throw Lzma2Decoder.damaged();
        }
    }

    private void literal(Window window) throws IOException {
        int context = (window.position & literalPositions) << contextBits | window.previous() >>> 8 - contextBits;
        int at = LITERAL + LITERAL_CHANCES * context;
        if (state < FIRST_AFTER_MATCH) {
            window.put(decoder.tree(chances, at, 0x100));
            state = Math.max(0, state - 3);
        } else {
            window.put(decoder.literal(chances, at, window.at(newest)));
            state -= state < 10 ? 3 : 6;
        }
        if (decoder.isOverrun()) {
            throw Lzma2Decoder.damaged();
        }
    }

    /** Puts the distance of the match first, and returns its length in bytes. */
    private int match(int position) {
        boolean afterLiteral = state < FIRST_AFTER_MATCH;
        if (decoder.bit(chances, IS_REPEATED + state) == 0) {
            fourth = third;
            third = second;
            second = newest;
            int length = length(LENGTH, position);
            newest = distance(Math.min(length - SHORTEST, LENGTH_CLASSES - 1));
            state = afterLiteral ? 7 : 10;
            return length;
        }
        if (decoder.bit(chances, IS_NOT_NEWEST + state) == 0) {
            if (decoder.bit(chances, IS_LONG + state * MOST_POSITIONS + position) == 0) {
                state = afterLiteral ? 9 : 11;
                return 1;
            }
        } else {
            bringForward();
        }
        state = afterLiteral ? 8 : 11;
        return length(REPEATED_LENGTH, position);
    }

    private void bringForward() {
        int chosen = second;
        if (decoder.bit(chances, IS_NOT_SECOND + state) != 0) {
            chosen = third;
            if (decoder.bit(chances, IS_NOT_THIRD + state) != 0) {
                chosen = fourth;
                fourth = third;
            }
            third = second;
        }
        second = newest;
        newest = chosen;
    }

    private int length(int at, int position) {
        if (decoder.bit(chances, at) == 0) {
            return SHORTEST + decoder.tree(chances, at + LENGTH_LOW + 8 * position, 8) - 8;
        }
        if (decoder.bit(chances, at + 1) == 0) {
            return SHORTEST + 8 + decoder.tree(chances, at + LENGTH_MIDDLE + 8 * position, 8) - 8;
        }
        return SHORTEST + 16 + decoder.tree(chances, at + LENGTH_HIGH, 256) - 256;
    }

    /** One less than how many bytes back; negative when it is more than 2 GiB. */
    private int distance(int lengthClass) {
        int slot = decoder.tree(chances, SLOT + lengthClass * SLOTS, SLOTS) - SLOTS;
        if (slot < FIRST_WITH_BITS) {
            return slot;
        }
        int bits = (slot >> 1) - 1;
        int highest = 2 | slot & 1;
        if (slot < FIRST_WITH_DIRECT_BITS) {
            int first = highest << bits;
            return first + decoder.reversed(chances, REVERSED + first - slot, bits);
        }
        int direct = decoder.direct(bits - ALIGNED_BITS);
        int aligned = decoder.reversed(chances, ALIGNED, ALIGNED_BITS);
        return (highest << bits) + (direct << ALIGNED_BITS) + aligned;
    }
}
