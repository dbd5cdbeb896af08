package io.github.sosapp.service.java.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the class file that goes into images as images do: alone, in a Java of its own. */
class HealthProbeTest {

    private static final String NAME = "/io/github/sosapp/service/java/health/HealthProbe.class";

    @TempDir
    private Path directory;

    private HttpServer server;
    private int answer = 200;

    @BeforeEach
    void start() throws IOException {
        Path file = directory.resolve(NAME.substring(1));
        Files.createDirectories(file.getParent());
        try (var carried = HealthProbe.class.getResourceAsStream(NAME)) {
            Files.copy(carried, file);
        }
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/health", exchange -> {
            boolean isAsked = exchange.getRequestMethod().equals("GET");
            exchange.sendResponseHeaders(isAsked ? answer : 405, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private record Outcome(int code, String output) {}

    @Test
    void aGoodAnswerIsQuiet() throws Exception {
        assertThat(ask(port(), "/health")).isEqualTo(new Outcome(0, ""));
        answer = 204;
        assertThat(ask(port(), "/health?now")).isEqualTo(new Outcome(0, ""));
    }

    @Test
    void anotherAnswerIsQuoted() throws Exception {
        answer = 503;
        assertThat(ask(port(), "/health")).isEqualTo(new Outcome(1, "/health answered: HTTP/1.1 503\n"));
        assertThat(ask(port(), "/nothing")).isEqualTo(new Outcome(1, "/nothing answered: HTTP/1.1 404\n"));
    }

    @Test
    void noServiceIsNotHealthy() throws Exception {
        int port = port();
        server.stop(0);

        assertThat(ask(port, "/health")).isEqualTo(new Outcome(1, "/health did not answer: Connection refused\n"));
    }

    @Test
    void aServiceThatAcceptsAndSaysNothingIsNotHealthy() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(ask(silent.getLocalPort(), "/health"))
                    .isEqualTo(new Outcome(1, "/health did not answer: Read timed out\n"));
        }
    }

    @Test
    void theClassRunsOnEveryJavaThatABaseMayHave() throws IOException {
        try (var file = new DataInputStream(HealthProbe.class.getResourceAsStream(NAME))) {
            assertThat(file.readInt()).isEqualTo(0xCAFEBABE);
            assertThat(file.readInt()).as("class file version of Java 11").isEqualTo(55);
        }
    }

    private int port() {
        return server.getAddress().getPort();
    }

    private Outcome ask(int port, String path) throws IOException, InterruptedException {
        List<String> words = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                directory.toString(),
                "io.github.sosapp.service.java.health.HealthProbe",
                Integer.toString(port),
                path);
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(), output);
    }
}
