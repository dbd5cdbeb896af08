package io.github.sosapp.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.testing.Examples;
import io.github.sosapp.testing.MavenBuild;
import io.github.sosapp.testing.MavenOutcome;
import io.github.sosapp.testing.Programs;
import io.github.sosapp.testing.RegistryServer;
import io.github.sosapp.testing.RegistryServer.Kind;
import io.github.sosapp.testing.Required;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pushes to a real registry that wants a login, which is in one place after another; it shows up nowhere else. */
@TestInstance(Lifecycle.PER_CLASS)
class LoginIT {

    private static final String USER = "aigerim";
    private static final String CANARY = "Canary-7Qz9vTgk2Wm4";
    private static final Pattern ENCRYPTED = Pattern.compile("\\{[^{}]+}");

    private Path work;
    private Path service;
    private final Map<Kind, RegistryServer> registries = new EnumMap<>(Kind.class);
    private RegistryServer registry;
    private Path home;

    @BeforeAll
    void build(@TempDir Path directory) throws Exception {
        Required.program("go", "the Go distribution");
        work = directory;
        service = Examples.copyTo(work.resolve("examples"), "1.4.0").service("location-service");
        for (Kind kind : Kind.values()) {
            registries.put(kind, RegistryServer.openFor(USER, CANARY, kind, work.resolve("registry-" + kind)));
        }
        home = work.resolve("builder");
        registry = registries.get(Kind.DISTRIBUTION_2);
        maven("1.4.0").succeeds("package");
    }

    @AfterAll
    void close() {
        registries.values().forEach(RegistryServer::close);
    }

    @BeforeEach
    void isAnotherUser(TestInfo test) {
        home = work.resolve(test.getTestMethod().orElseThrow().getName());
        registry = registries.get(Kind.DISTRIBUTION_2);
    }

    private void pushesTo(Kind kind) {
        home = home.resolve(kind.name());
        registry = registries.get(kind);
    }

    @Test
    void ofSettingsIsUsed() throws Exception {
        settings(registry.host(), CANARY);

        assertPushed(maven("settings"), "settings.xml server \"" + registry.host() + "\"");
    }

    @Test
    void ofSettingsIsDecrypted() throws Exception {
        Path security = home.resolve(".m2/settings-security.xml");
        Files.createDirectories(security.getParent());
        Files.writeString(
                security,
                "<settingsSecurity><master>" + encrypted("--encrypt-master-password", "the master's")
                        + "</master></settingsSecurity>");
        settings("127.0.0.1", encrypted("--encrypt-password", CANARY));

        assertPushed(maven("encrypted"), "settings.xml server \"127.0.0.1\"");
    }

    @ParameterizedTest
    @EnumSource
    void ofTheEnvironmentIsUsed(Kind kind) throws Exception {
        pushesTo(kind);
        MavenBuild build = maven("environment")
                .environment("SOS_REGISTRY_USERNAME", USER)
                .environment("SOS_REGISTRY_PASSWORD", CANARY);

        assertPushed(build, "SOS_REGISTRY_USERNAME");
    }

    @ParameterizedTest
    @EnumSource
    void ofTheDockerConfigurationIsUsed(Kind kind) throws Exception {
        pushesTo(kind);
        Path configuration = home.resolve("docker");
        String crane = Required.program("crane", "go install github.com/google/go-containerregistry/cmd/crane@v0.22.1")
                .toString();
        Programs.succeeded(
                work,
                Map.of("DOCKER_CONFIG", configuration.toString()),
                crane,
                "auth",
                "login",
                "--username",
                USER,
                "--password",
                CANARY,
                registry.host());

        assertPushed(maven("docker").environment("DOCKER_CONFIG", configuration.toString()), "docker login");
    }

    @Test
    void ofTheContainersToolsIsUsed() throws Exception {
        Required.program("skopeo", "apt-get install skopeo");
        Path runtime = home.resolve("run");
        Files.createDirectories(runtime.resolve("containers"));
        Programs.succeeded(
                work,
                Map.of(
                        "REGISTRY_AUTH_FILE",
                        runtime.resolve("containers/auth.json").toString()),
                "skopeo",
                "login",
                "--tls-verify=false",
                "--username",
                USER,
                "--password",
                CANARY,
                registry.host());

        assertPushed(maven("podman").environment("XDG_RUNTIME_DIR", runtime.toString()), "podman login");
    }

