package io.github.sosapp.mojo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.testing.FakeRegistry;
import io.github.sosapp.testing.Fault;
import io.github.sosapp.testing.FaultPlan;
import io.github.sosapp.testing.MavenBuild;
import io.github.sosapp.testing.MavenOutcome;
import io.github.sosapp.testing.Required;
import io.github.sosapp.testing.SelfSignedServer;
import io.github.sosapp.testing.ServiceProject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The settings that change no plan but what a goal does. A test's name begins with the setting that it is about. */
public class SettingsIT {

    private static final String REPOSITORY = "team/emergency-service";
    private static final String TAG = "1.4.0-SNAPSHOT";

    @TempDir
    private static Path shared;

    private static ServiceProject service;
    private static MavenBuild maven;

    @BeforeAll
    static void buildOnce() throws Exception {
        Required.program("go", "apt-get install golang-go");
        service = ServiceProject.create(shared.resolve("service"));
        maven = MavenBuild.of(service.directory(), shared.resolve("home"));
        maven.succeeds("package");
    }

    @Test
    void skipLetsEveryGoalDoNothing() throws Exception {
        MavenOutcome outcome = maven.succeeds("sos:build", "sos:push", "sos:inspect", "sos:explain", "-Dsos.skip");

        assertThat(outcome.lines().stream().filter(line -> line.contains("emergency-service skipped: sos.skip = true")))
                .hasSize(4);
    }

    @Test
    void pushIsNotDoneWhenFalse() throws Exception {
        try (FakeRegistry registry = FakeRegistry.open()) {
            MavenOutcome outcome =
                    maven.succeeds("sos:push", "-Dsos.push=false", "-Dsos.registry=" + registry.host() + "/team");

            assertThat(outcome.says("emergency-service not pushed: sos.push = false"))
                    .isTrue();
            assertThat(registry.seen()).isEmpty();
        }
    }

    @Test
    void insecureRegistriesLetsPlainHttpBeUsed() throws Exception {
        try (ServerSocket plain = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
            answerLikeAnHttpServer(plain);
            String host = "127.0.0.1:" + plain.getLocalPort();

            maven.run("sos:push", "-Dsos.registry=" + host + "/team").failedWith("""
                    emergency-service: cannot reach the registry {host}
                      why     {host} does not speak https
                      do      if {host} is meant to speak plain http, set sos.insecureRegistries to {host}
                    """.replace("{host}", host));
        }
        try (FakeRegistry registry = FakeRegistry.open()) {
            maven.succeeds(
                    "sos:push",
                    "-Dsos.registry=" + registry.host() + "/team",
                    "-Dsos.insecureRegistries=" + registry.host());

            assertThat(registry.tag(REPOSITORY, TAG)).hasToString(service.digest());
        }
    }

