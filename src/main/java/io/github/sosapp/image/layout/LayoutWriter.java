package io.github.sosapp.image.layout;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.file.DurableFile;
import io.github.sosapp.image.Descriptor;
import io.github.sosapp.image.ImageIndex;
import io.github.sosapp.image.ImageReference;
import io.github.sosapp.image.Json;
import io.github.sosapp.image.Manifest;
import io.github.sosapp.image.MediaType;
import io.github.sosapp.image.cache.CheckedFiles;
import io.github.sosapp.image.layer.Layer;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Writes an image as an OCI image layout (image-spec, image-layout.md). Blobs come first, {@code index.json} is replaced
 * last: whenever the writer is interrupted, the directory holds the old image or the new one.
 */
public final class LayoutWriter {

    /** Where unfinished files are; not part of the layout. */
    static final String TEMPORARY_DIRECTORY = ".tmp";

    private static final String REFERENCE_NAME = "org.opencontainers.image.ref.name";
    private static final String CONTAINERD_NAME = "io.containerd.image.name";

    private final CheckedFiles checked;
    private final boolean isJudgedNext;
    private final Consumer<Path> beforeChange;

    public LayoutWriter() {
        this(CheckedFiles.none());
    }

    /** @param checked blobs that need not be read again */
    public LayoutWriter(CheckedFiles checked) {
        this(checked, false, file -> {});
    }

    LayoutWriter(CheckedFiles checked, Consumer<Path> beforeChange) {
        this(checked, false, beforeChange);
    }

    private LayoutWriter(CheckedFiles checked, boolean isJudgedNext, Consumer<Path> beforeChange) {
        this.checked = checked;
        this.isJudgedNext = isJudgedNext;
        this.beforeChange = beforeChange;
    }

    /**
     * Writes layouts that {@link LayoutCheck} judges before anybody uses them: layers that are new there are not read
     * here.
     */
    public static LayoutWriter ofDrafts(CheckedFiles checked) {
        return new LayoutWriter(checked, true, file -> {});
    }

    /**
     * Writes an image, in place of the one that the directory may hold. Layer files are given a second name or copied;
     * they stay where they are. Layers that are elsewhere are left out; {@code index.json} says which repository has them,
     * in an annotation for each: see {@link ImageLayout#elsewhere}.
     *
     * @param images one for each platform, in the order that the index shall have; a single one gets no index
     * @param indexAnnotations of the image index; unused when there is none
     * @param name annotated in {@code index.json}, where tools that read layouts look for it
     * @throws BuildFailure when the disk is full or refuses; the old image is then unchanged
     */
    public ImageLayout write(
            Path directory,
            List<PlatformImage> images,
            Map<String, String> indexAnnotations,
            Optional<ImageReference> name) {
        if (images.isEmpty()) {
            throw new IllegalArgumentException("an image needs at least one platform");
        }
        try {
            new Run(directory).write(images, indexAnnotations, name);
            return ImageLayout.open(directory);
        } catch (IOException e) {
            throw failure(directory, e);
        }
    }

    /** One call of the writer. */
    private final class Run {

        private final Path directory;
        private final Path blobs;
        private final Path unfinished;
        private final Set<String> named = new HashSet<>();
        private final Map<String, String> elsewhere = new TreeMap<>();

        Run(Path directory) {
            this.directory = directory;
            this.blobs = directory.resolve("blobs").resolve("sha256");
            this.unfinished = directory.resolve(TEMPORARY_DIRECTORY);
        }

        void write(List<PlatformImage> images, Map<String, String> indexAnnotations, Optional<ImageReference> name)
                throws IOException {
            Files.createDirectories(blobs);
            List<Descriptor> manifests = new ArrayList<>();
            for (PlatformImage image : images) {
                manifests.add(writeManifest(image));
            }
            Descriptor root = manifests.size() == 1
                    ? manifests.get(0)
                    : writeBlob(
                            MediaType.INDEX,
                            ImageIndex.of(manifests, indexAnnotations).bytes());
            writeUnlessSame(directory.resolve("oci-layout"), layoutVersion());
            sync(blobs);
            sync(directory);
            writeUnlessSame(directory.resolve("index.json"), indexJson(elsewhere, root.withAnnotations(names(name))));
            sync(directory);
            deleteUnnamedBlobs();
            deleteUnfinished();
        }

        private Descriptor writeManifest(PlatformImage image) throws IOException {
            for (Layer layer : image.layers()) {
                placeLayer(layer);
            }
            Descriptor config = writeBlob(MediaType.CONFIG, image.config().bytes());
            List<Descriptor> layers =
                    image.layers().stream().map(Layer::descriptor).toList();
            Manifest manifest = Manifest.of(config, layers, new TreeMap<>(image.annotations()));
            return writeBlob(MediaType.MANIFEST, manifest.bytes()).withPlatform(image.platform());
        }

