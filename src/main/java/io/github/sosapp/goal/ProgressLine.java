package io.github.sosapp.goal;

import io.github.sosapp.report.Size;
import java.time.Duration;

/**
 * Says how far something is: by a bar where a person watches, else by a line now and then. Quiet for what is over before
 * anybody wonders.
 */
final class ProgressLine {

    private static final long QUIET = Duration.ofSeconds(2).toNanos();
    private static final long BETWEEN_LINES = Duration.ofSeconds(5).toNanos();
    private static final long BETWEEN_BARS = Duration.ofMillis(100).toNanos();
    private static final int BAR_WIDTH = 30;

    private final BuildLog log;
    private final String verb;
    private final long started;
    private long lastShown;

    /** @param verb for example {@code uploading} */
    ProgressLine(BuildLog log, String verb) {
        this.log = log;
        this.verb = verb;
        this.started = log.now();
        this.lastShown = started;
    }

    /** Whether it is time to show something again. */
    boolean isDue() {
        long now = log.now();
        return now - started >= QUIET && now - lastShown >= (log.hasBar() ? BETWEEN_BARS : BETWEEN_LINES);
    }

    /**
     * @param done bytes
     * @param known bytes altogether, as far as they are known
     */
    void show(long done, long known) {
        lastShown = log.now();
        String sizes = Size.of(done) + " of " + Size.of(known);
        if (log.hasBar()) {
            int filled = known == 0 ? BAR_WIDTH : (int) Math.min(BAR_WIDTH, BAR_WIDTH * done / known);
            log.bar("  " + verb + "  [" + "=".repeat(filled) + " ".repeat(BAR_WIDTH - filled) + "] " + sizes);
        } else {
            log.field(verb, sizes);
        }
    }

    /** Takes the bar away. */
    void end() {
        if (log.hasBar()) {
            log.bar("");
        }
    }
}
