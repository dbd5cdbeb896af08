package io.github.sosapp.image.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.ImageReference;
import io.github.sosapp.image.Json;
import io.github.sosapp.image.Platform;
import io.github.sosapp.image.SpecificationSchemas;
import io.github.sosapp.image.layer.Layer;
import io.github.sosapp.image.layout.LayoutSummary.PlatformSummary;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A layout may leave out layers of its base, and only those. */
class LayersElsewhereTest {

    private static final String REPOSITORY = "registry.example.com/sos/java";
    private static final List<ImageReference> TAGS =
            List.of(ImageReference.parse("registry.example.com/sos/service:1"));

    @TempDir
    Path work;

    private Path target;
    private Layer base;
    private Layer app;

    @BeforeEach
    void writeLayout() throws IOException {
        target = work.resolve("production");
        base = SampleImages.gzip(work.resolve("base"), "usr/", "usr/java");
        app = SampleImages.gzip(work.resolve("layers"), "app/", "app/service");
        write(target, elsewhere(base), app);
    }

    private static Layer elsewhere(Layer layer) {
        return Layer.elsewhere(layer.descriptor(), layer.diffId(), REPOSITORY);
    }

    private static ImageLayout write(Path directory, Layer... layers) {
        return new LayoutWriter()
                .write(
                        directory,
                        List.of(SampleImages.image(Platform.LINUX_AMD64, layers)),
                        Map.of(),
                        Optional.of(TAGS.get(0)));
    }

    private Path blob(Layer layer) {
        return target.resolve("blobs/sha256")
                .resolve(layer.descriptor().digest().hex());
    }

    @Test
    void theLayoutNamesTheRepositoryThatHasWhatItLeavesOut() throws IOException {
        assertThat(blob(base)).doesNotExist();
        assertThat(blob(app)).exists();
        assertThat(ImageLayout.open(target).elsewhere())
                .isEqualTo(Map.of(base.descriptor().digest(), REPOSITORY));
        byte[] index = Files.readAllBytes(target.resolve("index.json"));
        SpecificationSchemas.assertValid("image-index-schema", index);
        assertThat(Json.parse(index)
                        .path("annotations")
                        .path("io.github.sos-app.elsewhere."
                                + base.descriptor().digest().hex())
                        .asText())
                .isEqualTo(REPOSITORY);
    }

    @Test
    void theImageIsTheSameWhereverItsLayersAre() {
        Digest whole = write(work.resolve("whole"), base, app).root().digest();

        assertThat(ImageLayout.open(target).root().digest()).isEqualTo(whole);
    }

    @Test
    void bothChecksAcceptItAndTheSizeOnDiskIsNotGuessed() {
        PlatformSummary summary = LayoutCheck.verify(target).platforms().get(0);

        assertThat(LayoutCheck.quick(target).root().digest())
                .isEqualTo(ImageLayout.open(target).root().digest());
        assertThat(summary.hasLayersElsewhere()).isTrue();
        assertThat(summary.compressedSize())
                .isEqualTo(base.descriptor().size() + app.descriptor().size());
        assertThat(summary.uncompressedSize()).isEqualTo(app.uncompressedSize().getAsLong());
        assertThat(summary.layers().get(0).uncompressedSize()).isEmpty();
        assertThat(summary.layers().get(0).repository()).contains(REPOSITORY);
        assertThat(summary.layers().get(1).repository()).isEmpty();
    }

    @Test
    void anyOtherLayerThatIsAbsentIsRefused() throws IOException {
        Files.delete(blob(app));

        assertThatThrownBy(() -> LayoutCheck.quick(target))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("blob " + app.descriptor().digest() + " is missing");
    }

    @Test
    void aLayerThatIsThereAllTheSameIsChecked() throws IOException {
        Files.copy(base.blob(), blob(base));
        assertThat(LayoutCheck.verify(target).platforms().get(0).hasLayersElsewhere())
                .isFalse();

        Files.write(blob(base), new byte[(int) base.descriptor().size()]);
        assertThatThrownBy(() -> LayoutCheck.verify(target))
                .hasMessageContaining("blob " + base.descriptor().digest() + " was altered");
    }

    @Test
    void theNextImageDoesNotInheritWhatThisOneLeavesOut() {
        write(target, base, app);

        assertThat(ImageLayout.open(target).elsewhere()).isEmpty();
        assertThat(blob(base)).exists();
    }

    @Test
    void theArchiveOfALayoutWithHolesIsTheWholeOne() throws IOException {
        List<String> fetched = new ArrayList<>();
        ImageLayout layout = ImageLayout.open(target).fetchingWith((layer, repository) -> {
            fetched.add(repository + " " + layer.digest());
            return base.blob();
        });

        byte[] archive = archive(ImageArchive.of(layout, Platform.LINUX_AMD64, TAGS));

        ImageLayout whole = write(work.resolve("whole"), base, app);
        assertThat(archive).isEqualTo(archive(ImageArchive.of(whole, Platform.LINUX_AMD64, TAGS)));
        assertThat(fetched).containsExactly(REPOSITORY + " " + base.descriptor().digest());
    }

    @Test
    void anEngineThatHasTheBaseMakesNobodyFetchIt() throws IOException {
        ImageLayout layout = ImageLayout.open(target);
        ImageArchive image = ImageArchive.of(layout, Platform.LINUX_AMD64, TAGS);

        assertThat(archive(image.without(base.diffId()::equals))).isNotEmpty();
        assertThatThrownBy(() -> archive(image))
                .isInstanceOf(IOException.class)
                .hasMessage("layer " + base.descriptor().digest() + " is not here, but in " + REPOSITORY);
    }

    private static byte[] archive(ImageArchive image) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        image.writeTo(bytes);
        return bytes.toByteArray();
    }
}
