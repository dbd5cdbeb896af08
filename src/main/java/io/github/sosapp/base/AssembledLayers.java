package io.github.sosapp.base;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sosapp.image.Descriptor;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.Json;
import io.github.sosapp.image.layer.Layer;
import io.github.sosapp.plan.CutFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The layers that packages became, without their bytes: what is remembered so that nobody assembles the same base twice.
 *
 * @param cut what was left out of the packages
 */
record AssembledLayers(List<Line> layers, List<CutFiles> cut) {

    /** @param size of the uncompressed archive, in bytes */
    record Line(String name, Descriptor descriptor, Digest diffId, long size) {}

    AssembledLayers {
        layers = List.copyOf(layers);
        cut = List.copyOf(cut);
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
        ArrayNode left = json.putArray("cut");
        for (CutFiles files : cut) {
            left.addObject()
                    .put("packages", files.packages())
                    .put("paths", files.paths())
                    .put("reason", files.reason())
                    .put("files", files.files())
                    .put("bytes", files.bytes());
        }
        return new String(Json.bytes(json), StandardCharsets.UTF_8);
    }

    /** Reads {@link #text}; empty for anything else, which is as good as nothing remembered. */
    static Optional<AssembledLayers> parse(String text) {
        try {
            ObjectNode json = Json.parse(text.getBytes(StandardCharsets.UTF_8));
            List<Line> lines = new ArrayList<>();
            for (JsonNode line : json.path("layers")) {
                lines.add(new Line(
                        line.path("name").asText(),
                        Descriptor.fromJson(line.path("descriptor")),
                        Digest.parse(line.path("diffId").asText()),
                        line.path("size").asLong()));
            }
            List<CutFiles> cut = new ArrayList<>();
            for (JsonNode files : json.path("cut")) {
                cut.add(new CutFiles(
                        files.path("packages").asText(),
                        files.path("paths").asText(),
                        files.path("reason").asText(),
                        files.path("files").asLong(),
                        files.path("bytes").asLong()));
            }
            boolean whole = !lines.isEmpty() && json.path("cut").isArray();
            return whole ? Optional.of(new AssembledLayers(lines, cut)) : Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
