package io.github.sosapp.image.layout;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Descriptor;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.ImageConfig;
import io.github.sosapp.image.ImageIndex;
import io.github.sosapp.image.Json;
import io.github.sosapp.image.Manifest;
import io.github.sosapp.image.MediaType;
import io.github.sosapp.image.layout.LayoutSummary.LayerSummary;
import io.github.sosapp.image.layout.LayoutSummary.PlatformSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * Judges a layout by the specification alone: every digest, size, media type and name is computed again from the bytes.
 * Knows nothing of who wrote them. Layers may be absent when the layout says which repository has them; their diffIDs and
 * what they might have in the way of other layers are then not known, and only the registry can prove them.
 */
public final class LayoutCheck {

    private static final int MOST_THREADS = 4;
    private static final long LARGEST_DOCUMENT = 16 << 20;

    private record Image(Descriptor descriptor, Manifest manifest, ImageConfig config) {}

    private final Path directory;
    private final LayerScans known;
    private final ImageLayout layout;
    private final List<Image> images = new ArrayList<>();
    private final Set<String> named = new HashSet<>();
    private final Map<Digest, Descriptor> layers = new LinkedHashMap<>();

    private LayoutCheck(Path directory, LayerScans known) {
        this.directory = directory;
        this.known = known;
        this.layout = ImageLayout.open(directory);
    }

    /**
     * Reads everything that the layout holds, layers in parallel.
     *
     * @throws BuildFailure naming the blob that is not what it should be
     */
    public static LayoutSummary verify(Path directory) {
        return verify(directory, LayerScans.none());
    }

    /**
     * Reads everything except layers that are known.
     *
     * @throws BuildFailure naming the blob that is not what it should be
     */
    public static LayoutSummary verify(Path directory, LayerScans known) {
        LayoutCheck check = new LayoutCheck(directory, known);
        check.readDocuments();
        check.refuseUnnamedBlobs();
        return check.judgeImages();
    }

    /**
     * Reads everything that belongs to the image; an interrupted build may have left blobs beside it.
     *
     * @throws BuildFailure naming the blob that is not what it should be
     */
    public static LayoutSummary verifyImage(Path directory) {
        LayoutCheck check = new LayoutCheck(directory, LayerScans.none());
        check.readDocuments();
        return check.judgeImages();
    }

    /**
     * Reads the documents and looks whether the layers are there in the right size; whether anything was changed by a
     * mishap, not by malice.
     *
     * @throws BuildFailure naming the blob that is not what it should be
     */
    public static ImageLayout quick(Path directory) {
        LayoutCheck check = new LayoutCheck(directory, LayerScans.none());
        check.readDocuments();
        return check.layout;
    }

    private LayoutSummary judgeImages() {
        Map<Digest, LayerScan> scans = scanLayers();
        List<PlatformSummary> platforms =
                images.stream().map(image -> judge(image, scans)).toList();
        return new LayoutSummary(layout.root().digest(), platforms);
    }

    private void readDocuments() {
        readVersion();
        Descriptor root = layout.root();
        if (root.mediaType().equals(MediaType.INDEX)) {
            readIndex(root);
        } else {
            readImage(root);
        }
    }

    private void readVersion() {
        try {
            byte[] version = Files.readAllBytes(directory.resolve("oci-layout"));
            String text = Json.parse(version).path("imageLayoutVersion").asText();
            if (!text.equals("1.0.0")) {
                throw damaged("its layout version is " + text + ", not 1.0.0");
            }
        } catch (IOException e) {
            throw ImageLayout.damaged(directory, "its file oci-layout is missing or cannot be read", e);
        }
    }

    private void readIndex(Descriptor root) {
        byte[] bytes = document(root);
        try {
            Set<String> platforms = new HashSet<>();
            for (Descriptor manifest : ImageIndex.parse(bytes).manifests()) {
                String platform = manifest.platform()
                        .orElseThrow(
                                () -> damaged("its index names manifest " + manifest.digest() + " without a platform"))
                        .toString();
                if (!platforms.add(platform)) {
                    throw damaged("its index has two manifests for " + platform);
                }
                readImage(manifest);
            }
        } catch (IOException e) {
            throw ImageLayout.damaged(directory, "blob " + root.digest() + " is not an image index", e);
        }
    }

