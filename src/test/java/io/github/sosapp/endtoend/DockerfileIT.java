package io.github.sosapp.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sosapp.image.Json;
import io.github.sosapp.testing.Container;
import io.github.sosapp.testing.Examples;
import io.github.sosapp.testing.MavenBuild;
import io.github.sosapp.testing.Programs;
import io.github.sosapp.testing.Required;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * Writes the Dockerfiles of the examples, lets Docker's own client build them with its two builders, and runs what comes out;
 * {@link EngineServicesIT} builds every target. Where no registry of images can be reached the bases are stand-ins out of Debian packages, which prove nothing
 * about Alpine.
 */
@TestInstance(Lifecycle.PER_CLASS)
class DockerfileIT {

    private static final String VERSION = "1.4.0";
    private static final String OWN_CLIENT = "/usr/bin/docker";
    private static final String REVISION = "3f6c0d2e91aa3f6c0d2e91aa3f6c0d2e91aa3f6c";
    private static final List<String> BASES = List.of(
            "golang:1.21-alpine",
            "node:20-alpine",
            "alpine:3.22",
            "python:3.11-slim-bookworm",
            "gcr.io/distroless/python3-debian12:nonroot");

    private final List<String> images = new ArrayList<>();
    private Examples examples;
    private String client;
    private Path home;

    @BeforeAll
    void writeTheDockerfiles(@TempDir Path directory) throws Exception {
        // Newer clients need a plugin for BuildKit; the one that comes with the engine's package does not.
        client = Files.isExecutable(Path.of(OWN_CLIENT))
                ? OWN_CLIENT
                : Required.program("docker", "apt-get install docker.io").toString();
        for (String base : BASES) {
            boolean there = Programs.run(directory, Map.of(), client, "image", "inspect", base)
                            .exitCode()
                    == 0;
            Required.that(there, "there is no image " + base, "bash src/it/machine/stand-ins");
        }
        home = directory.resolve("home");
        examples = Examples.copyTo(directory.resolve("examples"), VERSION);
        for (String service : List.of("emergency-service", "auth-service", "python-service")) {
            MavenBuild.of(examples.service(service), home).succeeds("sos:dockerfile", "-Dsos.labels.proof=it");
        }
    }

    @AfterAll
    void removeTheImages() {
        images.forEach(image -> Programs.run(home, Map.of(), client, "rmi", "--force", image));
    }

    @Test
    void goOnAlpineHasAShellAndChecksItsHealth() throws Exception {
        String image = build("emergency-service", "production-alpine", Builder.CLASSIC);

        assertThat(config(image).at("/Healthcheck/Test/0").asText()).isEqualTo("CMD");
        assertThat(Programs.output(
                        home, client, "run", "--rm", "--entrypoint=/bin/sh", image, "-c", "id -u; curl --version"))
                .startsWith("1001\ncurl ");
        assertHealthy(image);
    }

    @Test
    void nodeProductionHasOnlyWhatTheServiceRunsWith() throws Exception {
        String image = build("auth-service", "production", Builder.CLASSIC);

        assertThat(config(image).at("/Entrypoint").toString())
                .isEqualTo("[\"dumb-init\",\"--\",\"node\",\"dist/index.js\"]");
        assertThat(files(image))
                .contains("app/dist/index.js", "app/package.json")
                .anyMatch(name -> name.startsWith("app/node_modules/@node-rs/argon2"))
                .noneMatch(name -> name.matches("app/(src|node_modules/typescript)/.*"));
        assertHealthy(image, "--env=PORT=8080", "--read-only");
        assertThat(Programs.output(home, client, "run", "--rm", "--entrypoint=id", image, "-nu"))
                .isEqualTo("nodejs");
    }

    @Test
    void pythonProductionHasNoShell() throws Exception {
        String image = build("python-service", "production", Builder.CLASSIC);

        assertThat(files(image))
                .contains("app/src/main.py", "app/src/__pycache__/main.cpython-311.pyc")
                .noneMatch(name -> name.matches("(usr/)?bin/(sh|bash|dash|apt|dpkg|pip.*)"));
        assertThat(config(image).at("/User").asText()).isEqualTo("65532:65532");
        assertHealthy(image, "--env=SERVICE_PORT=8080", "--read-only", "--cap-drop=ALL");
    }

    @Test
    void labelsAreThoseOfThePomAndOfTheBuild() throws Exception {
        JsonNode labels =
                config(build("python-service", "production", Builder.BUILDKIT)).at("/Labels");

        assertThat(labels.path("proof").asText()).isEqualTo("it");
        assertThat(labels.path("team").asText()).isEqualTo("sos-platform");
        assertThat(labels.path("org.opencontainers.image.version").asText()).isEqualTo(VERSION);
        assertThat(labels.path("org.opencontainers.image.revision").asText()).isEqualTo(REVISION);
        assertThat(labels.path("org.opencontainers.image.created").asText()).isEqualTo(Examples.COMMITTED);
    }

    private enum Builder {
        CLASSIC("0"),
        BUILDKIT("1");

        private final String variable;

        Builder(String variable) {
            this.variable = variable;
        }
    }

    private String build(String service, String target, Builder builder) {
        String image = "sos-test-" + ProcessHandle.current().pid() + "-dockerfile/" + service + ":" + target;
        images.add(image);
        Programs.succeeded(
                examples.service(service),
                Map.of("DOCKER_BUILDKIT", builder.variable),
                client,
                "build",
                "--target=" + target,
                "--build-arg=GIT_COMMIT=" + REVISION,
                "--build-arg=BUILD_DATE=" + Examples.COMMITTED,
                "--tag=" + image,
                ".");
        return image;
    }

    private JsonNode config(String image) throws Exception {
        return Json.parse(Programs.output(home, client, "image", "inspect", "--format={{json .Config}}", image)
                .getBytes(StandardCharsets.UTF_8));
    }

    private List<String> files(String image) {
        String container = Programs.output(home, client, "create", image);
        try {
            return Programs.output(home, "sh", "-c", client + " export " + container + " | tar --list")
                    .lines()
                    .toList();
        } finally {
            Programs.output(home, client, "rm", container);
        }
    }

    /** Serves, and is healthy by the image's own check, asked at once and not after its interval. */
    private void assertHealthy(String image, String... options) throws Exception {
        try (Container container = Container.start(image, options)) {
            assertThat(container.json("/health").path("status").asText()).isEqualTo("healthy");
            List<String> words = new ArrayList<>(List.of(client, "exec", container.id()));
            JsonNode test = config(image).at("/Healthcheck/Test");
            for (int i = 1; i < test.size(); i++) {
                words.add(test.get(i).asText());
            }
            Programs.output(home, words.toArray(String[]::new));
            assertThat(container.stop()).isZero();
        }
    }
}
