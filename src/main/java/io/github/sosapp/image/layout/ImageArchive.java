package io.github.sosapp.image.layout;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Descriptor;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.ImageConfig;
import io.github.sosapp.image.ImageReference;
import io.github.sosapp.image.Json;
import io.github.sosapp.image.Manifest;
import io.github.sosapp.image.MediaType;
import io.github.sosapp.image.Platform;
import io.github.sosapp.image.layer.FileContent;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * The image of one platform as a tar archive that is an OCI layout and a Docker archive at once: {@code manifest.json}
 * points at the same blobs, so that old engines and new ones load it. Nothing is kept in memory; the same image gives the
 * same bytes. Layers that the layout leaves out are fetched when the archive is opened, unless they are left out here too.
 */
public final class ImageArchive {

    private static final int BLOCK = 512;
    private static final String BLOBS = "blobs/sha256/";

    private final ImageLayout layout;
    private final Descriptor descriptor;
    private final Manifest manifest;
    private final ImageConfig config;
    private final List<ImageReference> tags;
    private final Predicate<Digest> leftOut;
    private final boolean plain;

    private ImageArchive(
            ImageLayout layout,
            Descriptor descriptor,
            Manifest manifest,
            ImageConfig config,
            List<ImageReference> tags,
            Predicate<Digest> leftOut,
            boolean plain) {
        this.layout = layout;
        this.descriptor = descriptor;
        this.manifest = manifest;
        this.config = config;
        this.tags = List.copyOf(tags);
        this.leftOut = leftOut;
        this.plain = plain;
    }

    /**
     * Prepares the archive of the layout's image for {@code platform}.
     *
     * @param tags the names that the image gets where it is loaded; may be empty
     * @throws BuildFailure when the image is not there for that platform
     */
    public static ImageArchive of(ImageLayout layout, Platform platform, List<ImageReference> tags) {
        List<String> others = new ArrayList<>();
        try {
            for (Descriptor descriptor : layout.manifests()) {
                Manifest manifest = layout.manifest(descriptor);
                ImageConfig config = ImageConfig.parse(
                        Files.readAllBytes(layout.blob(manifest.config().digest())));
                if (config.platform().equals(platform)) {
                    return new ImageArchive(layout, descriptor, manifest, config, tags, diffId -> false, false);
                }
                others.add(config.platform().toString());
            }
        } catch (IOException e) {
            throw ImageLayout.damaged(layout.directory(), "one of its documents cannot be read", e);
        }
        throw BuildFailure.ofUser("the image has no part for " + platform)
                .because("it was built for " + String.join(", ", others))
                .remedy("add " + platform + " to sos.platforms and build again");
    }

    /** The same archive without the layers whose diffID is accepted; for an engine that has them already. */
    public ImageArchive without(Predicate<Digest> diffIds) {
        return new ImageArchive(layout, descriptor, manifest, config, tags, diffIds, plain);
    }

    /**
     * A Docker archive only, with uncompressed layers; for engines that cannot read zstd. It is the same image: its
     * configuration names uncompressed layers.
     */
    public ImageArchive plain() {
        return new ImageArchive(layout, descriptor, manifest, config, tags, leftOut, true);
    }

    ImageConfig config() {
        return config;
    }

    /** Whether a layer is compressed with zstd. */
    public boolean hasZstd() {
        return manifest.layers().stream().anyMatch(layer -> layer.mediaType().equals(MediaType.LAYER_ZSTD));
    }

    /** Writes the archive; the stream stays open. */
    public void writeTo(OutputStream out) throws IOException {
        try (InputStream archive = open()) {
            archive.transferTo(out);
        }
    }

    /** The bytes of the archive; its files are opened one after the other while they are read. */
    public InputStream open() throws IOException {
        Map<String, FileContent> files = files();
        List<FileContent> parts = new ArrayList<>();
        parts.add(FileContent.of(header("blobs/", '5', 0)));
        parts.add(FileContent.of(header(BLOBS, '5', 0)));
        for (var file : files.entrySet()) {
            long size = file.getValue().size();
            parts.add(FileContent.of(header(file.getKey(), '0', size)));
            parts.add(file.getValue());
            parts.add(FileContent.of(new byte[(int) ((BLOCK - size % BLOCK) % BLOCK)]));
        }
        parts.add(FileContent.of(new byte[2 * BLOCK]));
        return oneAfterTheOther(parts);
    }

    private Map<String, FileContent> files() throws IOException {
        Map<String, FileContent> files = new LinkedHashMap<>();
        putBlob(files, manifest.config());
        for (int i = 0; i < manifest.layers().size(); i++) {
            if (!leftOut.test(config.diffIds().get(i))) {
                putLayer(files, i);
            }
        }
        if (plain) {
            files.put("manifest.json", FileContent.of(manifestJson()));
            return files;
        }
        putBlob(files, descriptor);
        files.put("index.json", FileContent.of(indexJson()));
        files.put("manifest.json", FileContent.of(manifestJson()));
        files.put("oci-layout", FileContent.of(LayoutWriter.layoutVersion()));
        return files;
    }

