package io.github.sosapp.engine.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * What a program in a container prints, put together to lines, those of standard output and standard error apart. Not
 * docker-java's own adapter, which prints a trace where a connection breaks off.
 */
final class ContainerOutput implements ResultCallback<Frame> {

    private final TextLines output;
    private final TextLines errors;
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile Closeable stream;
    private volatile Throwable failure;

    ContainerOutput(Consumer<String> lines) {
        this.output = new TextLines(lines);
        this.errors = new TextLines(lines);
    }

    /**
     * Waits until all has been printed, or no longer.
     *
     * @throws IOException when the connection broke off
     */
    void await(Duration limit) throws IOException, InterruptedException {
        if (!end.await(limit.toSeconds(), TimeUnit.SECONDS) || failure == null) {
            return;
        }
        if (failure instanceof UncheckedIOException broken) {
            throw broken.getCause();
        }
        if (failure instanceof RuntimeException refused) {
            throw refused;
        }
        throw failure instanceof IOException broken ? broken : new IOException(failure);
    }

    @Override
    public void onStart(Closeable opened) {
        stream = opened;
    }

    @Override
    public void onNext(Frame frame) {
        (frame.getStreamType() == StreamType.STDERR ? errors : output).add(frame.getPayload());
    }

    @Override
    public void onError(Throwable error) {
        failure = error;
        end.countDown();
    }

    @Override
    public void onComplete() {
        output.end();
        errors.end();
        end.countDown();
    }

    @Override
    public void close() throws IOException {
        if (stream != null) {
            stream.close();
        }
        end.countDown();
    }
}
