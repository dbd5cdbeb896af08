package io.github.sosapp.registry;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The upload sessions of one push. Those that are open when it ends, be it because the process is told to end, are given
 * up, so that the registry need not keep their bytes until it drops them by itself. Takes at most two seconds.
 */
final class OpenUploads implements AutoCloseable {

    private static final long MOST_NANOSECONDS = TimeUnit.SECONDS.toNanos(2);

    private final RegistryClient client;
    private final Set<URI> sessions = ConcurrentHashMap.newKeySet();
    private final Thread atExit = new Thread(this::cancelAll, "sos-push-end");
    private volatile boolean ending;

    OpenUploads(RegistryClient client) {
        this.client = client;
        try {
            Runtime.getRuntime().addShutdownHook(atExit);
        } catch (IllegalStateException processEnds) {
            ending = true;
        }
    }

    void opened(URI session) {
        sessions.add(session);
    }

    /** The registry has closed the session, whatever came of it. */
    void closed(URI session) {
        sessions.remove(session);
    }

    /** Whether no further session may be opened. */
    boolean areEnding() {
        return ending;
    }

    private void cancelAll() {
        ending = true;
        List<Thread> cancelling = new ArrayList<>();
        for (URI session : sessions) {
            Thread thread = new Thread(() -> client.cancelUpload(session), "sos-push-cancel");
            thread.setDaemon(true);
            thread.start();
            cancelling.add(thread);
        }
        long until = System.nanoTime() + MOST_NANOSECONDS;
        try {
            for (Thread thread : cancelling) {
                thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime())));
            }
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException processEnds) {
            return;
        }
        cancelAll();
    }
}