    private void putLayer(Map<String, FileContent> files, int index) throws IOException {
        Descriptor layer = manifest.layers().get(index);
        if (plain) {
            files.put(layerName(index), new Decompressed(layout.file(layer), layer));
        } else {
            putBlob(files, layer);
        }
    }

    private String layerName(int index) {
        Digest digest = plain
                ? config.diffIds().get(index)
                : manifest.layers().get(index).digest();
        return BLOBS + digest.hex();
    }

    private void putBlob(Map<String, FileContent> files, Descriptor blob) throws IOException {
        FileContent content = FileContent.of(layout.file(blob));
        if (content.size() != blob.size()) {
            throw new IOException("blob " + blob.digest() + " has another size than its descriptor says");
        }
        files.put(BLOBS + blob.digest().hex(), content);
    }

    // Engines that read OCI layouts know one name per descriptor, so every tag has its own.
    private byte[] indexJson() {
        Descriptor plain = descriptor.withPlatform(config.platform()).withAnnotations(Map.of());
        if (tags.isEmpty()) {
            return LayoutWriter.indexJson(plain);
        }
        return LayoutWriter.indexJson(tags.stream()
                .map(tag -> plain.withAnnotations(LayoutWriter.names(Optional.of(tag))))
                .toArray(Descriptor[]::new));
    }

    private byte[] manifestJson() {
        ObjectNode image = Json.object();
        image.put("Config", BLOBS + manifest.config().digest().hex());
        ArrayNode names = image.putArray("RepoTags");
        tags.forEach(tag -> names.add(tag.toString()));
        ArrayNode layers = image.putArray("Layers");
        IntStream.range(0, manifest.layers().size()).forEach(i -> layers.add(layerName(i)));
        return ("[" + new String(Json.bytes(image), StandardCharsets.UTF_8) + "]").getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] header(String name, char type, long size) {
        byte[] header = new byte[BLOCK];
        put(header, 0, name);
        put(header, 100, type == '5' ? "0000755\0" : "0000644\0");
        put(header, 108, "0000000\0");
        put(header, 116, "0000000\0");
        put(header, 124, size >> 33 == 0 ? String.format(Locale.ROOT, "%011o\0", size) : "");
        put(header, 136, "00000000000\0");
        put(header, 148, "        ");
        put(header, 156, String.valueOf(type));
        put(header, 257, "ustar\00000");
        if (size >> 33 != 0) {
            header[124] = (byte) 0x80;
            IntStream.range(0, 8).forEach(i -> header[135 - i] = (byte) (size >> 8 * i));
        }
        int sum = 0;
        for (byte value : header) {
            sum += value & 0xff;
        }
        put(header, 148, String.format(Locale.ROOT, "%06o\0 ", sum));
        return header;
    }

    private static void put(byte[] header, int offset, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, offset, bytes.length);
    }

    private static InputStream oneAfterTheOther(List<FileContent> parts) {
        Iterator<FileContent> left = parts.iterator();
        Enumeration<InputStream> streams = new Enumeration<>() {
            @Override
            public boolean hasMoreElements() {
                return left.hasNext();
            }

            @Override
            public InputStream nextElement() {
                try {
                    return left.next().open();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
        return new SequenceInputStream(streams) {
            // The inherited method opens every remaining file only to close it.
            @Override
            public void close() throws IOException {
                left.forEachRemaining(skipped -> {});
                super.close();
            }
        };
    }

    /** The tar archive inside a layer blob; its size costs a whole reading. */
    private record Decompressed(Path blob, Descriptor layer) implements FileContent {

        @Override
        public long size() throws IOException {
            try (InputStream content = open()) {
                return content.transferTo(OutputStream.nullOutputStream());
            }
        }

        @Override
        public InputStream open() throws IOException {
            return LayerScan.decompressed(
                    new BufferedInputStream(Files.newInputStream(blob), 1 << 16), layer.mediaType());
        }
    }

    /** The image's id in engines that know images by their configuration. */
    public Digest configDigest() {
        return manifest.config().digest();
    }

    /** The image's id in engines that know images by their manifest. */
    public Digest manifestDigest() {
        return descriptor.digest();
    }

    /** The digests of the uncompressed layers, from bottom to top. */
    public List<Digest> diffIds() {
        return config.diffIds();
    }

    /** The names that the image gets where it is loaded. */
    public List<ImageReference> tags() {
        return tags;
    }
}
