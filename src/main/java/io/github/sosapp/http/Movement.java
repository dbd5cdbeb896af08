package io.github.sosapp.http;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/** What has moved on one connection so far; written by the threads of the client, read by the one that waits. */
final class Movement {

    enum Phase {
        SENDING,
        WAITING,
        READING
    }

    private final AtomicLong bytes = new AtomicLong();
    private volatile Phase phase;
    private volatile IOException localFailure;

    Movement(Phase phase) {
        this.phase = phase;
    }

    void moved(long count) {
        bytes.addAndGet(count);
    }

    void enter(Phase next) {
        phase = next;
    }

    void failedLocally(IOException failure) {
        localFailure = failure;
    }

    long bytes() {
        return bytes.get();
    }

    Phase phase() {
        return phase;
    }

    /** Why a file on this machine ended the transfer, or null. */
    IOException localFailure() {
        return localFailure;
    }
}
