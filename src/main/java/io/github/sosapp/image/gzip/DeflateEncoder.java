package io.github.sosapp.image.gzip;

/**
 * Compresses one block of bytes at a time to deflate data (RFC 1951) that needs nothing before it, ends at a whole byte
 * and is not final, so that results can be put one behind the other. Keeps its tables between calls: one thread each.
 */
public final class DeflateEncoder {

    /** Changes with every change of bytes for the same input; part of every key under which a result is kept. */
    public static final int VERSION = 2;

    /** Most bytes that one call of {@link #encode} takes. */
    public static final int MAX_BLOCK = 1 << 20;

    private static final byte[] SYNC_FLUSH = {0, 0, 0, -1, -1};
    private static final int MAX_STORED = 65535;
    private static final int TOKENS_PER_STRETCH = 1 << 12;
    private static final int LITERALS_PER_STEP = 1 << 8;
    private static final int LONGEST_STEP = 16;
    private static final int LIGHT_TOKENS_PER_STRETCH = 1 << 13;

    private final Effort effort;
    private final MatchFinder finder;
    private final RecentFinder recent = new RecentFinder();
    private final BitSink sink = new BitSink();
    private final int[] literalCodes = new int[288];
    private final int[] distanceCodes = new int[Symbols.DISTANCES];
    private int[] tokens = new int[1 << 16];
    private int tokenCount;
    private SymbolCounts stretch = new SymbolCounts();
    private SymbolCounts previous = new SymbolCounts();
    private SymbolCounts joined = new SymbolCounts();
    private long previousBits;

    public DeflateEncoder(Effort effort) {
        this.effort = effort;
        this.finder = new MatchFinder();
    }

    /** The deflate data of {@code raw[0…length)}, followed by a sync flush. */
    public byte[] encode(byte[] raw, int length) {
        if (length > MAX_BLOCK) {
            throw new IllegalArgumentException("a block of " + length + " bytes");
        }
        if (tokens.length < length) {
            tokens = new int[length];
        }
        sink.clear();
        tokenCount = 0;
        previousBits = -1;
        stretch.start(0, 0);
        if (effort == Effort.LIGHT) {
            parseLightly(raw, length);
        } else {
            parse(raw, length);
        }
        endStretch(raw, length);
        write(previous, raw);
        sink.reserve(SYNC_FLUSH.length);
        sink.put(0, 3);
        sink.put(0, sink.bitsToByte());
        sink.putBytes(SYNC_FLUSH, 1, 4);
        return sink.toBytes();
    }

    /** The same bytes as stored blocks, followed by a sync flush: for a block whose compressed form is not trusted. */
    public static byte[] store(byte[] raw, int length) {
        BitSink sink = new BitSink();
        writeStored(sink, raw, 0, length);
        sink.putBytes(SYNC_FLUSH, 0, 5);
        return sink.toBytes();
    }

    private void parseLightly(byte[] raw, int end) {
        recent.start(raw, end);
        for (int position = 0; position < end; ) {
            if (tokenCount - stretch.firstToken >= LIGHT_TOKENS_PER_STRETCH) {
                endStretch(raw, position);
            }
            int length = recent.find(position);
            if (length == 0) {
                literal(raw, position++);
            } else {
                match(length, recent.distance());
                recent.skip(position + 1, position + length);
                position += length;
            }
        }
    }

    private void parse(byte[] raw, int end) {
        finder.start(raw, end);
        int position = 0;
        int afterMatch = 0;
        int length = end > 0 ? finder.find(0, 2, effort.chain, effort.enough) : 0;
        while (position < end) {
            if (length < MatchFinder.MIN_MATCH) {
                // What was compressed before has hardly any match: it is looked at in steps that grow.
                int step = 1 + Math.min((position - afterMatch) / LITERALS_PER_STEP, LONGEST_STEP - 1);
                for (int next = Math.min(position + step, end); position < next; ) {
                    literal(raw, position++);
                }
            } else {
                position = takeMatch(raw, position, length, end);
                afterMatch = position;
            }
            if (position < end) {
                if (tokenCount - stretch.firstToken >= TOKENS_PER_STRETCH) {
                    endStretch(raw, position);
                }
                length = finder.find(position, 2, effort.chain, effort.enough);
            }
        }
    }