    private void readImage(Descriptor descriptor) {
        expect(descriptor, MediaType.MANIFEST);
        byte[] bytes = document(descriptor);
        try {
            Manifest manifest = Manifest.parse(bytes);
            expect(manifest.config(), MediaType.CONFIG);
            ImageConfig config = readConfig(descriptor, manifest.config());
            if (config.diffIds().size() != manifest.layers().size()) {
                throw damaged("manifest " + descriptor.digest() + " has "
                        + manifest.layers().size() + " layers, its configuration names "
                        + config.diffIds().size());
            }
            manifest.layers().forEach(this::lookAtLayer);
            images.add(new Image(descriptor, manifest, config));
        } catch (IOException e) {
            throw ImageLayout.damaged(directory, "blob " + descriptor.digest() + " is not an image manifest", e);
        }
    }

    private ImageConfig readConfig(Descriptor manifest, Descriptor descriptor) {
        byte[] bytes = document(descriptor);
        try {
            ImageConfig config = ImageConfig.parse(bytes);
            manifest.platform()
                    .filter(platform -> !platform.equals(config.platform()))
                    .ifPresent(platform -> {
                        throw damaged("manifest " + manifest.digest() + " is said to be for " + platform
                                + ", its configuration is for " + config.platform());
                    });
            return config;
        } catch (IOException e) {
            throw ImageLayout.damaged(directory, "blob " + descriptor.digest() + " is not an image configuration", e);
        }
    }

    private void lookAtLayer(Descriptor layer) {
        if (!LayerScan.isKnown(layer.mediaType())) {
            throw damaged("layer " + layer.digest() + " has the unknown media type " + layer.mediaType());
        }
        named.add(layer.digest().hex());
        if (isHere(layer)) {
            lookAt(layer);
        }
        Descriptor before = layers.putIfAbsent(layer.digest(), layer);
        if (before != null && !before.mediaType().equals(layer.mediaType())) {
            throw damaged("layer " + layer.digest() + " has two media types: " + before.mediaType() + " and "
                    + layer.mediaType());
        }
    }

    private boolean isHere(Descriptor layer) {
        return !layout.elsewhere().containsKey(layer.digest())
                || Files.exists(layout.blob(layer.digest()), LinkOption.NOFOLLOW_LINKS);
    }

    private void expect(Descriptor descriptor, String mediaType) {
        if (!descriptor.mediaType().equals(mediaType)) {
            throw damaged("blob " + descriptor.digest() + " has the media type " + descriptor.mediaType() + " where "
                    + mediaType + " belongs");
        }
    }

    private Path lookAt(Descriptor descriptor) {
        named.add(descriptor.digest().hex());
        Path blob = layout.blob(descriptor.digest());
        if (!Files.isRegularFile(blob, LinkOption.NOFOLLOW_LINKS)) {
            throw damaged("blob " + descriptor.digest() + " is missing");
        }
        try {
            long size = Files.size(blob);
            if (size != descriptor.size()) {
                throw damaged(
                        "blob " + descriptor.digest() + " has " + size + " bytes, " + descriptor.size() + " are named");
            }
        } catch (IOException e) {
            throw unreadable(descriptor.digest(), e);
        }
        return blob;
    }

    private byte[] document(Descriptor descriptor) {
        Path blob = lookAt(descriptor);
        if (descriptor.size() > LARGEST_DOCUMENT) {
            throw damaged("blob " + descriptor.digest() + " is too large for a document");
        }
        try {
            byte[] bytes = Files.readAllBytes(blob);
            refuseOtherDigest(descriptor.digest(), Digest.of(bytes));
            String mediaType = Json.parse(bytes).path("mediaType").asText(descriptor.mediaType());
            if (!mediaType.equals(descriptor.mediaType())) {
                throw damaged("blob " + descriptor.digest() + " calls itself " + mediaType + ", its descriptor says "
                        + descriptor.mediaType());
            }
            return bytes;
        } catch (IOException e) {
            throw unreadable(descriptor.digest(), e);
        }
    }

