package io.github.sosapp.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sosapp.testing.Container;
import io.github.sosapp.testing.Examples;
import io.github.sosapp.testing.MavenBuild;
import io.github.sosapp.testing.Programs;
import io.github.sosapp.testing.Required;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** The Node.js service of the examples, built by the real npm and run by a real engine. */
@TestInstance(Lifecycle.PER_CLASS)
class NodeEngineIT {

    private static final String VERSION = "1.4.0";
    private static final String AUTH = "auth-service";

    private Path work;
    private Examples examples;
    private EngineImages images;

    @BeforeAll
    void loadTheImage(@TempDir Path directory) throws Exception {
        work = directory;
        Required.program("npm", "the Node.js distribution, 20 or newer");
        images = EngineImages.of("node", work);
        examples = Examples.copyTo(work.resolve("examples"), VERSION);
        images.load(examples.service(AUTH), VERSION, List.of(AUTH), "-Dsos.port=8080", "-Dsos.platforms=linux/amd64");
    }

    @AfterAll
    void removeTheImages() {
        images.close();
    }

    @Test
    void servesOnAReadOnlyRootAsNodejsBelowAnInitProcess() throws Exception {
        assertRuns(images.name(AUTH, VERSION), "x64");
    }

    @Test
    void servesOnArm64() throws Exception {
        Required.that(
                Files.exists(Path.of("/proc/sys/fs/binfmt_misc/qemu-aarch64"))
                        || System.getProperty("os.arch").equals("aarch64"),
                "this machine cannot run arm64 programs",
                "apt-get install qemu-user-static binfmt-support");
        images.load(examples.service(AUTH), "arm64", List.of(AUTH), "-Dsos.port=8080", "-Dsos.platforms=linux/arm64");

        assertRuns(images.name(AUTH, "arm64"), "arm64", "--platform=linux/arm64");
    }

    @Test
    void engineFindsTheContainerHealthyByTheCheck() {
        try (Container container =
                Container.start(images.name(AUTH, VERSION), "--health-interval=1s", "--health-start-period=0s")) {
            assertHealthy(container.json("/health"));
            assertThat(container.awaitHealth(Duration.ofSeconds(60))).isEqualTo("healthy");
        }
    }

    @Test
    void hasNeitherAShellNorAPackageManager() {
        for (String program : List.of("sh", "bash", "npm", "npx", "corepack", "apt-get", "dpkg")) {
            assertThat(Programs.run(
                                    work,
                                    Map.of(),
                                    "docker",
                                    "run",
                                    "--rm",
                                    "--entrypoint=" + program,
                                    images.name(AUTH, VERSION))
                            .exitCode())
                    .as(program)
                    .isEqualTo(127);
        }
    }

    /** Another directory, home, umask and developer's own packages; scripts that write down what they see. */
    @Test
    void nothingOfTheSurroundingsGetsIntoTheImage() throws Exception {
        Path elsewhere = work.resolve("elsewhere");
        Path service = Examples.copyTo(elsewhere, VERSION).service(AUTH);
        Files.createDirectories(service.resolve("node_modules/left-behind"));
        Files.createDirectories(service.resolve("dist"));
        Files.writeString(service.resolve("dist/left-behind.js"), "");
        Files.writeString(service.resolve(".env"), "PASSWORD=canary");
        MavenBuild other = MavenBuild.of(service, work.resolve("home-of-somebody"))
                .environment("XDG_CACHE_HOME", EngineImages.SHARED_CACHE.toString())
                .environment("SECRET_TOKEN", "canary")
                .startedBy("sh", "-c", "umask 077; exec \"$0\" \"$@\"");

        images.maven(examples.service(AUTH)).succeeds("package");
        other.succeeds("package");

        assertThat(digest(service)).isEqualTo(digest(examples.service(AUTH)));
        Path node = service.resolve("target/sos-work/node");
        for (String tree : List.of("linux-amd64/node_modules", "linux-arm64/node_modules", "application/files")) {
            for (String trace : List.of(work.toString(), "canary", "left-behind", "\"resolved\"")) {
                assertThat(Programs.run(
                                        work,
                                        Map.of(),
                                        "grep",
                                        "-r",
                                        "-l",
                                        trace,
                                        node.resolve(tree).toString())
                                .output())
                        .as(trace + " in " + tree)
                        .isEmpty();
            }
        }
    }

