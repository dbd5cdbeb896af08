package io.github.sosapp.image.layout;

import io.airlift.compress.zstd.ZstdOutputStream;
import io.github.sosapp.image.Descriptor;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.ExecutionConfig;
import io.github.sosapp.image.ImageConfig;
import io.github.sosapp.image.ImageConfig.LayerLine;
import io.github.sosapp.image.MediaType;
import io.github.sosapp.image.Platform;
import io.github.sosapp.image.layer.Layer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Images made with other people's tar and gzip. A name that ends with a slash is a directory. */
public final class SampleImages {

    public static final Instant CREATED = Instant.parse("2026-11-21T00:00:00Z");

    private SampleImages() {}

    public static byte[] tar(String... names) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8")) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (String name : names) {
                byte[] content = ("content of " + name).getBytes(StandardCharsets.UTF_8);
                put(tar, name, content);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return bytes.toByteArray();
    }

    public static byte[] program(String name, byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8")) {
            put(tar, name, content);
        }
        return bytes.toByteArray();
    }

    private static void put(TarArchiveOutputStream tar, String name, byte[] content) throws IOException {
        TarArchiveEntry entry = name.contains(" -> ")
                ? new TarArchiveEntry(name.substring(0, name.indexOf(" -> ")), TarConstants.LF_SYMLINK)
                : new TarArchiveEntry(name, true);
        entry.setModTime(0);
        entry.setMode(0755);
        if (name.contains(" -> ")) {
            entry.setLinkName(name.substring(name.indexOf(" -> ") + 4));
            content = new byte[0];
        } else if (entry.isDirectory()) {
            content = new byte[0];
        }
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    public static Layer layer(Path directory, String mediaType, byte[] tar) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream out = switch (mediaType) {
            case MediaType.LAYER_ZSTD -> new ZstdOutputStream(compressed);
            case MediaType.LAYER_TAR -> compressed;
            default -> new GZIPOutputStream(compressed);
        }) {
            out.write(tar);
        }
        Descriptor descriptor = Descriptor.of(mediaType, compressed.toByteArray());
        Files.createDirectories(directory);
        Path blob = directory.resolve(descriptor.digest().hex());
        Files.write(blob, compressed.toByteArray());
        return new Layer(descriptor, Digest.of(tar), tar.length, blob);
    }

    public static Layer gzip(Path directory, String... names) throws IOException {
        return layer(directory, MediaType.LAYER_GZIP, tar(names));
    }

    public static PlatformImage image(Platform platform, Layer... layers) {
        return image(platform, ExecutionConfig.of("1001:1001", List.of("/app/service")), layers);
    }

    public static PlatformImage image(Platform platform, ExecutionConfig execution, Layer... layers) {
        List<LayerLine> lines = new ArrayList<>();
        for (Layer layer : layers) {
            lines.add(LayerLine.of("layer " + (lines.size() + 1), layer.diffId()));
        }
        return new PlatformImage(
                ImageConfig.of(platform, CREATED, execution, lines),
                List.of(layers),
                Map.of("example.level", "manifest"));
    }
}
