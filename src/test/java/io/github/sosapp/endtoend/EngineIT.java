package io.github.sosapp.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sosapp.testing.Container;
import io.github.sosapp.testing.Examples;
import io.github.sosapp.testing.MavenBuild;
import io.github.sosapp.testing.Programs;
import io.github.sosapp.testing.RegistryServer;
import io.github.sosapp.testing.RegistryServer.Kind;
import io.github.sosapp.testing.Required;
import io.github.sosapp.testing.SelfSignedServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Builds the emergency service, loads it into a Docker Engine and runs it with nothing but what is in the image. */
@TestInstance(Lifecycle.PER_CLASS)
class EngineIT {

    private static final String VERSION = "1.4.0";
    private static final String HEALTH = "-Dsos.health=/app --version";
    private static final String INSTALL = "apt-get install docker.io, and start dockerd";

    private final List<String> loaded = new ArrayList<>();
    private Path work;
    private Examples examples;
    private String image;
    private String firstLoad;

    @BeforeAll
    void loadTheImage(@TempDir Path directory) throws Exception {
        work = directory;
        Required.program("go", "the Go distribution");
        Required.program("docker", INSTALL);
        Required.that(Programs.run(work, Map.of(), "docker", "info").succeeded(), "no Docker Engine answers", INSTALL);
        examples = Examples.copyTo(work.resolve("examples"), VERSION);
        image = "sos-test-" + ProcessHandle.current().pid() + "/emergency-service:" + VERSION;
        firstLoad = load(image, HEALTH);
    }

    @AfterAll
    void removeTheImages() {
        for (String name : loaded) {
            Programs.run(work, Map.of(), "docker", "image", "rm", "--force", name);
        }
    }

    @Test
    void answersHealthWithTheVersionOfThePom() {
        try (Container container = Container.start(image)) {
            assertThat(container.get("/health").statusCode()).isEqualTo(200);
            assertHealthy(container.json("/health"));
        }
    }

    @Test
    void runsAsAnOrdinaryUserThatTheImageKnows() {
        try (Container container = Container.start(image)) {
            JsonNode user = container.json("/whoami");

            assertThat(user.path("uid").asInt()).isEqualTo(1001);
            assertThat(user.path("gid").asInt()).isEqualTo(1001);
            assertThat(user.path("user").asText()).isNotEmpty();
        }
    }

    @Test
    void runsOnAReadOnlyRootWithoutAnyCapability() {
        try (Container container =
                Container.start(image, "--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges")) {
            assertHealthy(container.json("/health"));
        }
    }

    @Test
    void tellsVersionTimeAndCommit() {
        assertThat(Programs.output(work, "docker", "run", "--rm", image, "--version"))
                .isEqualTo("emergency-service " + VERSION + " (built " + Examples.COMMITTED + ", commit "
                        + examples.revision() + ")");
    }

    /** The image of Alpine is one of Debian's shell that has a {@code wget}, too: nobody can have Alpine's own everywhere. */
    @Test
    void targetsWithAShellAreHealthyOnBothPlatforms() throws Exception {
        Required.that(
                Path.of("/etc/debian_version").toFile().exists(),
                "the packages of the base come from this machine's apt sources",
                "run this on Debian with its archive in its apt sources");
        needEmulation();
        try (RegistryServer registry = RegistryServer.open(Kind.DISTRIBUTION_2, work.resolve("registry"))) {
            StandInAlpine alpine = new StandInAlpine(registry.host(), work);
            for (String architecture : List.of("amd64", "arm64")) {
                String debian = image + "-" + architecture + "-production-debian";
                load(debian, "-Dsos.target=production-debian", "-Dsos.platforms=linux/" + architecture);
                assertHealthyForPeople(debian, architecture, "curl");
                alpine.add(debian, architecture);
            }
            for (String architecture : List.of("amd64", "arm64")) {
                String reference = image + "-" + architecture + "-production-alpine";
                load(
                        reference,
                        "-Dsos.target=production-alpine",
                        "-Dsos.base=" + alpine.reference(),
                        "-Dsos.insecureRegistries=" + registry.host(),
                        "-Dsos.platforms=linux/" + architecture);
                assertHealthyForPeople(reference, architecture, "wget");
            }
        }
    }

    /** Delve cannot trace below QEMU's user mode: that it is one for arm64, and so is the service, can be seen all the same. */
    @Test
    void developmentForArm64HasADebuggerAndAServiceThatAnswers() throws Exception {
        needEmulation();
        String development = image + "-development";
        // A release that every module proxy was seen to have for this platform.
        load(
                development,
                "-Dsos.target=development",
                "-Dsos.go.version=1.26.0",
                "-Dsos.platforms=linux/arm64",
                "-Dsos.compression=gzip:fast");

        assertThat(Programs.output(
                        work,
                        "docker",
                        "run",
                        "--rm",
                        "--platform=linux/arm64",
                        "--entrypoint=dlv",
                        development,
                        "version"))
                .contains("Version: 1.26.0");
        try (Container container =
                Container.start(development, "--platform=linux/arm64", "--read-only", "--entrypoint=/app")) {
            assertHealthy(container.json("/health"));
            assertThat(Programs.output(work, "docker", "exec", container.id(), "sh", "-c", "go version"))
                    .isEqualTo("go version go1.26.0 linux/arm64");
            assertThat(container.stop()).isZero();
        }
    }

