package io.github.sosapp.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Git's own {@code git http-backend} behind a login (RFC 7617), on a free loopback port. */
public final class PrivateGitServer implements AutoCloseable {

    private final Path repositories;
    private final String authorization;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger served = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();

    private PrivateGitServer(Path repositories, String user, String password, HttpServer server) {
        this.repositories = repositories;
        this.authorization =
                "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        this.server = server;
    }

    /** Serves every repository below a directory to one user. */
    public static PrivateGitServer open(Path repositories, String user, String password) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        PrivateGitServer git = new PrivateGitServer(repositories, user, password, server);
        server.createContext("/", git::answer);
        server.setExecutor(git.threads);
        server.start();
        return git;
    }

    /** For example {@code 127.0.0.1:34567}. */
    public String host() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** How many requests came with the login. */
    public int served() {
        return served.get();
    }

    /** How many requests came with none, or another one. */
    public int refused() {
        return refused.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (authorization.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                served.incrementAndGet();
                answerByGit(exchange);
            } else {
                refused.incrementAndGet();
                exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"private\"");
                exchange.sendResponseHeaders(401, -1);
            }
        }
    }

    private void answerByGit(HttpExchange exchange) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("git", "http-backend");
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        Map<String, String> variables = builder.environment();
        variables.put("GIT_PROJECT_ROOT", repositories.toString());
        variables.put("GIT_HTTP_EXPORT_ALL", "1");
        variables.put("PATH_INFO", exchange.getRequestURI().getPath());
        variables.put("REQUEST_METHOD", exchange.getRequestMethod());
        String query = exchange.getRequestURI().getRawQuery();
        variables.put("QUERY_STRING", query == null ? "" : query);
        pass(exchange, "Content-Type", variables, "CONTENT_TYPE");
        pass(exchange, "Content-Encoding", variables, "HTTP_CONTENT_ENCODING");
        pass(exchange, "Git-Protocol", variables, "GIT_PROTOCOL");
        byte[] body = exchange.getRequestBody().readAllBytes();
        variables.put("CONTENT_LENGTH", Integer.toString(body.length));
        Process git = builder.start();
        try (var toGit = git.getOutputStream()) {
            toGit.write(body);
        }
        try (InputStream fromGit = git.getInputStream()) {
            int status = readHeaders(exchange, fromGit);
            byte[] answer = fromGit.readAllBytes();
            exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    private static void pass(HttpExchange exchange, String header, Map<String, String> variables, String variable) {
        String value = exchange.getRequestHeaders().getFirst(header);
        if (value != null) {
            variables.put(variable, value);
        }
    }

    /** The headers of a CGI answer (RFC 3875, section 6); gives the status. */
    private static int readHeaders(HttpExchange exchange, InputStream fromGit) throws IOException {
        int status = 200;
        for (String line = line(fromGit); !line.isEmpty(); line = line(fromGit)) {
            String[] header = line.split(": ", 2);
            if (header[0].equals("Status")) {
                status = Integer.parseInt(header[1].substring(0, 3));
            } else {
                exchange.getResponseHeaders().set(header[0], header[1]);
            }
        }
        return status;
    }

    private static String line(InputStream stream) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = stream.read(); next >= 0 && next != '\n'; next = stream.read()) {
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
