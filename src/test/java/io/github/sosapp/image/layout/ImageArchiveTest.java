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
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageArchiveTest {

    private static final List<ImageReference> TAGS = List.of(
            ImageReference.parse("registry.example:5000/team/service:1.4.0"),
            ImageReference.parse("registry.example:5000/team/service:latest"));

    @TempDir
    Path work;

    private ImageLayout layout;
    private Layer shared;
    private Layer app;

    @BeforeEach
    void writeLayout() throws IOException {
        shared = SampleImages.gzip(work.resolve("layers"), "etc/", "etc/passwd");
        app = SampleImages.gzip(work.resolve("layers"), "app/", "app/service");
        layout = new LayoutWriter()
                .write(
                        work.resolve("production"),
                        List.of(
                                SampleImages.image(Platform.LINUX_AMD64, shared, app),
                                SampleImages.image(Platform.LINUX_ARM64, shared)),
                        Map.of(),
                        Optional.empty());
    }

    @Test
    void theArchiveIsALayoutAndADockerArchiveAtOnce() throws IOException {
        Map<String, byte[]> files = unpack(archive());

        unpackTo(work.resolve("unpacked"), files);
        byte[] index = files.get("index.json");
        SpecificationSchemas.assertValid("image-index-schema", index);
        SpecificationSchemas.assertValid("image-layout-schema", files.get("oci-layout"));
        assertThat(Json.parse(index).path("manifests"))
                .extracting(manifest -> manifest.path("annotations")
                        .path("io.containerd.image.name")
                        .asText())
                .containsExactly(TAGS.get(0).toString(), TAGS.get(1).toString());
        String docker = new String(files.get("manifest.json"), StandardCharsets.UTF_8);
        var image = Json.parse(docker.substring(1, docker.length() - 1).getBytes(StandardCharsets.UTF_8));
        assertThat(files).containsKey(image.path("Config").asText());
        assertThat(image.path("Layers"))
                .extracting(layer -> files.get(layer.asText()))
                .doesNotContainNull();
        assertThat(image.path("RepoTags").path(1).asText())
                .isEqualTo(TAGS.get(1).toString());
    }

    @Test
    void theLayoutInsideIsSound() throws IOException {
        ImageArchive untagged = ImageArchive.of(layout, Platform.LINUX_AMD64, List.of());
        unpackTo(work.resolve("unpacked"), unpack(untagged));

        LayoutSummary summary = LayoutCheck.verify(work.resolve("unpacked"));

        assertThat(summary.digest()).isEqualTo(untagged.manifestDigest());
        assertThat(summary.platforms().get(0).config()).isEqualTo(untagged.configDigest());
    }

    @Test
    void theSameImageGivesTheSameBytes() throws IOException {
        assertThat(bytes(archive())).isEqualTo(bytes(archive()));
        assertThat(bytes(archive()).length % 512).isZero();
    }

    @Test
    void layersCanBeLeftOut() throws IOException {
        Map<String, byte[]> files = unpack(archive().without(shared.diffId()::equals));

        assertThat(files)
                .containsKey("blobs/sha256/" + app.descriptor().digest().hex())
                .doesNotContainKey(
                        "blobs/sha256/" + shared.descriptor().digest().hex());
        assertThat(new String(files.get("manifest.json"), StandardCharsets.UTF_8))
                .contains(shared.descriptor().digest().hex());
    }

    @Test
    void thePlainFormHasTheTarArchivesThemselves() throws IOException {
        Map<String, byte[]> files = unpack(archive().plain());

        assertThat(files)
                .containsOnlyKeys(
                        "blobs/sha256/" + archive().configDigest().hex(),
                        "blobs/sha256/" + shared.diffId().hex(),
                        "blobs/sha256/" + app.diffId().hex(),
                        "manifest.json");
        assertThat(new String(files.get("manifest.json"), StandardCharsets.UTF_8))
                .contains(app.diffId().hex());
    }

    @Test
    void onlyTheAskedPlatformIsInside() throws IOException {
        Map<String, byte[]> files = unpack(ImageArchive.of(layout, Platform.LINUX_ARM64, TAGS));

        assertThat(files)
                .doesNotContainKey("blobs/sha256/" + app.descriptor().digest().hex());
    }

    @Test
    void aPlatformThatWasNotBuiltIsRefused() {
        assertThatThrownBy(() -> ImageArchive.of(layout, Platform.parse("linux/s390x"), TAGS))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContainingAll("no part for linux/s390x", "linux/amd64, linux/arm64");
    }

    @Test
    void aBlobOfAnotherSizeIsNotSent() throws IOException {
        Path blob = layout.blob(app.descriptor().digest());
        Files.delete(blob);
        Files.writeString(blob, "short");

        assertThatThrownBy(() -> archive().open()).hasMessageContaining("another size");
    }

    private ImageArchive archive() {
        return ImageArchive.of(layout, Platform.LINUX_AMD64, TAGS);
    }

    private static byte[] bytes(ImageArchive archive) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        archive.writeTo(out);
        return out.toByteArray();
    }

    private static Map<String, byte[]> unpack(ImageArchive archive) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new ByteArrayInputStream(bytes(archive)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (entry.isFile()) {
                    byte[] content = tar.readAllBytes();
                    assertThat(files.put(entry.getName(), content)).isNull();
                    if (entry.getName().startsWith("blobs/")) {
                        assertThat(entry.getName()).endsWith(Digest.of(content).hex());
                    }
                }
            }
        }
        return files;
    }

    private static void unpackTo(Path directory, Map<String, byte[]> files) throws IOException {
        for (var file : files.entrySet()) {
            Path target = directory.resolve(file.getKey());
            Files.createDirectories(target.getParent());
            Files.write(target, file.getValue());
        }
    }
}
