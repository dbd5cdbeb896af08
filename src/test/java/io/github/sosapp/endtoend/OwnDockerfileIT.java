package io.github.sosapp.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sosapp.image.Json;
import io.github.sosapp.testing.JavaProject;
import io.github.sosapp.testing.MavenBuild;
import io.github.sosapp.testing.MavenOutcome;
import io.github.sosapp.testing.Programs;
import io.github.sosapp.testing.RegistryServer;
import io.github.sosapp.testing.RegistryServer.Kind;
import io.github.sosapp.testing.Required;
import io.github.sosapp.testing.ServiceProject;
import io.github.sosapp.testing.ToolBase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * A module with its own Dockerfile, on a base that a registry gives to those alone who log in, goes the whole way: a real
 * engine builds it, for the other processor under emulation, and the image is pushed, loaded and run.
 */
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OwnDockerfileIT {

    private static final String USER = "aigerim";
    private static final String CANARY = "Canary-4Kd8wQm3Zx7B";
    private static final String INSTALL = "apt-get install docker.io, and start dockerd";
    private static final String DOCKERFILE = """
            # syntax=docker/dockerfile:1
            ARG BASE
            FROM ${BASE} AS build
            COPY . /srv/
            RUN ["/tool", "make"]
            FROM scratch AS unused
            COPY nowhere /
            FROM ${BASE} AS production
            COPY --from=build --chown=1001:1001 /srv/made /srv/made
            USER 1001
            ENTRYPOINT ["/tool"]
            CMD ["show"]
            """;

    private Path work;
    private Path home;
    private RegistryServer registry;
    private String base;
    private ServiceProject service;
    private String image;

    @BeforeAll
    void makeBase(@TempDir Path directory) throws Exception {
        Required.program("docker", INSTALL);
        Required.that(
                Programs.run(directory, Map.of(), "docker", "info").succeeded(), "no Docker Engine answers", INSTALL);
        Required.program("go", "the Go distribution");
        work = directory;
        home = work.resolve("home");
        registry = RegistryServer.openFor(USER, CANARY, Kind.DISTRIBUTION_3, work.resolve("registry"));
        image = registry.host() + "/sos-app/emergency-service";
        base = ToolBase.push(work, home, registry, USER, CANARY);
        service = ServiceProject.create(work.resolve("service"))
                .write("Dockerfile", DOCKERFILE)
                .write(".dockerignore", "*.md\n")
                .write(".env", "PASSWORD=" + CANARY);
        service.replace("pom.xml", "<sos.platforms>native</sos.platforms>", "");
    }

    @AfterAll
    void close() {
        registry.close();
        Programs.run(work, Map.of(), "docker", "image", "rm", "--force", image + ":1.4.0-SNAPSHOT");
    }

    private String crane(String... arguments) {
        List<String> all = new ArrayList<>(
                List.of(Required.program("crane", "go install github.com/google/go-containerregistry/cmd/crane@v0.22.1")
                        .toString()));
        all.addAll(List.of(arguments));
        return Programs.succeeded(
                        work, Map.of("DOCKER_CONFIG", home.resolve(".docker").toString()), all.toArray(String[]::new))
                .output()
                .strip();
    }

    private MavenBuild maven() {
        return MavenBuild.of(service.directory(), home)
                .with(
                        "-Dsos.engine=docker",
                        "-Dsos.buildArgs.BASE=" + base,
                        "-Dsos.labels.team=rescue",
                        "-Dsos.registry=" + registry.host() + "/sos-app",
                        "-Dsos.insecureRegistries=" + registry.host());
    }

    private String digest() throws Exception {
        return Files.readString(service.directory().resolve("target/sos/production.digest"))
                .strip();
    }

    @Test
    @Order(1)
    void theImageStandsOnTheBaseAsItsRegistryHasItAndIsTheSameAgain() throws Exception {
        MavenOutcome first = maven().succeeds("clean", "package");

        assertThat(first.lines())
                .as(first.toString())
                .anyMatch(line -> line.contains("emergency-service 1.4.0-SNAPSHOT · Dockerfile · production · docker"));
        assertThat(first.says("kept from the build")).isTrue();
        String digest = digest();
        assertThat(maven().succeeds("package").says(" unchanged (")).isTrue();
        maven().succeeds("clean", "package");
        assertThat(digest()).isEqualTo(digest);
        assertThat(Programs.output(work, "docker", "images", "-q", "sos-build")).isEmpty();
    }

    @Test
    @Order(2)
    void theImageIsPushedLikeAnyOther() throws Exception {
        maven().succeeds("sos:push");

        String name = image + ":1.4.0-SNAPSHOT";
        assertThat(crane("digest", name)).isEqualTo(digest());
        for (String architecture : List.of("amd64", "arm64")) {
            String platform = "linux/" + architecture;
            Programs.succeeded(
                    work,
                    Map.of("DOCKER_CONFIG", home.resolve(".docker").toString()),
                    Required.program("crane", "").toString(),
                    "validate",
                    "--remote",
                    name,
                    "--platform",
                    platform);
            JsonNode layers =
                    json(crane("manifest", "--platform", platform, name)).path("layers");
            JsonNode below = json(crane("manifest", registry.host() + "/sos/base:" + architecture))
                    .path("layers");
            assertThat(layers.get(0).path("digest")).isEqualTo(below.get(0).path("digest"));
            assertThat(layers).hasSize(2);
            JsonNode config = json(crane("config", "--platform", platform, name));
            JsonNode labels = config.path("config").path("Labels");
            assertThat(labels.path("team").asText()).isEqualTo("rescue");
            assertThat(labels.path("maintainer").asText()).isEqualTo("base");
            assertThat(labels.path("org.opencontainers.image.title").asText()).isEqualTo("emergency-service");
            assertThat(labels.path("org.opencontainers.image.base.name").asText())
                    .isEqualTo(base);
            assertThat(labels.path("org.opencontainers.image.base.digest").asText())
                    .isEqualTo(crane("digest", base));
            assertThat(config.toString()).doesNotContain("docker_version", "Hostname", "container_config");
        }
    }

    @Test
    @Order(3)
    void theImageRunsInTheEngine() throws Exception {
        maven().with("-Dsos.image=" + image).succeeds("sos:load");

        assertThat(Programs.output(work, "docker", "run", "--rm", image + ":1.4.0-SNAPSHOT"))
                .matches("made on (amd64|arm64), run as 1001 with salem");
    }

    @Test
    @Order(4)
    void noSecretIsInImageReportOrLog() throws Exception {
        try (Stream<Path> files = Files.walk(service.directory().resolve("target"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain(CANARY);
            }
        }
        MavenOutcome all = maven().with("-X").succeeds("clean", "package");
        assertThat(all.toString()).doesNotContain(CANARY);
        Path layer = service.directory().resolve("target/sos/production/blobs/sha256");
        try (Stream<Path> blobs = Files.list(layer)) {
            for (Path blob : blobs.toList()) {
                String text = Programs.succeeded(work, Map.of(), "sh", "-c", "zcat -f '" + blob + "' | strings -a")
                        .output();
                assertThat(text).doesNotContain(CANARY);
            }
        }
    }

    @Test
    @Order(5)
    void aBaseThatNeedsALoginSaysSo() throws Exception {
        MavenOutcome outcome = MavenBuild.of(service.directory(), work.resolve("stranger"))
                .with(
                        "-Dsos.engine=docker",
                        "-Dsos.buildArgs.BASE=" + registry.host() + "/sos/base:arm64",
                        "-Dsos.insecureRegistries=" + registry.host())
                .run("package");

        assertThat(outcome.exitCode()).isNotZero();
        assertThat(outcome.lines())
                .as(outcome.toString())
                .anyMatch(line -> line.contains("cannot log in to " + registry.host()))
                .anyMatch(line -> line.contains("from") && line.contains("Dockerfile, line 3"));
    }

    @Test
    @Order(6)
    void aJavaServiceWithoutADockerfileSaysThatNoneIsMadeForIt() throws Exception {
        MavenBuild.of(JavaProject.create(work.resolve("java")).directory(), home)
                .with("-Dsos.engine=docker")
                .run("sos:build")
                .failedWith("""
                auth-service: there is no template of a Dockerfile for Java services
                  why     they are built without Docker
                  do      leave sos.engine at daemonless, which needs no Dockerfile, or write one beside the POM
                """);
    }

    @Test
    @Order(7)
    void anUnknownContextIsNotTakenForTheUsualEngine() throws Exception {
        MavenOutcome outcome = maven().environment("DOCKER_CONTEXT", "nowhere").run("clean", "package");

        assertThat(outcome.exitCode()).isNotZero();
        assertThat(outcome.says("there is no Docker context nowhere"))
                .as(outcome.toString())
                .isTrue();
    }

    @Test
    @Order(8)
    void testsAreThoseOfTheirStageElseOfTheLanguage() throws Exception {
        ServiceProject tested = service.copyTo(work.resolve("tested"))
                .write("Dockerfile", DOCKERFILE.replace("FROM scratch AS unused", """
                        FROM ${BASE} AS test
                        ARG CHECKED
                        RUN ["/tool", "test"]
                        FROM scratch AS unused"""));
        MavenBuild tests = maven().inDirectory(tested.directory()).withTests();

        assertThat(tests.succeeds("test", "-Dsos.buildArgs.CHECKED=well").toString())
                .contains("emergency-service: stage test of Dockerfile", "  tests      passed");
        MavenOutcome failed = tests.run("package", "-Dsos.buildArgs.CHECKED=badly");
        assertThat(failed.exitCode()).isNotZero();
        assertThat(failed.toString())
                .contains("emergency-service: a step of the Dockerfile failed with exit code 7")
                .contains("checks badly");
        assertThat(tested.directory().resolve("target/sos")).doesNotExist();
        assertThat(Programs.output(work, "docker", "images", "-q", "sos-build")).isEmpty();

        tested.write("Dockerfile", DOCKERFILE)
                .write("main_test.go", "package main\n\nimport \"testing\"\n\nfunc TestHere(t *testing.T) {}\n");
        assertThat(tests.succeeds("test").says("emergency-service: go test ./..., go1.21.13"))
                .isTrue();
    }

    private static JsonNode json(String text) throws Exception {
        return Json.parse(text.getBytes(StandardCharsets.UTF_8));
    }
}