    private void assertHealthyForPeople(String reference, String architecture, String asks) {
        try (Container container = Container.start(
                reference,
                "--platform=linux/" + architecture,
                "--read-only",
                "--cap-drop=ALL",
                "--health-interval=1s",
                "--health-start-period=0s")) {
            assertHealthy(container.json("/health"));
            assertThat(container.json("/whoami").path("uid").asInt()).isEqualTo(1001);
            assertThat(container.inspect("{{index .Config.Healthcheck.Test 1}}"))
                    .endsWith(asks);
            assertThat(container.awaitHealth(Duration.ofSeconds(90))).isEqualTo("healthy");
            assertThat(Programs.output(work, "docker", "exec", container.id(), "sh", "-c", "busybox id -u"))
                    .isEqualTo("1001");
            assertThat(container.stop()).isZero();
        }
    }

    @Test
    void aPackedServiceAnswersAndTellsItsVersionOnBothPlatforms() throws Exception {
        Required.program("upx", "apt-get install upx-ucl (on Debian 12 from its backports)");
        needEmulation();
        for (String architecture : List.of("amd64", "arm64")) {
            String packed = image + "-packed-" + architecture;
            String platform = "linux/" + architecture;
            load(packed, "-Dsos.upx=on", "-Dsos.upx.args=-9", "-Dsos.platforms=" + platform);

            assertThat(Programs.output(work, "docker", "run", "--rm", "--platform=" + platform, packed, "--version"))
                    .startsWith("emergency-service " + VERSION + " (built ");
            try (Container container = Container.start(packed, "--platform=" + platform, "--read-only")) {
                assertHealthy(container.json("/health"));
                assertThat(container.stop()).isZero();
            }
        }
    }

    @Test
    void endsWithoutAnErrorWhenItIsToldTo() {
        try (Container container = Container.start(image)) {
            assertHealthy(container.json("/health"));
            assertThat(container.stop()).isZero();
        }
    }

    @Test
    void refusesAServerWhoseAuthorityIsUnknown() throws Exception {
        try (SelfSignedServer server = SelfSignedServer.at(gateway(), work.resolve("untrusted"))
                        .answering();
                Container container = Container.start(image)) {
            var answer = container.get("/tls?url=" + server.url());

            assertThat(answer.statusCode()).isEqualTo(502);
            assertThat(answer.body()).contains("certificate signed by unknown authority");
        }
    }

