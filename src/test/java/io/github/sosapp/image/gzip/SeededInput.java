package io.github.sosapp.image.gzip;

import java.util.Arrays;
import java.util.Random;

/** Inputs of many kinds: noise, few symbols, repetitions near and far, text, zeros, and mixtures of them. */
final class SeededInput {

    private static final int LONGEST = 6000;

    private SeededInput() {}

    static byte[] of(int seed) {
        Random random = new Random(seed);
        byte[] bytes = new byte[random.nextInt(10) == 0 ? random.nextInt(12) : random.nextInt(LONGEST)];
        if (seed % 500 == 499) {
            bytes = new byte[100_000 + random.nextInt(200_000)];
        }
        int position = 0;
        while (position < bytes.length) {
            int length = Math.min(bytes.length - position, 1 + random.nextInt(bytes.length));
            fill(random, bytes, position, position + length);
            position += length;
        }
        return bytes;
    }

    private static void fill(Random random, byte[] bytes, int from, int to) {
        int symbols = 1 + random.nextInt(1 << random.nextInt(9));
        switch (random.nextInt(4)) {
            case 0 -> Arrays.fill(bytes, from, to, (byte) random.nextInt(256));
            case 1 -> {
                for (int i = from; i < to; i++) {
                    bytes[i] = (byte) random.nextInt(symbols);
                }
            }
            case 2 -> {
                for (int i = from; i < to; i++) {
                    bytes[i] = (byte) Math.abs(random.nextGaussian() * symbols);
                }
            }
            default -> {
                int distance = 1 + random.nextInt(Math.max(1, from));
                for (int i = from; i < to; i++) {
                    boolean copied = i >= distance && random.nextInt(symbols + 1) > 0;
                    bytes[i] = copied ? bytes[i - distance] : (byte) random.nextInt();
                }
            }
        }
    }
}
