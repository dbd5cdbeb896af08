package io.github.sosapp.engine.docker.buildx;

import io.github.sosapp.process.Background;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionService;
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
                Background.resultOf(ended.take());
            }
            return futures.stream().map(Background::resultOf).toList();
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
