package io.github.sosapp.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.testing.MavenBuild;
import io.github.sosapp.testing.MavenOutcome;
import io.github.sosapp.testing.Programs;
import io.github.sosapp.testing.Required;
import io.github.sosapp.testing.ServiceProject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real engine with a tiny disk, which only some may use, and what people read of it. */
@TestInstance(Lifecycle.PER_CLASS)
class EngineFailuresIT {

    private static final int CONTEXT = 80_000_000;

    private Path work;
    private Path socket;
    private Process engine;
    private ServiceProject service;

    @BeforeAll
    void startEngine(@TempDir Path directory) throws Exception {
        work = directory;
        socket = work.resolve("docker.sock");
        String daemon = Required.program("dockerd", "apt-get install docker.io").toString();
        // In namespaces of its own: an engine without a bridge deletes that of the usual one, and the disk goes with
        // it.
        engine = new ProcessBuilder(
                        "unshare",
                        "--net",
                        "--mount",
                        "sh",
                        "-c",
                        "mkdir disk && mount -t tmpfs -o size=40m tmpfs disk && exec \"$@\"",
                        "sh",
                        daemon,
                        "--host=unix://" + socket,
                        "--data-root=" + work.resolve("disk"),
                        "--exec-root=" + work.resolve("exec"),
                        "--pidfile=" + work.resolve("pid"),
                        "--bridge=none",
                        "--iptables=false",
                        "--ip6tables=false")
                .directory(work.toFile())
                .redirectErrorStream(true)
                .redirectOutput(work.resolve("dockerd.log").toFile())
                .start();
        for (int i = 0; i < 600 && engine.isAlive() && !answers(); i++) {
            Thread.sleep(50);
        }
        assertThat(answers()).as(Files.readString(work.resolve("dockerd.log"))).isTrue();
        service = ServiceProject.create(work.resolve("service")).write("Dockerfile", "FROM scratch\nCOPY big /big\n");
        byte[] content = new byte[CONTEXT];
        new Random(1).nextBytes(content);
        Files.write(service.directory().resolve("big"), content);
    }

    @AfterAll
    void endEngine() throws Exception {
        if (engine != null) {
            engine.destroy();
            if (!engine.waitFor(30, TimeUnit.SECONDS)) {
                engine.destroyForcibly();
            }
        }
    }

    private boolean answers() {
        return Programs.run(work, Map.of("DOCKER_HOST", "unix://" + socket), "docker", "version")
                .succeeded();
    }

    private MavenBuild maven() {
        return MavenBuild.of(service.directory(), work.resolve("home"))
                .environment("DOCKER_HOST", "unix://" + socket)
                .with("-Dsos.engine=docker");
    }

    // BuildKit stops in the middle of the context, and is heard all the same.
    @ParameterizedTest
    @ValueSource(strings = {"classic", "buildkit"})
    void aFullDiskOfTheEngineIsToldAsSuch(String builder) throws Exception {
        MavenOutcome outcome = maven().run("package", "-Dsos.docker.builder=" + builder);

        assertThat(outcome.exitCode()).as(outcome.toString()).isNotZero();
        // Which file finds no room depends on what is there already.
        assertThat(String.join("\n", outcome.lines()))
                .containsPattern(
                        Pattern.quote("emergency-service: the disk of the engine at unix://" + socket + " is full")
                                + "\\R\\[ERROR]   why .*no space left on device"
                                + "\\R\\[ERROR]   do      remove what is not needed there: docker system df shows what there is,"
                                + " docker builder prune empties the cache of builds");
    }

    @Test
    void whoMayNotUseTheSocketIsToldOfTheGroup() throws Exception {
        Programs.succeeded(work, Map.of(), "chown", "nobody:nogroup", socket.toString());
        Programs.succeeded(work, Map.of(), "chmod", "600", socket.toString());

        // Root without the right to pass over permissions: like any other user, but its files stay readable.
        maven().startedBy("setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all", "--")
                .run("package")
                .failedWith("""
                emergency-service: no permission to use the Docker Engine at unix://%1$s
                  why     the user who runs the build may not write to its socket
                  do      add the user to the group that owns %1$s (usually: sudo usermod -aG docker $USER, then log in again), or use rootless Docker
                  asked   unix://%1$s (DOCKER_HOST in the environment) permission denied
                """.formatted(socket));
        Programs.succeeded(work, Map.of(), "chown", "root:root", socket.toString());
    }
}
