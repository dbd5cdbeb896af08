package io.github.sosapp.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;

/** Sends a body with its length, piece by piece as the connection takes it, and reports each piece as movement. */
final class BodySender implements HttpRequest.BodyPublisher {

    private static final int PIECE = 64 * 1024;

    private final RequestBody body;
    private final Movement movement;

    BodySender(RequestBody body, Movement movement) {
        this.body = body;
        this.movement = movement;
    }

    @Override
    public long contentLength() {
        return body.length();
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        subscriber.onSubscribe(new Pieces(subscriber));
    }

    private final class Pieces implements Flow.Subscription {

        private final Flow.Subscriber<? super ByteBuffer> subscriber;
        private final AtomicLong wanted = new AtomicLong();
        private InputStream content;
        private long left = body.length();
        private volatile boolean ended;
        private volatile boolean cancelled;

        Pieces(Flow.Subscriber<? super ByteBuffer> subscriber) {
            this.subscriber = subscriber;
        }

        @Override
        public void request(long count) {
            // Only the caller that finds nothing wanted sends; calls from within onNext just add to what is wanted.
            if (wanted.getAndAdd(count) == 0) {
                do {
                    sendOne();
                } while (wanted.decrementAndGet() > 0 && !ended);
            }
        }

        private void sendOne() {
            if (ended) {
                return;
            }
            try {
                if (content == null) {
                    content = body.open();
                }
                byte[] piece = content.readNBytes((int) Math.min(PIECE, left));
                if (piece.length == 0 && left > 0) {
                    throw new IOException("the content is shorter than announced");
                }
                left -= piece.length;
                if (left == 0) {
                    end();
                    movement.enter(Movement.Phase.WAITING);
                }
                movement.moved(piece.length);
                subscriber.onNext(ByteBuffer.wrap(piece));
                if (left == 0) {
                    subscriber.onComplete();
                }
            } catch (IOException e) {
                // The client closes the content when the connection breaks, maybe while this thread reads from it.
                if (!cancelled) {
                    movement.failedLocally(e);
                    end();
                    subscriber.onError(e);
                }
            }
        }

        @Override
        public void cancel() {
            cancelled = true;
            end();
        }

        private void end() {
            ended = true;
            try {
                if (content != null) {
                    content.close();
                }
            } catch (IOException e) {
                movement.failedLocally(e);
            }
        }
    }
}
