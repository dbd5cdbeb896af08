package io.github.sosapp.engine.docker;

import com.fasterxml.jackson.databind.JsonNode;
import io.airlift.compress.MalformedInputException;
import io.airlift.compress.zstd.ZstdInputStream;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.ImageConfig;
import io.github.sosapp.image.Json;
import io.github.sosapp.image.layer.LayerEntry;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * An image as an engine saves it: an archive of archives (moby image/spec/v1.2.md "Combined Image JSON + Filesystem
 * Changeset Format"), or of an OCI layout (image-spec, image-layout.md) with one image. It is kept as it comes, in one file
 * that is never unpacked, and read in place.
 */
final class SavedImage implements AutoCloseable {

    private static final long LARGEST_DOCUMENT = 8 << 20;
    private static final int DEEPEST_INDEX = 3;
    private static final String MANIFEST = "manifest.json";
    private static final String ATTESTATION = "vnd.docker.reference.type";

    /** First two bytes of a stream of gzip (RFC 1952, section 2.3.1) and of zstd (RFC 8878, section 3.1.1). */
    private static final int GZIP_MAGIC = 0x1f8b;

    private static final int ZSTD_MAGIC = 0x28b5;

    private final Path directory;
    private final FileChannel archive;
    private final List<FileChannel> unpacked = new ArrayList<>();
    private final Map<String, FileRegion> files = new HashMap<>();
    private final Map<String, String> links = new HashMap<>();
    private ImageConfig config;
    private List<LayerNames.Line> history;
    private List<String> layerNames;

    private SavedImage(Path directory, FileChannel archive) {
        this.directory = directory;
        this.archive = archive;
    }

    /**
     * Takes an archive in.
     *
     * @param directory that the file is put into until {@link #close}
     * @throws IOException in plain words when it is not an archive of one image
     */
    static SavedImage read(InputStream stream, Path directory) throws IOException {
        SavedImage image = new SavedImage(directory, temporary(directory));
        try {
            copy(stream, image.archive);
            image.index();
            image.readDocuments();
            return image;
        } catch (IOException | RuntimeException e) {
            image.close();
            throw e;
        }
    }

    /**
     * Reads an archive where it lies. The file is deleted by {@link #close}.
     *
     * @param directory for layers that have to be unpacked
     * @throws IOException in plain words when it is not an archive of one image
     */
    static SavedImage open(Path file, Path directory) throws IOException {
        SavedImage image = new SavedImage(
                directory, FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.DELETE_ON_CLOSE));
        try {
            image.index();
            image.readDocuments();
            return image;
        } catch (IOException | RuntimeException e) {
            image.close();
            throw e;
        }
    }

    private static FileChannel temporary(Path directory) throws IOException {
        Files.createDirectories(directory);
        Path file = Files.createTempFile(directory, "engine", ".tar");
        return FileChannel.open(
                file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
    }

    private static void copy(InputStream stream, FileChannel target) throws IOException {
        OutputStream out = java.nio.channels.Channels.newOutputStream(target);
        byte[] buffer = new byte[1 << 18];
        for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
            out.write(buffer, 0, count);
        }
    }

    private void index() throws IOException {
        FileRegion whole = new FileRegion(archive, 0, archive.size());
        try (CountedInput in = new CountedInput(new BufferedInputStream(whole.open(), 1 << 16));
                TarArchiveInputStream tar = new TarArchiveInputStream(in)) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                String name = normal(entry.getName());
                if (entry.isSymbolicLink()) {
                    links.put(name, normal(parent(name) + entry.getLinkName()));
                } else if (entry.isLink()) {
                    links.put(name, normal(entry.getLinkName()));
                } else if (entry.isFile()) {
                    files.put(name, new FileRegion(archive, in.count(), entry.getSize()));
                }
            }
        }
    }

    private void readDocuments() throws IOException {
        layerNames = new ArrayList<>();
        byte[] bytes = files.containsKey("/" + MANIFEST) || links.containsKey("/" + MANIFEST)
                ? savedByEngine()
                : savedAsLayout();
        config = ImageConfig.parse(bytes);
        if (layerNames.size() != config.diffIds().size()) {
            throw new IOException("the engine saved " + layerNames.size() + " layers of "
                    + config.diffIds().size());
        }
        history = new ArrayList<>();
        Json.parse(bytes)
                .path("history")
                .forEach(line -> history.add(new LayerNames.Line(
                        line.path("created_by").asText(""),
                        !line.path("empty_layer").asBoolean(false))));
    }

    private byte[] savedByEngine() throws IOException {
        JsonNode manifest = Json.parseArray(document(MANIFEST)).path(0);
        manifest.path("Layers").forEach(layer -> layerNames.add(layer.asText()));
        return document(manifest.path("Config").asText());
    }

    private byte[] savedAsLayout() throws IOException {
        JsonNode document = Json.parse(document("index.json"));
        for (int depth = 0; depth < DEEPEST_INDEX && document.has("manifests"); depth++) {
            List<JsonNode> manifests = new ArrayList<>();
            document.path("manifests").forEach(manifest -> {
                // Attestations of BuildKit stand beside the image that they are about, as images for unknown/unknown.
                if (!manifest.path("annotations").has(ATTESTATION)) {
                    manifests.add(manifest);
                }
            });
            if (manifests.size() != 1) {
                throw new IOException("the archive has " + manifests.size() + " images instead of one");
            }
            document = Json.parse(document(blob(manifests.get(0))));
        }
        document.path("layers").forEach(layer -> layerNames.add(blob(layer)));
        return document(blob(document.path("config")));
    }

    private static String blob(JsonNode descriptor) {
        return "blobs/" + descriptor.path("digest").asText().replace(':', '/');
    }

    private byte[] document(String name) throws IOException {
        FileRegion region = region(name);
        if (region.size() > LARGEST_DOCUMENT) {
            throw new IOException("the engine saved a document of " + region.size() + " bytes");
        }
        try (InputStream in = region.open()) {
            return in.readAllBytes();
        }
    }

    private FileRegion region(String name) throws IOException {
        String path = normal(name);
        for (int i = 0; i < 8 && links.containsKey(path); i++) {
            path = links.get(path);
        }
        FileRegion region = files.get(path);
        if (region == null) {
            throw new IOException("the engine saved an image without its part " + name);
        }
        return region;
    }

    /** As the engine wrote it. */
    ImageConfig config() {
        return config;
    }

    /** What made the image, as the engine has it, from bottom to top; empty when it does not fit the layers. */
    List<LayerNames.Line> history() {
        long layers = history.stream().filter(LayerNames.Line::isLayer).count();
        return layers == layerNames.size() ? List.copyOf(history) : List.of();
    }

    /**
     * The entries of a layer, whose content can be read until {@link #close}.
     *
     * @param leftOut names of files and directories that are no part of the image, in whatever directory they are
     * @throws IOException in plain words when the layer is not what the configuration says, or has what no layer of ours can
     */
    List<LayerEntry> entries(int layer, Set<String> leftOut) throws IOException {
        FileRegion region = plain(region(layerNames.get(layer)));
        Digest digest;
        try (InputStream in = region.open()) {
            digest = Digest.of(in);
        }
        if (!digest.equals(config.diffIds().get(layer))) {
            throw new IOException("the engine saved a layer with other bytes than its configuration says");
        }
        return new SavedLayer(region, leftOut).entries();
    }

    // A tar archive begins with a name, and no name begins so: the first byte of gzip is no text, and of zstd the
    // second.
    private FileRegion plain(FileRegion region) throws IOException {
        int magic;
        try (InputStream in = region.open()) {
            magic = in.read() << 8 | in.read();
        }
        if (magic != GZIP_MAGIC && magic != ZSTD_MAGIC) {
            return region;
        }
        FileChannel target = temporary(directory);
        unpacked.add(target);
        InputStream packed = new BufferedInputStream(region.open(), 1 << 16);
        try (InputStream in =
                magic == GZIP_MAGIC ? new GZIPInputStream(packed, 1 << 16) : new ZstdInputStream(packed)) {
            copy(in, target);
        } catch (MalformedInputException e) {
            throw new IOException("the engine saved a layer that cannot be decompressed", e);
        }
        return new FileRegion(target, 0, target.size());
    }

    private static String parent(String name) {
        return name.substring(0, name.lastIndexOf('/') + 1);
    }

    private static String normal(String name) {
        return Path.of("/").resolve(name).normalize().toString().replace('\\', '/');
    }

    @Override
    public void close() throws IOException {
        for (FileChannel channel : unpacked) {
            channel.close();
        }
        archive.close();
    }
}