        private void placeLayer(Layer layer) throws IOException {
            String blob = layer.descriptor().digest().hex();
            Path target = blobs.resolve(blob);
            if (layer.repository().isPresent()) {
                elsewhere.put(ImageLayout.ELSEWHERE + blob, layer.repository().get());
            } else if (named.add(blob) && !holds(target, layer.descriptor())) {
                place(target, layer);
            }
        }

        private Descriptor writeBlob(String mediaType, byte[] content) throws IOException {
            Descriptor descriptor = Descriptor.of(mediaType, content);
            named.add(descriptor.digest().hex());
            writeUnlessSame(blobs.resolve(descriptor.digest().hex()), content);
            return descriptor;
        }

        private void writeUnlessSame(Path target, byte[] content) throws IOException {
            boolean same = Files.isRegularFile(target)
                    && Files.size(target) == content.length
                    && Arrays.equals(Files.readAllBytes(target), content);
            if (!same) {
                beforeChange.accept(unfinished);
                try (DurableFile file = DurableFile.in(unfinished)) {
                    file.write(content);
                    beforeChange.accept(target);
                    finish(file, target);
                }
            }
        }

        // Nobody needs a draft after a power cut.
        private void finish(DurableFile file, Path target) throws IOException {
            if (isJudgedNext) {
                file.renameTo(target);
            } else {
                file.moveTo(target);
            }
        }

        private void sync(Path names) {
            if (!isJudgedNext) {
                DurableFile.syncNames(names);
            }
        }

        private void place(Path target, Layer layer) throws IOException {
            beforeChange.accept(unfinished);
            // Asked before there is a second name, because giving one is a change to the file system.
            boolean good = !isJudgedNext && holds(layer.blob(), layer.descriptor());
            try (DurableFile file = DurableFile.ofSame(unfinished, layer.blob())) {
                boolean same = good && Files.isSameFile(file.path(), layer.blob());
                if (!isJudgedNext && !same && !holds(file.path(), layer.descriptor())) {
                    throw new IOException(
                            "the file of layer " + layer.descriptor().digest() + " has changed since it was written");
                }
                beforeChange.accept(target);
                finish(file, target);
                if (!isJudgedNext) {
                    checked.note(target, layer.descriptor().digest());
                }
            }
        }

        private void delete(Path file) throws IOException {
            beforeChange.accept(file);
            Files.deleteIfExists(file);
        }

        /** Also removes what an interrupted writer left behind. */
        private void deleteUnfinished() throws IOException {
            if (Files.isDirectory(unfinished)) {
                try (Stream<Path> left = Files.list(unfinished)) {
                    for (Path file : left.toList()) {
                        delete(file);
                    }
                }
                delete(unfinished);
            }
        }

        private void deleteUnnamedBlobs() throws IOException {
            try (Stream<Path> present = Files.list(blobs)) {
                for (Path blob : present.toList()) {
                    if (!named.contains(blob.getFileName().toString())) {
                        delete(blob);
                    }
                }
            }
        }
    }

    private boolean holds(Path file, Descriptor expected) throws IOException {
        return Files.isRegularFile(file)
                && Files.size(file) == expected.size()
                && checked.holds(file, expected.digest());
    }

    /** The failure of a write, in plain words. */
    static BuildFailure failure(Path directory, IOException cause) {
        String message = String.valueOf(cause.getMessage());
        String lower = message.toLowerCase(Locale.ROOT);
        BuildFailure.Facts failure =
                BuildFailure.ofWorld("cannot write the image to " + directory).causedBy(cause);
        if (lower.contains("no space left") || lower.contains("not enough space") || lower.contains("quota exceeded")) {
            return failure.because("the disk is full; the image that was there before is unchanged")
                    .remedy("free some space and run the build again");
        }
        if (cause instanceof AccessDeniedException || lower.contains("permission denied")) {
            return failure.because("no permission to write " + message)
                    .remedy("make the directory writable for the user who runs the build");
        }
        return failure.because(message).remedy("run mvn clean package; if it stays, look at the disk");
    }

    static byte[] layoutVersion() {
        return Json.bytes(Json.object().put("imageLayoutVersion", "1.0.0"));
    }

    static byte[] indexJson(Descriptor... roots) {
        return indexJson(Map.of(), roots);
    }

    private static byte[] indexJson(Map<String, String> annotations, Descriptor... roots) {
        ObjectNode json = Json.object();
        json.put("schemaVersion", 2);
        json.put("mediaType", MediaType.INDEX);
        var manifests = json.putArray("manifests");
        for (Descriptor root : roots) {
            manifests.add(root.toJson());
        }
        Json.putAll(json, "annotations", annotations);
        return Json.bytes(json);
    }

    static Map<String, String> names(Optional<ImageReference> name) {
        Map<String, String> annotations = new TreeMap<>();
        name.ifPresent(reference -> {
            annotations.put(CONTAINERD_NAME, reference.toString());
            reference.tag().ifPresent(tag -> annotations.put(REFERENCE_NAME, tag));
        });
        return annotations;
    }
}