    @Test
    void scriptsSeeNoVariableThatIsNotTheirs() throws Exception {
        Examples copy = Examples.copyTo(work.resolve("spying"), VERSION)
                .edit(
                        "auth-service/package.json",
                        "\"build\": \"tsc\"",
                        "\"build\": \"tsc && env > dist/environment && ls -a \\\"$HOME\\\" >> dist/environment\"");
        MavenBuild.of(copy.service(AUTH), work.resolve("home-of-spy"))
                .environment("XDG_CACHE_HOME", EngineImages.SHARED_CACHE.toString())
                .environment("SECRET_TOKEN", "canary")
                .environment("NPM_TOKEN", "canary")
                .succeeds("package", "-Dsos.platforms=linux/amd64");

        assertThat(copy.service(AUTH).resolve("target/sos-work/node/application/files/dist/environment"))
                .content()
                .contains("HOME=" + copy.service(AUTH).resolve("target/sos-work/home-of-scripts"))
                .doesNotContain("canary", work.resolve("home-of-spy").toString());
    }

    @Test
    void anEditLeavesTheLayerOfDependenciesAlone() throws Exception {
        Examples copy = Examples.copyTo(work.resolve("edited"), VERSION);
        MavenBuild maven = images.maven(copy.service(AUTH)).with("-Dsos.platforms=linux/amd64");
        maven.succeeds("package");
        JsonNode before = layers(copy.service(AUTH));
        copy.edit("auth-service/src/index.ts", "is wrong", "is not right").commit();
        maven.succeeds("package");
        JsonNode after = layers(copy.service(AUTH));

        assertThat(layer(after, "dependencies")).isEqualTo(layer(before, "dependencies"));
        assertThat(layer(after, "application")).isNotEqualTo(layer(before, "application"));
    }

    private void assertRuns(String image, String processor, String... options) throws Exception {
        List<String> words =
                new java.util.ArrayList<>(List.of("--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges"));
        words.addAll(List.of(options));
        try (Container container = Container.start(image, words.toArray(String[]::new))) {
            assertHealthy(container.json("/health"));
            JsonNode seen = container.json("/whoami");
            assertThat(seen.path("uid").asInt()).isEqualTo(1001);
            assertThat(seen.path("gid").asInt()).isEqualTo(1001);
            assertThat(seen.path("arch").asText()).isEqualTo(processor);
            assertThat(seen.path("node").asText()).startsWith("v20.");
            assertThat(seen.path("first").asText()).isEqualTo("an init process");
            // By the native part of a package: each platform has another one.
            assertThat(container
                            .post("/accounts", "{\"name\":\"aigerim\",\"password\":\"qupiya\"}")
                            .statusCode())
                    .isEqualTo(201);
            assertThat(container
                            .post("/login", "{\"name\":\"aigerim\",\"password\":\"another\"}")
                            .statusCode())
                    .isEqualTo(401);
            assertThat(container.stop()).isZero();
        }
    }

    private static void assertHealthy(JsonNode health) {
        assertThat(health.path("status").asText()).isEqualTo("healthy");
        assertThat(health.path("version").asText()).isEqualTo(VERSION);
    }

    private static String digest(Path service) throws Exception {
        return Files.readString(service.resolve("target/sos/production.digest"));
    }

    private static JsonNode layers(Path service) throws Exception {
        return io.github.sosapp.image.Json.parse(Files.readAllBytes(service.resolve("target/sos/report.json")))
                .path("platforms")
                .get(0)
                .path("layers");
    }

    private static String layer(JsonNode layers, String name) {
        for (JsonNode layer : layers) {
            if (layer.path("name").asText().equals(name)) {
                return layer.path("digest").asText();
            }
        }
        throw new IllegalArgumentException("no layer " + name + " in " + layers);
    }
}
