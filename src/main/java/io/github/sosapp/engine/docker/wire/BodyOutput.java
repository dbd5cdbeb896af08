package io.github.sosapp.engine.docker.wire;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** The body of a call on its way: as it is, or in chunks (RFC 9112, section 7.1); each write is a chunk. */
final class BodyOutput extends OutputStream {

    private static final byte[] LINE_END = {'\r', '\n'};
    private static final byte[] LAST_CHUNK = {'0', '\r', '\n', '\r', '\n'};

    private final OutputStream socket;
    private final boolean chunked;
    private boolean broken;

    BodyOutput(OutputStream socket, boolean chunked) {
        this.socket = socket;
        this.chunked = chunked;
    }

    /** Whether the other side took no more. */
    boolean isBroken() {
        return broken;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return;
        }
        if (chunked) {
            put((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        }
        put(bytes, offset, length);
        if (chunked) {
            put(LINE_END);
        }
    }

    /** Says that this was all. */
    void end() throws IOException {
        if (chunked) {
            put(LAST_CHUNK);
        }
    }

    private void put(byte[] bytes) throws IOException {
        put(bytes, 0, bytes.length);
    }

    private void put(byte[] bytes, int offset, int length) throws IOException {
        try {
            socket.write(bytes, offset, length);
        } catch (IOException e) {
            broken = true;
            throw e;
        }
    }
}
