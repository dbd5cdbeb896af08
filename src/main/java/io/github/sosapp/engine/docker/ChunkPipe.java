package io.github.sosapp.engine.docker;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * What one thread writes, another one reads, with little between them. Not the JDK's own pipe, whose ends look for each other
 * once a second.
 */
final class ChunkPipe {

    /** Writes a context. */
    interface Source {
        void writeTo(OutputStream out) throws IOException;
    }

    private static final int CHUNK = 1 << 16;
    private static final int MOST_WAITING = 16;
    private static final byte[] END = {};

    private final BlockingQueue<byte[]> chunks = new ArrayBlockingQueue<>(MOST_WAITING);
    private final Thread writer;
    private volatile Throwable failure;
    private volatile boolean closed;

    /** Starts to write; what the source throws is kept for {@link #failure}. */
    ChunkPipe(Source source) {
        writer = new Thread(() -> write(source), "sos-context");
        writer.setDaemon(true);
        writer.start();
    }

    private void write(Source source) {
        try {
            Chunks out = new Chunks();
            source.writeTo(out);
            out.flush();
        } catch (IOException | RuntimeException | Error e) {
            failure = closed ? null : e;
        }
        try {
            chunks.put(END);
        } catch (InterruptedException nobodyReads) {
            return;
        }
    }

    /** Why the source could not write everything; null while all is well. */
    Throwable failure() {
        return failure;
    }

    /** The other end; closing it ends the writer. */
    InputStream input() {
        return new InputStream() {
            private byte[] chunk = {};
            private int at;
            private boolean ended;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                if (length == 0) {
                    return 0;
                }
                if (at == chunk.length && !ended) {
                    chunk = next();
                    at = 0;
                    ended = chunk == END;
                }
                if (ended) {
                    if (failure != null) {
                        throw new IOException("the context could not be written", failure);
                    }
                    return -1;
                }
                int count = Math.min(length, chunk.length - at);
                System.arraycopy(chunk, at, buffer, offset, count);
                at += count;
                return count;
            }

            @Override
            public void close() {
                ChunkPipe.this.close();
            }
        };
    }

    /** Ends the writer. */
    void close() {
        closed = true;
        writer.interrupt();
    }

    private byte[] next() throws IOException {
        try {
            return chunks.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the build was interrupted");
        }
    }

    private final class Chunks extends OutputStream {

        private final byte[] buffer = new byte[CHUNK];
        private int filled;

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            for (int done = 0; done < length; ) {
                int count = Math.min(length - done, CHUNK - filled);
                System.arraycopy(bytes, offset + done, buffer, filled, count);
                filled += count;
                done += count;
                if (filled == CHUNK) {
                    flush();
                }
            }
        }

        @Override
        public void flush() throws IOException {
            if (filled > 0) {
                try {
                    chunks.put(Arrays.copyOf(buffer, filled));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new InterruptedIOException("the build was interrupted");
                }
                filled = 0;
            }
        }
    }
}
