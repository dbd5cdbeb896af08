package io.github.sosapp.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An image index (image-spec, image-index.md): its bytes, and the manifests that they name. */
public final class ImageIndex {

    private final byte[] bytes;
    private final List<Descriptor> manifests;

    private ImageIndex(byte[] bytes, List<Descriptor> manifests) {
        this.bytes = bytes;
        this.manifests = List.copyOf(manifests);
    }

    /** An index of the manifests in the order given. */
    public static ImageIndex of(List<Descriptor> manifests, Map<String, String> annotations) {
        ObjectNode json = Json.object();
        json.put("schemaVersion", 2);
        json.put("mediaType", MediaType.INDEX);
        var array = json.putArray("manifests");
        manifests.forEach(manifest -> array.add(manifest.toJson()));
        Json.putAll(json, "annotations", new java.util.TreeMap<>(annotations));
        return new ImageIndex(Json.bytes(json), manifests);
    }

    /**
     * Reads an index; its bytes are kept as they are.
     *
     * @throws IOException when the bytes are not an image index
     */
    public static ImageIndex parse(byte[] bytes) throws IOException {
        JsonNode json = Json.parse(bytes);
        if (!json.path("manifests").isArray()) {
            throw new IOException("not an image index: it has no list of manifests");
        }
        try {
            List<Descriptor> manifests = new ArrayList<>();
            json.get("manifests").forEach(manifest -> manifests.add(Descriptor.fromJson(manifest)));
            return new ImageIndex(bytes.clone(), manifests);
        } catch (IllegalArgumentException e) {
            throw new IOException("not an image index: " + e.getMessage(), e);
        }
    }

    /** The document as it is written; a copy. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** In the order of the index. */
    public List<Descriptor> manifests() {
        return manifests;
    }
}
