package io.github.sosapp.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.layout.ImageLayout;
import io.github.sosapp.testing.FakeRegistry;
import io.github.sosapp.testing.Fault;
import io.github.sosapp.testing.FaultPlan;
import io.github.sosapp.testing.Layouts;
import io.github.sosapp.testing.Trap;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Ways in which a registry, or somebody in its place, could make us give away a password or token. */
class CredentialLeaksTest {

    @TempDir
    Path temporary;

    private FakeRegistry registry;
    private Trap trap;
    private PushBench bench;
    private ImageLayout layout;

    @BeforeEach
    void open() {
        registry = FakeRegistry.open().withTokens("octo", PushBench.CANARY, false);
        trap = Trap.open();
        bench = new PushBench(registry).withLogin("octo", PushBench.CANARY).withIdleTimeout(Duration.ofSeconds(1));
        layout = Layouts.single(temporary, 1, 1, 1000);
    }

    @AfterEach
    void close() {
        assertNothingLeaked();
        registry.close();
        trap.close();
    }

    private void assertNothingLeaked() {
        String password =
                Base64.getEncoder().encodeToString(("octo:" + PushBench.CANARY).getBytes(StandardCharsets.UTF_8));
        assertThat(trap.requests())
                .allSatisfy(request -> assertThat(request)
                        .doesNotContainIgnoringCase("authorization")
                        .doesNotContain("token-", password, PushBench.CANARY));
        assertThat(registry.seen()).allSatisfy(request -> {
            if (!request.path().startsWith("/token")) {
                assertThat(String.valueOf(request.authorization())).doesNotContain(password);
            }
        });
    }

    static Stream<Arguments> detours() {
        return Stream.of(
                arguments("a blob question redirected", "HEAD", "/blobs/", 307),
                arguments("a blob question redirected for good", "HEAD", "/blobs/", 301),
                arguments("a manifest question redirected", "HEAD", "/manifests/", 302),
                arguments("a tag redirected", "GET", "/manifests/1.0", 303),
                arguments("a manifest redirected", "PUT", "/manifests/sha256", 307),
                arguments("an upload redirected", "PUT", "/blobs/uploads/", 308),
                arguments("the opening of an upload redirected", "POST", "/blobs/uploads/", 307),
                arguments("the token service redirected", "GET", "/token", 302),
                arguments("the first question redirected", "GET", "/v2/$", 302));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("detours")
    void aDetourGetsNoCredentials(String name, String method, String path, int status) {
        registry.withFaults(FaultPlan.none()
                .once(method, path, Fault.status(status, "Location: " + trap.address() + "/elsewhere")));

        catchThrowableOfType(BuildFailure.class, () -> bench.push(layout, "1.0"));

        assertThat(trap.requests()).isNotEmpty();
    }

    @Test
    void anUploadAddressOnAnotherHostGetsTheBlobButNoCredentials() {
        registry.content().sendUploadsTo(trap.address());

        BuildFailure failure = catchThrowableOfType(BuildFailure.class, () -> bench.push(layout, "1.0"));

        assertThat(trap.requests()).anySatisfy(request -> assertThat(request).startsWith("PUT /v2/sos/service/blobs/"));
        assertThat(failure).hasMessageContaining("blob unknown to registry");
        assertThat(failure.getMessage()).doesNotContain("secret-state");
    }

    @Test
    void aTokenServiceOfAnUnknownKindGetsNothing() {
        for (String realm : new String[] {
            "ftp://127.0.0.1/token", "file:///etc/passwd", "http://octo:x@127.0.0.1/token", "/token", "", "http://[bad/"
        }) {
            registry.withRealm(realm);
            BuildFailure failure = catchThrowableOfType(BuildFailure.class, () -> bench.push(layout, "1.0"));
            assertThat(failure).hasMessageStartingWith("cannot log in to " + registry.host());
        }
        assertThat(registry.count("GET", "/token")).isZero();
    }

    @Test
    void aLoginForAnotherHostIsNotSent() {
        bench.withLogin("octo", PushBench.CANARY);
        var other = FakeRegistry.open().withBasicLogin("octo", PushBench.CANARY);
        PushBench elsewhere = new PushBench(other);

        BuildFailure failure = catchThrowableOfType(BuildFailure.class, () -> elsewhere.push(layout, "1.0"));

        assertThat(failure).hasMessageContaining("no login for it was found");
        assertThat(other.seen())
                .allSatisfy(request -> assertThat(request.authorization()).isNull());
        other.close();
    }

    @Test
    void aTokenThatWouldBreakTheHeaderIsRefused() {
        registry.withFaults(
                FaultPlan.none().once("GET", "/token", Fault.answer(200, "{\"token\":\"a\\r\\nX-Evil: 1\"}")));

        BuildFailure failure = catchThrowableOfType(BuildFailure.class, () -> bench.push(layout, "1.0"));

        assertThat(failure).hasMessageContaining("answered without a token");
        assertThat(failure.getMessage()).doesNotContain("X-Evil");
    }
}
