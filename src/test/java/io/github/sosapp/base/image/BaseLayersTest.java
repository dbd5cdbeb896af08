package io.github.sosapp.base.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.http.HttpSettings;
import io.github.sosapp.http.HttpTransport;
import io.github.sosapp.http.RetryPolicy;
import io.github.sosapp.http.Transfers;
import io.github.sosapp.image.Descriptor;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.ImageReference;
import io.github.sosapp.image.Platform;
import io.github.sosapp.image.layer.Layer;
import io.github.sosapp.image.layout.ImageLayout;
import io.github.sosapp.image.layout.LayoutCheck;
import io.github.sosapp.image.layout.LayoutWriter;
import io.github.sosapp.image.layout.SampleImages;
import io.github.sosapp.registry.ImagePush;
import io.github.sosapp.registry.KnownBlobs;
import io.github.sosapp.registry.PushReceipt;
import io.github.sosapp.registry.RegistryClient;
import io.github.sosapp.registry.TransferProgress.State;
import io.github.sosapp.registry.auth.CredentialChain;
import io.github.sosapp.registry.auth.LoginPlaces;
import io.github.sosapp.testing.FakeRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Layers of a base travel at the very last moment, and only when nothing else helps. */
class BaseLayersTest {

    @TempDir
    Path temporary;

    private FakeRegistry bases;
    private FakeRegistry target;
    private BaseBench bench;
    private Layer layer;
    private final List<String> told = new ArrayList<>();

    @BeforeEach
    void open() throws IOException {
        bases = FakeRegistry.open();
        target = FakeRegistry.open();
        bench = new BaseBench(bases, temporary.resolve("cache"));
        layer = SampleImages.gzip(temporary.resolve("layers"), "usr/", "usr/java");
        bases.content().putBlob(BaseBench.REPOSITORY, Files.readAllBytes(layer.blob()));
    }

    @AfterEach
    void close() {
        assertThat(bases.violations()).isEmpty();
        assertThat(target.violations()).isEmpty();
        bases.close();
        target.close();
    }

    private BaseLayers baseLayers(boolean offline) {
        return new BaseLayers(
                bench::client,
                bench.store,
                offline,
                (fetched, repository) -> told.add(fetched.digest() + " from " + repository),
                Transfers.UNWATCHED);
    }

    /** An image on a base in {@code repository}, whose own layer is here. */
    private ImageLayout image(String repository) throws IOException {
        Layer own = SampleImages.gzip(temporary.resolve("layers"), "app/", "app/service");
        new LayoutWriter()
                .write(
                        temporary.resolve("production"),
                        List.of(SampleImages.image(
                                Platform.LINUX_AMD64,
                                Layer.elsewhere(layer.descriptor(), layer.diffId(), repository),
                                own)),
                        Map.of(),
                        Optional.empty());
        return LayoutCheck.quick(temporary.resolve("production")).fetchingWith(baseLayers(false));
    }

    private PushReceipt push(ImageLayout layout, FakeRegistry registry) {
        HttpTransport http = new HttpTransport(
                HttpSettings.of("sos-test").withInsecureHosts(Set.of(registry.host())),
                new RetryPolicy(() -> 0.5, pause -> {}));
        CredentialChain logins =
                CredentialChain.of(new LoginPlaces(Map.of(), Path.of("/nonexistent"), Optional.empty(), List.of()));
        RegistryClient client =
                RegistryClient.forPush(http, logins, ImageReference.parse(registry.host() + "/sos/service"));
        return new ImagePush(client, KnownBlobs.none(), progress -> {}).push(layout, List.of("1"));
    }

    private static State state(PushReceipt receipt, Descriptor blob) {
        return receipt.blobs().stream()
                .filter(pushed -> pushed.descriptor().digest().equals(blob.digest()))
                .findFirst()
                .orElseThrow()
                .state();
    }

    @Test
    void withinOneRegistryTheyAreMountedAndNeverFetched() throws IOException {
        PushReceipt receipt = push(image(bench.image()), bases);

        assertThat(state(receipt, layer.descriptor())).isEqualTo(State.MOUNTED);
        assertThat(bases.count("GET", "/blobs/")).isZero();
        assertThat(told).isEmpty();
    }

    @Test
    void whatTheTargetHasIsNeitherFetchedNorSent() throws IOException {
        target.content().putBlob("sos/service", Files.readAllBytes(layer.blob()));

        PushReceipt receipt = push(image(bench.image()), target);

        assertThat(state(receipt, layer.descriptor())).isEqualTo(State.PRESENT);
        assertThat(bases.seen()).isEmpty();
    }

    @Test
    void anotherRegistryGetsThemFromTheirOwnOnceAndTheCacheKeepsThem() throws IOException {
        ImageLayout image = image(bench.image());

        PushReceipt receipt = push(image, target);

        assertThat(state(receipt, layer.descriptor())).isEqualTo(State.UPLOADED);
        assertThat(target.tag("sos/service", "1")).isEqualTo(image.root().digest());
        assertThat(bench.store.find(layer.descriptor().digest())).isPresent();
        assertThat(told).containsExactly(layer.descriptor().digest() + " from " + bench.image());
        bases.forgetSeen();
        try (FakeRegistry third = FakeRegistry.open()) {
            push(image, third);
        }
        assertThat(bases.seen()).isEmpty();
    }

    @Test
    void bytesThatAreNotTheLayerAreNeitherKeptNorPushed() throws IOException {
        bases.content()
                .swapBlob(
                        BaseBench.REPOSITORY,
                        layer.descriptor().digest(),
                        new byte[(int) layer.descriptor().size()]);
        ImageLayout image = image(bench.image());

        assertThatThrownBy(() -> push(image, target))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining(
                        "read the blob " + layer.descriptor().digest().abbreviated())
                .hasMessageContaining("do not use this copy");
        assertThat(bench.store.path(layer.descriptor().digest())).doesNotExist();
        assertThat(target.tag("sos/service", "1")).isNull();
    }

    @Test
    void offlineAMissingLayerIsNamed() {
        assertThatThrownBy(() -> baseLayers(true).fetch(layer.descriptor(), bench.image()))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("layer " + layer.descriptor().digest() + " is in " + bench.image()
                        + ", not in the cache, and Maven is offline (-o)");
        assertThat(bases.seen()).isEmpty();
    }

    @Test
    void offlineALayerInTheCacheIsEnough() throws IOException {
        Path kept = bench.store.put(layer.descriptor().digest(), layer.blob());

        assertThat(baseLayers(true).fetch(layer.descriptor(), bench.image())).isEqualTo(kept);
        assertThat(Digest.ofFile(kept)).isEqualTo(layer.descriptor().digest());
    }
}
