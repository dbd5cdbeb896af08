package io.github.sosapp.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An image manifest (image-spec, manifest.md): its bytes, and what they say. */
public final class Manifest {

    private final byte[] bytes;
    private final Descriptor config;
    private final List<Descriptor> layers;

    private Manifest(byte[] bytes, Descriptor config, List<Descriptor> layers) {
        this.bytes = bytes;
        this.config = config;
        this.layers = List.copyOf(layers);
    }

    public static Manifest of(Descriptor config, List<Descriptor> layers, Map<String, String> annotations) {
        ObjectNode json = Json.object();
        json.put("schemaVersion", 2);
        json.put("mediaType", MediaType.MANIFEST);
        json.set("config", config.toJson());
        var array = json.putArray("layers");
        layers.forEach(layer -> array.add(layer.toJson()));
        Json.putAll(json, "annotations", annotations);
        return new Manifest(Json.bytes(json), config, layers);
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
            return new Manifest(bytes.clone(), Descriptor.fromJson(json.path("config")), layers);
        } catch (IllegalArgumentException e) {
            throw new IOException("not an image manifest: " + e.getMessage(), e);
        }
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    public Descriptor config() {
        return config;
    }

    public List<Descriptor> layers() {
        return layers;
    }
}