    private void refuseOtherDigest(Digest expected, Digest found) {
        if (!found.equals(expected)) {
            throw damaged("blob " + expected + " was altered: its content has the digest " + found);
        }
    }

    private void refuseUnnamedBlobs() {
        try (Stream<Path> blobs = Files.list(directory.resolve("blobs").resolve("sha256"))) {
            blobs.map(blob -> blob.getFileName().toString())
                    .filter(name -> !named.contains(name))
                    .sorted()
                    .findFirst()
                    .ifPresent(name -> {
                        throw damaged("nothing names blob " + name);
                    });
        } catch (IOException e) {
            throw ImageLayout.damaged(directory, "its directory of blobs cannot be read", e);
        }
    }

    private Map<Digest, LayerScan> scanLayers() {
        int threads = Math.max(1, Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors()));
        ExecutorService pool = Executors.newFixedThreadPool(threads, work -> {
            Thread thread = new Thread(work, "sos-check-layer");
            thread.setDaemon(true);
            return thread;
        });
        try {
            Map<Digest, Future<LayerScan>> running = new LinkedHashMap<>();
            layers.values().stream()
                    .filter(this::isHere)
                    .forEach(layer -> running.put(layer.digest(), pool.submit(() -> scan(layer))));
            Map<Digest, LayerScan> scans = new LinkedHashMap<>();
            for (var entry : running.entrySet()) {
                scans.put(entry.getKey(), entry.getValue().get());
            }
            return scans;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof BuildFailure failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw BuildFailure.ofWorld("the check of " + directory + " was interrupted")
                    .remedy("run the build again");
        } finally {
            pool.shutdownNow();
        }
    }

    private LayerScan scan(Descriptor layer) {
        try {
            LayerScan scan = known.scan(layout.blob(layer.digest()), layer);
            refuseOtherDigest(layer.digest(), scan.digest());
            return scan;
        } catch (IOException e) {
            throw unreadable(layer.digest(), e);
        }
    }

    private PlatformSummary judge(Image image, Map<Digest, LayerScan> scans) {
        List<ImageConfig.LayerLine> lines = image.config().layers();
        List<ImageConfig.LayerLine> scanned = new ArrayList<>();
        List<LayerScan> ordered = new ArrayList<>();
        List<LayerSummary> summaries = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            Descriptor layer = image.manifest().layers().get(i);
            LayerScan scan = scans.get(layer.digest());
            if (scan == null) {
                summaries.add(LayerSummary.elsewhere(
                        lines.get(i), layer, layout.elsewhere().get(layer.digest())));
                continue;
            }
            if (!scan.diffId().equals(lines.get(i).diffId())) {
                throw damaged("layer " + layer.digest() + " unpacks to " + scan.diffId() + ", the configuration says "
                        + lines.get(i).diffId());
            }
            scanned.add(lines.get(i));
            ordered.add(scan);
            summaries.add(new LayerSummary(
                    lines.get(i).name(), layer.digest(), scan.diffId(), layer.size(), scan.uncompressedSize()));
        }
        NameClaims.check(scanned, ordered);
        return new PlatformSummary(
                image.config().platform(),
                image.descriptor().digest(),
                image.manifest().config().digest(),
                summaries);
    }

    // An altered blob fails to unpack before its digest is known; the digest is what the reader needs to hear.
    private BuildFailure unreadable(Digest digest, IOException cause) {
        try {
            refuseOtherDigest(digest, Digest.ofFile(layout.blob(digest)));
        } catch (IOException e) {
            return ImageLayout.damaged(directory, "blob " + digest + " cannot be read", e);
        }
        return ImageLayout.damaged(directory, "blob " + digest + " is malformed: " + cause.getMessage(), cause);
    }

    private BuildFailure damaged(String why) {
        return ImageLayout.damaged(directory, why, null);
    }
}
