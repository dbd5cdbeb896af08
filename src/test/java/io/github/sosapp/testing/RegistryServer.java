package io.github.sosapp.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real registry, with an empty storage of its own, on a free port of the loopback interface. */
public final class RegistryServer implements AutoCloseable {

    /** The server programs that tests run against. */
    public enum Kind {
        DISTRIBUTION_2("docker-registry", "apt-get install docker-registry"),
        DISTRIBUTION_3(
                "registry3", "go install github.com/distribution/distribution/v3/cmd/registry@v3.1.2, as registry3");

        private final String program;
        private final String install;

        Kind(String program, String install) {
            this.program = program;
            this.install = install;
        }
    }

    /** A request that the server has answered, in its own words. */
    public record Seen(String method, String path, int status) {}

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Pattern LOGGED = Pattern.compile("\"([A-Z]+) (\\S+) HTTP/[0-9.]+\" (\\d{3}) ");

    private final HttpClient client = HttpClient.newHttpClient();
    private final Process process;
    private final Path log;
    private final String host;
    private int markers;

    private RegistryServer(Process process, Path log, String host) {
        this.process = process;
        this.log = log;
        this.host = host;
    }

    /** A server that anybody may write to. */
    public static RegistryServer open(Kind kind, Path directory) {
        return start(kind, directory, directory.resolve("storage"), "");
    }

    /** A server of what is in the storage already. */
    public static RegistryServer of(Path storage, Path directory) {
        return start(Kind.DISTRIBUTION_3, directory, storage, "");
    }

    /** A server that knows one user. */
    public static RegistryServer openFor(String user, String password, Kind kind, Path directory) {
        Required.program("htpasswd", "apt-get install apache2-utils");
        Path users = directory.resolve("htpasswd");
        try {
            Files.createDirectories(directory);
            Files.writeString(users, Programs.output(directory, "htpasswd", "-Bbn", user, password) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return start(
                kind,
                directory,
                directory.resolve("storage"),
                "auth:\n  htpasswd:\n    realm: test\n    path: " + users + "\n");
    }

    private static RegistryServer start(Kind kind, Path directory, Path storage, String authentication) {
        Path program = Required.program(kind.program, kind.install);
        try {
            Files.createDirectories(directory);
            String host = "127.0.0.1:" + freePort();
            Path configuration =
                    Files.writeString(directory.resolve("config.yml"), """
                    version: 0.1
                    log:
                      level: warn
                    storage:
                      filesystem:
                        rootdirectory: %s
                    http:
                      addr: %s
                      secret: the-same-for-all
                    """.formatted(storage, host) + authentication);
            Path log = directory.resolve("log");
            ProcessBuilder builder = new ProcessBuilder(program.toString(), "serve", configuration.toString());
            builder.environment().put("OTEL_TRACES_EXPORTER", "none");
            builder.redirectErrorStream(true).redirectOutput(log.toFile());
            RegistryServer server = new RegistryServer(builder.start(), log, host);
            server.awaitAnswer();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code 127.0.0.1:port}. */
    public String host() {
        return host;
    }

    /** All requests so far, in the order in which they were answered. */
    public List<Seen> requests() {
        String marker = "/v2/?marker=" + ++markers;
        long deadline = System.nanoTime() + LIMIT.toNanos();
        try {
            status(marker);
            while (System.nanoTime() < deadline) {
                List<Seen> logged = logged();
                if (logged.stream().anyMatch(seen -> seen.path().equals(marker))) {
                    return logged.stream()
                            .filter(seen -> !seen.path().contains("marker="))
                            .toList();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new IllegalStateException("the registry does not log " + marker + "; see " + log);
    }

    private List<Seen> logged() throws IOException {
        return Files.readAllLines(log).stream()
                .map(LOGGED::matcher)
                .filter(Matcher::find)
                .map(line -> new Seen(line.group(1), line.group(2), Integer.parseInt(line.group(3))))
                .toList();
    }

    private void awaitAnswer() throws IOException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (status("/v2/?marker=0") == 0) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                process.destroyForcibly();
                throw new IOException("the registry does not answer:\n" + Files.readString(log));
            }
        }
    }

    /** 0 when there is no answer. */
    private int status(String path) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + host + path))
                    .timeout(LIMIT)
                    .build();
            return client.send(request, BodyHandlers.discarding()).statusCode();
        } catch (IOException notYet) {
            pause();
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
