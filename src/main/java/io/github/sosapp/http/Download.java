package io.github.sosapp.http;

import io.github.sosapp.file.DurableFile;
import io.github.sosapp.http.HttpFailure.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/**
 * Fetches files of any size. A broken connection goes on where it ended (RFC 9110, 14: range requests) when the whole can
 * be verified or the server vouches by an {@code ETag} that the file is still the same, else it begins anew. The file
 * gets its name only when it is complete, is what was expected, and is on the disk.
 */
public final class Download {

    /** Sends a request once; the seam for callers that add a login. A 401 it can cure it answers by sending again. */
    public interface Sender {

        Reply send(Request request, ReplyTarget target) throws HttpFailure;
    }

    // Attempts count anew after so much news, so that a large file comes over a line that breaks now and then.
    private static final long NEWS = 1 << 20;

    private final RetryPolicy retries;
    private final Sender sender;
    private final LongConsumer received;

    /**
     * @param received told the bytes that are there, after every piece, by any thread; starts again when the file does
     */
    public Download(RetryPolicy retries, Sender sender, LongConsumer received) {
        this.retries = retries;
        this.sender = sender;
        this.received = received;
    }

    /** Without a login. */
    public static Download over(HttpTransport http, LongConsumer received) {
        return new Download(http.retries(), http::attempt, received);
    }

    /**
     * Fetches one file into {@code target}, whose directory is made when it is missing.
     *
     * @param request a GET; headers such as {@code If-None-Match} may be set
     * @return the last answer. Only when it {@link Reply#succeeded() succeeded} there is a new file at {@code target};
     *     else it is final, such as 404 or 304, or a temporary error that stayed
     * @throws HttpFailure when there was no usable answer, or the content stays another than expected
     * @throws IOException of another type when the file cannot be written
     */
    public Reply to(Path target, Request request, Expected expected) throws IOException {
        try (DurableFile file = DurableFile.in(target.toAbsolutePath().getParent())) {
            Reply reply = fetch(request, new PartialFile(file, expected, received));
            if (reply.succeeded()) {
                file.moveTo(target);
            }
            return reply;
        } catch (HttpFailure failure) {
            throw failure.kind() == Kind.LOCAL_FILE && failure.getCause() instanceof IOException local
                    ? local
                    : failure;
        }
    }

    private Reply fetch(Request request, PartialFile file) throws IOException {
        RetryPolicy.Attempts attempts = retries.beginTransfer();
        boolean fetchedAnew = false;
        while (true) {
            long before = file.furthest();
            Outcome outcome = attempt(request, file);
            if (outcome.isFinal()) {
                return outcome.reply();
            }
            if (outcome.isWrong() && !fetchedAnew) {
                fetchedAnew = true;
                file.restart();
                continue;
            }
            if (file.furthest() - before >= NEWS) {
                attempts = retries.beginTransfer();
            }
            boolean again = outcome.mayBeTriedAgain() && HttpTransport.another(attempts, outcome.reply());
            if (!again) {
                return outcome.replyOrFailure();
            }
        }
    }

    private Outcome attempt(Request request, PartialFile file) throws IOException {
        Request sent = file.rest(request);
        try {
            Reply reply = sender.send(sent, file::open);
            file.close();
            if (reply.status() == 416 && sent != request) {
                file.restart();
                return new Outcome(null, new HttpFailure(Kind.BROKEN, file.noRest(reply), null));
            }
            if (reply.succeeded()) {
                file.verify(reply);
            }
            return new Outcome(reply, null);
        } catch (HttpFailure failure) {
            file.close();
            return new Outcome(null, failure);
        }
    }

    /** How one attempt ended: with an answer or without one. */
    private record Outcome(Reply reply, HttpFailure failure) {

        boolean isFinal() {
            return reply != null && !reply.isTemporary();
        }

        boolean isWrong() {
            return failure != null && failure.kind() == Kind.WRONG_CONTENT;
        }

        boolean mayBeTriedAgain() {
            return failure == null ? reply.isTemporary() : failure.isTemporary();
        }

        Reply replyOrFailure() throws HttpFailure {
            if (failure != null) {
                throw failure;
            }
            return reply;
        }
    }
}
