package io.github.sosapp.debian.archive;

import io.github.sosapp.failure.BuildFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Does a few things at a time, as many as an archive's servers like; the first failure ends the others. */
final class ParallelWork {

    private static final int AT_ONCE = 4;
    private static final int SECONDS_TO_END = 30;

    private ParallelWork() {}

    /** The results in the order of the tasks. When it fails, all tasks have ended and left nothing half done. */
    static <T> List<T> inOrder(List<Callable<T>> tasks) {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE, ParallelWork::thread);
        try {
            var finished = new ExecutorCompletionService<T>(threads);
            List<Future<T>> all = new ArrayList<>();
            tasks.forEach(task -> all.add(finished.submit(task)));
            for (int i = 0; i < tasks.size(); i++) {
                finished.take().get();
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : all) {
                results.add(future.get());
            }
            return results;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof BuildFailure failure ? failure : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw BuildFailure.ofWorld("fetching packages was interrupted")
                    .causedBy(e)
                    .remedy("start it again; packages that are complete are not fetched again");
        } finally {
            end(threads);
        }
    }

    private static void end(ExecutorService threads) {
        threads.shutdownNow();
        try {
            threads.awaitTermination(SECONDS_TO_END, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "sos-archive");
        thread.setDaemon(true);
        return thread;
    }
}
