package io.github.sosapp.debian.archive;

import io.github.sosapp.failure.BuildFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Does a few things at a time, as many as an archive's servers like; after a failure nothing more is begun. */
final class ParallelWork {

    private static final int AT_ONCE = 4;
    private static final int SECONDS_TO_END = 30;

    private ParallelWork() {}

    /**
     * The results in the order of the tasks. When it fails, all tasks have ended and left nothing half done; of several
     * failures that of the earliest task is told, so that the same fault has the same words on every machine.
     */
    static <T> List<T> inOrder(List<Callable<T>> tasks) {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE, ParallelWork::thread);
        try {
            AtomicInteger earliestFailure = new AtomicInteger(Integer.MAX_VALUE);
            List<Future<T>> all = new ArrayList<>();
            for (Callable<T> task : tasks) {
                int number = all.size();
                // Those before a failure still run: the failure to be told may be theirs.
                all.add(threads.submit(
                        () -> number > earliestFailure.get() ? null : result(task, number, earliestFailure)));
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

    private static <T> T result(Callable<T> task, int number, AtomicInteger earliestFailure) throws Exception {
        try {
            return task.call();
        } catch (Exception e) {
            earliestFailure.accumulateAndGet(number, Math::min);
            throw e;
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
