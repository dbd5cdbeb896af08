package io.github.sosapp.image.gzip;

import java.util.Arrays;

/** The tables that need not be sent (RFC 1951, 3.2.6). */
final class FixedCode {

    static final int[] LITERAL_LENGTHS = new int[288];
    static final int[] DISTANCE_LENGTHS = new int[Symbols.DISTANCES];

    static {
        Arrays.fill(LITERAL_LENGTHS, 0, 144, 8);
        Arrays.fill(LITERAL_LENGTHS, 144, 256, 9);
        Arrays.fill(LITERAL_LENGTHS, 256, 280, 7);
        Arrays.fill(LITERAL_LENGTHS, 280, 288, 8);
        Arrays.fill(DISTANCE_LENGTHS, 5);
    }

    private FixedCode() {}
}
