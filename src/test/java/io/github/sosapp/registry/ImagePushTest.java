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
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    @Test
    void blobsOfAnotherRepositoryAreMountedInsteadOfSent() throws IOException {
        ImageLayout layout = Layouts.single(temporary, 1, 3, 1000);
        Descriptor first = layout.manifest(layout.root()).layers().get(0);
        registry.withTokens("octo", PushBench.CANARY, false);
        registry.content().putBlob("sos/base", Files.readAllBytes(layout.blob(first.digest())));

        PushReceipt receipt =
                new PushBench(registry).withLogin("octo", PushBench.CANARY).push(layout, List.of("sos/base"), "1");

        assertThat(receipt.count(State.MOUNTED)).isOne();
        assertThat(receipt.count(State.UPLOADED)).isEqualTo(3);
        assertThat(registry.count("POST", "mount=")).isEqualTo(4);
        assertThat(registry.count("POST", "uploads/$")).isZero();
        assertThat(registry.count("PUT", first.digest().hex())).isZero();
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
