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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

/** A module with its own Dockerfile, and one without, on Podman, whose builder is Buildah. */
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PodmanIT {

    private static final String USER = "aigerim";
    private static final String CANARY = "Canary-7Lm3nBv1Kp0S";
    private static final String GO = "golang:1.21-alpine";
    private static final String DOCKERFILE = """
            ARG BASE
            FROM ${BASE} AS build
            COPY . /srv/
            RUN ["/tool", "make"]
            FROM ${BASE} AS production
            COPY --from=build --chown=1001:1001 /srv/made /srv/made
            USER 1001
            EXPOSE 8080
            HEALTHCHECK --interval=7s CMD ["/tool", "show"]
            ENTRYPOINT ["/tool"]
            CMD ["serve"]
            """;

    private final Path socket = Required.TEST_HOME.resolve("run/podman.sock");
    private final Map<String, String> place = Map.of("DOCKER_HOST", "unix://" + socket);

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
                Programs.run(work, place, "docker", "info").succeeded()
                        && Programs.run(work, Map.of("DOCKER_HOST", newer), "docker", "info")
                                .succeeded(),
                "no Podman answers at " + socket + ", or no newer Docker Engine",
                "src/it/machine/install and src/it/machine/start");
        Required.program("go", "the Go distribution");
        home = work.resolve("home");
        registry = RegistryServer.openFor(USER, CANARY, Kind.DISTRIBUTION_3, work.resolve("registry"));
        image = registry.host() + "/sos-app/emergency-service:1.4.0-SNAPSHOT";
        base = ToolBase.push(work, home, registry, USER, CANARY);
        service = ServiceProject.create(work.resolve("service")).write("Dockerfile", DOCKERFILE);
        service.replace("pom.xml", "<sos.platforms>native</sos.platforms>", "");
        service.property("sos.buildArgs.BASE", base);
    }

    @AfterAll
    void close() {
        // All that is there, caches of builds too: nobody else uses this engine.
        for (String id : podman("image", "ls", "--all", "--quiet").lines().toList()) {
            Programs.run(work, place, "docker", "image", "rm", "--force", id);
        }
        for (String engine : List.of("", newer)) {
            Map<String, String> there = engine.isEmpty() ? Map.of() : Map.of("DOCKER_HOST", engine);
            Programs.run(
                    work, there, "sh", "-c", "docker rmi --force $(docker images -q " + registry.host() + "/sos/base)");
        }
        registry.close();
    }

    private MavenBuild maven(ServiceProject project) {
        return MavenBuild.of(project.directory(), home)
                .with(
                        "-Dsos.engine=docker",
                        "-Dsos.registry=" + registry.host() + "/sos-app",
                        "-Dsos.insecureRegistries=" + registry.host());
    }

    private MavenBuild onPodman(ServiceProject project) {
        return maven(project).environment("DOCKER_HOST", "unix://" + socket);
    }

    private String podman(String... arguments) {
        return Programs.succeeded(
                        work,
                        place,
                        Stream.concat(Stream.of("docker"), Stream.of(arguments)).toArray(String[]::new))
                .output();
    }

    private void assertNothingIsLeft() {
        assertThat(podman("ps", "--all", "--quiet")).isEmpty();
        assertThat(podman("volume", "ls", "--quiet")).isEmpty();
        assertThat(podman("image", "ls", "--format={{.Repository}}")).doesNotContain("sos-build", "sos-check");
    }

    @Test
    @Order(1)
    void theUsualSocketIsFoundAndTheImageIsThatOfBothDockerEngines() throws Exception {
        Path runtime = Files.createDirectories(work.resolve("runtime/podman"));
        Files.createSymbolicLink(runtime.resolve("podman.sock"), socket);
        // Nobody answers at the place of Docker's own socket, for this build alone.
        MavenOutcome outcome = maven(service)
                .environment("XDG_RUNTIME_DIR", runtime.getParent().toString())
                .startedBy(
                        "unshare",
                        "--mount",
                        "sh",
                        "-c",
                        "[ ! -e /var/run/docker.sock ] || mount --bind /dev/null /var/run/docker.sock; exec \"$@\"",
                        "sh")
                .succeeds("clean", "package");

        assertThat(outcome.toString()).contains("linux/arm64");
        assertThat(service.directory().resolve("target/sos/report.json"))
                .content()
                .contains("Podman 4");
        ServiceProject other = service.copyTo(work.resolve("on-docker"));
        maven(other).succeeds("clean", "package");
        assertThat(other.digest()).isEqualTo(service.digest());
        maven(other).environment("DOCKER_HOST", newer).succeeds("clean", "package");
        assertThat(other.digest()).isEqualTo(service.digest());
        assertNothingIsLeft();
    }

    @Test
    @Order(2)
    void unchangedInputsGiveAnUnchangedImageThatIsLoadedCheckedAndPushed() throws Exception {
        String before = service.digest();

        MavenOutcome outcome =
                onPodman(service).with("-Dsos.check.run=required").succeeds("clean", "verify", "sos:load", "sos:push");

        assertThat(service.digest()).isEqualTo(before);
        assertThat(outcome.toString()).containsPattern("checked .*healthy after [0-9.]+ s · read-only root");
        assertThat(podman("run", "--rm", image, "show")).isEqualTo("made on amd64, run as 1001 with salem");
        assertThat(crane("digest", image)).isEqualTo(before);
        assertNothingIsLeft();
    }

    @Test
    @Order(3)
    void runShowsTheServiceUntilCtrlC() throws Exception {
        MavenBuild build = onPodman(service).startedBy("setsid", "env", "--default-signal=INT");
        Process running = build.start("sos:run");
        await(() -> !running.isAlive() || build.said().contains("  healthy    after "));
        String said = build.said();
        Programs.run(work, Map.of(), "kill", "-s", "INT", "--", "-" + running.pid());

        assertThat(running.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(said).contains("healthy    after ");
        assertNothingIsLeft();
    }

    @Test
    @Order(4)
    void aFailingStepIsToldWithItsLineAndOutput() throws Exception {
        ServiceProject failing = ServiceProject.create(work.resolve("failing"))
                .write("Dockerfile", "FROM " + base + "\n\nRUN [\"/tool\", \"test\"]\n");

        onPodman(failing).run("package").failedWith("""
                emergency-service: a step of the Dockerfile failed with exit code 7, for linux/amd64
                  why     RUN ["/tool", "test"]
                          checks
                  from    Dockerfile, line 3
                  do      correct what the last lines complain of; mvn -X shows all lines of all steps
                """);
        assertNothingIsLeft();
    }

    /** Podman lets a program that runs come to its end; Docker's engines end it. */
    @Test
    @Order(5)
    void ctrlCEndsTheBuildAfterTheStepThatItIsAt() throws Exception {
        String marker = "marker" + System.nanoTime();
        ServiceProject slow = ServiceProject.create(work.resolve(marker))
                .write(
                        "Dockerfile",
                        "FROM " + base + "\nRUN [\"/tool\", \"pause\", \"" + marker
                                + "\"]\nRUN [\"/tool\", \"sleep\", \"" + marker + "\"]\n");
        MavenBuild build = onPodman(slow).startedBy("setsid", "env", "--default-signal=INT");
        Process process = build.start("package");
        await(() -> !process.isAlive() || running("/tool pause " + marker));
        assertThat(running("/tool pause " + marker)).as(build.said()).isTrue();

        Programs.run(work, Map.of(), "kill", "-s", "INT", "--", "-" + process.pid());

        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        await(() -> !running("/tool pause " + marker));
        for (int i = 0; i < 20; i++) {
            assertThat(running("/tool sleep " + marker)).isFalse();
            TimeUnit.MILLISECONDS.sleep(50);
        }
        assertNothingIsLeft();
    }

    @Test
    @Order(6)
    void theFileThatIsMadeForAGoServiceIsCarriedOut() throws Exception {
        Required.that(
                Programs.run(work, Map.of(), "docker", "image", "inspect", GO).succeeded(),
                "the usual engine has no image " + GO,
                "src/it/machine/stand-ins");
        String here = "docker --host unix://" + socket;
        Programs.output(
                work,
                "sh",
                "-c",
                "docker save " + GO + " | " + here + " load && " + here + " tag localhost/" + GO + " docker.io/library/"
                        + GO);
        ServiceProject made = ServiceProject.create(work.resolve("made"));

        onPodman(made).succeeds("package", "sos:load");

        assertThat(podman("run", "--rm", image, "--version")).startsWith("emergency 1.4.0-SNAPSHOT ");
        assertNothingIsLeft();
    }

    @Test
    @Order(7)
    void aLockKeepsTheBaseWhenItsTagMoves() throws Exception {
        String before = service.digest();
        String locked = crane("digest", base);
        onPodman(service).succeeds("sos:lock");
        assertThat(service.directory().resolve("sos-lock.json")).content().contains(locked);

        // From now on the tag has an image for one platform, with another environment.
        crane("mutate", "--env=GREETING=other", "--tag=" + base, base.replaceFirst(":1$", ":amd64"));
        onPodman(service).succeeds("clean", "package");

        assertThat(service.digest()).isEqualTo(before);
    }

    private String crane(String... arguments) {
        String crane = Required.program("crane", "src/it/machine/install").toString();
        return Programs.succeeded(
                        work,
                        Map.of("DOCKER_CONFIG", home.resolve(".docker").toString()),
                        Stream.concat(Stream.of(crane), Stream.of(arguments)).toArray(String[]::new))
                .output()
                .strip();
    }

    private static boolean running(String command) {
        return ProcessHandle.allProcesses()
                .anyMatch(process -> process.info()
                        .commandLine()
                        .filter(line -> line.startsWith(command))
                        .isPresent());
    }

    private static void await(BooleanSupplier sign) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (!sign.getAsBoolean() && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }
}