    // Lazy matching: as long as the next position has a clearly better match, this position becomes a literal.
    private int takeMatch(byte[] raw, int first, int firstLength, int end) {
        int position = first;
        int length = firstLength;
        int distance = finder.distance();
        int known = position + 1;
        while (length < effort.enough && known < end) {
            int chain = length >= effort.good ? effort.lazyChain : effort.chain >> 1;
            int next = finder.find(known++, length - 1, chain, effort.enough);
            if (next < length || gain(length, distance, next, finder.distance()) <= 2) {
                break;
            }
            literal(raw, position++);
            length = next;
            distance = finder.distance();
        }
        match(length, distance);
        finder.skip(known, position + length);
        return position + length;
    }

    // In quarters of a byte: a longer match saves four each, a distance twice as far costs one.
    private static int gain(int length, int distance, int next, int nextDistance) {
        return 4 * (next - length)
                + Integer.numberOfLeadingZeros(nextDistance)
                - Integer.numberOfLeadingZeros(distance);
    }

    private void literal(byte[] raw, int position) {
        int value = raw[position] & 0xff;
        stretch.counts[value]++;
        tokens[tokenCount++] = value;
    }

    private void match(int length, int distance) {
        stretch.counts[257 + Symbols.ofLength(length)]++;
        stretch.counts[SymbolCounts.DISTANCE_OFFSET + Symbols.ofDistance(distance)]++;
        tokens[tokenCount++] = distance << 9 | length;
    }

    // Neighbouring stretches share a deflate block when that is smaller than one block each.
    private void endStretch(byte[] raw, int position) {
        stretch.lastToken = tokenCount;
        stretch.lastByte = position;
        long bits = cheapestBits(stretch);
        SymbolCounts free = previous;
        if (previousBits < 0) {
            previous = stretch;
            previousBits = bits;
            stretch = free;
        } else {
            joined.join(previous, stretch);
            long joinedBits = cheapestBits(joined);
            if (joinedBits <= previousBits + bits) {
                previous = joined;
                previousBits = joinedBits;
                joined = free;
            } else {
                write(previous, raw);
                previous = stretch;
                previousBits = bits;
                stretch = free;
            }
        }
        stretch.start(tokenCount, position);
    }

    private long cheapestBits(SymbolCounts counts) {
        long stored = counts.storedBits(sink);
        return Math.min(Math.min(counts.measure(), counts.fixedBits()), stored);
    }

    private void write(SymbolCounts block, byte[] raw) {
        long stored = block.storedBits(sink);
        long fixed = block.fixedBits();
        long dynamic = block.dynamicBits();
        sink.reserve((int) (Math.min(Math.min(stored, fixed), dynamic) >>> 3) + 16);
        if (stored <= fixed && stored <= dynamic) {
            writeStored(sink, raw, block.firstByte, block.lastByte);
        } else if (fixed <= dynamic) {
            sink.put(1 << 1, 3);
            writeTokens(block, FixedCode.LITERAL_LENGTHS, FixedCode.DISTANCE_LENGTHS);
        } else {
            sink.put(2 << 1, 3);
            block.writeTables(sink);
            writeTokens(block, block.literals.lengths(), block.distances.lengths());
        }
    }

    private void writeTokens(SymbolCounts block, int[] literalLengths, int[] distanceLengths) {
        HuffmanCode.assign(literalLengths, literalCodes);
        HuffmanCode.assign(distanceLengths, distanceCodes);
        for (int i = block.firstToken; i < block.lastToken; i++) {
            int token = tokens[i];
            if (token < 256) {
                int code = literalCodes[token];
                sink.put(code & 0xffff, code >>> 16);
                continue;
            }
            int symbol = Symbols.ofLength(token & 0x1ff);
            int code = literalCodes[257 + symbol];
            long bits = code & 0xffff | (long) ((token & 0x1ff) - Symbols.LENGTH_BASE[symbol]) << (code >>> 16);
            int count = (code >>> 16) + Symbols.LENGTH_EXTRA[symbol];
            int distance = token >>> 9;
            symbol = Symbols.ofDistance(distance);
            code = distanceCodes[symbol];
            bits |= (code & 0xffffL | (long) (distance - Symbols.DISTANCE_BASE[symbol]) << (code >>> 16)) << count;
            sink.put(bits, count + (code >>> 16) + Symbols.DISTANCE_EXTRA[symbol]);
        }
        int code = literalCodes[Symbols.END_OF_BLOCK];
        sink.put(code & 0xffff, code >>> 16);
    }

    private static void writeStored(BitSink sink, byte[] raw, int from, int to) {
        int position = from;
        do {
            int length = Math.min(MAX_STORED, to - position);
            sink.reserve(length + 8);
            sink.put(0, 3);
            sink.put(0, sink.bitsToByte());
            sink.put(length | (long) (length ^ MAX_STORED) << 16, 32);
            sink.putBytes(raw, position, length);
            position += length;
        } while (position < to);
    }
}
