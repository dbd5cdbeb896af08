package io.github.sosapp.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Points at content by type, digest and size (image-spec, descriptor.md).
 *
 * @param size in bytes
 * @param platform empty unless the descriptor stands in an index and names one
 * @param annotations sorted by key; empty when there are none
 */
public record Descriptor(
        String mediaType, Digest digest, long size, Optional<Platform> platform, Map<String, String> annotations) {

    public Descriptor {
        if (size < 0) {
            throw new IllegalArgumentException("negative size: " + size);
        }
        annotations = Collections.unmodifiableMap(new TreeMap<>(annotations));
    }

    /** A descriptor without platform and annotations; the size is in bytes. */
    public static Descriptor of(String mediaType, Digest digest, long size) {
        return new Descriptor(mediaType, digest, size, Optional.empty(), Map.of());
    }

    /** Describes a document that is held in memory. */
    public static Descriptor of(String mediaType, byte[] content) {
        return of(mediaType, Digest.of(content), content.length);
    }

    /** The same for that platform. */
    public Descriptor withPlatform(Platform newPlatform) {
        return new Descriptor(mediaType, digest, size, Optional.of(newPlatform), annotations);
    }

    /** The same with these annotations and no others. */
    public Descriptor withAnnotations(Map<String, String> newAnnotations) {
        return new Descriptor(mediaType, digest, size, platform, newAnnotations);
    }

    /**
     * Reads the JSON form.
     *
     * @throws IllegalArgumentException when a required property is missing or malformed
     */
    public static Descriptor fromJson(JsonNode json) {
        if (!json.path("mediaType").isTextual()
                || !json.path("size").canConvertToLong()
                || !json.path("digest").isTextual()) {
            throw new IllegalArgumentException("not a descriptor: " + json);
        }
        Map<String, String> annotations = new TreeMap<>();
        json.path("annotations")
                .properties()
                .forEach(entry ->
                        annotations.put(entry.getKey(), entry.getValue().asText()));
        JsonNode platform = json.path("platform");
        return new Descriptor(
                json.get("mediaType").asText(),
                Digest.parse(json.get("digest").asText()),
                json.get("size").asLong(),
                platform.isObject()
                        ? Optional.of(new Platform(
                                platform.path("os").asText(),
                                platform.path("architecture").asText(),
                                platform.path("variant").asText("")))
                        : Optional.empty(),
                annotations);
    }

    /** The JSON form, properties in the order of the specification. */
    public ObjectNode toJson() {
        ObjectNode json = Json.object();
        json.put("mediaType", mediaType);
        json.put("digest", digest.toString());
        json.put("size", size);
        Json.putAll(json, "annotations", annotations);
        platform.ifPresent(value -> {
            ObjectNode node = json.putObject("platform");
            node.put("architecture", value.architecture());
            node.put("os", value.os());
            if (!value.variant().isEmpty()) {
                node.put("variant", value.variant());
            }
        });
        return json;
    }
}
