package io.github.sosapp.image.gzip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HuffmanCodeTest {

    @Test
    void fibonacciFrequenciesStayWithinTheLimitAndFillTheCode() {
        for (int limit : new int[] {7, 15}) {
            int symbols = limit == 7 ? 19 : 40;
            HuffmanCode code = new HuffmanCode(symbols, limit);
            int[] frequencies = new int[symbols];
            int count = 1;
            int next = 1;
            for (int i = 0; i < symbols; i++) {
                frequencies[i] = count;
                int sum = count + next;
                count = next;
                next = sum;
            }
            code.build(frequencies, 0);
            assertComplete(code.lengths(), limit);
        }
    }

    @Test
    void lengthsAreThoseOfAnOptimalCodeWhereTheLimitDoesNotMatter() {
        Random random = new Random(11);
        for (int round = 0; round < 500; round++) {
            int[] frequencies = new int[2 + random.nextInt(284)];
            for (int i = 0; i < frequencies.length; i++) {
                frequencies[i] = random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(50);
            }
            frequencies[0] = 1;
            frequencies[1] = 1;
            HuffmanCode code = new HuffmanCode(frequencies.length, 15);
            code.build(frequencies, 0);
            long bits = 0;
            for (int i = 0; i < frequencies.length; i++) {
                bits += (long) frequencies[i] * code.lengths()[i];
            }
            assertThat(bits).isEqualTo(optimalBits(frequencies));
            assertComplete(code.lengths(), 15);
        }
    }

    @Test
    void oneOrNoSymbolGetsACompleteCodeOfTwo() {
        for (int only = -1; only < 5; only++) {
            int[] frequencies = new int[5];
            if (only >= 0) {
                frequencies[only] = 100;
            }
            HuffmanCode code = new HuffmanCode(5, 15);
            code.build(frequencies, 0);
            assertComplete(code.lengths(), 15);
            assertThat(only < 0 ? 1 : code.lengths()[only]).isEqualTo(1);
        }
    }

    private static void assertComplete(int[] lengths, int limit) {
        long space = 0;
        for (int length : lengths) {
            assertThat(length).isBetween(0, limit);
            space += length == 0 ? 0 : 1L << (limit - length);
        }
        assertThat(space).isEqualTo(1L << limit);
    }

    // The sum of all inner nodes of Huffman's tree is the number of bits.
    private static long optimalBits(int[] frequencies) {
        PriorityQueue<Long> weights = new PriorityQueue<>();
        for (int frequency : frequencies) {
            if (frequency > 0) {
                weights.add((long) frequency);
            }
        }
        long bits = 0;
        while (weights.size() > 1) {
            long joined = weights.remove() + weights.remove();
            bits += joined;
            weights.add(joined);
        }
        return bits;
    }
}
