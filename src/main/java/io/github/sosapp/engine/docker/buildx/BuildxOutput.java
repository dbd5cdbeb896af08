package io.github.sosapp.engine.docker.buildx;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sosapp.engine.docker.BuildKitTrace;
import io.github.sosapp.engine.docker.BuildSteps;
import io.github.sosapp.image.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a build with {@code --progress=rawjson} says, line by line: objects of BuildKit's status, each on one line or on many,
 * and between them lines for people. Called by one thread.
 */
final class BuildxOutput implements Consumer<String> {

    private final BuildSteps steps;
    private final List<String> complaint = new ArrayList<>();
    private final StringBuilder open = new StringBuilder();

    BuildxOutput(BuildSteps steps) {
        this.steps = steps;
    }

    @Override
    public void accept(String line) {
        if (open.isEmpty() && !line.startsWith("{")) {
            complaint.add(line);
            return;
        }
        open.append(line).append('\n');
        // Inside of an object every line is indented.
        if (line.startsWith("}") || open.length() == line.length() + 1 && line.length() > 1 && line.endsWith("}")) {
            String object = open.toString();
            open.setLength(0);
            try {
                steps.trace(trace(Json.parse(object.getBytes(StandardCharsets.UTF_8))));
            } catch (IOException | IllegalArgumentException notStatus) {
                complaint.addAll(object.lines().toList());
            }
        }
    }

    /** The lines for people. */
    List<String> complaint() {
        return complaint;
    }

    private static BuildKitTrace trace(JsonNode status) {
        List<BuildKitTrace.Vertex> vertexes = new ArrayList<>();
        status.path("vertexes")
                .forEach(vertex -> vertexes.add(new BuildKitTrace.Vertex(
                        vertex.path("digest").asText(),
                        vertex.path("name").asText(),
                        vertex.path("cached").asBoolean(false),
                        vertex.hasNonNull("started"),
                        vertex.hasNonNull("completed"),
                        vertex.path("error").asText(""))));
        List<BuildKitTrace.Output> outputs = new ArrayList<>();
        status.path("logs")
                .forEach(log -> outputs.add(new BuildKitTrace.Output(
                        log.path("vertex").asText(),
                        Base64.getDecoder().decode(log.path("data").asText()))));
        return new BuildKitTrace(vertexes, outputs);
    }
}
