package io.github.sosapp.image.gzip;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Finds earlier occurrences of the bytes at a position among the two newest positions with an equal hash of four bytes.
 * Both are in one place, so that looking there costs one access to memory. Positions must be visited in order, each once.
 */
final class RecentFinder {

    private static final int HASH_BITS = 15;
    private static final int HASH_FACTOR = 0x9E3779B1;
    private static final int ENOUGH = 32;
    private static final int NEVER = Integer.MIN_VALUE;
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final int[] newest = new int[2 << HASH_BITS];
    private byte[] data;
    private int end;
    private int distance;

    void start(byte[] newData, int length) {
        data = newData;
        end = length;
        Arrays.fill(newest, NEVER);
    }

    /** Distance of the match that {@link #find} returned last; in bytes, 1 to {@link MatchFinder#WINDOW}. */
    int distance() {
        return distance;
    }

    /** The length of the longer match at {@code position}, of the nearer one if equal; 0 when there is none. */
    int find(int position) {
        if (position > end - 4) {
            return 0;
        }
        byte[] bytes = data;
        int word = (int) INT.get(bytes, position);
        int slot = slot(word);
        int first = newest[slot];
        int second = newest[slot + 1];
        newest[slot + 1] = first;
        newest[slot] = position;
        int oldest = position - MatchFinder.WINDOW;
        int limit = Math.min(MatchFinder.MAX_MATCH, end - position);
        int best = 0;
        if (first >= oldest && (int) INT.get(bytes, first) == word) {
            best = MatchFinder.matchLength(bytes, first, position, limit);
            distance = position - first;
        }
        int edge = Math.max(0, best - 3);
        if (best < Math.min(limit, ENOUGH)
                && second >= oldest
                && (int) INT.get(bytes, second + edge) == (int) INT.get(bytes, position + edge)
                && (int) INT.get(bytes, second) == word) {
            int length = MatchFinder.matchLength(bytes, second, position, limit);
            if (length > best) {
                best = length;
                distance = position - second;
            }
        }
        return best;
    }

    /** Makes the positions from {@code from} (inclusive) to {@code to} (exclusive) known without looking for a match. */
    void skip(int from, int to) {
        byte[] bytes = data;
        int last = Math.min(to, end - 3);
        for (int position = from; position < last; position++) {
            int slot = slot((int) INT.get(bytes, position));
            newest[slot + 1] = newest[slot];
            newest[slot] = position;
        }
    }

    private static int slot(int word) {
        return (word * HASH_FACTOR) >>> (32 - HASH_BITS) << 1;
    }
}
