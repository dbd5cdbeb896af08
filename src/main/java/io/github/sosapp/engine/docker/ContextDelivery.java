package io.github.sosapp.engine.docker;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.sosapp.engine.docker.context.BuildContext;
import io.github.sosapp.failure.BuildFailure;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * How a context comes to the engine: in the body of the call; or, where BuildKit loses that one, by the engine fetching it
 * from this process, at an address of this machine's loopback that nobody can guess and that ends with the build.
 */
final class ContextDelivery implements AutoCloseable {

    private static final int BUFFER = 1 << 18;

    private final Map<String, String> query;
    private final InputStream body;
    private final Supplier<Throwable> failure;
    private final Runnable end;

    private ContextDelivery(Map<String, String> query, InputStream body, Supplier<Throwable> failure, Runnable end) {
        this.query = query;
        this.body = body;
        this.failure = failure;
        this.end = end;
    }

    /** The body of the call is the context. */
    static ContextDelivery sent(BuildContext context) {
        ContextBody body = new ContextBody(context);
        return new ContextDelivery(Map.of(), body, body::failure, body::close);
    }

    /** The call names where the context is. */
    static ContextDelivery fetched(BuildContext context) throws IOException {
        Fetched place = new Fetched(context);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        String path = "/" + UUID.randomUUID() + ".tar";
        server.createContext("/", call -> place.answer(call, path));
        server.start();
        String address = "http://127.0.0.1:" + server.getAddress().getPort() + path;
        return new ContextDelivery(Map.of("remote", address), null, () -> place.failure, () -> server.stop(0));
    }

    private static final class Fetched {

        private final BuildContext context;
        private volatile Throwable failure;

        Fetched(BuildContext context) {
            this.context = context;
        }

        void answer(HttpExchange call, String path) throws IOException {
            try (call) {
                if (!call.getRequestURI().getPath().equals(path)) {
                    call.sendResponseHeaders(404, -1);
                    return;
                }
                call.getResponseHeaders().add("Content-Type", "application/x-tar");
                call.sendResponseHeaders(200, 0);
                try (OutputStream out = new BufferedOutputStream(call.getResponseBody(), BUFFER)) {
                    context.writeTo(out);
                } catch (BuildFailure e) {
                    failure = e;
                    // Ended in the middle, so that the engine does not take the part for the whole.
                    throw new IOException(e);
                }
            }
        }
    }

    /** What the call says besides; not encoded. */
    Map<String, String> query() {
        return query;
    }

    /** Of the call; null for none. */
    InputStream body() {
        return body;
    }

    /** Why the context could not be read, if it could not. */
    Optional<BuildFailure> failure() {
        return failure.get() instanceof BuildFailure found ? Optional.of(found) : Optional.empty();
    }

    @Override
    public void close() {
        end.run();
    }
}
