package io.github.sosapp.testing;

import com.sun.net.httpserver.HttpExchange;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Something that goes wrong with one request. */
public interface Fault {

    /** Answers, or breaks, one request instead of the registry. */
    void happen(Call call) throws IOException;

    /** One request at the moment of the fault. */
    interface Call {

        HttpExchange exchange();

        /** Lets the registry answer as if nothing were wrong. */
        void proceed() throws IOException;

        /** Runs out when the registry closes; a stalled request waits for it. */
        CountDownLatch end();
    }

    /** The request is read and answered with a status; headers as {@code "Name: value"}. */
    static Fault status(int status, String... headers) {
        return answer(status, "", headers);
    }

    static Fault error(int status, String code, String message) {
        return answer(status, "{\"errors\":[{\"code\":\"" + code + "\",\"message\":\"" + message + "\"}]}");
    }

    static Fault answer(int status, String body, String... headers) {
        return call -> {
            HttpExchange exchange = call.exchange();
            exchange.getRequestBody().readAllBytes();
            for (String header : headers) {
                String[] parts = header.split(": ", 2);
                exchange.getResponseHeaders().add(parts[0], parts[1]);
            }
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            boolean bodiless = bytes.length == 0 || exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(status, bodiless ? -1 : bytes.length);
            if (!bodiless) {
                exchange.getResponseBody().write(bytes);
            }
            exchange.close();
        };
    }

    /** The connection closes without an answer. */
    static Fault reset() {
        return call -> call.exchange().close();
    }

    /** The request is carried out, but the connection closes before the answer. */
    static Fault lostAnswer() {
        return call -> {
            throw new LostAnswer();
        };
    }

    /** Answered rightly, but the body is taken no faster than so many bytes a second. */
    static Fault slowly(long bytesPerSecond) {
        return call -> {
            InputStream body = call.exchange().getRequestBody();
            call.exchange().setStreams(new SlowStream(body, bytesPerSecond), null);
            call.proceed();
        };
    }

    /** The request is read and never answered. */
    static Fault stall() {
        return call -> {
            call.exchange().getRequestBody().readAllBytes();
            await(call);
            call.exchange().close();
        };
    }

    /** The connection closes when so much of the request's body has come. */
    static Fault cutRequest(int bytes) {
        return call -> {
            call.exchange().getRequestBody().readNBytes(bytes);
            call.exchange().close();
        };
    }

    /** An answer of which only the first bytes come before the connection closes. */
    static Fault cutAnswer(byte[] whole, int bytes) {
        return call -> {
            call.exchange().sendResponseHeaders(200, whole.length);
            call.exchange().getResponseBody().write(Arrays.copyOf(whole, bytes));
            call.exchange().getResponseBody().flush();
            call.exchange().close();
        };
    }

    /** A body that comes one byte at a time, without an end. */
    static Fault drip(int status, long millisecondsBetween) {
        return call -> {
            call.exchange().sendResponseHeaders(status, 0);
            try {
                while (!call.end().await(millisecondsBetween, TimeUnit.MILLISECONDS)) {
                    call.exchange().getResponseBody().write('x');
                    call.exchange().getResponseBody().flush();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            call.exchange().close();
        };
    }

    private static void await(Call call) {
        try {
            call.end().await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Gives no more than so many bytes a second. */
    final class SlowStream extends FilterInputStream {

        private final long bytesPerSecond;
        private long freeAt = System.nanoTime();

        SlowStream(InputStream content, long bytesPerSecond) {
            super(content);
            this.bytesPerSecond = bytesPerSecond;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            if (read > 0) {
                freeAt += read * 1_000_000_000L / bytesPerSecond;
                LockSupport.parkNanos(freeAt - System.nanoTime());
            }
            return read;
        }
    }

    /** Asks the registry to carry a request out and close the connection. */
    final class LostAnswer extends IOException {
        private static final long serialVersionUID = 1;
    }
}
