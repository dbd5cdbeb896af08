package io.github.sosapp.http;

import java.io.IOException;

/** A request that got no usable answer. Its message is one plain sentence part, ready to follow "because". */
public final class HttpFailure extends IOException {

    /** What went wrong; decides whether trying again can help, and the remedy. */
    public enum Kind {
        UNKNOWN_HOST(false),
        REFUSED(true),
        UNTRUSTED(false),
        NOT_TLS(false),
        STALLED(true),
        BROKEN(true),
        REDIRECT(false),
        PROXY_LOGIN(false),
        TOO_LARGE(false),
        /** The server sent something else than what was asked for. */
        WRONG_CONTENT(false),
        /** A file on this machine that could not be read or written as expected. */
        LOCAL_FILE(false),
        INTERRUPTED(false);

        private final boolean temporary;

        Kind(boolean temporary) {
            this.temporary = temporary;
        }
    }

    private final Kind kind;

    HttpFailure(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** What went wrong, for whoever can do something about one kind. */
    public Kind kind() {
        return kind;
    }

    /** Whether the same request may succeed a little later. */
    public boolean isTemporary() {
        return kind.temporary;
    }
}
