package io.github.sosapp.image.gzip;

import java.util.Arrays;

/** Length-limited canonical Huffman codes (RFC 1951, 3.2.2), the same for the same frequencies on every machine. */
final class HuffmanCode {

    private final int[] lengths;
    private final int limit;
    private final long[] sorted;
    private final int[] tree;
    private final int[] perLength = new int[64];

    /**
     * @param symbols size of the alphabet
     * @param limit longest permitted code, in bits
     */
    HuffmanCode(int symbols, int limit) {
        this.lengths = new int[symbols];
        this.limit = limit;
        this.sorted = new long[symbols];
        this.tree = new int[symbols];
    }

    /** Code lengths in bits by symbol, 0 for an absent one; valid until the next {@link #build}. */
    int[] lengths() {
        return lengths;
    }

    /**
     * Finds the lengths for {@code frequencies[offset…]}. At least two symbols get a code, because some decoders refuse
     * an incomplete one.
     */
    void build(int[] frequencies, int offset) {
        Arrays.fill(lengths, 0);
        int used = 0;
        for (int symbol = 0; symbol < lengths.length; symbol++) {
            if (frequencies[offset + symbol] > 0) {
                sorted[used++] = ((long) frequencies[offset + symbol] << 16) | symbol;
            }
        }
        if (used < 2) {
            int only = used == 0 ? 0 : (int) sorted[0] & 0xffff;
            lengths[only] = 1;
            lengths[only == 0 ? 1 : 0] = 1;
            return;
        }
        Arrays.sort(sorted, 0, used);
        for (int i = 0; i < used; i++) {
            tree[i] = (int) (sorted[i] >>> 16);
        }
        depths(tree, used);
        Arrays.fill(perLength, 0);
        for (int i = 0; i < used; i++) {
            perLength[Math.min(tree[i], limit)]++;
        }
        shorten(used);
        int next = 0;
        for (int length = limit; length > 0; length--) {
            for (int i = 0; i < perLength[length]; i++) {
                lengths[(int) sorted[next++] & 0xffff] = length;
            }
        }
    }

    // Moffat and Katajainen, "In-place calculation of minimum-redundancy codes": weights in, depths out.
    private static void depths(int[] a, int n) {
        a[0] += a[1];
        int root = 0;
        int leaf = 2;
        for (int next = 1; next < n - 1; next++) {
            if (leaf >= n || a[root] < a[leaf]) {
                a[next] = a[root];
                a[root++] = next;
            } else {
                a[next] = a[leaf++];
            }
            if (leaf >= n || (root < next && a[root] < a[leaf])) {
                a[next] += a[root];
                a[root++] = next;
            } else {
                a[next] += a[leaf++];
            }
        }
        a[n - 2] = 0;
        for (int next = n - 3; next >= 0; next--) {
            a[next] = a[a[next]] + 1;
        }
        int available = 1;
        int inner = 0;
        int depth = 0;
        root = n - 2;
        int next = n - 1;
        while (available > 0) {
            while (root >= 0 && a[root] == depth) {
                inner++;
                root--;
            }
            while (available > inner) {
                a[next--] = depth;
                available--;
            }
            available = 2 * inner;
            depth++;
            inner = 0;
        }
    }

    // Codes cut down to the limit oversubscribe the code space; lengthening shorter codes makes it fit exactly.
    private void shorten(int used) {
        long space = 0;
        for (int length = 1; length <= limit; length++) {
            space += (long) perLength[length] << (limit - length);
        }
        for (; space > 1L << limit; space--) {
            perLength[limit]--;
            int length = limit - 1;
            while (perLength[length] == 0) {
                length--;
            }
            perLength[length]--;
            perLength[length + 1] += 2;
        }
    }

    /** The canonical codes for given lengths, bits reversed for writing, each with its length in the upper half. */
    static void assign(int[] lengths, int[] codes) {
        int[] next = new int[17];
        for (int length : lengths) {
            next[length + 1] += length == 0 ? 0 : 1;
        }
        for (int length = 1; length <= 16; length++) {
            next[length] = (next[length] + next[length - 1]) << 1;
        }
        for (int symbol = 0; symbol < lengths.length; symbol++) {
            int length = lengths[symbol];
            if (length > 0) {
                codes[symbol] = Integer.reverse(next[length]++) >>> (32 - length) | length << 16;
            } else {
                codes[symbol] = 0;
            }
        }
    }
}
