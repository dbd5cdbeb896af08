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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** What only builders of {@code docker buildx} can do, and how they fail. */
@TestInstance(Lifecycle.PER_CLASS)
class BuildxExtrasIT {

    private static final String USER = "aigerim";
    private static final String PASSWORD = "Canary-3Hn8Wd5Rk1Pc";

    private Path work;
    private RegistryServer registry;
    private BuildxMachines machines;
    private String base;

    @BeforeAll
    void startTheMachines(@TempDir Path directory) throws Exception {
        work = directory;
        registry = RegistryServer.openFor(USER, PASSWORD, Kind.DISTRIBUTION_3, work.resolve("registry"));
        machines = BuildxMachines.start(work, "");
        base = ToolBase.push(work, machines.home(), registry, USER, PASSWORD);
    }

    @AfterAll
    void stopTheMachines() {
        if (machines != null) {
            machines.close();
        }
        if (registry != null) {
            registry.close();
        }
    }

    private ServiceProject service(String name, String step) throws IOException {
        return service(name, step, base);
    }

    private ServiceProject service(String name, String step, String base) throws IOException {
        return ServiceProject.create(work.resolve(name)).write("Dockerfile", """
                FROM %1$s AS build
                WORKDIR /srv
                RUN %2$s
                RUN ["/tool", "make"]
                FROM %1$s
                COPY --from=build /srv/made /srv/made
                """.formatted(base, step));
    }

    private MavenBuild maven(ServiceProject service, String builder) {
        return MavenBuild.of(service.directory(), machines.home())
                .with(
                        "-Dsos.engine=docker",
                        "-Dsos.docker.builder=buildx:" + builder,
                        "-Dsos.insecureRegistries=" + registry.host());
    }

    @Test
    void aStepAsksTheAgentAndAnEmptiedBuilderHasTheStepsFromACacheInARegistry() throws Exception {
        ServiceProject service = service("ssh", "--mount=type=ssh [\"/tool\", \"keys\"]");
        String cache = "type=registry,ref=" + registry.host() + "/sos/cache:{platform}";
        Path socket = Path.of(Files.createTempDirectory("sos-agent").toString(), "agent");
        Process agent = new ProcessBuilder(
                        Required.program("ssh-agent", "apt-get install openssh-client")
                                .toString(),
                        "-D",
                        "-a",
                        socket.toString())
                .redirectErrorStream(true)
                .redirectOutput(work.resolve("agent.log").toFile())
                .start();
        try {
            Programs.output(work, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "of-this-test", "-f", "key");
            for (int i = 0; i < 200 && !Files.exists(socket); i++) {
                Thread.sleep(50);
            }
            Programs.succeeded(work, Map.of("SSH_AUTH_SOCK", socket.toString()), "ssh-add", "-q", "key");

            MavenOutcome asked = maven(service, "one")
                    .with("-X", "-Dsos.ssh=default", "-Dsos.docker.cacheTo=" + cache + ",mode=max")
                    .environment("SSH_AUTH_SOCK", socket.toString())
                    .succeeds("package");

            assertThat(asked.lines())
                    .as(asked.toString())
                    .anyMatch(line -> line.contains("the agent has 1 key") && line.contains("of-this-test"));
        } finally {
            agent.destroy();
            agent.waitFor();
            Files.deleteIfExists(socket);
            Files.delete(socket.getParent());
        }
        String digest = service.digest();
        machines.docker("buildx", "prune", "--builder=one", "--all", "--force");

        // Without an agent the step would fail, if it ran.
        MavenOutcome cached = maven(service, "one")
                .with("-X", "-Dsos.docker.cacheFrom=" + cache)
                .succeeds("clean", "package");

        assertThat(service.digest()).isEqualTo(digest);
        for (String step : List.of("keys", "make")) {
            assertThat(cached.lines())
                    .as(cached.toString())
                    .anyMatch(line -> line.contains("\"" + step + "\"") && line.endsWith("cached"));
        }
    }

    @Test
    void aBuildThatTakesTooLongIsEndedOnItsMachine() throws Exception {
        ServiceProject service = service("late", "[\"/tool\", \"sleep\", \"overslept\"]");

        maven(service, "one").with("-Dsos.docker.timeout=4s").run("package").failedWith("""
                        emergency-service: the builder one was not done after 4 s
                          why     it was at [build 3/4] RUN ["/tool", "sleep", "overslept"]
                          from    sos.docker.timeout
                          do      give it more time with sos.docker.timeout, or look what the step waits for with mvn -X
                        """);

        for (int i = 0; i < 200 && sleeps(); i++) {
            Thread.sleep(50);
        }
        assertThat(sleeps()).isFalse();
    }