    @ParameterizedTest
    @EnumSource
    void thatIsWrongIsToldWithEveryPlaceThatWasAskedAndChangesNothing(Kind kind) throws Exception {
        pushesTo(kind);
        settings(registry.host(), CANARY);
        maven("taken").succeeds("package", "sos:push");
        String before = tag("taken");
        Files.delete(home.resolve("settings.xml"));
        settings(registry.host(), CANARY + "-not");

        MavenOutcome refused = maven("taken").with("-Dsos.labels.changed=yes").run("package", "sos:push");

        assertThat(tag("taken")).isEqualTo(before);
        assertThat(refused.exitCode()).isNotZero();
        assertThat(refused.says("cannot log in to " + registry.host()))
                .as(refused.toString())
                .isTrue();
        assertThat(refused.says("settings.xml \"" + registry.host() + "\" (used)"))
                .isTrue();
        assertThat(refused.says("SOS_REGISTRY_USERNAME")).isTrue();
        assertThat(refused.says("not found")).isFalse();
        assertNoCanary(refused);
    }

    @ParameterizedTest
    @EnumSource
    void thatIsNowhereIsToldWithWhatToDo(Kind kind) throws Exception {
        pushesTo(kind);
        MavenOutcome refused = maven("nowhere").run("package", "sos:push");

        assertThat(refused.exitCode()).isNotZero();
        assertThat(refused.says("cannot log in to " + registry.host()))
                .as(refused.toString())
                .isTrue();
        assertThat(refused.says("run docker login " + registry.host())).isTrue();
    }

    private void assertPushed(MavenBuild build, String login) throws Exception {
        // With everything that Maven can say about itself.
        MavenOutcome pushed = build.succeeds("-X", "package", "sos:push");

        assertThat(pushed.lines()).anyMatch(line -> line.contains("login: ") && line.contains(login));
        assertNoCanary(pushed);
    }

    private void assertNoCanary(MavenOutcome outcome) throws Exception {
        Base64.Encoder base64 = Base64.getEncoder();
        List<String> forms = List.of(
                CANARY,
                base64.encodeToString((USER + ":" + CANARY).getBytes(StandardCharsets.UTF_8)),
                base64.encodeToString(CANARY.getBytes(StandardCharsets.UTF_8)));
        assertThat(outcome.lines()).noneMatch(line -> forms.stream().anyMatch(line::contains));
        try (Stream<Path> files = Files.walk(service)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String content = Files.readString(file, StandardCharsets.ISO_8859_1);
                assertThat(forms.stream().filter(content::contains))
                        .as(file.toString())
                        .isEmpty();
            }
        }
    }

    /** A build that pushes to a tag of its own. */
    private MavenBuild maven(String tag) {
        return MavenBuild.of(service, home)
                .with(
                        "-Dsos.registry=" + registry.host() + "/sos-app",
                        "-Dsos.insecureRegistries=" + registry.host(),
                        "-Dsos.platforms=native",
                        "-Dsos.tags=" + tag);
    }

    private void settings(String server, String password) throws Exception {
        Files.createDirectories(home);
        Files.writeString(home.resolve("settings.xml"), MavenBuild.settings("""
                        <servers><server><id>%s</id><username>%s</username><password>%s</password></server></servers>
                        """.formatted(server, USER, password)));
    }

    private String encrypted(String option, String password) throws Exception {
        return ENCRYPTED
                .matcher(String.join(
                        "\n",
                        MavenBuild.of(work, home).succeeds(option, password).lines()))
                .results()
                .map(MatchResult::group)
                .findFirst()
                .orElseThrow();
    }

    private String tag(String tag) {
        Path configuration = home.resolve("reader");
        String crane = Required.program("crane", "go install github.com/google/go-containerregistry/cmd/crane@v0.22.1")
                .toString();
        Map<String, String> environment = Map.of("DOCKER_CONFIG", configuration.toString());
        Programs.succeeded(
                work, environment, crane, "auth", "login", "--username", USER, "--password", CANARY, registry.host());
        return Programs.succeeded(
                        work, environment, crane, "digest", registry.host() + "/sos-app/location-service:" + tag)
                .output();
    }
}
