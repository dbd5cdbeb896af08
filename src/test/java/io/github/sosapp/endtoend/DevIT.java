package io.github.sosapp.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sosapp.image.Json;
import io.github.sosapp.testing.Examples;
import io.github.sosapp.testing.MavenBuild;
import io.github.sosapp.testing.MavenOutcome;
import io.github.sosapp.testing.Programs;
import io.github.sosapp.testing.Required;
import io.github.sosapp.testing.ServiceProject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Working on a service in a container, as people do it: {@code mvn sos:dev}, edits with an editor, a debugger, Ctrl-C. The
 * engine is a real one.
 */
public class DevIT {

    private static final String VERSION = "1.4.0";
    private static final String NODE = "auth-service";
    private static final String GO = "location-service";
    private static final String SOMEBODY = "4711:4712";

    @TempDir
    private Path work;

    private EngineImages engine;
    private Examples examples;
    private int port;
    private int debugPort;

    @BeforeEach
    void start() throws Exception {
        engine = EngineImages.of("dev", work);
        examples = Examples.copyTo(work.resolve("examples"), VERSION);
        port = freePort();
        debugPort = freePort();
    }

    @AfterEach
    void removeTheImages() {
        for (String service : List.of(NODE, GO)) {
            Programs.run(
                    work, Map.of(), "docker", "image", "rm", "--force", engine.name(service, VERSION + "-development"));
        }
        engine.close();
    }

    /** Nobody but their owner may read the sources, so the container runs as the owner. */
    @Test
    void devVscodeLetsALaunchConfigurationBeWrittenForTheNodeServiceThatFollowsEdits() throws Exception {
        Required.program("npm", "the Node.js distribution, 20 or newer");
        Path service = examples.service(NODE);
        Programs.output(work, "chmod", "-R", "go-rwx", service.toString());
        Programs.output(work, "chown", "-R", SOMEBODY, service.toString());
        takenPortIsRefused(service);
        try (Session session = session(service, "-Dsos.dev.vscode")) {
            session.awaitHealthy();
            assertThat(session.log()).contains("auth-service " + VERSION + " unchanged");
            assertThat(session.log())
                    .contains("  user       " + SOMEBODY + ", because others may not read the sources");
            assertThat(json("http://127.0.0.1:" + debugPort + "/json/version")
                            .path("Browser")
                            .asText())
                    .startsWith("node.js/v20.");
            assertThat(json("http://127.0.0.1:" + port + "/whoami").path("uid").asInt())
                    .isEqualTo(4711);
            assertThat(launch(service).path("type").asText()).isEqualTo("node");
            assertThat(launch(service).path("port").asInt()).isEqualTo(debugPort);
            assertThat(launch(service).path("remoteRoot").asText()).isEqualTo("/app");

            examples.edit(NODE + "/src/index.ts", "status: \"healthy\"", "status: \"changed\"");
            awaitStatus("changed");
            assertThat(service.resolve("dist")).isEmptyDirectory();
            assertThat(service.resolve("node_modules")).isEmptyDirectory();
        }
        assertThat(service.resolve("dist")).doesNotExist();
        assertThat(service.resolve("node_modules")).doesNotExist();
    }

    @Test
    void devDebugPortIsWhereDelveAnswersForTheGoServiceThatFollowsEdits() throws Exception {
        Required.program("go", "the Go distribution");
        Path service = examples.service(GO);
        Files.createDirectories(service.resolve(".vscode"));
        Files.writeString(service.resolve(".vscode/launch.json"), "{}\n");
        Map<String, String> before = ServiceProject.contents(service);
        try (Session session = session(service, "-Dsos.dev.vscode", "-Dsos.compression=gzip:fast")) {
            session.awaitHealthy();
            assertThat(session.log())
                    .contains("there is another .vscode/launch.json, which stays")
                    .contains("\"to\" : \"example.com/sos/location\"");
            debugs();
            String id = session.container();
            assertThat(inside(id, "go version")).startsWith("go version go1.21.13 linux/");
            assertThat(inside(id, "busybox id -u")).isEqualTo("1001");

            // As editors save that do not want to lose a file: another one in its place.
            Path edited = service.resolve("main.go");
            Path next = Files.writeString(
                    service.resolve("main.go~"), Files.readString(edited).replace("\"healthy\"", "\"compiled anew\""));
            Files.move(next, edited, StandardCopyOption.REPLACE_EXISTING);
            awaitStatus("compiled anew");
        }
        Map<String, String> after = ServiceProject.contents(service);
        after.keySet().removeIf(name -> name.matches("target(/.*)?|main.go"));
        before.remove("main.go");
        assertThat(after).isEqualTo(before);
    }

