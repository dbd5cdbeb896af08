package io.github.sosapp.image.gzip;

import java.util.Arrays;

/** The alphabets of RFC 1951, 3.2.5: which symbol stands for a length or a distance, and how many bits follow it. */
final class Symbols {

    static final int END_OF_BLOCK = 256;
    static final int LITERALS_AND_LENGTHS = 286;
    static final int DISTANCES = 30;

    /** Extra bits by length symbol, counted from 257. */
    static final int[] LENGTH_EXTRA = {
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0
    };

    /** Shortest length by length symbol, counted from 257. */
    static final int[] LENGTH_BASE = new int[29];

    /** Extra bits by distance symbol. */
    static final int[] DISTANCE_EXTRA = new int[DISTANCES];

    /** Shortest distance by distance symbol. */
    static final int[] DISTANCE_BASE = new int[DISTANCES];

    private static final byte[] OF_LENGTH = new byte[MatchFinder.MAX_MATCH + 1];
    private static final byte[] OF_NEAR = new byte[257];
    private static final byte[] OF_FAR = new byte[257];

    static {
        int length = MatchFinder.MIN_MATCH;
        for (int symbol = 0; symbol < 28; symbol++) {
            LENGTH_BASE[symbol] = length;
            int next = Math.min(length + (1 << LENGTH_EXTRA[symbol]), MatchFinder.MAX_MATCH);
            Arrays.fill(OF_LENGTH, length, next, (byte) symbol);
            length = next;
        }
        LENGTH_BASE[28] = MatchFinder.MAX_MATCH;
        OF_LENGTH[MatchFinder.MAX_MATCH] = 28;
        int distance = 1;
        for (int symbol = 0; symbol < DISTANCES; symbol++) {
            DISTANCE_EXTRA[symbol] = Math.max(0, symbol / 2 - 1);
            DISTANCE_BASE[symbol] = distance;
            int next = distance + (1 << DISTANCE_EXTRA[symbol]);
            if (distance <= 256) {
                Arrays.fill(OF_NEAR, distance, next, (byte) symbol);
            } else {
                Arrays.fill(OF_FAR, (distance - 1) >> 7, (next - 1) >> 7, (byte) symbol);
            }
            distance = next;
        }
    }

    private Symbols() {}

    /** The symbol of a match length from 3 to 258, counted from 257. */
    static int ofLength(int length) {
        return OF_LENGTH[length];
    }

    /** The symbol of a distance from 1 to 32,768. */
    static int ofDistance(int distance) {
        return distance <= 256 ? OF_NEAR[distance] : OF_FAR[(distance - 1) >> 7];
    }
}
