package io.github.sosapp.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** Takes a body as it comes: into memory up to a limit, or into a stream; gives what was kept in memory. */
final class BodyReader implements HttpResponse.BodySubscriber<byte[]> {

    static final int LONGEST_DOCUMENT = 8 << 20;
    static final int LONGEST_ERROR = 64 << 10;

    private final CompletableFuture<byte[]> result = new CompletableFuture<>();
    private final ByteArrayOutputStream memory = new ByteArrayOutputStream();
    private final Movement movement;
    private final OutputStream target;
    private final long limit;
    private final boolean cutAtLimit;
    private Flow.Subscription subscription;
    private long seen;

    private BodyReader(Movement movement, OutputStream target, long limit, boolean cutAtLimit) {
        this.movement = movement;
        this.target = target == null ? memory : target;
        this.limit = limit;
        this.cutAtLimit = cutAtLimit;
        movement.enter(Movement.Phase.READING);
    }

    static BodyReader document(Movement movement) {
        return new BodyReader(movement, null, LONGEST_DOCUMENT, false);
    }

    static BodyReader error(Movement movement) {
        return new BodyReader(movement, null, LONGEST_ERROR, true);
    }

    static BodyReader into(OutputStream target, Movement movement) {
        return new BodyReader(movement, target, Long.MAX_VALUE, false);
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return result;
    }

    @Override
    public void onSubscribe(Flow.Subscription newSubscription) {
        subscription = newSubscription;
        subscription.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        try {
            for (ByteBuffer buffer : buffers) {
                byte[] bytes = new byte[(int) Math.min(buffer.remaining(), limit - seen)];
                boolean tooLong = bytes.length < buffer.remaining();
                buffer.get(bytes);
                target.write(bytes);
                seen += bytes.length;
                movement.moved(bytes.length);
                if (tooLong) {
                    endEarly();
                    return;
                }
            }
            subscription.request(1);
        } catch (IOException e) {
            if (!(e instanceof HttpFailure)) {
                movement.failedLocally(e);
            }
            subscription.cancel();
            close();
            result.completeExceptionally(e);
        }
    }

    private void close() {
        try {
            target.close();
        } catch (IOException e) {
            movement.failedLocally(e);
            result.completeExceptionally(e);
        }
    }

    private void endEarly() {
        subscription.cancel();
        if (cutAtLimit) {
            result.complete(memory.toByteArray());
        } else {
            result.completeExceptionally(new HttpFailure(
                    HttpFailure.Kind.TOO_LARGE, "the answer is longer than " + (limit >> 20) + " MiB", null));
        }
    }

    @Override
    public void onError(Throwable failure) {
        close();
        result.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        close();
        result.complete(memory.toByteArray());
    }
}
