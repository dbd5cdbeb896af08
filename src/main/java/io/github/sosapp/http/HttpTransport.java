package io.github.sosapp.http;

import io.github.sosapp.http.HttpFailure.Kind;
import java.net.URI;
import java.util.Optional;

/**
 * Sends requests: follows redirects without taking credentials along, and tries again what may succeed later. Every
 * request fails with a {@link io.github.sosapp.failure.BuildFailure} when the file of further authorities is unusable.
 */
public final class HttpTransport implements AutoCloseable {

    private static final int MOST_REDIRECTS = 5;

    private final HttpSettings settings;
    private final RetryPolicy retries;
    private Wire wire;

    public HttpTransport(HttpSettings settings, RetryPolicy retries) {
        this.settings = settings;
        this.retries = retries;
    }

    // Most builds send nothing, and the client of this Java is many classes to load.
    private synchronized Wire wire() {
        if (wire == null) {
            wire = new Wire(settings);
        }
        return wire;
    }

    /** Ends the threads that wait for answers, of which there must be none; the next request starts others. */
    @Override
    public synchronized void close() {
        if (wire != null) {
            wire.close();
            wire = null;
        }
    }

    /** How long it waits, and whom it trusts. */
    public HttpSettings settings() {
        return settings;
    }

    /** When it tries again. */
    public RetryPolicy retries() {
        return retries;
    }

    /**
     * Sends a request that may be sent more than once, until there is an answer that is final.
     *
     * @return the last answer; it may still be a temporary error when the attempts are used up
     */
    public Reply exchange(Request request) throws HttpFailure {
        RetryPolicy.Attempts attempts = retries.begin();
        while (true) {
            try {
                Reply reply = attempt(request);
                if (!reply.isTemporary() || !another(attempts, reply)) {
                    return reply;
                }
            } catch (HttpFailure failure) {
                if (!failure.isTemporary() || !another(attempts, null)) {
                    throw failure;
                }
            }
        }
    }

    /** Sends a request once, apart from redirects; for callers that decide themselves what to do after an error. */
    public Reply attempt(Request request) throws HttpFailure {
        return attempt(request, null);
    }

    /** As {@link #attempt(Request)}; the body of a successful answer goes to {@code target}, or to memory if null. */
    public Reply attempt(Request request, ReplyTarget target) throws HttpFailure {
        Request current = request;
        for (int redirects = 0; ; redirects++) {
            Reply reply = wire().send(current, target);
            Optional<String> location = reply.header("Location");
            if (!isRedirect(reply, current) || location.isEmpty()) {
                return reply;
            }
            if (redirects == MOST_REDIRECTS) {
                throw refused(current, "redirected more than " + MOST_REDIRECTS + " times");
            }
            current = current.redirectedTo(target(current, location.get()));
        }
    }

    private static boolean isRedirect(Reply reply, Request request) {
        boolean reads = request.method().equals("GET") || request.method().equals("HEAD");
        return switch (reply.status()) {
            case 301, 302, 303 -> reads;
            case 307, 308 -> true;
            default -> false;
        };
    }

    /**
     * The address that a server's {@code Location} names, relative or absolute.
     *
     * @throws HttpFailure when that server may not send us there (see {@link Origin#maySendTo(Origin)})
     */
    public static URI target(Request request, String location) throws HttpFailure {
        try {
            URI next = request.address().resolve(location.trim());
            Origin to = Origin.of(next);
            if (next.getRawUserInfo() != null) {
                throw refused(request, "sent us to an address with a login in it");
            }
            if (!Origin.of(request.address()).maySendTo(to)) {
                throw refused(request, "sent us to " + AddressText.of(next) + ", where it may not send us");
            }
            return next;
        } catch (IllegalArgumentException e) {
            throw refused(request, "sent us to something that is not a web address");
        }
    }

    private static HttpFailure refused(Request request, String what) {
        return new HttpFailure(Kind.REDIRECT, Origin.of(request.address()) + " " + what, null);
    }

    /** Waits for the next attempt as long as the answer asks for, if there was one; says whether there is to be one. */
    static boolean another(RetryPolicy.Attempts attempts, Reply reply) throws HttpFailure {
        try {
            return attempts.another(reply == null ? Optional.empty() : reply.retryAfter());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HttpFailure(Kind.INTERRUPTED, "the build was interrupted", e);
        }
    }
}
