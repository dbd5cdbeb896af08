package io.github.sosapp.image.gzip;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Finds earlier occurrences of the bytes at a position: chains of positions with equal hashes of four bytes, and the
 * newest position for each hash of three bytes. Positions must be visited in order, each once.
 */
final class MatchFinder {

    static final int MIN_MATCH = 3;
    static final int MAX_MATCH = 258;
    static final int WINDOW = 1 << 15;

    // RFC 1951 allows any match; one of three bytes from further away costs more than three literals.
    private static final int FAR_FOR_THREE = 1 << 12;
    private static final int WINDOW_MASK = WINDOW - 1;
    private static final int HASH_BITS = 15;
    private static final int HASH_FACTOR = 0x9E3779B1;
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final int[] newestOfFour = new int[1 << HASH_BITS];
    private final int[] newestOfThree = new int[1 << HASH_BITS];
    private final int[] older = new int[WINDOW];
    private byte[] data;
    private int end;
    private int distance;
    private int nearest;

    void start(byte[] newData, int length) {
        data = newData;
        end = length;
        Arrays.fill(newestOfFour, -1);
        Arrays.fill(newestOfThree, -1);
    }

    /** Distance of the match that {@link #find} returned last; in bytes, 1 to {@link #WINDOW}. */
    int distance() {
        return distance;
    }

    /**
     * The length of the longest match at {@code position} that is longer than {@code floor}; {@code floor} itself when
     * there is none. Stops at a match of {@code enough} bytes or after {@code chain} candidates.
     */
    int find(int position, int floor, int chain, int enough) {
        if (position > end - 4) {
            return floor;
        }
        byte[] bytes = data;
        int word = (int) INT.get(bytes, position);
        int oldest = Math.max(0, position - WINDOW);
        int best = Math.max(floor, MIN_MATCH - 1);
        if (isNearMatchOfThree(position, word, oldest) && best < MIN_MATCH) {
            best = MIN_MATCH;
            distance = position - nearest;
        }
        int slot = hash(word);
        int candidate = newestOfFour[slot];
        newestOfFour[slot] = position;
        older[position & WINDOW_MASK] = candidate;
        int limit = Math.min(MAX_MATCH, end - position);
        if (best >= limit) {
            return best;
        }
        int edge = Math.max(0, best - 3);
        int tail = (int) INT.get(bytes, position + edge);
        for (int left = chain; candidate >= oldest && left > 0; left--) {
            if ((int) INT.get(bytes, candidate + edge) == tail && (int) INT.get(bytes, candidate) == word) {
                int length = matchLength(bytes, candidate, position, limit);
                if (length > best) {
                    best = length;
                    distance = position - candidate;
                    if (length >= enough || length == limit) {
                        return best;
                    }
                    edge = best - 3;
                    tail = (int) INT.get(bytes, position + edge);
                }
            }
            int next = older[candidate & WINDOW_MASK];
            if (next >= candidate) {
                break;
            }
            candidate = next;
        }
        return best < MIN_MATCH ? floor : best;
    }

    private boolean isNearMatchOfThree(int position, int word, int oldest) {
        int slot = hash(word << 8);
        nearest = newestOfThree[slot];
        newestOfThree[slot] = position;
        return nearest >= oldest
                && position - nearest <= FAR_FOR_THREE
                && ((int) INT.get(data, nearest) ^ word) << 8 == 0;
    }

    /** Makes the positions from {@code from} (inclusive) to {@code to} (exclusive) known without looking for a match. */
    void skip(int from, int to) {
        byte[] bytes = data;
        int last = Math.min(to, end - 3);
        for (int position = from; position < last; position++) {
            int word = (int) INT.get(bytes, position);
            newestOfThree[hash(word << 8)] = position;
            int slot = hash(word);
            older[position & WINDOW_MASK] = newestOfFour[slot];
            newestOfFour[slot] = position;
        }
    }

    private static int hash(int word) {
        return (word * HASH_FACTOR) >>> (32 - HASH_BITS);
    }

    static int matchLength(byte[] bytes, int candidate, int position, int limit) {
        int length = 0;
        while (length + 8 <= limit) {
            long difference = (long) LONG.get(bytes, candidate + length) ^ (long) LONG.get(bytes, position + length);
            if (difference != 0) {
                return length + (Long.numberOfTrailingZeros(difference) >>> 3);
            }
            length += 8;
        }
        while (length < limit && bytes[candidate + length] == bytes[position + length]) {
            length++;
        }
        return length;
    }
}
