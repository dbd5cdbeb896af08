package io.github.sosapp.image.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Descriptor;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.ImageReference;
import io.github.sosapp.image.Json;
import io.github.sosapp.image.MediaType;
import io.github.sosapp.image.Platform;
import io.github.sosapp.image.cache.CheckedFiles;
import io.github.sosapp.image.layer.Layer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayoutWriterTest {

    private static final Optional<ImageReference> NAME =
            Optional.of(ImageReference.parse("registry.example/team/service:1.4.0"));

    @TempDir
    Path work;

    private Path target;
    private Layer shared;
    private Layer first;
    private Layer second;

    @BeforeEach
    void makeLayers() throws IOException {
        target = work.resolve("production");
        shared = SampleImages.gzip(work.resolve("layers"), "etc/", "etc/passwd");
        first = SampleImages.gzip(work.resolve("layers"), "app/", "app/service");
        second = SampleImages.gzip(work.resolve("layers"), "app/", "app/service", "app/other");
    }

    @Test
    void onePlatformNeedsNoIndex() {
        ImageLayout layout = write(new LayoutWriter(), SampleImages.image(Platform.LINUX_AMD64, shared, first));

        assertThat(layout.root().mediaType()).isEqualTo(MediaType.MANIFEST);
        assertThat(layout.root().platform()).contains(Platform.LINUX_AMD64);
        assertThat(LayoutCheck.verify(target).platforms()).hasSize(1);
    }

    @Test
    void severalPlatformsAreInTheOrderGiven() throws IOException {
        ImageLayout layout = write(
                new LayoutWriter(),
                SampleImages.image(Platform.LINUX_ARM64, shared, second),
                SampleImages.image(Platform.LINUX_AMD64, shared, first));

        assertThat(layout.root().mediaType()).isEqualTo(MediaType.INDEX);
        assertThat(layout.manifests())
                .extracting(manifest -> manifest.platform().orElseThrow())
                .containsExactly(Platform.LINUX_ARM64, Platform.LINUX_AMD64);
        assertThat(LayoutCheck.verify(target).digest()).isEqualTo(layout.root().digest());
    }

    @Test
    void theNameStandsInIndexJsonOnly() throws IOException {
        write(new LayoutWriter(), SampleImages.image(Platform.LINUX_AMD64, first));

        var annotations = Json.parse(Files.readAllBytes(target.resolve("index.json")))
                .path("manifests")
                .path(0)
                .path("annotations");
        assertThat(annotations.path("org.opencontainers.image.ref.name").asText())
                .isEqualTo("1.4.0");
        assertThat(annotations.path("io.containerd.image.name").asText())
                .isEqualTo("registry.example/team/service:1.4.0");
    }

    @Test
    void aNewImageReplacesTheOldOneAndItsBlobs() throws IOException {
        Descriptor old = write(new LayoutWriter(), SampleImages.image(Platform.LINUX_AMD64, first))
                .root();
        Files.createDirectories(target.resolve(LayoutWriter.TEMPORARY_DIRECTORY));
        Files.writeString(target.resolve(LayoutWriter.TEMPORARY_DIRECTORY).resolve("left-behind"), "half a bl");

        ImageLayout layout = write(new LayoutWriter(), SampleImages.image(Platform.LINUX_AMD64, second));

        assertThat(layout.blob(old.digest())).doesNotExist();
        assertThat(target.resolve(LayoutWriter.TEMPORARY_DIRECTORY)).doesNotExist();
        LayoutCheck.verify(target);
    }

    @Test
    void theSameImageAgainChangesNoFile() {
        write(new LayoutWriter(), SampleImages.image(Platform.LINUX_AMD64, first));

        write(
                new LayoutWriter(CheckedFiles.none(), file -> {
                    throw new AssertionError("changed " + file);
                }),
                SampleImages.image(Platform.LINUX_AMD64, first));
    }

    @Test
    void anAlteredBlobIsNotReused() throws IOException {
        ImageLayout layout = write(new LayoutWriter(), SampleImages.image(Platform.LINUX_AMD64, first));
        Path blob = layout.blob(first.descriptor().digest());
        byte[] bytes = Files.readAllBytes(blob);
        bytes[bytes.length / 2] ^= 1;
        Files.delete(blob);
        Files.write(blob, bytes);

        write(new LayoutWriter(), SampleImages.image(Platform.LINUX_AMD64, first));

        LayoutCheck.verify(target);
    }

    @Test
    void aLayerFileThatWasAlteredIsRefusedAndTheOldImageStays() throws IOException {
        write(new LayoutWriter(), SampleImages.image(Platform.LINUX_AMD64, first));
        Files.writeString(second.blob(), "something else");

        assertThatThrownBy(() -> write(new LayoutWriter(), SampleImages.image(Platform.LINUX_AMD64, second)))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining(second.descriptor().digest().toString());
        LayoutCheck.verify(target);
    }

    @Test
    void layerFilesStayWhereTheyAre() throws IOException {
        write(new LayoutWriter(), SampleImages.image(Platform.LINUX_AMD64, first));

        assertThat(Digest.ofFile(first.blob())).isEqualTo(first.descriptor().digest());
    }

    @Test
    void everyInterruptionLeavesTheOldImageOrTheNewOne() throws IOException {
        PlatformImage[] old = {
            SampleImages.image(Platform.LINUX_AMD64, shared, first),
            SampleImages.image(Platform.LINUX_ARM64, shared, first)
        };
        PlatformImage[] next = {
            SampleImages.image(Platform.LINUX_AMD64, shared, second),
            SampleImages.image(Platform.LINUX_ARM64, shared, second)
        };
        Descriptor newRoot = write(new LayoutWriter(), next).root();
        Descriptor oldRoot = write(new LayoutWriter(), old).root();

        Set<Digest> seen = new TreeSet<>();
        boolean finished = false;
        int interruptions = 0;
        for (; !finished; interruptions++) {
            write(new LayoutWriter(), old);
            finished = !isInterrupted(interruptions, next);
            ImageLayout found = LayoutCheck.quick(target);
            assertThat(found.root().digest()).isIn(oldRoot.digest(), newRoot.digest());
            assertThatEveryNamedBlobIsWhole(found);
            seen.add(found.root().digest());
            write(new LayoutWriter(), next);
            assertThat(LayoutCheck.verify(target).digest()).isEqualTo(newRoot.digest());
        }
        assertThat(interruptions).isGreaterThan(15);
        assertThat(seen).containsExactlyInAnyOrder(oldRoot.digest(), newRoot.digest());
    }

    @Test
    void anInterruptedFirstWriteLeavesNoImage() throws IOException {
        isInterrupted(3, SampleImages.image(Platform.LINUX_AMD64, first));

        assertThatThrownBy(() -> LayoutCheck.quick(target)).isInstanceOf(BuildFailure.class);
        write(new LayoutWriter(), SampleImages.image(Platform.LINUX_AMD64, first));
        LayoutCheck.verify(target);
    }

    @Test
    void aFullDiskIsSaidInPlainWords() {
        BuildFailure failure =
                LayoutWriter.failure(Path.of("target/sos/production"), new IOException("No space left on device"));

        assertThat(failure.why()).hasValueSatisfying(why -> assertThat(why).contains("the disk is full"));
        assertThat(failure.blame()).isEqualTo(BuildFailure.Blame.WORLD);
    }

    @Test
    void aNameThatIsTakenByAFileIsAFailure() throws IOException {
        Files.writeString(target, "a file");

        assertThatThrownBy(() -> write(new LayoutWriter(), SampleImages.image(Platform.LINUX_AMD64, first)))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("production");
    }

    private ImageLayout write(LayoutWriter writer, PlatformImage... images) {
        return writer.write(target, List.of(images), Map.of("example.level", "index"), NAME);
    }

    private boolean isInterrupted(int afterChanges, PlatformImage... images) {
        AtomicInteger left = new AtomicInteger(afterChanges);
        try {
            write(
                    new LayoutWriter(CheckedFiles.none(), file -> {
                        if (left.getAndDecrement() == 0) {
                            throw new Interruption();
                        }
                    }),
                    images);
            return false;
        } catch (Interruption expected) {
            return true;
        }
    }

    private void assertThatEveryNamedBlobIsWhole(ImageLayout layout) throws IOException {
        for (Descriptor manifest : layout.manifests()) {
            for (Descriptor layer : layout.manifest(manifest).layers()) {
                assertThat(Digest.ofFile(layout.blob(layer.digest()))).isEqualTo(layer.digest());
            }
        }
        try (Stream<Path> blobs = Files.list(target.resolve("blobs/sha256"))) {
            for (Path blob : blobs.collect(Collectors.toList())) {
                assertThat(Digest.ofFile(blob).hex())
                        .isEqualTo(blob.getFileName().toString());
            }
        }
    }

    private static final class Interruption extends Error {
        private static final long serialVersionUID = 1;
    }
}
