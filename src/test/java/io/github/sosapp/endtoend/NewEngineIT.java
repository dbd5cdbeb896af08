package io.github.sosapp.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.testing.MavenBuild;
import io.github.sosapp.testing.MavenOutcome;
import io.github.sosapp.testing.Programs;
import io.github.sosapp.testing.RegistryServer;
import io.github.sosapp.testing.RegistryServer.Kind;
import io.github.sosapp.testing.Required;
import io.github.sosapp.testing.ServiceProject;
import io.github.sosapp.testing.ToolBase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A module with its own Dockerfile on an engine of another generation, which keeps images in containerd's store, compressed;
 * and builds on both generations that are ended or run at once.
 */
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class NewEngineIT {

    private static final String USER = "aigerim";
    private static final String CANARY = "Canary-9Qw2eRt5Yu8I";
    private static final String DOCKERFILE = """
            ARG BASE
            FROM ${BASE} AS build
            COPY . /srv/
            RUN ["/tool", "make"]
            FROM ${BASE} AS production
            COPY --from=build --chown=1001:1001 /srv/made /srv/made
            USER 1001
            EXPOSE 8080
            ENTRYPOINT ["/tool"]
            CMD ["serve"]
            """;

    private final String newer = "unix://" + Required.TEST_HOME.resolve("run/docker-26.sock");

    private Path work;
    private Path home;
    private RegistryServer registry;
    private String base;
    private ServiceProject service;
    private String image;

    @BeforeAll
    void makeBase(@TempDir Path directory) throws Exception {
        work = directory;
        Required.program("docker", "src/it/machine/install");
        Required.that(
                Programs.run(work, Map.of(), "docker", "info").succeeded()
                        && Programs.run(work, Map.of("DOCKER_HOST", newer), "docker", "info")
                                .succeeded(),
                "no two Docker Engines answer",
                "src/it/machine/install and src/it/machine/start");
        Required.program("go", "the Go distribution");
        home = work.resolve("home");
        registry = RegistryServer.openFor(USER, CANARY, Kind.DISTRIBUTION_3, work.resolve("registry"));
        image = registry.host() + "/sos-app/emergency-service:1.4.0-SNAPSHOT";
        base = ToolBase.push(work, home, registry, USER, CANARY);
        service = ServiceProject.create(work.resolve("service")).write("Dockerfile", DOCKERFILE);
        service.replace("pom.xml", "<sos.platforms>native</sos.platforms>", "");
    }

    @AfterAll
    void close() {
        Programs.run(work, Map.of("DOCKER_HOST", newer), "docker", "image", "rm", "--force", image);
        for (String id : docker("image", "ls", "--quiet", registry.host() + "/sos/base")
                .lines()
                .toList()) {
            Programs.run(work, Map.of("DOCKER_HOST", newer), "docker", "image", "rm", "--force", id);
        }
        registry.close();
    }

    private MavenBuild maven(ServiceProject project, Path user) {
        return MavenBuild.of(project.directory(), user)
                // Who starts these tests in the background lets them ignore the signal.
                .startedBy("setsid", "env", "--default-signal=INT")
                .with(
                        "-Dsos.engine=docker",
                        "-Dsos.buildArgs.BASE=" + base,
                        "-Dsos.registry=" + registry.host() + "/sos-app",
                        "-Dsos.insecureRegistries=" + registry.host());
    }

    private MavenBuild onNewer() {
        return maven(service, home).environment("DOCKER_HOST", newer);
    }

    private String docker(String... arguments) {
        return Programs.succeeded(
                        work,
                        Map.of("DOCKER_HOST", newer),
                        Stream.concat(Stream.of("docker"), Stream.of(arguments)).toArray(String[]::new))
                .output();
    }

    /** Everything that a build could leave in the newer engine, which nobody else uses; bases may stay. */
    private String inventory() {
        String images = docker("image", "ls", "--all", "--no-trunc", "--format", "{{.Repository}}:{{.Tag}} {{.ID}}");
        return docker("ps", "--all", "--quiet")
                + images.lines()
                        .filter(line -> !line.contains("/sos/base:"))
                        .sorted()
                        .toList()
                + docker("volume", "ls", "--quiet");
    }

    @Test
    @Order(1)
    void theImageIsBuiltForBothPlatformsOnABaseThatNeedsALogin() throws Exception {
        MavenOutcome outcome = onNewer().succeeds("clean", "package");

        assertThat(outcome.toString()).contains("linux/arm64");
        assertThat(docker("images", "--quiet", "sos-build")).isEmpty();
    }

    @Test
    @Order(2)
    void theImageRunsThere() throws Exception {
        onNewer().succeeds("sos:load");

        assertThat(docker("run", "--rm", image, "show")).matches("made on (amd64|arm64), run as 1001 with salem");
    }

    @Test
    @Order(3)
    void checkFindsTheServiceHealthy() throws Exception {
        assertThat(onNewer().succeeds("sos:check").toString()).contains("healthy after");

        assertThat(docker("ps", "--all", "--quiet")).isEmpty();
    }

    @Test
    @Order(3)
    void runShowsTheServiceUntilCtrlC() throws Exception {
        String before = inventory();
        MavenBuild build = onNewer();
        Process running = build.start("sos:run");
        BooleanSupplier healthy = () -> build.said().contains("  healthy    after ");
        await(() -> !running.isAlive() || healthy.getAsBoolean());
        assertThat(healthy.getAsBoolean()).as(build.said()).isTrue();

        Programs.succeeded(work, Map.of(), "kill", "-s", "INT", "--", "-" + running.pid());

        assertThat(running.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(inventory()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({"INT, buildkit, older", "TERM, buildkit, newer", "INT, classic, newer"})
    @Order(4)
    void aSignalEndsTheBuildInTheEngineToo(String signal, String builder, String engine) throws Exception {
        String before = inventory();
        String marker = "marker" + System.nanoTime();
        ServiceProject sleeping = ServiceProject.create(work.resolve(marker))
                .write("Dockerfile", "FROM " + base + "\nRUN [\"/tool\", \"sleep\", \"" + marker + "\"]\n");
        MavenBuild build = maven(sleeping, home).with("-Dsos.docker.builder=" + builder);
        Process process = (engine.equals("newer") ? build.environment("DOCKER_HOST", newer) : build).start("package");
        await(() -> !process.isAlive() || running(marker));
        assertThat(running(marker)).as(Files.readString(build.log())).isTrue();

        long began = System.nanoTime();
        Programs.succeeded(work, Map.of(), "kill", "-" + signal, Long.toString(process.pid()));
        await(() -> !running(marker));
        Duration took = Duration.ofNanos(System.nanoTime() - began);

        process.waitFor();
        await(() -> docker("ps", "--all", "--quiet").isEmpty());
        System.out.println("SIG" + signal + " ended a build of " + builder + " after " + took.toMillis() + " ms");
        // 2 s are promised; more is for machines that do other things meanwhile.
        assertThat(took).isLessThan(Duration.ofSeconds(8));
        assertThat(inventory()).isEqualTo(before);
    }

    @Test
    @Order(5)
    void twoBuildsOfTheSameNameAtOnceDoNotTakeEachOthersImage() throws Exception {
        docker("tag", image, "sos-build:of-somebody-else");
        ServiceProject[] projects = new ServiceProject[2];
        Process[] builds = new Process[2];
        for (int i = 0; i < 2; i++) {
            projects[i] = ServiceProject.create(work.resolve("twin-" + i))
                    .write("content", "this is twin " + i)
                    .write("Dockerfile", "FROM " + base + "\nCOPY content /srv/\nRUN [\"/tool\", \"pause\"]\n");
            Path user = work.resolve("home-" + i);
            Files.createDirectories(user.resolve(".docker"));
            Files.copy(home.resolve(".docker/config.json"), user.resolve(".docker/config.json"));
            builds[i] =
                    maven(projects[i], user).environment("DOCKER_HOST", newer).start("package");
        }
        for (int i = 0; i < 2; i++) {
            assertThat(builds[i].waitFor())
                    .as(Files.readString(work.resolve("home-" + i + "/mvn.log")))
                    .isZero();
            assertThat(content(projects[i])).contains("this is twin " + i).doesNotContain("this is twin " + (1 - i));
        }
        assertThat(docker("images", "--format", "{{.Tag}}", "sos-build")).isEqualTo("of-somebody-else\n");
        docker("rmi", "sos-build:of-somebody-else");
    }

    private String content(ServiceProject project) throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> blobs = Files.list(project.directory().resolve("target/sos/production/blobs/sha256"))) {
            for (Path blob : blobs.toList()) {
                all.append(
                        Programs.output(work, "sh", "-c", "zcat -f '" + blob + "' | strings -a | grep twin || true"));
            }
        }
        return all.toString();
    }

    private static boolean running(String marker) {
        return ProcessHandle.allProcesses()
                .anyMatch(process -> process.info()
                        .commandLine()
                        .filter(line -> line.contains("/tool sleep " + marker))
                        .isPresent());
    }

    private static void await(BooleanSupplier sign) throws InterruptedException {
        for (int i = 0; i < 400 && !sign.getAsBoolean(); i++) {
            Thread.sleep(50);
        }
    }
}
