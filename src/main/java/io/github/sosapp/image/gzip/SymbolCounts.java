package io.github.sosapp.image.gzip;

import java.util.Arrays;

/** How often each symbol occurs in a stretch of the input, and what the stretch costs in each kind of deflate block. */
final class SymbolCounts {

    static final int DISTANCE_OFFSET = 288;

    private static final int[] CODE_LENGTH_ORDER = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};

    final int[] counts = new int[DISTANCE_OFFSET + Symbols.DISTANCES];
    final HuffmanCode literals = new HuffmanCode(Symbols.LITERALS_AND_LENGTHS, 15);
    final HuffmanCode distances = new HuffmanCode(Symbols.DISTANCES, 15);
    int firstToken;
    int lastToken;
    int firstByte;
    int lastByte;
    private final HuffmanCode lengthCode = new HuffmanCode(19, 7);
    private final int[] lengthCounts = new int[19];
    private final int[] lengthCodes = new int[19];
    private final int[] runs = new int[Symbols.LITERALS_AND_LENGTHS + Symbols.DISTANCES];
    private int runCount;
    private long dynamicBits;
    private int usedLiterals;
    private int usedDistances;
    private int usedLengths;

    void start(int token, int position) {
        Arrays.fill(counts, 0);
        counts[Symbols.END_OF_BLOCK] = 1;
        firstToken = token;
        firstByte = position;
    }

    /** Becomes the counts of two neighbouring stretches together. */
    void join(SymbolCounts left, SymbolCounts right) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] = left.counts[i] + right.counts[i];
        }
        counts[Symbols.END_OF_BLOCK] = 1;
        firstToken = left.firstToken;
        firstByte = left.firstByte;
        lastToken = right.lastToken;
        lastByte = right.lastByte;
    }

    /** Builds the codes of a block with its own tables; returns {@link #dynamicBits}. */
    long measure() {
        literals.build(counts, 0);
        distances.build(counts, DISTANCE_OFFSET);
        describeLengths();
        long bits = 3 + 5 + 5 + 4 + 3L * usedLengths;
        for (int symbol = 0; symbol < 19; symbol++) {
            bits += (long) lengthCounts[symbol] * (lengthCode.lengths()[symbol] + extraOfRun(symbol));
        }
        dynamicBits = bits + dataBits(literals.lengths(), distances.lengths());
        return dynamicBits;
    }

    /** The size in bits of a block with its own tables, as last measured. */
    long dynamicBits() {
        return dynamicBits;
    }

    /** The size in bits of a block with the tables of the specification. */
    long fixedBits() {
        return 3 + dataBits(FixedCode.LITERAL_LENGTHS, FixedCode.DISTANCE_LENGTHS);
    }

    /** The size in bits of stored blocks that start {@code bitsToByte} bits before a whole byte, header excluded. */
    long storedBits(BitSink sink) {
        int length = lastByte - firstByte;
        int more = Math.max(0, (length - 1) / 65535);
        int padding = sink.bitsToByte() - 3 & 7;
        return 3 + padding + 32 + 40L * more + 8L * length;
    }

    private long dataBits(int[] literalLengths, int[] distanceLengths) {
        long bits = 0;
        for (int symbol = 0; symbol < Symbols.LITERALS_AND_LENGTHS; symbol++) {
            bits += (long) counts[symbol] * literalLengths[symbol];
        }
        for (int symbol = 0; symbol < Symbols.LENGTH_EXTRA.length; symbol++) {
            bits += (long) counts[257 + symbol] * Symbols.LENGTH_EXTRA[symbol];
        }
        for (int symbol = 0; symbol < Symbols.DISTANCES; symbol++) {
            bits += (long) counts[DISTANCE_OFFSET + symbol]
                    * (distanceLengths[symbol] + Symbols.DISTANCE_EXTRA[symbol]);
        }
        return bits;
    }

    // RFC 1951, 3.2.7: both tables of code lengths as one sequence, runs shortened, coded by a third code.
    private void describeLengths() {
        usedLiterals = used(literals.lengths(), 257);
        usedDistances = used(distances.lengths(), 1);
        Arrays.fill(lengthCounts, 0);
        runCount = 0;
        int total = usedLiterals + usedDistances;
        for (int i = 0; i < total; ) {
            int length = lengthAt(i);
            int run = 1;
            while (i + run < total && lengthAt(i + run) == length) {
                run++;
            }
            i += run;
            addRuns(length, run);
        }
        lengthCode.build(lengthCounts, 0);
        usedLengths = 19;
        while (usedLengths > 4 && lengthCode.lengths()[CODE_LENGTH_ORDER[usedLengths - 1]] == 0) {
            usedLengths--;
        }
    }

    private void addRuns(int length, int run) {
        int left = run;
        if (length == 0) {
            while (left >= 11) {
                int part = Math.min(left, 138);
                addRun(18, part - 11);
                left -= part;
            }
            if (left >= 3) {
                addRun(17, left - 3);
                left = 0;
            }
        } else if (left > 3) {
            addRun(length, 0);
            left--;
            while (left >= 3) {
                int part = Math.min(left, 6);
                addRun(16, part - 3);
                left -= part;
            }
        }
        for (; left > 0; left--) {
            addRun(length, 0);
        }
    }

    private void addRun(int symbol, int extra) {
        lengthCounts[symbol]++;
        runs[runCount++] = symbol | extra << 8;
    }

    private int lengthAt(int index) {
        return index < usedLiterals ? literals.lengths()[index] : distances.lengths()[index - usedLiterals];
    }

    private static int used(int[] lengths, int least) {
        int used = lengths.length;
        while (used > least && lengths[used - 1] == 0) {
            used--;
        }
        return used;
    }

    private static int extraOfRun(int symbol) {
        return symbol < 16 ? 0 : symbol == 16 ? 2 : symbol == 17 ? 3 : 7;
    }

    /** Writes the tables as {@link #dynamicBits} described them, without the three bits of the block header. */
    void writeTables(BitSink sink) {
        sink.put(usedLiterals - 257, 5);
        sink.put(usedDistances - 1, 5);
        sink.put(usedLengths - 4, 4);
        for (int i = 0; i < usedLengths; i++) {
            sink.put(lengthCode.lengths()[CODE_LENGTH_ORDER[i]], 3);
        }
        HuffmanCode.assign(lengthCode.lengths(), lengthCodes);
        for (int i = 0; i < runCount; i++) {
            int symbol = runs[i] & 0xff;
            sink.put(lengthCodes[symbol] & 0xffff, lengthCodes[symbol] >>> 16);
            sink.put(runs[i] >>> 8, extraOfRun(symbol));
        }
    }
}
