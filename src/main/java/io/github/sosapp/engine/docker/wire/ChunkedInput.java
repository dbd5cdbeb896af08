package io.github.sosapp.engine.docker.wire;

import java.io.IOException;
import java.io.InputStream;

/** What was cut into chunks (RFC 9112, section 7.1), put together again. */
final class ChunkedInput extends BlockInput {

    private static final int LONGEST_LINE = 8192;

    private final InputStream in;
    private long left;
    private boolean begun;
    private boolean ended;

    ChunkedInput(InputStream in) {
        this.in = in;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (left == 0 && !ended) {
            nextChunk();
        }
        if (ended) {
            return -1;
        }
        int count = in.read(buffer, offset, (int) Math.min(length, left));
        if (count < 0) {
            throw new IOException("its answer ended in the middle");
        }
        left -= count;
        return count;
    }

    private void nextChunk() throws IOException {
        if (begun && !line(in).isEmpty()) {
            throw new IOException("its answer is no HTTP");
        }
        begun = true;
        String size = line(in).split(";", 2)[0].strip();
        try {
            left = Long.parseLong(size, 16);
        } catch (NumberFormatException e) {
            throw new IOException("its answer is no HTTP", e);
        }
        if (left < 0) {
            throw new IOException("its answer is no HTTP");
        }
        ended = left == 0;
    }

    /** A line without its end. */
    static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int value = in.read(); value != '\n'; value = in.read()) {
            if (value < 0) {
                throw new IOException("its answer ended in the middle");
            }
            if (line.length() == LONGEST_LINE) {
                throw new IOException("its answer is no HTTP");
            }
            line.append((char) value);
        }
        int end = line.length() - 1;
        return end >= 0 && line.charAt(end) == '\r' ? line.substring(0, end) : line.toString();
    }
}
