package io.github.sosapp.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sosapp.image.Json;
import io.github.sosapp.process.CommandResult;
import io.github.sosapp.testing.Container;
import io.github.sosapp.testing.Examples;
import io.github.sosapp.testing.Programs;
import io.github.sosapp.testing.Required;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Builds the Java services of the examples, loads them into a Docker Engine and runs them with nothing but their images. */
@TestInstance(Lifecycle.PER_CLASS)
class JavaEngineIT {

    private static final String VERSION = "1.4.0";
    private static final String PLAIN = "java-plain";
    private static final String SPRING_BOOT = "spring-boot-service";
    private static final String QUARKUS = "quarkus-service";
    // What the JVM ends with when SIGTERM ended it after its shutdown hooks: 128 + 15. SIGKILL would give 137.
    private static final int ENDED_BY_SIGTERM = 143;

    private static final String TOOLCHAINS = """
            <toolchains>
              <toolchain>
                <type>jdk</type>
                <provides><version>21</version></provides>
                <configuration><jdkHome>%s</jdkHome></configuration>
              </toolchain>
            </toolchains>
            """;

    private Path work;
    private Examples examples;
    private EngineImages images;
    private List<List<String>> bases;

    @BeforeAll
    void loadTheImages(@TempDir Path directory) throws Exception {
        work = directory;
        images = EngineImages.of("java", work);
        examples = Examples.copyTo(work.resolve("examples"), VERSION);
        images.load(
                examples.directory(),
                VERSION,
                List.of(PLAIN, SPRING_BOOT, QUARKUS),
                "-pl",
                "sos-parent,sos-java-parent,java-plain,spring-boot,quarkus");
        bases = new ArrayList<>();
        for (String module : List.of("java-plain", "spring-boot", "quarkus")) {
            bases.add(baseLayers(examples.service(module)));
        }
    }

    @AfterAll
    void removeTheImages() {
        images.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {PLAIN, SPRING_BOOT, QUARKUS})
    void servesOnAReadOnlyRootAsAnOrdinaryUserWithoutAShell(String service) throws Exception {
        assertRuns(images.name(service, VERSION));
    }

    @Test
    void servesOnARuntimeCutToWhatTheServiceRefersTo() throws Exception {
        images.load(
                examples.service(PLAIN),
                "jlink",
                List.of(PLAIN),
                "-Dsos.java.runtime=jlink",
                "-Dsos.java.modules=auto",
                "-Dsos.platforms=linux/amd64");

        assertRuns(images.name(PLAIN, "jlink"));
        assertThat(run("--list-modules", "jlink").lines().map(module -> module.replaceAll("@.*", "")))
                .containsExactlyInAnyOrder("java.base", "jdk.crypto.ec", "jdk.httpserver");
    }

    @Test
    void servesOnJava21() throws Exception {
        images.load(
                examples.service(PLAIN),
                "java21",
                List.of(PLAIN),
                "-Dsos.java.version=21",
                "-Dsos.platforms=linux/amd64");

        assertRuns(images.name(PLAIN, "java21"));
        assertThat(run("--version", "java21")).startsWith("openjdk 21.");
        assertThat(run("--version", VERSION)).startsWith("openjdk 17.");
    }

