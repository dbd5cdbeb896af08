package io.github.sosapp.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.testing.MavenBuild;
import io.github.sosapp.testing.MavenOutcome;
import io.github.sosapp.testing.Programs;
import io.github.sosapp.testing.Required;
import io.github.sosapp.testing.ServiceProject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@code sos:check} and {@code sos:run} make of services that behave, and of those that do not, in a real engine. */
@TestInstance(Lifecycle.PER_CLASS)
public class CheckIT {

    private static final String INSTALL = "apt-get install docker.io, and start dockerd";
    private static final String OURS = "label=io.github.sos-app.sos-maven-plugin";

    // What is wrong with it is said by its environment, so that it need not be built more than once.
    private static final String MAIN = """
            package main

            import (
            	"fmt"
            	"net/http"
            	"os"
            	"os/signal"
            	"syscall"
            )

            var Version, BuildDate, GitCommit string

            func main() {
            	wrong := os.Getenv("WRONG")
            	if len(os.Args) > 1 && os.Args[1] == "--version" {
            		if wrong != "version" {
            			fmt.Println("emergency", Version, BuildDate, GitCommit)
            		}
            		return
            	}
            	fmt.Fprintln(os.Stderr, "this is wrong:", wrong)
            	if wrong == "start" {
            		fmt.Fprintln(os.Stderr, "no database in DATABASE_URL")
            		os.Exit(3)
            	}
            	if wrong == "write" {
            		if err := os.WriteFile("/state", nil, 0o644); err != nil {
            			fmt.Fprintln(os.Stderr, err)
            			os.Exit(1)
            		}
            	}
            	if wrong == "signal" {
            		signal.Ignore(syscall.SIGTERM)
            	}
            	http.HandleFunc("/health", func(answer http.ResponseWriter, _ *http.Request) {
            		if wrong == "health" {
            			answer.WriteHeader(503)
            		}
            	})
            	fmt.Println(http.ListenAndServe(":8080", nil))
            }
            """;

    /** What a service can do wrong, and what people read then. */
    enum Wrong {
        START("""
                emergency-service: the image was run, and it ends at once
                  why     its process ended with status 3
                          log: this is wrong: start
                          log: no database in DATABASE_URL
                  do      look at its log; sos.run.envFile names what it needs from its surroundings, sos.check.run=off runs nothing
                """),
        WRITE("""
                emergency-service: the image was run, and it ends at once
                  why     its process ended with status 1, and its root file system is read-only
                          log: this is wrong: write
                          log: open /state: read-only file system
                  do      let it write to /tmp, or to a directory that sos.volumes names
                """),
        HEALTH("""
                emergency-service: the image was run, and /health on port 8080 does not succeed
                  why     it had 1 s to start, and the last answer was: status 503
                          log: this is wrong: health
                  do      look at its log; sos.health.path names another path, sos.health.startPeriod gives it more time, sos.run.envFile what it needs from its surroundings
                """),
        VERSION("""
                emergency-service: the image was run, and it does not print its version when it is asked for its --version
                  why     it ended with status 0; the version is 1.4.0-SNAPSHOT
                          its log is empty
                  do      print the variable main.Version for --version; the build sets it
                """),
        SIGNAL("""
                emergency-service: the image was run, and it does not end within 30 s of SIGTERM
                  why     it had to be killed, and so will Kubernetes kill it, with the requests that it serves
                          log: this is wrong: signal
                  do      end on that signal: finish what is being served, take nothing new, and exit with 0
                """);

        private final String message;

        Wrong(String message) {
            this.message = message;
        }
    }

    private ServiceProject service;
    private MavenBuild maven;
    private Path work;

    @BeforeAll
    void buildOnce(@TempDir Path directory) throws Exception {
        work = directory;
        Required.program("go", "the Go distribution");
        Required.program("docker", INSTALL);
        Required.that(Programs.run(work, Map.of(), "docker", "info").succeeded(), "no Docker Engine answers", INSTALL);
        service = ServiceProject.create(work.resolve("service"))
                .write("main.go", MAIN)
                .property("sos.image", "sos-check-it-" + ProcessHandle.current().pid() + "/emergency");
        maven = MavenBuild.of(service.directory(), work.resolve("home")).with("-Dsos.health.startPeriod=1s");
        maven.succeeds("package");
    }

    @AfterAll
    void removeTheImage() {
        Programs.run(work, Map.of(), "docker", "image", "rm", "--force", image());
    }

    private static String image() {
        return "sos-check-it-" + ProcessHandle.current().pid() + "/emergency:1.4.0-SNAPSHOT";
    }

    @Test
    void verifyRunsTheImageAndLeavesNothingBehind() throws Exception {
        service.write("right.env", "WRONG=nothing\n");

        MavenOutcome outcome = maven.succeeds("verify", "-Dsos.check.run=required", "-Dsos.run.envFile=right.env");

        assertThat(outcome.toString())
                .containsPattern("checked +linux/[a-z0-9]+ user 1001 · --version · healthy after [0-9.]+ s · read-only"
                        + " root · ended [0-9.]+ s after SIGTERM")
                .contains("ended with status 2 on SIGTERM");
        assertNothingIsLeft();
    }

