package io.github.sosapp.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.ImageReference;
import io.github.sosapp.image.MediaType;
import io.github.sosapp.image.Platform;
import io.github.sosapp.image.layout.ImageLayout;
import io.github.sosapp.testing.FakeRegistry;
import io.github.sosapp.testing.Layouts;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RemoteImageTest {

    @TempDir
    Path temporary;

    private FakeRegistry registry;
    private PushBench bench;

    @BeforeEach
    void open() {
        registry = FakeRegistry.open().withTokens("octo", PushBench.CANARY, true);
        bench = new PushBench(registry).withLogin("octo", PushBench.CANARY);
    }

    @AfterEach
    void close() {
        assertThat(registry.violations()).isEmpty();
        registry.close();
    }

    private RemoteImage read(ImageReference reference) {
        var anonymous = new PushBench(registry);
        return RemoteImage.read(
                RegistryClient.forPull(anonymous.http(), anonymous.logins(), reference, "sos.reference"), reference);
    }

    @Test
    void anIndexIsReadPlatformByPlatformWithoutALogin() throws Exception {
        ImageLayout layout = Layouts.twoPlatforms(temporary, 7, 2, 5000);
        bench.push(layout, "1.0");

        RemoteImage image = read(tagged("1.0"));

        assertThat(image.digest()).isEqualTo(layout.root().digest());
        assertThat(image.images())
                .extracting(RemoteImage.PlatformImage::platform)
                .containsExactly(Platform.LINUX_AMD64, Platform.LINUX_ARM64);
        var manifest = layout.manifest(layout.manifests().get(1));
        assertThat(image.images().get(1).layers()).isEqualTo(manifest.layers());
        assertThat(image.images().get(1).pulledSize())
                .isEqualTo(manifest.config().size()
                        + manifest.layers().stream()
                                .mapToLong(layer -> layer.size())
                                .sum());
        assertThat(image.images().get(0).labels()).containsEntry("seed", "7");
        assertThat(image.toJson().path("platforms").get(0).path("platform").asText())
                .isEqualTo("linux/amd64");
    }

    @Test
    void anImageWithoutAnIndexHasOnePlatform() {
        ImageLayout layout = Layouts.single(temporary, 7, 2, 5000);
        bench.push(layout, "1.0");

        RemoteImage image = read(bench.image().withDigest(layout.root().digest()));

        assertThat(image.mediaType()).isEqualTo(MediaType.MANIFEST);
        assertThat(image.images())
                .singleElement()
                .satisfies(only -> assertThat(only.platform()).isEqualTo(Platform.LINUX_AMD64));
    }

    @Test
    void aMissingTagSaysWhoAsked() {
        assertThatThrownBy(() -> read(tagged("none")))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining(":none is not in the registry")
                .hasMessageContaining("asked without a login")
                .hasMessageContaining("check repository and tag");
    }

    @Test
    void aSwappedConfigurationIsRefused() throws Exception {
        ImageLayout layout = Layouts.single(temporary, 7, 1, 100);
        bench.push(layout, "1.0");
        Digest config = layout.manifest(layout.root()).config().digest();
        registry.content().swapBlob("sos/service", config, "{}".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> read(tagged("1.0")))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("answered with other bytes: wanted " + config);
    }

    @Test
    void somethingThatIsNoImageIsCalledThat() {
        registry.content()
                .swapManifest(
                        "sos/service",
                        "1.0",
                        MediaType.MANIFEST,
                        "{\"schemaVersion\":2}".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> read(tagged("1.0")))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("not an image in the form of Docker or OCI");
    }

    private ImageReference tagged(String tag) {
        return ImageReference.parse(bench.image().name() + ":" + tag);
    }
}