    /** The first build takes jlink out of Maven's toolchains; the last one runs on that JDK itself and cuts anew. */
    @Test
    void servesOnJava21CutByAJdkOfTheToolchains() throws Exception {
        EngineImages.needEmulation();
        Path jdk = Required.jdk(21);
        Path toolchains =
                Files.writeString(work.resolve("toolchains.xml"), TOOLCHAINS.formatted(jdk), StandardCharsets.UTF_8);
        Path module = examples.service(PLAIN);
        List<String> words = List.of(
                "-Dsos.java.version=21",
                "-Dsos.java.runtime=jlink",
                "-Dsos.java.modules=auto",
                "--toolchains",
                toolchains.toString());

        images.load(module, "cut21", List.of(PLAIN), words.toArray(String[]::new));

        String digest = digest(module);
        assertRuns(images.name(PLAIN, "cut21"));
        assertThat(run("--version", "cut21")).startsWith("openjdk 21.");
        assertThat(run("--list-modules", "cut21").lines().map(name -> name.replaceAll("@.*", "")))
                .containsExactlyInAnyOrder("java.base", "jdk.crypto.ec", "jdk.httpserver");

        List<String> forArm64 = new ArrayList<>(words);
        forArm64.add("-Dsos.platforms=linux/arm64");
        images.load(module, "cut21-arm64", List.of(PLAIN), forArm64.toArray(String[]::new));
        assertRunsOnArm64(images.name(PLAIN, "cut21-arm64"));

        // Without compiling once more: each javac writes its own classes.
        Programs.output(work, "rm", "-r", module.resolve("target/sos").toString());
        images.maven(module)
                .with(words.subList(0, 3).toArray(String[]::new))
                .environment("JAVA_HOME", jdk.toString())
                .environment("XDG_CACHE_HOME", cacheWithoutBases().toString())
                .succeeds("-Dsos.registry=" + images.registry(), "-Dsos.tags=cut21", "sos:build");
        assertThat(digest(module)).isEqualTo(digest);
    }

    /** What was downloaded, but nothing that was made of it. */
    private Path cacheWithoutBases() {
        Path cache = work.resolve("cache without bases");
        Programs.output(work, "cp", "-a", EngineImages.SHARED_CACHE.toString(), cache.toString());
        Programs.output(work, "rm", "-r", cache + "/sos-maven-plugin/projects");
        return cache;
    }

    private static String digest(Path module) throws IOException {
        return Files.readString(module.resolve("target/sos/production.digest"));
    }

    @Test
    void servesOnArm64() throws Exception {
        EngineImages.needEmulation();
        images.load(examples.service(PLAIN), "arm64", List.of(PLAIN), "-Dsos.platforms=linux/arm64");
        assertRunsOnArm64(images.name(PLAIN, "arm64"));
    }

    private void assertRunsOnArm64(String image) {
        try (Container container = Container.start(image, "--read-only", "--platform=linux/arm64")) {
            assertHealthy(container.json("/health"));
            assertThat(check(container).exitCode()).isZero();
        }
        assertThat(Programs.output(work, "docker", "image", "inspect", "--format={{.Os}}/{{.Architecture}}", image))
                .isEqualTo("linux/arm64");
    }

    @Test
    void checkFailsWhenNobodyAnswers() {
        try (Container container = Container.start(images.name(PLAIN, VERSION), "--read-only", "--env=PORT=9999")) {
            assertThat(check(container).exitCode()).isEqualTo(1);
        }
    }

    @Test
    void frameworksServeOnArm64() throws Exception {
        images.load(
                examples.directory(),
                "arm64",
                List.of(SPRING_BOOT, QUARKUS),
                "-pl",
                "sos-parent,sos-java-parent,spring-boot,quarkus",
                "-Dsos.platforms=linux/arm64");

        // Both at once: an emulated Spring Boot takes half a minute to start.
        try (Container springBoot = confined(images.name(SPRING_BOOT, "arm64"), "--platform=linux/arm64");
                Container quarkus = confined(images.name(QUARKUS, "arm64"), "--platform=linux/arm64")) {
            assertRuns(quarkus);
            assertRuns(springBoot);
        }
    }