    /** No server with a certificate of a public authority can be reached from every test machine. */
    @Test
    void trustsAServerWhoseAuthorityWasGivenInsteadOfTheBundledOnes() throws Exception {
        try (SelfSignedServer server =
                SelfSignedServer.at(gateway(), work.resolve("trusted")).answering()) {
            String trusting = image + "-trusting";
            load(trusting, "-Dsos.certificates=" + server.certificate());
            try (Container container = Container.start(trusting)) {
                assertThat(container.get("/tls?url=" + server.url()).statusCode())
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void knowsTheTimeInAlmatyByItsZonesAndByTheVariable() {
        try (Container container = Container.start(image, "--env=TZ=Asia/Almaty")) {
            JsonNode time = container.json("/time?zone=Asia/Almaty");

            // Since 2024-03-01; Go 1.21's own data still says +06:00.
            assertThat(offset(time, "time")).isEqualTo(ZoneOffset.ofHours(5));
            assertThat(offset(time, "local")).isEqualTo(ZoneOffset.ofHours(5));
            assertThat(offset(container.json("/time?zone=Europe/Berlin"), "local"))
                    .isEqualTo(ZoneOffset.ofHours(5));
        }
        try (Container container = Container.start(image)) {
            assertThat(offset(container.json("/time?zone=Asia/Almaty"), "local"))
                    .isEqualTo(ZoneOffset.UTC);
        }
    }

    @Test
    void servesOnArm64AsOnAmd64() throws Exception {
        needEmulation();
        String arm64 = image + "-arm64";
        load(arm64, "-Dsos.platforms=linux/arm64");

        try (Container container = Container.start(
                arm64, "--platform=linux/arm64", "--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges")) {
            assertHealthy(container.json("/health"));
            assertThat(container.json("/whoami").path("uid").asInt()).isEqualTo(1001);
            assertThat(container.stop()).isZero();
        }
        assertThat(Programs.output(work, "docker", "run", "--rm", "--platform=linux/arm64", arm64, "--version"))
                .isEqualTo("emergency-service " + VERSION + " (built " + Examples.COMMITTED + ", commit "
                        + examples.revision() + ")");
        assertThat(Programs.output(work, "docker", "image", "inspect", "--format={{.Os}}/{{.Architecture}}", arm64))
                .isEqualTo("linux/arm64");
    }

    private static void needEmulation() {
        Required.that(
                Path.of("/proc/sys/fs/binfmt_misc/qemu-aarch64").toFile().exists()
                        || System.getProperty("os.arch").equals("aarch64"),
                "this machine cannot run arm64 programs",
                "apt-get install qemu-user-static binfmt-support");
    }

    @Test
    void holdsTheProgramCertificatesZonesAndAccountsAndNothingElse() {
        String id = Programs.output(work, "docker", "create", image);
        try {
            Path tar = work.resolve("root.tar");
            Programs.output(work, "docker", "export", "--output=" + tar, id);
            List<String> names = Programs.output(work, "tar", "--list", "--file", tar.toString())
                    .lines()
                    .toList();

            assertThat(names.stream().filter(name -> !name.endsWith("/")).filter(name -> !isZone(name)))
                    .containsExactlyInAnyOrderElementsOf(PROGRAM_AND_ENGINE_FILES);
            assertThat(names)
                    .contains("usr/share/zoneinfo/Asia/Almaty")
                    .noneMatch(name -> name.matches(".*/?(ba|da)?sh"));
            assertThat(names.stream().filter(EngineIT::isZone)).hasSizeGreaterThan(400);
        } finally {
            Programs.output(work, "docker", "rm", id);
        }
    }

    private static final List<String> PROGRAM_AND_ENGINE_FILES = List.of(
            "app",
            "etc/group",
            "etc/passwd",
            "etc/ssl/certs/ca-certificates.crt",
            // What every engine puts into every container.
            ".dockerenv",
            "dev/console",
            "etc/hostname",
            "etc/hosts",
            "etc/mtab",
            "etc/resolv.conf");

    private static boolean isZone(String name) {
        return name.startsWith("usr/share/zoneinfo/");
    }

    @Test
    void sendsNoLayerThatTheEngineHas() throws Exception {
        assertThat(firstLoad).contains(" of 4 layers sent");
        assertThat(load(image, HEALTH)).contains("0 of 4 layers sent");
    }

    @Test
    void engineLearnsTheHealthCheckUserPortAndLabels() {
        String format = "{{json .Config.Healthcheck.Test}} {{.Config.User}} {{json .Config.ExposedPorts}}"
                + " {{index .Config.Labels \"org.opencontainers.image.revision\"}} {{.Created}}";
        assertThat(Programs.output(work, "docker", "image", "inspect", "--format=" + format, image))
                .isEqualTo("[\"CMD\",\"/app\",\"--version\"] 1001:1001 {\"8080/tcp\":{}} " + examples.revision() + " "
                        + Examples.COMMITTED);
    }

    @Test
    void engineFindsTheContainerHealthyByTheCheck() {
        try (Container container = Container.start(image, "--health-interval=1s", "--health-start-period=0s")) {
            assertHealthy(container.json("/health"));
            assertThat(container.awaitHealth(Duration.ofSeconds(60))).isEqualTo("healthy");
        }
    }

    private void assertHealthy(JsonNode health) {
        assertThat(health.path("status").asText()).isEqualTo("healthy");
        assertThat(health.path("version").asText()).isEqualTo(VERSION);
        assertThat(Instant.parse(health.path("timestamp").asText())).isNotNull();
    }

    private static ZoneOffset offset(JsonNode time, String name) {
        return OffsetDateTime.parse(time.path(name).asText()).getOffset();
    }

    /** Where containers find this machine. */
    private String gateway() {
        return Programs.output(
                work, "docker", "network", "inspect", "bridge", "--format={{(index .IPAM.Config 0).Gateway}}");
    }

    /** Builds and loads under that name; what Maven printed. */
    private String load(String reference, String... settings) throws Exception {
        int colon = reference.lastIndexOf(':');
        List<String> arguments = new ArrayList<>(List.of(settings));
        arguments.add("-Dsos.image=" + reference.substring(0, colon));
        // Targets add their name to the tags themselves.
        arguments.add("-Dsos.tags="
                + reference.substring(colon + 1).replaceFirst("-(production-(debian|alpine)|development)$", ""));
        arguments.addAll(List.of("package", "sos:load"));
        loaded.add(reference);
        MavenBuild build = MavenBuild.of(examples.service("emergency-service"), work.resolve("home"))
                .environment("XDG_CACHE_HOME", EngineImages.SHARED_CACHE.toString());
        String engine = System.getenv("DOCKER_HOST");
        return (engine == null ? build : build.environment("DOCKER_HOST", engine))
                .succeeds(arguments.toArray(String[]::new))
                .toString();
    }
}
