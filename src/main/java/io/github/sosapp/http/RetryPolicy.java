package io.github.sosapp.http;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/**
 * When to try again: six attempts, between them a random part of 0.5 s, 1 s, 2 s … up to 20 s ("full jitter", so that
 * many builds do not come back at the same moment), at most 5 minutes in all. A server's {@code Retry-After} is respected
 * up to 120 s; whoever asks for more is not tried again.
 */
public final class RetryPolicy {

    /** A server that asks for a longer wait is not tried again. */
    public static final Duration LONGEST_ASKED = Duration.ofSeconds(120);

    private static final int ATTEMPTS = 6;
    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(20);
    private static final Duration TOTAL = Duration.ofMinutes(5);

    /** Waits; a seam, so that tests need no time. */
    public interface Pause {
        void sleep(Duration duration) throws InterruptedException;
    }

    private final DoubleSupplier jitter;
    private final Pause pause;
    private final int attempts;

    /**
     * @param jitter numbers from 0 (inclusive) to 1 (exclusive)
     */
    public RetryPolicy(DoubleSupplier jitter, Pause pause) {
        this(jitter, pause, ATTEMPTS);
    }

    private RetryPolicy(DoubleSupplier jitter, Pause pause, int attempts) {
        this.jitter = jitter;
        this.pause = pause;
        this.attempts = attempts;
    }

    /** Never tries again. */
    public static RetryPolicy once() {
        return new RetryPolicy(() -> 0, duration -> {}, 1);
    }

    /** With random pauses, as all of this plugin's clients do. */
    public static RetryPolicy standard() {
        return new RetryPolicy(
                () -> ThreadLocalRandom.current().nextDouble(), duration -> Thread.sleep(duration.toMillis()));
    }

    /** Starts to count for one request; time on the wire counts too. */
    public Attempts begin() {
        return new Attempts(true);
    }

    /** Starts to count for one large transfer, whose time on the wire says nothing about the server's health. */
    public Attempts beginTransfer() {
        return new Attempts(false);
    }

    /** The attempts at one thing. */
    public final class Attempts {

        private final boolean wireTimeCounts;
        private Duration spent = Duration.ZERO;
        private long startedAt = System.nanoTime();
        private int made = 1;

        private Attempts(boolean wireTimeCounts) {
            this.wireTimeCounts = wireTimeCounts;
        }

        /**
         * Waits until the next attempt is due.
         *
         * @param asked what the server asked for
         * @return false, without waiting, when there is to be no further attempt
         */
        public boolean another(Optional<Duration> asked) throws InterruptedException {
            if (wireTimeCounts) {
                spent = spent.plusNanos(System.nanoTime() - startedAt);
            }
            Duration wait = asked.map(duration -> duration.plusMillis((long) (jitter.getAsDouble() * 1000)))
                    .orElseGet(this::backOff);
            boolean tooLong = asked.isPresent() && asked.get().compareTo(LONGEST_ASKED) > 0;
            if (made >= attempts || tooLong || spent.plus(wait).compareTo(TOTAL) > 0) {
                return false;
            }
            made++;
            spent = spent.plus(wait);
            pause.sleep(wait);
            startedAt = System.nanoTime();
            return true;
        }

        private Duration backOff() {
            long ceiling = Math.min(LONGEST.toMillis(), FIRST.toMillis() << (made - 1));
            return Duration.ofMillis((long) (jitter.getAsDouble() * ceiling));
        }

        public int made() {
            return made;
        }
    }
}
