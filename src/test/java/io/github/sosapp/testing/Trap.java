package io.github.sosapp.testing;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A strange server that answers everything with 201 and keeps every request, to see what a client lets slip. */
public final class Trap implements AutoCloseable {

    private final HttpServer server;
    private final List<String> requests = new CopyOnWriteArrayList<>();

    private Trap(HttpServer server) {
        this.server = server;
    }

    public static Trap open() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            Trap trap = new Trap(server);
            server.createContext("/", exchange -> {
                StringBuilder text = new StringBuilder(exchange.getRequestMethod() + " " + exchange.getRequestURI());
                exchange.getRequestHeaders()
                        .forEach((name, values) ->
                                text.append('\n').append(name).append(": ").append(values));
                exchange.getRequestBody().readAllBytes();
                trap.requests.add(text.toString());
                exchange.sendResponseHeaders(201, -1);
                exchange.close();
            });
            server.start();
            return trap;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code http://127.0.0.1:port}. */
    public String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Request line and headers of everything that came in. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
