package io.github.sosapp.testing;

import io.github.sosapp.image.Descriptor;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.Json;
import io.github.sosapp.image.Manifest;
import io.github.sosapp.image.MediaType;
import io.github.sosapp.image.Platform;
import io.github.sosapp.image.layout.ImageLayout;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/** Writes small but complete image layouts by hand, independently of the plugin's own writer. */
public final class Layouts {

    private Layouts() {}

    /** An image with one manifest; each layer holds one file of {@code layerSize} random bytes. */
    public static ImageLayout single(Path directory, long seed, int layers, int layerSize) {
        return write(directory, seed, layers, layerSize, List.of(Platform.LINUX_AMD64));
    }

    /** An image with an index over two platforms that share their first layer. */
    public static ImageLayout twoPlatforms(Path directory, long seed, int layers, int layerSize) {
        return write(directory, seed, layers, layerSize, List.of(Platform.LINUX_AMD64, Platform.LINUX_ARM64));
    }

    /** As {@link #single}, with annotations of its manifest. */
    public static ImageLayout annotated(
            Path directory, long seed, int layers, int layerSize, Map<String, String> annotations) {
        return write(directory, seed, layers, layerSize, List.of(Platform.LINUX_AMD64), annotations);
    }

    private static ImageLayout write(Path directory, long seed, int layers, int layerSize, List<Platform> platforms) {
        return write(directory, seed, layers, layerSize, platforms, Map.of());
    }

    private static ImageLayout write(
            Path directory,
            long seed,
            int layers,
            int layerSize,
            List<Platform> platforms,
            Map<String, String> annotations) {
        try {
            Files.createDirectories(directory.resolve("blobs/sha256"));
            Files.writeString(directory.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
            List<Descriptor> manifests = new ArrayList<>();
            for (Platform platform : platforms) {
                manifests.add(image(directory, seed, layers, layerSize, platform, annotations)
                        .withPlatform(platform));
            }
            Descriptor root = manifests.get(0);
            if (platforms.size() > 1) {
                root = put(directory, MediaType.INDEX, index(manifests));
            }
            Files.write(directory.resolve("index.json"), index(List.of(root)));
            return ImageLayout.open(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Descriptor image(
            Path directory, long seed, int layers, int layerSize, Platform platform, Map<String, String> annotations)
            throws IOException {
        List<Descriptor> blobs = new ArrayList<>();
        List<String> diffIds = new ArrayList<>();
        for (int i = 0; i < layers; i++) {
            Random random = new Random(seed * 1000 + i + (i == 0 ? 0 : platform.hashCode()));
            byte[] content = new byte[layerSize];
            random.nextBytes(content);
            byte[] tar = tar("file-" + i, content);
            diffIds.add(Digest.of(tar).toString());
            blobs.add(put(directory, MediaType.LAYER_GZIP, gzip(tar)));
        }
        var config = Json.object();
        config.put("architecture", platform.architecture());
        config.put("os", platform.os());
        config.putObject("config").putObject("Labels").put("seed", Long.toString(seed));
        var rootfs = config.putObject("rootfs").put("type", "layers");
        diffIds.forEach(rootfs.putArray("diff_ids")::add);
        Descriptor configBlob = put(directory, MediaType.CONFIG, Json.bytes(config));
        return put(
                directory,
                MediaType.MANIFEST,
                Manifest.of(configBlob, blobs, annotations).bytes());
    }

    private static byte[] index(List<Descriptor> manifests) {
        var json = Json.object();
        json.put("schemaVersion", 2);
        json.put("mediaType", MediaType.INDEX);
        var array = json.putArray("manifests");
        manifests.forEach(manifest -> array.add(manifest.toJson()));
        return Json.bytes(json);
    }

    private static Descriptor put(Path directory, String mediaType, byte[] content) throws IOException {
        Descriptor descriptor = Descriptor.of(mediaType, content);
        Files.write(
                directory.resolve("blobs/sha256").resolve(descriptor.digest().hex()), content);
        return descriptor;
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(content);
        }
        return bytes.toByteArray();
    }

    private static byte[] tar(String name, byte[] content) {
        byte[] tar = new byte[512 + (content.length + 511) / 512 * 512 + 1024];
        ascii(tar, 0, name);
        ascii(
                tar,
                100,
                "0000644\0" + "0000000\0" + "0000000\0" + String.format("%011o\0", content.length) + "00000000000\0"
                        + "        " + "0");
        ascii(tar, 257, "ustar\0" + "00");
        int sum = 0;
        for (int i = 0; i < 512; i++) {
            sum += tar[i] & 0xff;
        }
        ascii(tar, 148, String.format("%06o\0 ", sum));
        System.arraycopy(content, 0, tar, 512, content.length);
        return tar;
    }

    private static void ascii(byte[] target, int offset, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, target, offset, bytes.length);
    }
}
