package io.github.sosapp.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.http.HttpSettings;
import io.github.sosapp.http.HttpTransport;
import io.github.sosapp.http.RetryPolicy;
import io.github.sosapp.image.ImageReference;
import io.github.sosapp.image.layout.ImageLayout;
import io.github.sosapp.testing.FakeRegistry;
import io.github.sosapp.testing.Fault;
import io.github.sosapp.testing.FaultPlan;
import io.github.sosapp.testing.Layouts;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What people read when a registry says no. */
class RegistryFailureTest {

    @TempDir
    Path temporary;

    private FakeRegistry registry;
    private PushBench bench;
    private ImageLayout layout;

    @BeforeEach
    void open() {
        registry = FakeRegistry.open();
        bench = new PushBench(registry);
        layout = Layouts.single(temporary, 1, 1, 1000);
    }

    @AfterEach
    void close() {
        assertThat(registry.violations()).isEmpty();
        registry.close();
    }

    private BuildFailure failureOfPush() {
        BuildFailure failure = catchThrowableOfType(BuildFailure.class, () -> bench.push(layout, "1.0"));
        assertThat(failure.getMessage()).doesNotContain(PushBench.CANARY, "secret-state", "Exception", "null");
        return failure;
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                arguments(
                        "PUT",
                        "/manifests/1.0",
                        Fault.error(400, "TAG_INVALID", "bad tag"),
                        "push REPO:1.0",
                        "the registry answered 400: bad tag",
                        "set another sos.tags"),
                arguments(
                        "PUT",
                        "/manifests/1.0",
                        Fault.error(400, "MANIFEST_INVALID", ""),
                        "push REPO:1.0",
                        "the registry answered 400: it does not accept the manifest",
                        "use a registry that speaks OCI image-spec 1.0 or newer"),
                arguments(
                        "POST",
                        "/uploads/",
                        Fault.error(404, "NAME_UNKNOWN", "repository name not known"),
                        "to REPO",
                        "the registry answered 404: repository name not known",
                        "create the repository in the registry, or check sos.image"),
                arguments(
                        "POST",
                        "/uploads/",
                        Fault.error(400, "NAME_INVALID", ""),
                        "to REPO",
                        "it does not accept the repository name",
                        "check sos.image; most registries want owner/name"),
                arguments(
                        "POST",
                        "/uploads/",
                        Fault.error(403, "DENIED", "requested access is denied"),
                        "to REPO",
                        "the registry answered 403 to a request without a login: requested access is denied",
                        "run docker login HOST"),
                arguments(
                        "PUT",
                        "/uploads/",
                        Fault.status(413),
                        "to REPO",
                        "the registry answered 413: the upload is larger than it or a proxy before it allows",
                        "client_max_body_size"),
                arguments(
                        "POST",
                        "/uploads/",
                        Fault.error(405, "UNSUPPORTED", ""),
                        "to REPO",
                        "it does not support the operation",
                        "use a registry that speaks OCI distribution-spec"),
                arguments(
                        "PUT",
                        "/manifests/1.0",
                        Fault.status(503),
                        "push REPO:1.0",
                        "the registry answered 503: it is not available at the moment; trying again did not help",
                        "try again later; if it stays, ask whoever runs HOST"),
                arguments(
                        "PUT",
                        "/uploads/",
                        Fault.status(429, "Retry-After: 600"),
                        "to REPO",
                        "there were too many requests; it asks to come back in 600 s",
                        "try again later"),
                arguments(
                        "PUT",
                        "/manifests/1.0",
                        Fault.status(418),
                        "push REPO:1.0",
                        "the registry answered 418: it gave no reason that this plugin knows",
                        "ask whoever runs the registry"),
                arguments(
                        "PUT",
                        "/uploads/",
                        Fault.reset(),
                        "to REPO",
                        "the connection to HOST broke",
                        "check the network between this machine and HOST"),
                arguments(
                        "GET",
                        "/v2/$",
                        Fault.status(500),
                        "log in to HOST",
                        "the registry answered 500",
                        "try again later"));
    }

    @ParameterizedTest(name = "{4}")
    @MethodSource("refusals")
    void aRefusalNamesWhatWasTriedWhyItFailedAndWhatToDo(
            String method, String path, Fault fault, String problem, String why, String remedy) {
        registry.withFaults(FaultPlan.none().always(method, path, fault));

        BuildFailure failure = failureOfPush();

        assertThat(failure.problem()).startsWith("cannot ").contains(filled(problem));
        assertThat(failure.why().orElseThrow()).contains(filled(why));
        assertThat(failure.remedy()).contains(filled(remedy));
    }

    private String filled(String text) {
        return text.replace("REPO", registry.host() + "/sos/service").replace("HOST", registry.host());
    }

    @Test
    void aWrongPasswordIsCalledThatAndNotAMissingImage() {
        registry.withTokens("octo", "another", false);
        bench.withLogin("octo", PushBench.CANARY);

        BuildFailure failure = failureOfPush();

        assertThat(failure.getMessage()).isEqualTo(filled("""
                        cannot log in to HOST
                          why     the token service 127.0.0.1 answered 403 to the token of settings.xml server "HOST" \
                        (user octo): wrong user name or password
                          do      check that this login is right and may use REPO, or set another: docker login HOST
                          asked   SOS_REGISTRY_USERNAME (unset), settings.xml "HOST" (used), docker login (not asked), \
                        containers/auth.json (not asked)"""));
        BuildFailure inspecting = catchThrowableOfType(
                BuildFailure.class,
                () -> RemoteImage.read(
                        RegistryClient.forPull(bench.http(), bench.logins(), bench.image(), "sos.reference"),
                        bench.image()));
        assertThat(inspecting.problem()).isEqualTo("cannot log in to " + registry.host());
    }

    @Test
    void aWrongBasicPasswordIsTriedOnlyOnce() {
        registry.withBasicLogin("octo", "another");
        bench.withLogin("octo", PushBench.CANARY);

        BuildFailure failure = failureOfPush();

        assertThat(failure.problem()).isEqualTo("cannot log in to " + registry.host());
        assertThat(failure.why().orElseThrow()).startsWith("the registry answered 401 to the token of settings.xml");
        assertThat(registry.count("HEAD", "")).isLessThanOrEqualTo(2);
    }

    @Test
    void noLoginAtAllNamesTheThreePlacesForOne() {
        registry.withTokens("octo", PushBench.CANARY, false);

        BuildFailure failure = failureOfPush();

        assertThat(failure.why().orElseThrow())
                .startsWith("the token service 127.0.0.1 answered 401, and no login for it was found");
        assertThat(failure.remedy())
                .contains("docker login", "settings.xml", "SOS_REGISTRY_USERNAME and SOS_REGISTRY_PASSWORD");
        assertThat(failure.getMessage()).contains("asked   SOS_REGISTRY_USERNAME (unset), settings.xml");
    }

    @Test
    void anAnonymousTokenThatMayOnlyReadIsToldToLogIn() {
        registry.withTokens("octo", PushBench.CANARY, true);

        BuildFailure failure = failureOfPush();

        assertThat(failure.problem()).isEqualTo("cannot log in to " + registry.host());
        assertThat(failure.why().orElseThrow()).contains("no login for it was found");
    }

    @Test
    void anUnknownHostIsNotTriedAgain() {
        BuildFailure failure = failureOf("no-such-host.invalid/a/b", Set.of());

        assertThat(failure.blame()).isEqualTo(BuildFailure.Blame.USER);
        assertThat(failure.why()).contains("there is no host named no-such-host.invalid");
        assertThat(failure.remedy()).contains("check the name in sos.registry");
    }

    @Test
    void aRefusedConnectionNamesThePort() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        BuildFailure failure = failureOf("127.0.0.1:" + port + "/a/b", Set.of());

        assertThat(failure.why()).contains("127.0.0.1:" + port + " refused the connection");
        assertThat(failure.remedy()).contains("check the port in sos.registry");
    }

    private BuildFailure failureOf(String image, Set<String> insecure) {
        var http = new HttpTransport(
                HttpSettings.of("sos-test").withInsecureHosts(insecure), new RetryPolicy(() -> 0.5, pause -> {}));
        var reference = ImageReference.parse(image);
        var client = RegistryClient.forPull(http, bench.logins(), reference, "sos.registry");
        return catchThrowableOfType(BuildFailure.class, () -> RemoteImage.read(client, reference));
    }
}
