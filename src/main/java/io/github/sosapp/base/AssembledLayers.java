package io.github.sosapp.base;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sosapp.image.Descriptor;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.Json;
import io.github.sosapp.image.layer.Layer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The layers that packages became, without their bytes: what is remembered so that nobody assembles the same base twice. */
record AssembledLayers(List<Line> layers) {

    /** @param size of the uncompressed archive, in bytes */
    record Line(String name, Descriptor descriptor, Digest diffId, long size) {}

    AssembledLayers {
        layers = List.copyOf(layers);
    }

    /** Where blobs are found by digest. */
    interface Blobs {

        Optional<Path> find(Digest digest) throws IOException;
    }

    /** The layers with their blobs; empty when one blob is gone. */
    Optional<List<Layer>> locate(Blobs blobs) throws IOException {
        List<Layer> located = new ArrayList<>();
        for (Line line : layers) {
            Optional<Path> blob = blobs.find(line.descriptor().digest());
            if (blob.isEmpty()) {
                return Optional.empty();
            }
            located.add(new Layer(line.descriptor(), line.diffId(), line.size(), blob.get()));
        }
        return Optional.of(located);
    }

    String text() {
        ObjectNode json = Json.object();
        ArrayNode array = json.putArray("layers");
        for (Line line : layers) {
            array.addObject()
                    .put("name", line.name())
                    .put("diffId", line.diffId().toString())
                    .put("size", line.size())
                    .set("descriptor", line.descriptor().toJson());
        }
        return new String(Json.bytes(json), StandardCharsets.UTF_8);
    }

    /** Reads {@link #text}; empty for anything else, which is as good as nothing remembered. */
    static Optional<AssembledLayers> parse(String text) {
        try {
            List<Line> lines = new ArrayList<>();
            for (JsonNode line :
                    Json.parse(text.getBytes(StandardCharsets.UTF_8)).path("layers")) {
                lines.add(new Line(
                        line.path("name").asText(),
                        Descriptor.fromJson(line.path("descriptor")),
                        Digest.parse(line.path("diffId").asText()),
                        line.path("size").asLong()));
            }
            return lines.isEmpty() ? Optional.empty() : Optional.of(new AssembledLayers(lines));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
