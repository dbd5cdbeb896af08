package io.github.sosapp.goal;

import io.github.sosapp.image.Digest;
import io.github.sosapp.registry.TransferProgress;
import io.github.sosapp.registry.TransferProgress.State;
import io.github.sosapp.report.Size;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Says how far a push is: by a bar where a person watches, else by a line now and then. Quiet for pushes that are over
 * before anybody wonders.
 */
final class PushProgress implements Consumer<TransferProgress>, AutoCloseable {

    private static final long QUIET = Duration.ofSeconds(2).toNanos();
    private static final long BETWEEN_LINES = Duration.ofSeconds(5).toNanos();
    private static final long BETWEEN_BARS = Duration.ofMillis(100).toNanos();
    private static final int BAR_WIDTH = 30;

    private final BuildLog log;
    private final Map<Digest, TransferProgress> uploads = new HashMap<>();
    private final long started;
    private long lastShown;
    private boolean closed;

    PushProgress(BuildLog log) {
        this.log = log;
        this.started = log.now();
        this.lastShown = started;
    }

    @Override
    public synchronized void accept(TransferProgress event) {
        if (event.state() == State.SENDING || uploads.containsKey(event.blob().digest())) {
            uploads.put(event.blob().digest(), event);
        }
        long now = log.now();
        long pause = log.hasBar() ? BETWEEN_BARS : BETWEEN_LINES;
        if (!closed && !uploads.isEmpty() && now - started >= QUIET && now - lastShown >= pause) {
            lastShown = now;
            show();
        }
    }

    /** Takes the bar away. Uploads that a failure left behind are not shown any more. */
    @Override
    public synchronized void close() {
        closed = true;
        if (log.hasBar()) {
            log.bar("");
        }
    }

    private void show() {
        long sent = uploads.values().stream().mapToLong(TransferProgress::sent).sum();
        long known = uploads.values().stream()
                .mapToLong(upload -> upload.blob().size())
                .sum();
        String sizes = Size.of(sent) + " of " + Size.of(known);
        if (log.hasBar()) {
            int done = known == 0 ? BAR_WIDTH : (int) Math.min(BAR_WIDTH, BAR_WIDTH * sent / known);
            log.bar("  uploading  [" + "=".repeat(done) + " ".repeat(BAR_WIDTH - done) + "] " + sizes);
        } else {
            log.field("uploading", sizes);
        }
    }
}
