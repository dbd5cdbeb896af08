package io.github.sosapp.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An index of Python packages (PEP 503) with the wheels of one directory. */
public final class WheelServer implements AutoCloseable {

    private final HttpServer server;
    private final Path wheels;

    private WheelServer(HttpServer server, Path wheels) {
        this.server = server;
        this.wheels = wheels;
    }

    public static WheelServer of(Path wheels) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        WheelServer index = new WheelServer(server, wheels);
        server.createContext("/simple/", index::answer);
        server.start();
        return index;
    }

    public String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/simple/";
    }

    // /simple/<project>/ lists the files of a project, /simple/<project>/<file> is one.
    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String[] names = exchange.getRequestURI().getPath().split("/");
            Path file = wheels.resolve(names[names.length - 1]).normalize();
            byte[] body;
            if (file.getParent().equals(wheels) && Files.isRegularFile(file)) {
                body = Files.readAllBytes(file);
            } else {
                body = list(names[2]).getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "text/html");
            }
            exchange.sendResponseHeaders(body.length == 0 ? 404 : 200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private String list(String project) throws IOException {
        try (Stream<Path> files = Files.list(wheels)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.split("-")[0]
                            .toLowerCase(Locale.ROOT)
                            .replaceAll("[-_.]+", "-")
                            .equals(project))
                    .sorted()
                    .map(name -> "<a href=\"/simple/" + project + "/" + name + "\">" + name + "</a><br>")
                    .collect(Collectors.joining("\n"));
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
