package io.github.sosapp.debian.lzma;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * Decodes one sequence of LZMA2 chunks (The .xz File Format, 5.3.1), each of which is stored or compressed and may start
 * anew. A damaged one is refused; whether an undamaged one is what somebody wanted is for the caller to know.
 */
public final class Lzma2Decoder {

    private static final int LARGEST_COMPRESSED = 1 << 16;
    private static final int LENGTH_BITS = 0x1f;
    private static final int COMPRESSED = 0x80;
    private static final int WITH_RESET = 0xa0;
    private static final int WITH_PROPERTIES = 0xc0;
    private static final int WITH_NEW_WINDOW = 0xe0;
    private static final int END = 0;
    private static final int STORED_WITH_NEW_WINDOW = 1;
    private static final int STORED = 2;

    private final LzmaState state = new LzmaState();
    private final byte[] chunk = new byte[LARGEST_COMPRESSED + RangeDecoder.SLACK];
    private final Window window;

    private final DataInputStream in;
    private long left;

    // Nothing may be used before it was set: what the next chunk, and the next compressed one, must at least bring.
    private boolean needsNewWindow = true;
    private int leastCompressed = WITH_NEW_WINDOW;

    /**
     * @param chunks are read up to the mark of their end, in small pieces
     * @param dictionary how far back the encoder looked, in bytes
     * @param size of everything that is decoded, in bytes
     */
    public Lzma2Decoder(InputStream chunks, int dictionary, long size) {
        this.in = new DataInputStream(chunks);
        this.window = new Window((int) Math.min(dictionary, size), size);
        this.left = size;
    }

    /**
     * Decodes the next chunk.
     *
     * @return its bytes, at most 2 MiB, which change with the next call; null at the end
     * @throws IOException when the chunks are damaged or not as many bytes as they should be
     */
    public ByteBuffer next() throws IOException {
        int control = in.readUnsignedByte();
        if (control == END) {
            if (left > 0) {
                throw damaged();
            }
            return null;
        }
        if (control >= WITH_NEW_WINDOW || control == STORED_WITH_NEW_WINDOW) {
            window.restart();
            needsNewWindow = false;
            leastCompressed = WITH_PROPERTIES;
        }
        if (needsNewWindow) {
            throw damaged();
        }
        int length = control < COMPRESSED ? copy(control) : decompress(control);
        left -= length;
        if (left < 0) {
            throw damaged();
        }
        return ByteBuffer.wrap(window.bytes, window.position - length, length);
    }

    private int copy(int control) throws IOException {
        int length = in.readUnsignedShort() + 1;
        if (control > STORED || !window.makeRoom(length)) {
            throw damaged();
        }
        in.readFully(window.bytes, window.position, length);
        window.position += length;
        return length;
    }

    private int decompress(int control) throws IOException {
        int length = ((control & LENGTH_BITS) << Short.SIZE) + in.readUnsignedShort() + 1;
        int compressed = in.readUnsignedShort() + 1;
        if (control < leastCompressed || !window.makeRoom(length)) {
            throw damaged();
        }
        if (control >= WITH_PROPERTIES && !state.configure(in.readUnsignedByte())) {
            throw damaged();
        }
        if (control >= WITH_RESET) {
            state.reset();
            leastCompressed = COMPRESSED;
        }
        in.readFully(chunk, 0, compressed);
        state.decode(chunk, compressed, window, window.position + length);
        return length;
    }

    static IOException damaged() {
        return new IOException("the compressed bytes are damaged");
    }
}
