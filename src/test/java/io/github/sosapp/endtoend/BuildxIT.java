package io.github.sosapp.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sosapp.image.Json;
import io.github.sosapp.testing.MavenBuild;
import io.github.sosapp.testing.MavenOutcome;
import io.github.sosapp.testing.Programs;
import io.github.sosapp.testing.RegistryServer;
import io.github.sosapp.testing.RegistryServer.Kind;
import io.github.sosapp.testing.Required;
import io.github.sosapp.testing.ServiceProject;
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
 * A module with its own Dockerfile is built by builders of {@code docker buildx}: one of a single machine, which emulates
 * the other processor, and one of two machines, which builds for each on its own.
 */
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BuildxIT {

    private static final String CANARY = "Canary-7Qx2Lm9Vb4Tz";
    private static final String TOOL = """
            package main

            import (
            	"fmt"
            	"os"
            	"runtime"
            	"time"
            )

            func main() {
            	switch os.Args[1] {
            	case "make":
            		secret, _ := os.ReadFile("/run/secrets/token")
            		fmt.Println("a secret of", len(secret), "letters")
            		os.MkdirAll("/srv", 0750)
            		os.WriteFile("/srv/made", []byte(fmt.Sprint(runtime.GOARCH, " with ", len(secret))), 0640)
            		os.Chown("/srv/made", 1001, 1001)
            	case "fail":
            		for i := 1; i <= 60; i++ {
            			fmt.Println("line", i)
            		}
            		os.Exit(7)
            	case "sleep":
            		time.Sleep(time.Minute)
            	case "show":
            		text, _ := os.ReadFile("/srv/made")
            		fmt.Printf("%s as %d", text, os.Getuid())
            	}
            }
            """;
    private static final String DOCKERFILE = """
            # syntax=docker/dockerfile:1
            ARG BASE
            FROM ${BASE} AS build
            RUN --mount=type=secret,id=token ["/tool", "make"]
            FROM ${BASE} AS production
            COPY --from=build --chown=1001:1001 /srv/made /srv/made
            COPY . /context/
            USER 1001
            ENTRYPOINT ["/tool", "show"]
            """;

    private Path work;
    private RegistryServer registry;
    private BuildxMachines machines;
    private ServiceProject service;
    private String base;
    private String first;

    @BeforeAll
    void makeBuilders(@TempDir Path directory) throws Exception {
        Required.program("go", "the Go distribution");
        work = directory;
        registry = RegistryServer.open(Kind.DISTRIBUTION_3, work.resolve("registry"));
        machines = BuildxMachines.start(work, "");
        makeBase();
        service = ServiceProject.create(work.resolve("service"))
                .write("Dockerfile", DOCKERFILE)
                .write(".dockerignore", "*.md\n");
        service.replace("pom.xml", "<sos.platforms>native</sos.platforms>", "");
    }

    private void makeBase() throws Exception {
        Files.writeString(work.resolve("tool.go"), TOOL);
        base = registry.host() + "/sos/base:1";
        List<String> index = new ArrayList<>(List.of("index", "append", "-t", base));
        for (String architecture : List.of("amd64", "arm64")) {
            Map<String, String> environment =
                    Map.of("CGO_ENABLED", "0", "GO111MODULE", "off", "GOFLAGS", "", "GOARCH", architecture);
            Programs.succeeded(work, environment, "go", "build", "-ldflags=-s -w", "-o", "tool", "tool.go");
            Programs.succeeded(work, Map.of(), "tar", "-czf", "tool.tar.gz", "tool");
            String name = registry.host() + "/sos/base:" + architecture;
            crane("append", "--oci-empty-base", "-t", name, "-f", "tool.tar.gz");
            crane("mutate", "--set-platform", "linux/" + architecture, "-l", "maintainer=base", "-t", name, name);
            index.addAll(List.of("-m", name));
        }
        crane(index.toArray(String[]::new));
    }

    @AfterAll
    void close() {
        Stream.of(registry, machines).filter(part -> part != null).forEach(BuildxIT::end);
        Programs.run(work, Map.of(), "docker", "image", "rm", "--force", "emergency-service:1.4.0-SNAPSHOT");
    }

    private static void end(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private String crane(String... arguments) {
        List<String> all = new ArrayList<>(
                List.of(Required.program("crane", "src/it/machine/install").toString()));
        all.addAll(List.of(arguments));
        return Programs.succeeded(work, Map.of(), all.toArray(String[]::new))
                .output()
                .strip();
    }

    private MavenBuild maven(String builder) {
        return plain(builder).with("-Dsos.secrets.token=env:TOKEN_OF_TEST").environment("TOKEN_OF_TEST", CANARY);
    }

    private MavenBuild plain(String builder) {
        return MavenBuild.of(service.directory(), machines.home())
                .with(
                        "-Dsos.engine=docker",
                        "-Dsos.docker.builder=" + builder,
                        "-Dsos.buildArgs.BASE=" + base,
                        "-Dsos.insecureRegistries=" + registry.host());
    }

    @Test
    @Order(1)
    void oneMachineBuildsForBothProcessorsOnTheBaseAsItsRegistryHasIt() throws Exception {
        maven("buildx:one").succeeds("clean", "package");

        first = service.digest();
        assertThat(machines.arm64().blobs()).isZero();
        for (String architecture : List.of("amd64", "arm64")) {
            JsonNode layers = manifest(architecture).path("layers");
            JsonNode below = Json.parse(crane("manifest", registry.host() + "/sos/base:" + architecture)
                            .getBytes(StandardCharsets.UTF_8))
                    .path("layers");
            assertThat(layers).hasSize(below.size() + 2);
            assertThat(layers.get(0).path("digest")).isEqualTo(below.get(0).path("digest"));
        }
    }

    private JsonNode manifest(String architecture) throws Exception {
        Path blobs = service.directory().resolve("target/sos/production/blobs/sha256");
        JsonNode index = Json.parse(Files.readAllBytes(blobs.resolve(first.replace("sha256:", ""))));
        for (JsonNode manifest : index.path("manifests")) {
            if (manifest.path("platform").path("architecture").asText().equals(architecture)) {
                String digest = manifest.path("digest").asText();
                return Json.parse(Files.readAllBytes(blobs.resolve(digest.replace("sha256:", ""))));
            }
        }
        throw new AssertionError("no manifest for " + architecture);
    }

    @Test
    @Order(2)
    void twoMachinesBuildTheSameImageWithoutARegistryBetweenThem() throws Exception {
        Path cache = work.resolve("cache");

        MavenOutcome outcome = maven("buildx:two")
                .with("-X", "-Dsos.docker.cacheTo=type=local,dest=" + cache + "/{platform}")
                .succeeds("clean", "package");

        assertThat(service.digest()).isEqualTo(first);
        assertThat(machines.arm64().blobs()).isPositive();
        assertThat(cache.resolve("linux-amd64/index.json")).exists();
        assertThat(cache.resolve("linux-arm64/index.json")).exists();
        assertThat(outcome.says("a secret of " + CANARY.length() + " letters")).isTrue();
        assertThat(outcome.toString()).doesNotContain(CANARY);
    }

    @Test
    @Order(3)
    void theImageRunsAndTheSecretIsNowhereInIt() throws Exception {
        plain("buildx:two").succeeds("sos:load");

        assertThat(machines.docker("run", "--rm", "emergency-service:1.4.0-SNAPSHOT")
                        .strip())
                .matches("(amd64|arm64) with " + CANARY.length() + " as 1001");
        try (Stream<Path> files = Files.walk(service.directory().resolve("target"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String text = Programs.succeeded(work, Map.of(), "sh", "-c", "zcat -f '" + file + "' | strings -a")
                        .output();
                assertThat(text).as(file.toString()).doesNotContain(CANARY);
            }
        }
        assertThat(service.directory().resolve("target/sos-work/engine"))
                .satisfiesAnyOf(
                        engine -> assertThat(engine).doesNotExist(),
                        engine -> assertThat(engine).isEmptyDirectory());
    }

    @Test
    @Order(4)
    void aBuilderThatDoesNotExistIsToldWithThoseThatDo() throws Exception {
        maven("buildx:tow").run("clean", "package").failedWith("""
                emergency-service: there is no buildx builder tow
                  why     docker buildx ls knows one, two, default
                  from    sos.docker.builder (-Dsos.docker.builder on the command line)
                  do      did you mean two?
                """);
    }

    @Test
    @Order(5)
    void aPlatformThatNoMachineOffersIsToldBeforeTheBuild() throws Exception {
        service.write("Dockerfile", "FROM scratch\nCOPY . /\n");

        MavenOutcome outcome =
                maven("buildx:two").with("-Dsos.platforms=linux/mips64").run("clean", "package");

        service.write("Dockerfile", DOCKERFILE);

        assertThat(outcome.exitCode()).isNotZero();
        assertThat(outcome.says("the buildx builder two does not build for linux/mips64"))
                .as(outcome.toString())
                .isTrue();
        assertThat(outcome.says("two1 offers linux/arm64")).isTrue();
    }

    @Test
    @Order(6)
    void aStepThatFailsShowsItsLastLinesAndItsPlace() throws Exception {
        service.replace("Dockerfile", "\"make\"]", "\"fail\"]");

        MavenOutcome outcome = maven("buildx:two").run("clean", "package");

        service.write("Dockerfile", DOCKERFILE);
        assertThat(outcome.exitCode()).isNotZero();
        assertThat(outcome.says("a step of the Dockerfile failed with exit code 7, for linux/"))
                .as(outcome.toString())
                .isTrue();
        assertThat(outcome.says("line 60")).isTrue();
        assertThat(outcome.says("line 11")).isTrue();
        assertThat(outcome.lines()).noneMatch(line -> line.endsWith(" line 10"));
        assertThat(outcome.says("Dockerfile, line 4")).isTrue();
    }

    @Test
    @Order(7)
    void theDockerEngineItselfIsNotAskedForSecrets() throws Exception {
        maven("auto").run("clean", "package").failedWith("""
                emergency-service: sos.secrets.token = **** needs a builder of docker buildx
                  why     sos.docker.builder = auto asks the Docker Engine directly, whose interface has no secrets, agents or caches for builds
                  from    -Dsos.secrets.token on the command line
                  do      set sos.docker.builder to buildx, or to buildx:<name>; docker buildx ls lists them
                """);
    }

    @Test
    @Order(8)
    void endingMavenEndsTheBuildOnEveryMachine() throws Exception {
        service.replace("Dockerfile", "\"make\"]", "\"sleep\", \"canceled\"]");
        Process process = maven("buildx:two").start("clean", "package");
        while (process.isAlive() && sleeping() < 2) {
            Thread.sleep(50);
        }
        assertThat(sleeping()).isGreaterThanOrEqualTo(2);

        Programs.succeeded(work, Map.of(), "kill", "-INT", Long.toString(process.pid()));

        process.waitFor();
        for (int i = 0; i < 100 && sleeping() > 0; i++) {
            Thread.sleep(50);
        }
        assertThat(sleeping()).isZero();
        service.write("Dockerfile", DOCKERFILE);
    }

    private static long sleeping() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .commandLine()
                        .filter(line -> line.contains("/tool sleep canceled"))
                        .isPresent())
                .count();
    }
}
