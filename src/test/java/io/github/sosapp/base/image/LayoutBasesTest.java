package io.github.sosapp.base.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.base.BaseImage;
import io.github.sosapp.base.PlatformBase;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.ImageConfig;
import io.github.sosapp.image.Platform;
import io.github.sosapp.image.cache.CheckedFiles;
import io.github.sosapp.image.layer.Layer;
import io.github.sosapp.image.layout.ImageLayout;
import io.github.sosapp.image.layout.LayoutCheck;
import io.github.sosapp.image.layout.LayoutWriter;
import io.github.sosapp.image.layout.PlatformImage;
import io.github.sosapp.plan.BaseRequest;
import io.github.sosapp.testing.Layouts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayoutBasesTest {

    @TempDir
    Path module;

    private BaseImage find(String words) {
        return find(words, CheckedFiles.none());
    }

    private BaseImage find(String words, CheckedFiles checked) {
        return new LayoutBases(module, checked)
                .find(
                        BaseRequest.of("layout:" + words, "sos.base in pom.xml"),
                        List.of(Platform.LINUX_AMD64, Platform.LINUX_ARM64));
    }

    private static PlatformBase on(BaseImage base, Platform platform) {
        return base.on(platform, Path.of("/nonexistent"));
    }

    private HandmadeImage named(String directory, String name) {
        HandmadeImage image = new HandmadeImage();
        return image.index(
                        "application/vnd.oci.image.index.v1+json",
                        image.child(image.manifest(HandmadeImage.config("linux/amd64", name), name), "linux/amd64"),
                        image.child(image.manifest(HandmadeImage.config("linux/arm64", name), name), "linux/arm64"))
                .into(module.resolve(directory), name);
    }

    @Test
    void theLayersOfALayoutAreUsedWhereTheyLie() throws Exception {
        ImageLayout layout = Layouts.twoPlatforms(module.resolve("base"), 7, 2, 3000);

        BaseImage base = find("base");

        assertThat(base.toJson().path("digest").asText())
                .isEqualTo(layout.root().digest().toString());
        assertThat(base.label()).isEmpty();
        assertThat(base.description())
                .isEqualTo("layout:base (" + layout.root().digest().abbreviated() + "…)");
        var manifest = layout.manifest(layout.manifests().get(1));
        assertThat(on(base, Platform.LINUX_ARM64).layers())
                .extracting(Layer::blob)
                .containsExactly(
                        layout.blob(manifest.layers().get(0).digest()),
                        layout.blob(manifest.layers().get(1).digest()));
    }

    @Test
    void oneOfSeveralImagesIsChosenByItsName() {
        named("base", "17");
        Digest wanted = named("base", "21").digest();

        assertThat(find("base:21").toJson().path("digest").asText()).isEqualTo(wanted.toString());
    }

    @Test
    void severalImagesWithoutAChoiceAreRefusedWithTheirNames() {
        named("base", "17");
        named("base", "21");

        assertThatThrownBy(() -> find("base"))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("it holds 2 images")
                .hasMessageContaining("layout:<directory>:<name>, with one of its names: [17, 21]")
                .hasMessageContaining("sos.base in pom.xml");
        assertThatThrownBy(() -> find("base:11"))
                .hasMessageContaining("none of its images has the name 11")
                .hasMessageContaining("[17, 21]");
    }

    @Test
    void aDirectoryWithoutALayoutIsNamed() {
        assertThatThrownBy(() -> find("nothing"))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("there is no image layout in " + module.resolve("nothing"))
                .hasMessageContaining("relative to the module");
    }

    @Test
    void aLayerThatWasAlteredIsRefusedBeforeItIsUsed() throws Exception {
        ImageLayout layout = Layouts.twoPlatforms(module.resolve("base"), 7, 1, 3000);
        Digest layer =
                layout.manifest(layout.manifests().get(0)).layers().get(0).digest();
        byte[] bytes = Files.readAllBytes(layout.blob(layer));
        bytes[bytes.length / 2] ^= 1;
        Files.write(layout.blob(layer), bytes);
        BaseImage base = find("base");

        assertThatThrownBy(() -> on(base, Platform.LINUX_AMD64))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("layer " + layer + " is missing or was altered")
                .hasMessageContaining("build or copy the image of the base again");
    }

    @Test
    void aLayerIsReadAgainOnlyWhenItsFileMayHaveChanged() throws Exception {
        ImageLayout layout = Layouts.twoPlatforms(module.resolve("base"), 7, 1, 3000);
        Digest layer =
                layout.manifest(layout.manifests().get(0)).layers().get(0).digest();
        Path blob = layout.blob(layer);
        FileTime written = Files.getLastModifiedTime(blob);
        byte[] altered = Files.readAllBytes(blob);
        altered[altered.length / 2] ^= 1;
        Files.write(blob, altered);
        ConcurrentMap<String, String> session = new ConcurrentHashMap<>();
        CheckedFiles checked = CheckedFiles.of(session, module.resolve("checked-files"));
        BaseImage base = find("base", checked);

        // What would be remembered of the altered file, had it the digest of the layer: it is not read.
        assertThat(checked.holdsForeign(blob, Digest.of(altered))).isTrue();
        Set.copyOf(session.keySet())
                .forEach(line -> session.put(line.replace(Digest.of(altered).hex(), layer.hex()), ""));
        assertThat(on(base, Platform.LINUX_AMD64).layers()).hasSize(1);

        Object before = Files.getAttribute(blob, "unix:ctime");
        // The clock of a file system ticks slowly.
        while (Files.getAttribute(blob, "unix:ctime").equals(before)) {
            altered[0] ^= 1;
            Files.write(blob, altered);
            Files.setLastModifiedTime(blob, written);
        }
        assertThatThrownBy(() -> on(base, Platform.LINUX_AMD64))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("layer " + layer + " is missing or was altered");
    }

    @Test
    void documentsThatWereAlteredOrAreMissingAreNamed() throws Exception {
        ImageLayout layout = Layouts.twoPlatforms(module.resolve("base"), 7, 1, 3000);
        var manifest = layout.manifest(layout.manifests().get(0));
        Files.write(layout.blob(manifest.config().digest()), "{}".getBytes());

        assertThatThrownBy(() -> find("base"))
                .hasMessageContaining("blob " + manifest.config().digest() + " was altered: its content has the digest "
                        + Digest.of("{}".getBytes()));

        Files.delete(layout.blob(layout.root().digest()));
        assertThatThrownBy(() -> find("base"))
                .hasMessageContaining("its manifest " + layout.root().digest() + " is missing");

        Layouts.twoPlatforms(module.resolve("other"), 7, 1, 3000);
        Digest layer = manifest.layers().get(0).digest();
        Files.delete(module.resolve("other/blobs/sha256").resolve(layer.hex()));
        assertThatThrownBy(() -> find("other")).hasMessageContaining("layer " + layer + " is missing");
    }

    @Test
    void layersThatTheLayoutItselfLeavesOutStayElsewhere() throws Exception {
        ImageConfig config =
                ImageConfig.parse(io.github.sosapp.image.Json.bytes(HandmadeImage.config("linux/amd64", "17")));
        Layer layer = Layer.elsewhere(
                io.github.sosapp.image.Descriptor.of(HandmadeImage.GZIP, "17".getBytes()),
                HandmadeImage.digest("tar of 17"),
                "registry.example.com/sos/java");
        new LayoutWriter()
                .write(
                        module.resolve("base"),
                        List.of(new PlatformImage(config, List.of(layer), Map.of())),
                        Map.of(),
                        Optional.empty());
        LayoutCheck.verify(module.resolve("base"));

        BaseImage base = new LayoutBases(module, CheckedFiles.none())
                .find(BaseRequest.of("layout:base", "a test"), List.of(Platform.LINUX_AMD64));

        assertThat(on(base, Platform.LINUX_AMD64).layers()).containsExactly(layer);
    }
}