    private static boolean sleeps() {
        return ProcessHandle.allProcesses()
                .anyMatch(process -> process.info()
                        .commandLine()
                        .filter(line -> line.contains("/tool sleep overslept"))
                        .isPresent());
    }

    @Test
    void aBaseThatTheBuilderMayNotFetchIsToldAsTheBuildersMatter() throws Exception {
        // No machine has it yet.
        String strange = registry.host() + "/sos/strange:1";
        Programs.succeeded(
                work,
                Map.of("DOCKER_CONFIG", machines.home().resolve(".docker").toString()),
                Required.program("crane", "src/it/machine/install").toString(),
                "mutate",
                "--label=strange=yes",
                "--tag=" + strange,
                registry.host() + "/sos/base:amd64");
        Path other = Files.createDirectories(work.resolve("no-logins"));
        Files.createSymbolicLink(other.resolve("cli-plugins"), machines.home().resolve(".docker/cli-plugins"));

        MavenOutcome outcome = maven(service("refused", "[\"/tool\", \"show\"]", strange), "one")
                .with("-Dsos.registry=" + registry.host() + "/sos-app")
                .environment("DOCKER_CONFIG", other.toString())
                .environment(
                        "BUILDX_CONFIG",
                        machines.home().resolve(".docker/buildx").toString())
                .environment("SOS_REGISTRY_USERNAME", USER)
                .environment("SOS_REGISTRY_PASSWORD", PASSWORD)
                .run("package");

        assertThat(outcome.exitCode()).isNotZero();
        assertThat(outcome.says("emergency-service: the builder one cannot fetch an image of the Dockerfile"))
                .as(outcome.toString())
                .isTrue();
        assertThat(outcome.says("log in with docker login, because buildx takes its logins from there"))
                .as(outcome.toString())
                .isTrue();
        assertThat(outcome.toString()).doesNotContain(PASSWORD);
    }

    @Test
    void aBuilderOfAClusterThatIsNotThereIsToldBeforeTheBuild() throws Exception {
        Path configuration = Files.writeString(work.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                clusters: [{name: none, cluster: {server: "http://127.0.0.1:9"}}]
                contexts: [{name: none, context: {cluster: none, user: none, namespace: default}}]
                users: [{name: none, user: {}}]
                current-context: none
                """);
        machines.docker(
                Map.of("KUBECONFIG", configuration.toString()),
                "buildx",
                "create",
                "--name=cluster",
                "--driver=kubernetes");

        MavenOutcome outcome = maven(service("cluster", "[\"/tool\", \"show\"]"), "cluster")
                .environment("KUBECONFIG", configuration.toString())
                .run("package");

        assertThat(outcome.exitCode()).isNotZero();
        assertThat(outcome.lines())
                .as(outcome.toString())
                .anyMatch(line -> line.endsWith("emergency-service: the buildx builder cluster does not answer"))
                .anyMatch(line -> line.contains("why     ") && line.contains("connection refused"))
                .anyMatch(line -> line.contains("do      see whether kubectl get pods reaches the cluster"));
    }

    @Test
    void aBuilderInAContainerThatTheEngineMayNotRunIsToldBeforeTheBuild() throws Exception {
        String image = "sos-test-" + ProcessHandle.current().pid() + "/no-buildkit:1";
        Programs.output(work, "sh", "-c", "tar -c tool | docker import - " + image);
        machines.docker("buildx", "create", "--name=boxed", "--driver=docker-container", "--driver-opt=image=" + image);
        try {
            MavenOutcome outcome =
                    maven(service("boxed", "[\"/tool\", \"show\"]"), "boxed").run("package");

            assertThat(outcome.exitCode()).isNotZero();
            assertThat(outcome.lines())
                    .as(outcome.toString())
                    .anyMatch(line -> line.endsWith("emergency-service: the buildx builder boxed does not answer"))
                    .anyMatch(line -> line.contains("do      let its engine run privileged containers"));
        } finally {
            machines.docker("buildx", "rm", "boxed");
            Programs.run(work, Map.of(), "docker", "image", "rm", "--force", image);
        }
    }
}
