package io.github.sosapp.engine.docker;

import io.github.sosapp.engine.docker.context.BuildContext;
import io.github.sosapp.engine.docker.wire.SizedInput;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * A context as the body of a call. It is written straight to whoever wants it whole, with {@link #transferTo}; for those who
 * ask for it bit by bit a thread writes ahead.
 */
final class ContextBody extends SizedInput {

    private final BuildContext context;
    private ChunkPipe pipe;
    private InputStream piped;

    ContextBody(BuildContext context) {
        this.context = context;
    }

    @Override
    public long length() {
        return context.size();
    }

    @Override
    public long transferTo(OutputStream out) throws IOException {
        context.writeTo(out);
        return context.size();
    }

    @Override
    public int read() throws IOException {
        return piped().read();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        return piped().read(buffer, offset, length);
    }

    private synchronized InputStream piped() {
        if (pipe == null) {
            pipe = new ChunkPipe(context::writeTo);
            piped = pipe.input();
        }
        return piped;
    }

    /** Why the writing thread could not write everything; null while all is well. */
    synchronized Throwable failure() {
        return pipe == null ? null : pipe.failure();
    }

    @Override
    public synchronized void close() {
        if (pipe != null) {
            pipe.close();
        }
    }
}
