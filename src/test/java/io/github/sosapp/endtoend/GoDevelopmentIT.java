package io.github.sosapp.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sosapp.image.Json;
import io.github.sosapp.testing.Container;
import io.github.sosapp.testing.Examples;
import io.github.sosapp.testing.Programs;
import io.github.sosapp.testing.Required;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The image for debugging a Go service, asked as a debugger asks it: JSON-RPC over TCP. */
class GoDevelopmentIT {

    private static final String VERSION = "1.4.0";
    private static final String SERVICE = "location-service";

    @TempDir
    private Path work;

    @Test
    void delveAnswersForTheServiceThatRuns() throws Exception {
        Required.program("go", "the Go distribution");
        Examples examples = Examples.copyTo(work.resolve("examples"), VERSION);
        try (EngineImages engine = EngineImages.of("go-development", work)) {
            engine.load(
                    examples.service(SERVICE),
                    "dev",
                    List.of(SERVICE),
                    "-Dsos.target=development",
                    "-Dsos.platforms=native",
                    "-Dsos.compression=gzip:fast");
            try (Container container = Container.start(
                    engine.name(SERVICE, "dev-development"),
                    "--publish=127.0.0.1::2345",
                    "--read-only",
                    "--tmpfs=/tmp:exec",
                    "--volume=" + examples.service(SERVICE).resolve("main.go") + ":/src/main.go")) {
                assertThat(container.json("/health").path("version").asText()).isEqualTo(VERSION);
                try (Debugger debugger = Debugger.of(container)) {
                    assertThat(debugger.ask("State", "{\"NonBlocking\":true}")
                                    .at("/State/Running")
                                    .asBoolean())
                            .isTrue();
                    debugger.ask("Command", "{\"name\":\"halt\"}");
                    JsonNode version = debugger.ask("GetVersion", "{}");
                    assertThat(version.path("DelveVersion").asText()).contains("1.24.2");
                    assertThat(version.path("TargetGoVersion").asText()).endsWith("go1.21.13");
                    assertThat(debugger.ask("ListSources", "{\"Filter\":\"location/place\"}")
                                    .toString())
                            .contains("\"example.com/sos/location/place.go\"");
                }
                assertThat(inside(container, "go", "version")).startsWith("go version go1.21.13 linux/");
                assertThat(inside(container, "cat", "/src/go.mod")).contains("example.com/sos/location");
                assertThat(inside(container, "id", "-u")).isEqualTo("1001");

                examples.edit(SERVICE + "/main.go", "\"healthy\"", "\"compiled anew\"");
                until(container, "compiled anew");
                assertThat(container.stop()).isZero();
            }
        }
    }

    private static void until(Container container, String status) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(4);
        while (!container.json("/health").path("status").asText().equals(status)) {
            assertThat(System.nanoTime()).as("not compiled within four minutes").isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }

    private String inside(Container container, String... words) {
        String first = List.of("cat", "id").contains(words[0]) ? "busybox " : "";
        return Programs.output(work, "docker", "exec", container.id(), "sh", "-c", first + String.join(" ", words));
    }

    /** JSON-RPC 1.0, one object after another on one connection, as Delve's own client speaks it. */
    private record Debugger(Socket socket, BufferedReader answers) implements AutoCloseable {

        private static final Path HERE = Path.of("").toAbsolutePath();

        static Debugger of(Container container) throws IOException {
            String[] address = Programs.output(HERE, "docker", "port", container.id(), "2345/tcp")
                    .split(":");
            Socket socket = new Socket(address[0], Integer.parseInt(address[1]));
            socket.setSoTimeout(60_000);
            return new Debugger(
                    socket, new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8)));
        }

        JsonNode ask(String method, String parameter) throws IOException {
            String question = "{\"method\":\"RPCServer." + method + "\",\"params\":[" + parameter + "],\"id\":1}\n";
            socket.getOutputStream().write(question.getBytes(StandardCharsets.UTF_8));
            JsonNode answer = Json.parse(answers.readLine().getBytes(StandardCharsets.UTF_8));
            assertThat(answer.path("error").isNull()).as(answer.toString()).isTrue();
            return answer.path("result");
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
