package io.github.sosapp.process;

import io.github.sosapp.failure.BuildFailure;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/** Work in a thread of its own. Whoever closes it before it has ended stops it, and waits until it has stopped. */
public final class Background<T> implements AutoCloseable {

    private final FutureTask<T> work;
    private final Thread thread;

    private Background(String name, FutureTask<T> work) {
        this.work = work;
        this.thread = new Thread(work, name);
        thread.setDaemon(true);
    }

    /** @param work that ends soon after its thread is interrupted */
    public static <T> Background<T> start(String name, Supplier<T> work) {
        Background<T> background = new Background<>(name, new FutureTask<>(work::get));
        background.thread.start();
        return background;
    }

    /** Waits for the result, or throws what the work threw. */
    public T result() {
        return resultOf(work);
    }

    /** Waits for the result of any work, or throws what the work threw. */
    public static <T> T resultOf(Future<T> running) {
        try {
            return running.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw stopped();
        }
    }

    /** The failure of a build that was told to end. */
    public static BuildFailure stopped() {
        return BuildFailure.ofWorld("the build was stopped").remedy("start it again");
    }

    @Override
    public void close() {
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
