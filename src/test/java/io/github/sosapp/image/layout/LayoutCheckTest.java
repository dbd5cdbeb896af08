package io.github.sosapp.image.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Descriptor;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.ExecutionConfig;
import io.github.sosapp.image.ImageConfig;
import io.github.sosapp.image.ImageConfig.LayerLine;
import io.github.sosapp.image.ImageIndex;
import io.github.sosapp.image.Json;
import io.github.sosapp.image.Manifest;
import io.github.sosapp.image.MediaType;
import io.github.sosapp.image.Platform;
import io.github.sosapp.image.layer.Layer;
import io.github.sosapp.image.layout.LayoutSummary.PlatformSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayoutCheckTest {

    @TempDir
    Path work;

    private Path target;
    private Layer etc;
    private Layer app;

    @BeforeEach
    void makeLayers() throws IOException {
        target = work.resolve("production");
        etc = gzip("etc/", "etc/passwd");
        app = gzip("app/", "app/service");
    }

    @ParameterizedTest
    @ValueSource(strings = {MediaType.LAYER_GZIP, MediaType.LAYER_ZSTD, MediaType.LAYER_TAR})
    void aSoundImageIsSummedUp(String mediaType) throws IOException {
        byte[] tar = SampleImages.tar("app/", "app/service", "x".repeat(300));
        Layer layer = SampleImages.layer(work, mediaType, tar);
        write(SampleImages.image(Platform.LINUX_AMD64, etc, layer));

        PlatformSummary summary = LayoutCheck.verify(target).platforms().get(0);

        assertThat(summary.platform()).isEqualTo(Platform.LINUX_AMD64);
        assertThat(summary.compressedSize())
                .isEqualTo(etc.descriptor().size() + layer.descriptor().size());
        assertThat(summary.uncompressedSize()).isEqualTo(etc.uncompressedSize().getAsLong() + tar.length);
        assertThat(summary.layers().get(1).name()).isEqualTo("layer 2");
        assertThat(summary.layers().get(1).diffId()).isEqualTo(Digest.of(tar));
    }

    @Test
    void anAlteredLayerIsNamed() throws IOException {
        write(SampleImages.image(Platform.LINUX_AMD64, etc, app));
        alter(app.descriptor().digest());

        assertDamage(app.descriptor().digest() + " was altered");
    }

    @Test
    void anAlteredDocumentIsNamedByTheQuickCheckToo() throws IOException {
        ImageLayout layout = write(SampleImages.image(Platform.LINUX_AMD64, app));
        Digest config = layout.manifest(layout.root()).config().digest();
        alter(config);

        assertDamage(config + " was altered");
        assertThatThrownBy(() -> LayoutCheck.quick(target)).hasMessageContaining(config + " was altered");
    }

    @Test
    void aShorterBlobIsNamedWithBothSizes() throws IOException {
        ImageLayout layout = write(SampleImages.image(Platform.LINUX_AMD64, app));
        Path blob = layout.blob(app.descriptor().digest());
        Files.delete(blob);
        Files.writeString(blob, "short");

        assertDamage("has 5 bytes, " + app.descriptor().size() + " are named");
        assertThatThrownBy(() -> LayoutCheck.quick(target)).hasMessageContaining("has 5 bytes");
    }

    @Test
    void aMissingBlobIsNamed() throws IOException {
        ImageLayout layout = write(SampleImages.image(Platform.LINUX_AMD64, app));
        Files.delete(layout.blob(app.descriptor().digest()));

        assertDamage(app.descriptor().digest() + " is missing");
    }

    @Test
    void aBlobThatNothingNamesIsNamed() throws IOException {
        ImageLayout layout = write(SampleImages.image(Platform.LINUX_AMD64, app));
        Files.copy(etc.blob(), layout.blob(etc.descriptor().digest()));

        assertDamage("nothing names blob " + etc.descriptor().digest().hex());
        assertThatCode(() -> LayoutCheck.quick(target)).doesNotThrowAnyException();
        assertThat(LayoutCheck.verifyImage(target).digest())
                .isEqualTo(layout.root().digest());
    }

    @Test
    void aWrongDiffIdIsNamedWithBothDigests() throws IOException {
        Layer lying = new Layer(app.descriptor(), etc.diffId(), 0, app.blob());
        write(SampleImages.image(Platform.LINUX_AMD64, lying));

        assertDamage("unpacks to " + app.diffId() + ", the configuration says " + etc.diffId());
    }

    @Test
    void aLayerOfAnotherCompressionThanItsMediaTypeIsNamed() throws IOException {
        Layer zstd = SampleImages.layer(work, MediaType.LAYER_ZSTD, SampleImages.tar("app/"));
        Descriptor lying = Descriptor.of(
                MediaType.LAYER_GZIP,
                zstd.descriptor().digest(),
                zstd.descriptor().size());
        write(SampleImages.image(Platform.LINUX_AMD64, new Layer(lying, zstd.diffId(), 0, zstd.blob())));

        assertDamage(lying.digest() + " is malformed");
    }

    @Test
    void anUnknownMediaTypeOfALayerIsNamed() throws IOException {
        Descriptor odd = Descriptor.of(
                "application/x-rar", app.descriptor().digest(), app.descriptor().size());
        write(SampleImages.image(Platform.LINUX_AMD64, new Layer(odd, app.diffId(), 0, app.blob())));

        assertDamage("unknown media type application/x-rar");
    }

    @Test
    void aManifestThatCallsItselfSomethingElseIsNamed() throws IOException {
        rewriteManifest(manifest -> manifest.put("mediaType", MediaType.DOCKER_MANIFEST));

        assertDamage("calls itself " + MediaType.DOCKER_MANIFEST);
    }

    @Test
    void aConfigurationOfAnotherMediaTypeIsNamed() throws IOException {
        rewriteManifest(manifest -> ((ObjectNode) manifest.get("config")).put("mediaType", "text/plain"));

        assertDamage("has the media type text/plain where " + MediaType.CONFIG + " belongs");
    }

    @Test
    void aManifestWithFewerLayersThanItsConfigurationIsNamed() throws IOException {
        rewriteManifest(manifest -> manifest.withArray("layers").remove(0));

        assertDamage("has 0 layers, its configuration names 1");
    }

    @Test
    void aConfigurationForAnotherPlatformIsNamed() throws IOException {
        ImageLayout layout = write(SampleImages.image(Platform.LINUX_AMD64, app));
        writeIndexJson(layout.root().withPlatform(Platform.LINUX_ARM64));

        assertDamage("is said to be for linux/arm64, its configuration is for linux/amd64");
    }

    @Test
    void twoManifestsForOnePlatformAreNamed() throws IOException {
        ImageLayout layout = write(SampleImages.image(Platform.LINUX_AMD64, app));
        ImageIndex index = ImageIndex.of(List.of(layout.root(), layout.root()), Map.of());
        writeIndexJson(put(MediaType.INDEX, index.bytes()));

        assertDamage("two manifests for linux/amd64");
    }

    @Test
    void anotherLayoutVersionIsNamed() throws IOException {
        write(SampleImages.image(Platform.LINUX_AMD64, app));
        Files.writeString(target.resolve("oci-layout"), "{\"imageLayoutVersion\":\"2.0.0\"}");

        assertDamage("its layout version is 2.0.0");
    }

    @Test
    void aMissingVersionFileIsNamed() throws IOException {
        write(SampleImages.image(Platform.LINUX_AMD64, app));
        Files.delete(target.resolve("oci-layout"));

        assertDamage("oci-layout is missing");
    }

    @Test
    void aNameThatLeavesTheRootIsRefused() throws IOException {
        write(SampleImages.image(Platform.LINUX_AMD64, gzip("app/../../etc/passwd")));

        assertDamage("a name that leaves the root: app/../../etc/passwd");
    }

    @Test
    void aNameThatOccursTwiceIsRefused() throws IOException {
        write(SampleImages.image(Platform.LINUX_AMD64, gzip("app/service", "./app/service")));

        assertDamage("layer \"layer 1\" has a name that is not clear", "it has app/service twice");
    }

    @Test
    void aFileWithSomethingBelowItIsRefused() throws IOException {
        write(SampleImages.image(Platform.LINUX_AMD64, gzip("app", "app/service")));

        assertDamage("it has app as a file and as a directory");
    }

    @Test
    void anArchiveThatEndsInTheMiddleOfAFileIsRefused() throws IOException {
        byte[] tar = SampleImages.tar("app/service");
        byte[] cut = java.util.Arrays.copyOf(tar, 700);
        write(SampleImages.image(Platform.LINUX_AMD64, SampleImages.layer(work, MediaType.LAYER_GZIP, cut)));

        assertDamage("its tar archive ends in the middle of a file");
    }

    @Test
    void anArchiveWithAWrongHeaderIsRefused() throws IOException {
        byte[] tar = SampleImages.tar("app/service");
        tar[3] ^= 1;
        write(SampleImages.image(Platform.LINUX_AMD64, SampleImages.layer(work, MediaType.LAYER_GZIP, tar)));

        assertDamage("a header with a wrong checksum");
    }

    @Test
    void twoLayersThatClaimOneNameWithDifferentTypesAreBothNamed() throws IOException {
        write(SampleImages.image(Platform.LINUX_AMD64, gzip("app/conf/", "app/conf/a"), gzip("app/conf")));

        assertDamage(
                "two layers claim /app/conf with different types",
                "layer \"layer 1\" has it as a directory, layer \"layer 2\" as a file or link");
    }

    @Test
    void aDirectoryOfOursMustNotHideALinkOfTheBase() throws IOException {
        Layer base = gzip("usr/lib/", "lib -> usr/lib");
        write(onBase(base, gzip("lib/extra")));

        assertDamage("two layers claim /lib with different types", "layer \"layer 2\" as a directory");
    }

    @Test
    void aBaseMayDoWhatItLikesWithItsOwnLayers() throws IOException {
        Layer lower = gzip("opt/tool/", "opt/tool/a", "opt/tool/b", "opt/tool/b");
        Layer upper = gzip("opt/tool");
        PlatformImage base = SampleImages.image(Platform.LINUX_AMD64, lower, upper);
        ObjectNode foreign = Json.parse(base.config().bytes());
        foreign.remove("history");
        write(new PlatformImage(ImageConfig.parse(Json.bytes(foreign)), base.layers(), Map.of()));

        assertThatCode(() -> LayoutCheck.verify(target)).doesNotThrowAnyException();
    }

    @Test
    void whatALayerRemovesMayComeBackAsAnotherType() throws IOException {
        write(SampleImages.image(
                Platform.LINUX_AMD64, gzip("app/conf/", "app/conf/a"), gzip("app/.wh.conf"), gzip("app/conf")));

        assertThatCode(() -> LayoutCheck.verify(target)).doesNotThrowAnyException();
    }

    private PlatformImage onBase(Layer base, Layer ours) throws IOException {
        ObjectNode foreign = Json.parse(
                SampleImages.image(Platform.LINUX_AMD64, base).config().bytes());
        foreign.remove("history");
        ImageConfig config = ImageConfig.parse(Json.bytes(foreign))
                .extendedBy(
                        SampleImages.CREATED,
                        ExecutionConfig.of("", List.of("/lib/extra")),
                        List.of(LayerLine.of("layer 2", ours.diffId())));
        return new PlatformImage(config, List.of(base, ours), Map.of());
    }

    private Layer gzip(String... names) throws IOException {
        return SampleImages.gzip(work.resolve("layers"), names);
    }

    private ImageLayout write(PlatformImage image) {
        return new LayoutWriter().write(target, List.of(image), Map.of(), Optional.empty());
    }

    // The layout's file may be a second name of the layer's, so it is replaced, not changed.
    private void alter(Digest digest) throws IOException {
        Path blob = target.resolve("blobs/sha256").resolve(digest.hex());
        byte[] bytes = Files.readAllBytes(blob);
        bytes[bytes.length / 2] ^= 1;
        Files.delete(blob);
        Files.write(blob, bytes);
    }

    private void rewriteManifest(Consumer<ObjectNode> change) throws IOException {
        ImageLayout layout = write(SampleImages.image(Platform.LINUX_AMD64, app));
        Manifest manifest = layout.manifest(layout.root());
        ObjectNode json = Json.parse(manifest.bytes());
        change.accept(json);
        writeIndexJson(put(MediaType.MANIFEST, Json.bytes(json)));
    }

    private Descriptor put(String mediaType, byte[] content) throws IOException {
        Descriptor descriptor = Descriptor.of(mediaType, content);
        Files.write(target.resolve("blobs/sha256").resolve(descriptor.digest().hex()), content);
        return descriptor;
    }

    private void writeIndexJson(Descriptor root) throws IOException {
        Files.write(target.resolve("index.json"), LayoutWriter.indexJson(root));
    }

    private void assertDamage(String... words) {
        assertThatThrownBy(() -> LayoutCheck.verify(target))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContainingAll(words);
    }
}
