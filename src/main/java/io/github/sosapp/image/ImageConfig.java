package io.github.sosapp.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An image configuration (image-spec, config.md): its bytes, and what they say. A configuration that builds on another one
 * keeps every property it does not know.
 */
public final class ImageConfig {

    /** What {@code created_by} says of our layers; without a version, so that a new one does not change every digest. */
    public static final String CREATED_BY = "sos-maven-plugin";

    private static final String PREDEFINED_LABEL = "org.opencontainers.image.";

    /**
     * A layer as the configuration knows it.
     *
     * @param name for people, for example {@code application}; empty when nobody named it
     * @param ours whether this plugin wrote it; layers of a base image are not ours
     */
    public record LayerLine(String name, Digest diffId, boolean ours) {

        public static LayerLine of(String name, Digest diffId) {
            return new LayerLine(name, diffId, true);
        }
    }

    private final byte[] bytes;
    private final Platform platform;
    private final Optional<Instant> created;
    private final ExecutionConfig execution;
    private final List<LayerLine> layers;
    private final List<String> onBuild = new ArrayList<>();

    private ImageConfig(byte[] bytes) throws IOException {
        this.bytes = bytes;
        ObjectNode json = Json.parse(bytes);
        try {
            this.platform = new Platform(
                    json.path("os").asText(),
                    json.path("architecture").asText(),
                    json.path("variant").asText(""));
            this.created = json.path("created").isTextual()
                    ? Optional.of(
                            java.time.OffsetDateTime.parse(json.get("created").asText())
                                    .toInstant())
                    : Optional.empty();
            this.execution = ExecutionJson.read(json.path("config"));
            this.layers = readLayers(json);
            json.path("config").path("OnBuild").forEach(instruction -> onBuild.add(instruction.asText()));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new IOException("not an image configuration: " + e.getMessage(), e);
        }
    }

    /** The configuration of an image without a base; the layers from bottom to top. */
    public static ImageConfig of(
            Platform platform, Instant created, ExecutionConfig execution, List<LayerLine> layers) {
        ObjectNode json = Json.object();
        json.put("created", created.toString());
        json.put("architecture", platform.architecture());
        if (!platform.variant().isEmpty()) {
            json.put("variant", platform.variant());
        }
        json.put("os", platform.os());
        return extended(json, created, execution, layers);
    }

    /**
     * Reads a configuration; its bytes are kept as they are.
     *
     * @throws IOException when the bytes are not an image configuration
     */
    public static ImageConfig parse(byte[] bytes) throws IOException {
        return new ImageConfig(bytes.clone());
    }

    /**
     * The configuration of an image that has this one as its base: more layers on top, started as {@code execution} says.
     * Whoever wants to keep the base's environment puts it into {@code execution}.
     */
    public ImageConfig extendedBy(Instant newCreated, ExecutionConfig newExecution, List<LayerLine> newLayers) {
        try {
            ObjectNode json = Json.parse(bytes);
            json.put("created", newCreated.toString());
            return extended(json, newCreated, newExecution, newLayers);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * What images for {@code wanted} inherit from this one. Everything stays, known or not, but what is said of this image
     * alone: its ONBUILD instructions, and its labels with the predefined keys of image-spec, annotations.md.
     *
     * @param wanted of the same processor; may be of a newer variant than this image
     */
    public ImageConfig asBaseOf(Platform wanted) {
        try {
            ObjectNode json = Json.parse(bytes);
            if (!platform.equals(wanted)) {
                json.remove("variant");
                if (!wanted.variant().isEmpty()) {
                    json.put("variant", wanted.variant());
                }
            }
            if (json.path("config") instanceof ObjectNode config) {
                config.remove("OnBuild");
                if (config.path("Labels") instanceof ObjectNode labels) {
                    labels.properties().removeIf(label -> label.getKey().startsWith(PREDEFINED_LABEL));
                }
            }
            return new ImageConfig(Json.bytes(json));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Instructions for a Dockerfile that has this image as its base; usually none. */
    public List<String> onBuild() {
        return List.copyOf(onBuild);
    }

    private static ImageConfig extended(
            ObjectNode json, Instant created, ExecutionConfig execution, List<LayerLine> layers) {
        ObjectNode config = json.path("config") instanceof ObjectNode known ? known : Json.object();
        ExecutionJson.write(execution, config);
        json.set("config", config);
        ObjectNode rootfs = json.path("rootfs") instanceof ObjectNode known ? known : json.putObject("rootfs");
        rootfs.put("type", "layers");
        ArrayNode diffIds = rootfs.withArray("diff_ids");
        ArrayNode history = json.withArray("history");
        fillHistory(history, diffIds.size());
        for (LayerLine layer : layers) {
            diffIds.add(layer.diffId().toString());
            history.addObject()
                    .put("created", created.toString())
                    .put("created_by", CREATED_BY)
                    .put("comment", layer.name());
        }
        try {
            return new ImageConfig(Json.bytes(json));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    // Some bases have no history; engines pair its lines with layers by counting, so ours would be taken for theirs.
    private static void fillHistory(ArrayNode history, int layers) {
        for (int lines = layerHistory(history).size(); lines < layers; lines++) {
            history.addObject().put("comment", "layer of the base image");
        }
    }

    private static List<JsonNode> layerHistory(JsonNode history) {
        List<JsonNode> lines = new ArrayList<>();
        history.forEach(line -> {
            if (!line.path("empty_layer").asBoolean(false)) {
                lines.add(line);
            }
        });
        return lines;
    }

    private static List<LayerLine> readLayers(JsonNode json) {
        List<JsonNode> history = layerHistory(json.path("history"));
        List<LayerLine> layers = new ArrayList<>();
        for (JsonNode diffId : json.path("rootfs").path("diff_ids")) {
            JsonNode line = layers.size() < history.size() ? history.get(layers.size()) : Json.object();
            layers.add(new LayerLine(
                    line.path("comment").asText(""),
                    Digest.parse(diffId.asText()),
                    line.path("created_by").asText("").equals(CREATED_BY)));
        }
        return layers;
    }

    /** The document as it was written or read; a copy. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The platform that it says its image is for. */
    public Platform platform() {
        return platform;
    }

    /** Empty when a foreign configuration does not say. */
    public Optional<Instant> created() {
        return created;
    }

    /** How containers of it are run. */
    public ExecutionConfig execution() {
        return execution;
    }

    /** From bottom to top. */
    public List<LayerLine> layers() {
        return List.copyOf(layers);
    }

    /** The digests of the uncompressed layers, from bottom to top. */
    public List<Digest> diffIds() {
        return layers.stream().map(LayerLine::diffId).toList();
    }
}
