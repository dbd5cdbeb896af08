package io.github.sosapp.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Descriptor;
import io.github.sosapp.image.layout.ImageLayout;
import io.github.sosapp.registry.TransferProgress.State;
import io.github.sosapp.testing.FakeRegistry;
import io.github.sosapp.testing.Fault;
import io.github.sosapp.testing.FaultPlan;
import io.github.sosapp.testing.Layouts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImagePushTest {

    @TempDir
    Path temporary;

    private FakeRegistry registry;

    @BeforeEach
    void open() {
        registry = FakeRegistry.open();
    }

    @AfterEach
    void close() {
        assertThat(registry.violations()).isEmpty();
        registry.close();
    }

    @Test
    void aTwoPlatformImageArrivesWholeUnderEveryTag() {
        ImageLayout layout = Layouts.twoPlatforms(temporary, 1, 3, 100_000);

        PushReceipt receipt = new PushBench(registry).push(layout, "1.4.0", "latest");

        assertThat(registry.tag("sos/service", "1.4.0")).isEqualTo(layout.root().digest());
        assertThat(registry.tag("sos/service", "latest"))
                .isEqualTo(layout.root().digest());
        assertThat(receipt.digest()).isEqualTo(layout.root().digest());
        assertThat(receipt.changed()).isTrue();
        assertThat(receipt.count(State.UPLOADED)).isEqualTo(7);
        assertThat(registry.content().bytesReceived()).isEqualTo(receipt.bytes(State.UPLOADED));
        assertThat(registry.count("PATCH", "")).isZero();
    }

    @Test
    void anUnchangedImageIsOnlyLookedAt() {
        ImageLayout layout = Layouts.twoPlatforms(temporary, 1, 3, 1000);
        registry.withTokens("octo", PushBench.CANARY, false);
        new PushBench(registry).withLogin("octo", PushBench.CANARY).push(layout, "1.4.0", "latest");
        registry.forgetSeen();

        PushReceipt receipt =
                new PushBench(registry).withLogin("octo", PushBench.CANARY).push(layout, "1.4.0", "latest");

        assertThat(registry.count("POST", "") + registry.count("PATCH", "") + registry.count("PUT", ""))
                .isZero();
        assertThat(registry.count("HEAD", "/blobs/")).isEqualTo(7);
        assertThat(registry.count("HEAD", "/manifests/")).isEqualTo(3);
        assertThat(registry.count("GET", "/manifests/1.4.0")).isOne();
        assertThat(registry.count("GET", "/manifests/latest")).isOne();
        assertThat(registry.count("GET", "/token")).isOne();
        assertThat(registry.seen()).hasSize(7 + 3 + 2 + 1 + 1);
        assertThat(receipt.changed()).isFalse();
        assertThat(receipt.login()).contains("settings.xml server \"" + registry.host() + "\"");
    }

    private PushBench octo(String repository) {
        return new PushBench(registry).withLogin("octo", PushBench.CANARY).withRepository(repository);
    }

    private ImageLayout onBase(String base) {
        return Layouts.annotated(temporary, 1, 3, 1000, Map.of("org.opencontainers.image.base.name", base));
    }

    @Test
    void whatAnEarlierPushBroughtToAnotherRepositoryIsMountedInsteadOfSent() {
        ImageLayout layout = Layouts.single(temporary, 1, 3, 1000);
        registry.withTokens("octo", PushBench.CANARY, false);
        KnownBlobs known = KnownBlobs.none();
        octo("sos/first").push(layout, known, "1");
        registry.forgetSeen();

        PushReceipt receipt = octo("sos/second").push(layout, known, "1");

        assertThat(receipt.count(State.MOUNTED)).isEqualTo(4);
        assertThat(receipt.mountedFrom()).containsExactly("sos/first");
        assertThat(receipt.toJson().path("blobs").get(0).path("mountedFrom").asText())
                .isEqualTo("sos/first");
        assertThat(registry.count("POST", "")).isEqualTo(4);
        assertThat(registry.count("PUT", "/blobs/")).isZero();
    }

    @Test
    void layersOfTheBaseAreMountedFromWhereItCameFrom() throws IOException {
        ImageLayout layout = onBase(registry.host() + "/sos/base:1");
        Descriptor first = layout.manifest(layout.root()).layers().get(0);
        registry.withTokens("octo", PushBench.CANARY, false);
        registry.content().putBlob("sos/base", Files.readAllBytes(layout.blob(first.digest())));

        PushReceipt receipt = octo("sos/service").push(layout, "1");

        assertThat(receipt.count(State.MOUNTED)).isOne();
        assertThat(receipt.mountedFrom()).containsExactly("sos/base");
        assertThat(receipt.count(State.UPLOADED)).isEqualTo(3);
        // A source without the blob costs nothing: the answer is the session that the blob is sent into.
        assertThat(registry.count("POST", "mount=")).isEqualTo(3);
        assertThat(registry.count("POST", "uploads/$")).isOne();
        assertThat(registry.count("PUT", first.digest().hex())).isZero();
        assertThat(registry.content().openSessions()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ghcr.io/sos/base:1", "sos/base", "not a name", "127.0.0.1:1/sos/base"})
    void aBaseOfAnotherRegistryIsNotAskedFor(String base) {
        new PushBench(registry).push(onBase(base), "1");

        assertThat(registry.count("POST", "mount=")).isZero();
        assertThat(registry.tag("sos/service", "1")).isNotNull();
    }

    @Test
    void theRepositoryItselfIsNoSource() {
        new PushBench(registry).push(onBase(registry.host() + "/sos/service:0"), "1");

        assertThat(registry.count("POST", "mount=")).isZero();
    }

    @Test
    void aSourceThatTheLoginMayNotReadIsDoneWithout() {
        registry.withTokens("octo", PushBench.CANARY, false);
        registry.withFaults(FaultPlan.none().always("GET", "/token.*base", Fault.status(403)));

        PushReceipt receipt = octo("sos/service").push(onBase(registry.host() + "/sos/base:1"), "1");

        assertThat(receipt.count(State.UPLOADED)).isEqualTo(4);
    }

    @Test
    void sessionsOfSourcesThatHaveNothingAreGivenUp() throws IOException {
        ImageLayout layout = onBase(registry.host() + "/sos/base:1");
        KnownBlobs known = KnownBlobs.none();
        for (Descriptor layer : layout.manifest(layout.root()).layers()) {
            known.add(registry.host(), "sos/gone", layer.digest());
        }

        PushReceipt receipt = new PushBench(registry).push(layout, known, "1");

        assertThat(receipt.count(State.UPLOADED)).isEqualTo(4);
        assertThat(registry.count("POST", "mount=")).isEqualTo(6);
        assertThat(registry.count("DELETE", "uploads")).isEqualTo(3);
        assertThat(registry.content().openSessions()).isZero();
    }

    @Test
    void aPushThatIsInterruptedGivesItsUploadsUp() throws Exception {
        ImageLayout layout = Layouts.single(temporary, 1, 3, 1000);
        registry.withFaults(FaultPlan.none().always("PUT", "/blobs/", Fault.stall()));
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread push = new Thread(() -> {
            try {
                new PushBench(registry).push(layout, "1");
            } catch (RuntimeException e) {
                failure.set(e);
            }
        });
        push.start();
        while (registry.count("PUT", "/blobs/") < 4) {
            Thread.onSpinWait();
        }

        push.interrupt();
        push.join();

        assertThat(failure.get()).hasMessageContaining("was interrupted");
        assertThat(registry.count("DELETE", "uploads")).isEqualTo(4);
        assertThat(registry.content().openSessions()).isZero();
        assertThat(registry.count("POST", "uploads")).isEqualTo(4);
    }

    @Test
    void aBlobAlteredOnDiskIsNeverPushed() throws IOException {
        ImageLayout layout = Layouts.single(temporary, 1, 2, 300_000);
        Path blob = layout.blob(layout.manifest(layout.root()).layers().get(1).digest());
        byte[] bytes = Files.readAllBytes(blob);
        bytes[150_000] ^= 1;
        Files.write(blob, bytes);

        assertThatThrownBy(() -> new PushBench(registry).push(layout, "1"))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("was altered on disk since it was built")
                .hasMessageContaining("run mvn package");
        assertThat(registry.tag("sos/service", "1")).isNull();
    }

    @Test
    void aFailedPushLeavesTheOldTagAsItWas() {
        ImageLayout old = Layouts.single(temporary.resolve("old"), 1, 2, 1000);
        ImageLayout next = Layouts.single(temporary.resolve("next"), 2, 2, 1000);
        new PushBench(registry).push(old, "latest");
        registry.withFaults(FaultPlan.none().always("PUT", "/manifests/sha256", Fault.status(500)));

        assertThatThrownBy(() -> new PushBench(registry).push(next, "latest")).isInstanceOf(BuildFailure.class);
        assertThat(registry.tag("sos/service", "latest")).isEqualTo(old.root().digest());
    }

    @Test
    void progressEndsWithEveryBlobAccountedFor() {
        ImageLayout layout = Layouts.single(temporary, 1, 2, 200_000);
        PushBench bench = new PushBench(registry);

        bench.push(layout, "1");

        assertThat(bench.progress.stream().filter(event -> event.state() == State.UPLOADED))
                .hasSize(3)
                .allMatch(event -> event.sent() == event.blob().size());
    }

    @Test
    void theReceiptSaysWhatWasSentAndWhereTo() {
        ImageLayout layout = Layouts.single(temporary, 1, 1, 1000);

        var json = new PushBench(registry).push(layout, "1").toJson();

        assertThat(json.path("repository").asText()).isEqualTo(registry.host() + "/sos/service");
        assertThat(json.path("digest").asText())
                .isEqualTo(layout.root().digest().toString());
        assertThat(json.path("uploaded").path("blobs").asInt()).isEqualTo(2);
        assertThat(json.path("blobs").get(0).path("result").asText()).isEqualTo("uploaded");
    }
}
