package io.github.sosapp.image.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Platform;
import io.github.sosapp.image.cache.CheckedFiles;
import io.github.sosapp.image.layer.Layer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayerScansTest {

    @TempDir
    Path work;

    private Path target;
    private Path memory;
    private CheckedFiles checked;
    private Layer etc;
    private Layer app;

    @BeforeEach
    void makeImage() throws IOException {
        target = work.resolve("production");
        memory = work.resolve("scans");
        checked = CheckedFiles.of(new ConcurrentHashMap<>(), work.resolve("checked-files"));
        etc = SampleImages.gzip(work.resolve("layers"), "etc/", "etc/passwd", "lib/a", "lib/a");
        app = SampleImages.gzip(work.resolve("layers"), "app/", "app/service");
    }

    @Test
    void theSecondLookSaysTheSameWithoutUnpacking() throws IOException {
        write(app);
        LayoutSummary first = LayoutCheck.verify(target, scans());
        assertThat(first).isEqualTo(LayoutCheck.verify(target));

        assertThat(LayoutCheck.verify(target, scans())).isEqualTo(first);
        String remembered = Files.readString(remembered().get(0));
        String size = String.valueOf(first.platforms().get(0).uncompressedSize());
        Files.writeString(remembered().get(0), resized(remembered, size));
        assertThat(LayoutCheck.verify(target, scans()).platforms().get(0).uncompressedSize())
                .isEqualTo(77);
    }

    @Test
    void whatIsRememberedOfALayerIsAllThatWasFound() throws IOException {
        LayerScan fresh = new LayerScan(etc.blob(), etc.descriptor());

        LayerScan read = LayerScan.parse(fresh.text(), etc.descriptor()).orElseThrow();

        assertThat(read.names()).isEqualTo(fresh.names()).hasSize(4);
        assertThat(read.ambiguities()).isEqualTo(fresh.ambiguities()).containsExactly("it has lib/a twice");
        assertThat(read.digest()).isEqualTo(fresh.digest());
        assertThat(read.diffId()).isEqualTo(fresh.diffId());
        assertThat(read.uncompressedSize()).isEqualTo(fresh.uncompressedSize());
    }

    @Test
    void aDamagedMemoryOrOneOfAnotherLayerIsNoMemory() throws IOException {
        String text = new LayerScan(etc.blob(), etc.descriptor()).text();

        assertThat(LayerScan.parse(text.replace("passwd", "passwt"), etc.descriptor()))
                .isEmpty();
        assertThat(LayerScan.parse(text.substring(0, 40), etc.descriptor())).isEmpty();
        assertThat(LayerScan.parse("", etc.descriptor())).isEmpty();
        assertThat(LayerScan.parse(text, app.descriptor())).isEmpty();
    }

    @Test
    void aRememberedLayerThatWasAlteredMeanwhileIsNamed() throws IOException {
        write(app);
        LayoutCheck.verify(target, scans());
        Path blob =
                target.resolve("blobs/sha256").resolve(app.descriptor().digest().hex());
        byte[] bytes = Files.readAllBytes(blob);
        bytes[bytes.length / 2] ^= 1;
        Files.write(blob, bytes);

        assertThatThrownBy(() -> LayoutCheck.verify(target, scans()))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining(app.descriptor().digest() + " was altered");
    }

    @Test
    void layersThatContradictEachOtherAreRefusedFromMemory() throws IOException {
        write(app);
        LayoutCheck.verify(target, scans());
        Layer contradiction = SampleImages.gzip(work.resolve("layers"), "app");
        write(app, contradiction);

        assertThatThrownBy(() -> LayoutCheck.verify(target, scans()))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("two layers claim /app with different types");
        assertThatThrownBy(() -> LayoutCheck.verify(target, scans()))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("two layers claim /app with different types");
    }

    @Test
    void onlyTheLayersOfTheLastImageStayRemembered() throws IOException {
        write(app);
        LayoutCheck.verify(target, scans());
        Layer edited = SampleImages.gzip(work.resolve("layers"), "app/", "app/edited");
        write(edited);
        LayerScans scans = scans();
        LayoutCheck.verify(target, scans);
        assertThat(remembered()).hasSize(2);

        scans.forgetOthers();

        assertThat(remembered())
                .singleElement()
                .asString()
                .contains(edited.descriptor().digest().hex());
    }

    // Another process: it has only what was written down.
    private LayerScans scans() {
        return LayerScans.of(checked, new ConcurrentHashMap<>(), memory);
    }

    private static String resized(String text, String size) {
        String content =
                text.substring(0, text.lastIndexOf('\0') + 1).replaceFirst("\0" + size + "\0", "\0" + 77 + "\0");
        return content
                + io.github.sosapp.image.Digest.of(content.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                        .hex();
    }

    private List<Path> remembered() throws IOException {
        try (Stream<Path> files = Files.list(memory)) {
            return files.sorted().toList();
        }
    }

    private void write(Layer... layers) throws IOException {
        new LayoutWriter(checked)
                .write(target, List.of(SampleImages.image(Platform.LINUX_AMD64, layers)), Map.of(), Optional.empty());
    }
}