    /** By the first words of the protocol that debuggers speak. */
    @Test
    void developmentAnswersADebugger() throws Exception {
        images.load(
                examples.service(PLAIN), "debug", List.of(), "-Dsos.target=development", "-Dsos.platforms=linux/amd64");
        String image = images.name(PLAIN, "debug-development");
        byte[] greeting = "JDWP-Handshake".getBytes(StandardCharsets.US_ASCII);
        try (Container container = Container.start(image, "--read-only", "--publish=127.0.0.1::5005")) {
            assertHealthy(container.json("/health"));
            String[] address = Programs.output(work, "docker", "port", container.id(), "5005/tcp")
                    .split(":");
            try (Socket debugger = new Socket(address[0], Integer.parseInt(address[1]))) {
                debugger.setSoTimeout(30_000);
                debugger.getOutputStream().write(greeting);
                assertThat(debugger.getInputStream().readNBytes(greeting.length))
                        .isEqualTo(greeting);
            }
        } finally {
            Programs.run(work, Map.of(), "docker", "image", "rm", "--force", image);
        }
    }

    @Test
    void servicesOfAReactorShareTheLayersOfTheirBase() {
        assertThat(bases.get(0)).hasSize(12).isEqualTo(bases.get(1)).isEqualTo(bases.get(2));
    }

    /** Digests of the layers below that of the health check, on both platforms. */
    private static List<String> baseLayers(Path module) throws Exception {
        List<String> digests = new ArrayList<>();
        for (JsonNode platform : Json.parse(Files.readAllBytes(module.resolve("target/sos/report.json")))
                .path("platforms")) {
            for (JsonNode layer : platform.path("layers")) {
                if (layer.path("name").asText().equals("health check")) {
                    break;
                }
                digests.add(layer.path("digest").asText());
            }
        }
        return digests;
    }

    private void assertRuns(String image) throws Exception {
        try (Container container = confined(image)) {
            assertRuns(container);
        }
    }

    private static Container confined(String image, String... options) {
        List<String> words = new ArrayList<>(
                List.of("--read-only", "--tmpfs=/tmp", "--cap-drop=ALL", "--security-opt=no-new-privileges"));
        words.addAll(List.of(options));
        return Container.start(image, words.toArray(String[]::new));
    }

    private void assertRuns(Container container) throws Exception {
        assertHealthy(container.json("/health"));
        assertThat(check(container).exitCode()).isZero();
        assertRunsAs(container, "65532");
        assertThat(Programs.run(work, Map.of(), "docker", "exec", container.id(), "sh", "-c", "true")
                        .exitCode())
                .as("a shell")
                .isIn(126, 127);
        assertThat(container.stop()).isEqualTo(ENDED_BY_SIGTERM);
    }

    private static void assertHealthy(JsonNode health) {
        assertThat(health.path("status").asText()).isEqualTo("healthy");
        assertThat(health.path("version").asText()).isEqualTo(VERSION);
        assertThat(Instant.parse(health.path("timestamp").asText())).isNotNull();
    }

    /** As the kernel of this machine sees the process. */
    private static void assertRunsAs(Container container, String user) throws Exception {
        Path status = Path.of("/proc", container.inspect("{{.State.Pid}}"), "status");
        Required.that(Files.exists(status), "the engine runs elsewhere", "an engine on this machine");
        assertThat(Files.readAllLines(status))
                .contains(
                        "Uid:\t%1$s\t%1$s\t%1$s\t%1$s".formatted(user), "Gid:\t%1$s\t%1$s\t%1$s\t%1$s".formatted(user));
    }

    /** Runs the image's own health check once, instead of waiting until the engine does. */
    private CommandResult check(Container container) {
        try {
            JsonNode words = Json.parse(("{\"test\":" + container.inspect("{{json .Config.Healthcheck.Test}}") + "}")
                            .getBytes(StandardCharsets.UTF_8))
                    .path("test");
            assertThat(words.path(0).asText()).isEqualTo("CMD");
            List<String> command = new ArrayList<>(List.of("docker", "exec", container.id()));
            for (int i = 1; i < words.size(); i++) {
                command.add(words.get(i).asText());
            }
            return Programs.run(work, Map.of(), command.toArray(String[]::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the image's Java prints for that option. */
    private String run(String option, String tag) {
        return Programs.output(work, "docker", "run", "--rm", "--entrypoint=java", images.name(PLAIN, tag), option);
    }
}