    @Test
    void anEngineElsewhereCannotMountTheSources() throws Exception {
        engine.maven(examples.service(NODE))
                .environment("DOCKER_HOST", "tcp://build.example.com:2376")
                .run("sos:dev")
                .failedWith("""
                        auth-service: the Docker Engine at tcp://build.example.com:2376 is on another machine
                          why     it cannot mount the sources, which are on this one
                          from    DOCKER_HOST in the environment
                          do      name an engine of this machine, or run the image as it is: mvn package sos:run -Dsos.target=development
                        """);
    }

    /** The image is built then, and the next attempt takes it as it is. */
    private void takenPortIsRefused(Path service) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            MavenOutcome refused = engine.maven(service)
                    .with("-Dsos.registry=" + engine.registry(), "-Dsos.dev.debugPort=" + taken.getLocalPort())
                    .run("sos:dev", "-Dsos.run.port=" + port);
            assertThat(refused.exitCode()).isNotZero();
            assertThat(refused.toString())
                    .contains("did not start docker.io/" + engine.name(NODE, VERSION + "-development"))
                    .contains("address already in use")
                    .contains("name another port of this machine in sos.run.port, for a debugger in sos.dev.debugPort");
        }
        assertThat(service.resolve("node_modules")).doesNotExist();
    }

    private void debugs() throws IOException {
        try (Debugger debugger = Debugger.at(debugPort)) {
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
    }

    private String inside(String container, String command) {
        return Programs.output(work, "docker", "exec", container, "sh", "-c", command);
    }

    private static JsonNode launch(Path service) throws IOException {
        return Json.parse(Files.readAllBytes(service.resolve(".vscode/launch.json")))
                .at("/configurations/0");
    }

    private void awaitStatus(String status) throws InterruptedException {
        await(() -> {
            try {
                return json("http://127.0.0.1:" + port + "/health")
                        .path("status")
                        .asText()
                        .equals(status);
            } catch (IOException startsAnew) {
                return false;
            }
        });
    }

    private static JsonNode json(String address) throws IOException {
        URLConnection call = URI.create(address).toURL().openConnection(java.net.Proxy.NO_PROXY);
        // A service that ends while it is asked never answers.
        call.setConnectTimeout(5_000);
        call.setReadTimeout(5_000);
        try (var body = call.getInputStream()) {
            return Json.parse(body.readAllBytes());
        }
    }

    private Session session(Path service, String... words) throws IOException {
        MavenBuild build = engine.maven(service)
                .with("-Dsos.registry=" + engine.registry(), "-Dsos.run.port=" + port)
                .with("-Dsos.dev.debugPort=" + debugPort)
                .with(words)
                // A group of its own, which Ctrl-C reaches as a whole; a child of a background job would ignore it.
                .startedBy("setsid", "env", "--default-signal=INT");
        return new Session(
                build, build.start("sos:dev"), engine.name(service.getFileName().toString(), ""));
    }

    /** A running {@code mvn sos:dev}, ended by Ctrl-C. */
    private final class Session implements AutoCloseable {

        private final MavenBuild build;
        private final Process process;
        private final String image;

        Session(MavenBuild build, Process process, String image) {
            this.build = build;
            this.process = process;
            this.image = image;
        }

        void awaitHealthy() throws InterruptedException {
            await(() -> !process.isAlive() || log().contains("  healthy    after "));
            assertThat(process.isAlive()).as(log()).isTrue();
        }

        String log() {
            try {
                return Files.readString(build.log(), StandardCharsets.UTF_8);
            } catch (IOException notYet) {
                return "";
            }
        }

        String container() {
            return Programs.output(
                    work,
                    "docker",
                    "ps",
                    "--all",
                    "--quiet",
                    "--filter",
                    "ancestor=" + image + VERSION + "-development");
        }

        /** Nothing is left of the container then, nor of what the engine kept for it. */
        @Override
        public void close() throws InterruptedException {
            String id = container();
            String volumes = id.isEmpty()
                    ? ""
                    : Programs.output(
                            work,
                            "docker",
                            "inspect",
                            "--format={{range .Mounts}}{{if eq .Type \"volume\"}}{{.Name}} {{end}}{{end}}",
                            id);
            Programs.run(work, Map.of(), "kill", "-s", "INT", "--", "-" + process.pid());
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).as(log()).isTrue();
            assertThat(container()).isEmpty();
            for (String volume :
                    volumes.isBlank() ? new String[0] : volumes.strip().split(" ")) {
                assertThat(Programs.run(work, Map.of(), "docker", "volume", "inspect", volume)
                                .succeeded())
                        .as(volume)
                        .isFalse();
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void await(BooleanSupplier sign) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
        while (!sign.getAsBoolean()) {
            assertThat(System.nanoTime()).as("no sign of it").isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    /** JSON-RPC 1.0, one object after another on one connection, as Delve's own client speaks it. */
    private record Debugger(Socket socket, BufferedReader answers) implements AutoCloseable {

        static Debugger at(int port) throws IOException {
            Socket socket = new Socket("127.0.0.1", port);
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
