package io.github.sosapp.engine.docker.buildx;

import io.github.sosapp.process.Background;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The same work for several things at the same time. The first failure ends the others. */
final class Together {

    private static final int PATIENCE = 10;

    private Together() {}

    /**
     * The results, in the order of the things.
     *
     * @param work that ends soon after its thread is interrupted
     */
    static <T, R> List<R> all(String name, List<T> things, Function<T, R> work) {
        ExecutorService threads = Executors.newFixedThreadPool(things.size(), task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        try {
            CompletionService<R> ended = new ExecutorCompletionService<>(threads);
            List<Future<R>> futures = new ArrayList<>();
            for (T thing : things) {
                futures.add(ended.submit(() -> work.apply(thing)));
            }
            for (int i = 0; i < things.size(); i++) {
                ended.take().get();
            }
            List<R> results = new ArrayList<>();
            for (Future<R> future : futures) {
                results.add(future.get());
            }
            return results;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Background.stopped();
        } finally {
            end(threads);
        }
    }

    private static void end(ExecutorService threads) {
        threads.shutdownNow();
        try {
            threads.awaitTermination(PATIENCE, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
