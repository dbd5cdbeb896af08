package io.github.sosapp.registry.auth;

import io.github.sosapp.http.Reply;
import java.util.Optional;

/** A registry or its token service does not let us in; says who answered what. */
public final class LoginRefused extends Exception {

    private final transient Reply reply;

    LoginRefused(Reply reply, String who) {
        super(who);
        this.reply = reply;
    }

    LoginRefused(String why) {
        super(why);
        this.reply = null;
    }

    /** The answer of the token service; empty when it could not even be asked. */
    public Optional<Reply> reply() {
        return Optional.ofNullable(reply);
    }
}
