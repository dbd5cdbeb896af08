package io.github.sosapp.base.image;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sosapp.image.Descriptor;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.Json;
import io.github.sosapp.image.MediaType;
import io.github.sosapp.testing.FakeRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The documents of images as other tools write them, put together by hand and with whatever is wrong with them. */
final class HandmadeImage {

    static final String GZIP = MediaType.LAYER_GZIP;

    private final Map<Digest, byte[]> manifests = new LinkedHashMap<>();
    private final Map<Digest, String> types = new LinkedHashMap<>();
    private final Map<Digest, byte[]> blobs = new LinkedHashMap<>();
    private byte[] root = new byte[0];
    private String rootType = "";

    /** The configuration of an image for {@code os/architecture[/variant]} with the layers of these contents. */
    static ObjectNode config(String platform, String... layers) {
        String[] words = platform.split("/");
        ObjectNode config = Json.object().put("architecture", words[1]).put("os", words[0]);
        if (words.length == 3) {
            config.put("variant", words[2]);
        }
        config.putObject("config").putArray("Env").add("PATH=/usr/bin");
        var diffIds = config.putObject("rootfs").put("type", "layers").putArray("diff_ids");
        for (String layer : layers) {
            diffIds.add(digest("tar of " + layer).toString());
        }
        return config;
    }

    static Digest digest(String content) {
        return Digest.of(content.getBytes(StandardCharsets.UTF_8));
    }

    static ObjectNode descriptor(String mediaType, byte[] content) {
        return Descriptor.of(mediaType, content).toJson();
    }

    /** A manifest of an image whose layers, {@code mediaType content}, need not be layers at all. */
    ObjectNode manifest(String mediaType, String configType, ObjectNode config, String... layers) {
        byte[] configBytes = Json.bytes(config);
        blobs.put(Digest.of(configBytes), configBytes);
        ObjectNode manifest = Json.object().put("schemaVersion", 2).put("mediaType", mediaType);
        manifest.set("config", descriptor(configType, configBytes));
        var array = manifest.putArray("layers");
        for (String layer : layers) {
            String[] typeAndContent = layer.split(" ", 2);
            byte[] content = typeAndContent[1].getBytes(StandardCharsets.UTF_8);
            blobs.put(Digest.of(content), content);
            array.add(descriptor(typeAndContent[0], content));
        }
        return manifest;
    }

    /** An OCI manifest with gzip layers. */
    ObjectNode manifest(ObjectNode config, String... layers) {
        List<String> typed = new ArrayList<>();
        for (String layer : layers) {
            typed.add(GZIP + " " + layer);
        }
        return manifest(MediaType.MANIFEST, MediaType.CONFIG, config, typed.toArray(String[]::new));
    }

    /** The entry of an index for a manifest, with a platform unless it is empty. */
    ObjectNode child(ObjectNode manifest, String platform) {
        byte[] bytes = Json.bytes(manifest);
        String type = manifest.path("mediaType").asText();
        manifests.put(Digest.of(bytes), bytes);
        types.put(Digest.of(bytes), type);
        ObjectNode child = descriptor(type, bytes);
        if (!platform.isEmpty()) {
            String[] words = platform.split("/");
            ObjectNode node =
                    child.putObject("platform").put("architecture", words[1]).put("os", words[0]);
            if (words.length == 3) {
                node.put("variant", words[2]);
            }
        }
        return child;
    }

    HandmadeImage index(String mediaType, ObjectNode... children) {
        ObjectNode index = Json.object().put("schemaVersion", 2).put("mediaType", mediaType);
        var array = index.putArray("manifests");
        for (ObjectNode child : children) {
            array.add(child);
        }
        return root(index);
    }

    HandmadeImage root(ObjectNode document) {
        root = Json.bytes(document);
        rootType = document.path("mediaType").asText(MediaType.MANIFEST);
        manifests.put(digest(), root);
        types.put(digest(), rootType);
        return this;
    }

    Digest digest() {
        return Digest.of(root);
    }

    /** Into a registry under a tag; only documents and configurations, so that every use of a layer is noticed. */
    HandmadeImage into(FakeRegistry registry, String repository, String tag) {
        manifests.forEach((digest, bytes) ->
                registry.content().swapManifest(repository, digest.toString(), types.get(digest), bytes));
        registry.content().swapManifest(repository, tag, rootType, root);
        blobs.values().forEach(bytes -> registry.content().putBlob(repository, bytes));
        return this;
    }

    /** As an OCI layout on disk, under a name. */
    HandmadeImage into(Path directory, String name) {
        try {
            Path files = Files.createDirectories(directory.resolve("blobs/sha256"));
            for (Map<Digest, byte[]> all : List.of(manifests, blobs)) {
                for (var blob : all.entrySet()) {
                    Files.write(files.resolve(blob.getKey().hex()), blob.getValue());
                }
            }
            Path indexFile = directory.resolve("index.json");
            ObjectNode index = Files.exists(indexFile)
                    ? Json.parse(Files.readAllBytes(indexFile))
                    : Json.object().put("schemaVersion", 2);
            ObjectNode entry = descriptor(rootType, root);
            entry.putObject("annotations").put("org.opencontainers.image.ref.name", name);
            index.withArray("manifests").add(entry);
            Files.write(indexFile, Json.bytes(index));
            Files.writeString(directory.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