    // As registries do that are asked for TLS at their port for plain http.
    private static void answerLikeAnHttpServer(ServerSocket server) {
        Thread thread = new Thread(() -> {
            try {
                while (true) {
                    try (Socket client = server.accept()) {
                        client.getInputStream().read(new byte[5]);
                        client.getOutputStream()
                                .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    }
                }
            } catch (IOException closed) {
                // The test is over.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Test
    void caCertificatesLetsACompanysRegistryBeTrusted() throws Exception {
        SelfSignedServer server = SelfSignedServer.at("127.0.0.1", shared);
        try (FakeRegistry registry = FakeRegistry.open(server.server())) {
            maven.succeeds(
                    "sos:push",
                    "-Dsos.registry=" + registry.host() + "/team",
                    "-Dsos.caCertificates=" + server.certificate());

            assertThat(registry.tag(REPOSITORY, TAG)).hasToString(service.digest());
        }
    }

    private static Path twoServices(Path reactor) throws IOException {
        ServiceProject.create(reactor.resolve("first"));
        ServiceProject.create(reactor.resolve("second"))
                .replace("pom.xml", "<artifactId>emergency-service", "<artifactId>location-service");
        return new ServiceProject(reactor).write("pom.xml", """
                        <project xmlns="http://maven.apache.org/POM/4.0.0">
                          <modelVersion>4.0.0</modelVersion>
                          <groupId>com.example.sos</groupId>
                          <artifactId>services</artifactId>
                          <version>1</version>
                          <packaging>pom</packaging>
                          <modules>
                            <module>first</module>
                            <module>second</module>
                          </modules>
                        </project>
                        """).directory();
    }

    @Test
    void pushAtEndLetsNothingBePushedWhenALaterModuleFails(@TempDir Path reactor) throws Exception {
        Path aggregator = twoServices(reactor);
        new ServiceProject(reactor).write("second/broken.go", "package main\n\nvar broken int = nothing\n");
        try (FakeRegistry registry = FakeRegistry.open()) {
            MavenBuild deploy = maven.inDirectory(aggregator)
                    .with(
                            "-Dsos.registry=" + registry.host() + "/team",
                            "-Dsos.insecureRegistries=" + registry.host(),
                            "-Dsos.check.run=off",
                            "-Dmaven.deploy.skip");

            assertThat(deploy.run("deploy", "-Dsos.pushAtEnd").exitCode()).isNotZero();
            assertThat(registry.seen()).isEmpty();
            assertThat(deploy.run("deploy").exitCode()).isNotZero();
            assertThat(registry.tag(REPOSITORY, TAG)).isNotNull();
        }
    }

    @Test
    void pushAtEndReportsAPushThatFailsUnderItsOwnModule(@TempDir Path reactor) throws Exception {
        Path aggregator = twoServices(reactor);
        try (FakeRegistry registry = FakeRegistry.open()) {
            registry.withFaults(FaultPlan.none()
                    .always(
                            "PUT",
                            REPOSITORY + "/manifests/",
                            Fault.error(400, "MANIFEST_INVALID", "manifest invalid")));

            MavenOutcome outcome = maven.inDirectory(aggregator)
                    .with("-Dsos.registry=" + registry.host() + "/team", "-Dsos.insecureRegistries=" + registry.host())
                    .run("deploy", "-Dsos.pushAtEnd", "-Dsos.check.run=off", "-Dmaven.deploy.skip");

            outcome.failedWith("""
                    emergency-service: cannot push {host}/team/emergency-service@sha256:…
                      why     the registry answered 400: manifest invalid
                      do      use a registry that speaks OCI image-spec 1.0 or newer
                    """.replace("{host}", registry.host()));
            assertThat(outcome.says("location-service: cannot")).isFalse();
            assertThat(reactor.resolve("first/target/sos-failure.json")).exists();
            assertThat(reactor.resolve("second/target/sos-failure.json")).doesNotExist();
        }
    }

    @Test
    void planIsPrintedByExplain() throws Exception {
        assertThat(maven.succeeds("sos:explain").says("\"preparations\"")).isFalse();
        assertThat(maven.succeeds("sos:explain", "-Dsos.plan").says("\"preparations\""))
                .isTrue();
    }

    @Test
    void archiveNamesTheFileThatLoadWrites() throws Exception {
        maven.succeeds("sos:load", "-Dsos.archive=target/image.tar");

        Process tar = new ProcessBuilder(
                        "tar",
                        "-tf",
                        service.directory().resolve("target/image.tar").toString())
                .start();
        assertThat(new String(tar.getInputStream().readAllBytes()).lines())
                .contains("oci-layout", "index.json", "manifest.json");
        assertThat(tar.waitFor()).isZero();
    }

    @Test
    void referenceNamesWhatIsInspected() throws Exception {
        try (FakeRegistry registry = FakeRegistry.open()) {
            MavenBuild remote = maven.with(
                    "-Dsos.registry=" + registry.host() + "/team", "-Dsos.insecureRegistries=" + registry.host());
            remote.succeeds("sos:push");
            registry.forgetSeen();

            remote.succeeds("sos:inspect");
            assertThat(registry.seen()).isEmpty();
            MavenOutcome outcome =
                    remote.succeeds("sos:inspect", "-Dsos.reference=" + registry.host() + "/" + REPOSITORY + ":" + TAG);
            assertThat(outcome.says(service.digest())).as(outcome.toString()).isTrue();
            assertThat(registry.count("GET", "/manifests/" + TAG)).isPositive();
        }
    }
}