    @ParameterizedTest
    @EnumSource
    void whatDoesNotBehaveIsRefused(Wrong wrong) throws Exception {
        service.write(
                "wrong.env",
                "# what this test is about\n\nWRONG=" + wrong.name().toLowerCase(Locale.ROOT) + "\n");

        maven.run("sos:check", "-Dsos.run.envFile=wrong.env").failedWith(wrong.message);

        assertNothingIsLeft();
    }

    @Test
    void theSuperuserIsRefused() throws Exception {
        ServiceProject root = service.copyTo(work.resolve("root"));

        maven.inDirectory(root.directory()).run("verify", "-Dsos.user=0:0").failedWith("""
                emergency-service: the image runs as the superuser
                  why     its user is 0:0
                  do      name another one in sos.user, or take away the setting that names this one
                """);
    }

    @Test
    void checkRunIsWhatDecidesWithoutAnEngine() throws Exception {
        MavenBuild alone = maven.environment("DOCKER_HOST", "tcp://127.0.0.1:1");

        assertThat(alone.succeeds("sos:check").toString())
                .contains("checked    not run: the Docker Engine at tcp://127.0.0.1:1 does not answer");
        assertThat(alone.succeeds("sos:check", "-Dsos.check.run=off").toString())
                .contains("checked    not run: sos.check.run = off (-Dsos.check.run on the command line)");
        alone.run("sos:check", "-Dsos.check.run=required").failedWith("""
                emergency-service: the Docker Engine at tcp://127.0.0.1:1 does not answer
                  why     nobody listens there
                  do      start the engine, or name another one in DOCKER_HOST
                  asked   tcp://127.0.0.1:1 (DOCKER_HOST in the environment) nobody answers
                """);
    }

    @Test
    void runEnvFileIsRefusedWithoutItsContentWhenItIsNone() throws Exception {
        service.write("secret.env", "export TOKEN=canary\n");

        MavenOutcome outcome = maven.run("sos:check", "-Dsos.run.envFile=secret.env");

        outcome.failedWith("""
                emergency-service: sos.run.envFile = secret.env has a line that is no variable: line 1
                  from    -Dsos.run.envFile on the command line
                  do      write NAME=value, without export and without space around the =
                """);
        assertThat(outcome.toString()).doesNotContain("canary");
    }

    @Test
    void runPortIsWhereTheServiceIsShownUntilCtrlC() throws Exception {
        int port = freePort();
        service.write("run.env", "WRONG=nothing\n");
        // A group of its own, which Ctrl-C reaches as a whole; a child of a background job would ignore it.
        MavenBuild build = maven.with("-Dsos.run.port=" + port, "-Dsos.run.envFile=run.env")
                .startedBy("setsid", "env", "--default-signal=INT");
        Process running = build.start("sos:run");
        try {
            showsTheService(build, running, port);
        } finally {
            Programs.run(work, Map.of(), "kill", "-s", "INT", "--", "-" + running.pid());
            assertThat(running.waitFor(1, TimeUnit.MINUTES)).isTrue();
        }
        assertNothingIsLeft();
    }

    private void showsTheService(MavenBuild build, Process running, int port) throws Exception {
        await(() -> !running.isAlive() || log(build).contains("  healthy    after "));
        assertThat(log(build))
                .contains("running    docker.io/" + image() + " at http://127.0.0.1:" + port + ", Ctrl-C ends it")
                .contains("this is wrong: nothing");
        assertThat(status("http://127.0.0.1:" + port + "/health")).isEqualTo(200);
        ServiceProject second = service.copyTo(work.resolve("second"));
        MavenOutcome refused = MavenBuild.of(second.directory(), work.resolve("home-of-second"))
                .run("sos:run", "-Dsos.run.port=" + port);
        assertThat(refused.exitCode()).isNotZero();
        assertThat(refused.toString())
                .contains("did not start docker.io/" + image(), "port is already allocated")
                .contains("do      end what listens there, or name another port of this machine in sos.run.port");
    }

    // Others may run images at the same time; ours are told by their environment.
    private void assertNothingIsLeft() {
        for (String id : Programs.output(work, "docker", "ps", "--all", "--quiet", "--filter", OURS)
                .lines()
                .toList()) {
            String environment = Programs.run(work, Map.of(), "docker", "inspect", "--format={{.Config.Env}}", id)
                    .output();
            assertThat(environment).doesNotContain("WRONG=");
        }
        assertThat(Programs.output(work, "docker", "images", "--quiet", "--filter", "reference=sos-check/*"))
                .isEmpty();
    }

    private static String log(MavenBuild build) {
        try {
            return Files.readString(build.log(), StandardCharsets.UTF_8);
        } catch (IOException notYet) {
            return "";
        }
    }

    private static int status(String address) throws Exception {
        var connection =
                (java.net.HttpURLConnection) URI.create(address).toURL().openConnection(java.net.Proxy.NO_PROXY);
        return connection.getResponseCode();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void await(BooleanSupplier sign) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (!sign.getAsBoolean()) {
            assertThat(System.nanoTime()).as("no sign of life").isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
