package io.github.sosapp.engine.daemonless;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sosapp.image.Json;
import io.github.sosapp.image.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What packing did to the program of one platform. Kept beside the program, so that the same input need not be packed
 * again.
 *
 * @param sizes of program and layer, in bytes
 * @param kept whether the image has the packed program; else packing saved too little
 * @param start how long the program takes to answer; empty when it cannot be asked on this machine
 */
public record PackedProgram(Platform platform, Sizes sizes, boolean kept, Optional<Start> start) {

    /** In bytes; {@code plainLayer} and {@code packedLayer} are compressed layers with the program alone. */
    public record Sizes(long plain, long packed, long plainLayer, long packedLayer) {

        boolean isSavedAtLeast(int percent) {
            return packedLayer * 100 <= plainLayer * (100 - percent);
        }
    }

    /** The median of a few starts. */
    public record Start(Duration plain, Duration packed) {}

    /** What was noted beside the output of a packing; empty when nothing was, or it cannot be read. */
    static Optional<PackedProgram> read(Path output) {
        try {
            JsonNode json = Json.parse(Files.readAllBytes(notes(output)));
            JsonNode sizes = json.path("sizes");
            JsonNode start = json.path("start");
            return Optional.of(new PackedProgram(
                    Platform.parse(json.path("platform").asText()),
                    new Sizes(
                            sizes.path("plain").asLong(),
                            sizes.path("packed").asLong(),
                            sizes.path("plainLayer").asLong(),
                            sizes.path("packedLayer").asLong()),
                    json.path("kept").asBoolean(),
                    start.isMissingNode()
                            ? Optional.empty()
                            : Optional.of(new Start(
                                    Duration.ofNanos(start.path("plain").asLong()),
                                    Duration.ofNanos(start.path("packed").asLong())))));
        } catch (IOException | IllegalArgumentException absentOrDamaged) {
            return Optional.empty();
        }
    }

    /** @param key names everything that decided the output, and the output itself */
    void write(Path output, String key) throws IOException {
        ObjectNode json = Json.object();
        json.put("key", key);
        json.put("platform", platform.toString());
        json.putObject("sizes")
                .put("plain", sizes.plain())
                .put("packed", sizes.packed())
                .put("plainLayer", sizes.plainLayer())
                .put("packedLayer", sizes.packedLayer());
        json.put("kept", kept);
        start.ifPresent(measured -> json.putObject("start")
                .put("plain", measured.plain().toNanos())
                .put("packed", measured.packed().toNanos()));
        Files.write(notes(output), Json.readable(json));
    }

    /** The key that was noted beside the output; empty when nothing was. */
    static String key(Path output) {
        try {
            return Json.parse(Files.readAllBytes(notes(output))).path("key").asText();
        } catch (IOException absentOrDamaged) {
            return "";
        }
    }

    private static Path notes(Path output) {
        return output.resolveSibling(output.getFileName() + ".json");
    }
}
