package io.github.sosapp.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An image manifest (image-spec, manifest.md): its bytes, and what they say. */
public final class Manifest {

    private final byte[] bytes;
    private final Descriptor config;
    private final List<Descriptor> layers;
    private final Map<String, String> annotations;

    private Manifest(byte[] bytes, Descriptor config, List<Descriptor> layers, Map<String, String> annotations) {
        this.bytes = bytes;
        this.config = config;
        this.layers = List.copyOf(layers);
        this.annotations = Collections.unmodifiableMap(new TreeMap<>(annotations));
    }

    /** A manifest of OCI, written as this plugin does. */
    public static Manifest of(Descriptor config, List<Descriptor> layers, Map<String, String> annotations) {
        ObjectNode json = Json.object();
        json.put("schemaVersion", 2);
        json.put("mediaType", MediaType.MANIFEST);
        json.set("config", config.toJson());
        var array = json.putArray("layers");
        layers.forEach(layer -> array.add(layer.toJson()));
        Json.putAll(json, "annotations", annotations);
        return new Manifest(Json.bytes(json), config, layers, annotations);
    }

    /**
     * Reads a manifest; its bytes are kept as they are.
     *
     * @throws IOException when the bytes are not an image manifest
     */
    public static Manifest parse(byte[] bytes) throws IOException {
        try {
            JsonNode json = Json.parse(bytes);
            List<Descriptor> layers = new ArrayList<>();
            json.path("layers").forEach(layer -> layers.add(Descriptor.fromJson(layer)));
            Map<String, String> annotations = new TreeMap<>();
            json.path("annotations")
                    .properties()
                    .forEach(annotation -> annotations.put(
                            annotation.getKey(), annotation.getValue().asText()));
            return new Manifest(bytes.clone(), Descriptor.fromJson(json.path("config")), layers, annotations);
        } catch (IllegalArgumentException e) {
            throw new IOException("not an image manifest: " + e.getMessage(), e);
        }
    }

    /** The document as it was written or read; a copy. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** What names the configuration. */
    public Descriptor config() {
        return config;
    }

    /** From the bottom. */
    public List<Descriptor> layers() {
        return layers;
    }

    /** Sorted by their keys; empty when there are none. */
    public Map<String, String> annotations() {
        return annotations;
    }
}
