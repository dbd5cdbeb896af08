package io.github.sosapp.engine.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient.Request.Method;
import io.github.sosapp.image.Json;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/**
 * The images that an engine has. Asked for without docker-java's commands, whose classes take a young JVM longer to load than
 * an engine takes to answer.
 */
final class EngineImages {

    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;

    private final EngineConnection engine;

    EngineImages(EngineConnection engine) {
        this.engine = engine;
    }

    /**
     * What the engine says of an image; empty when it has none of that name.
     *
     * @throws IOException when it does not say
     */
    Optional<ObjectNode> find(String name) throws IOException {
        Optional<byte[]> answer = answer(Method.GET, "/images/" + name + "/json", Set.of(NOT_FOUND));
        return answer.isEmpty() ? Optional.empty() : Optional.of(Json.parse(answer.get()));
    }

    /** What it says of all that have a name. */
    ArrayNode all() throws IOException {
        return Json.parseArray(answer(Method.GET, "/images/json", Set.of()).orElseThrow());
    }

    /** Whether it knows layers by their compressed bytes, as stores of containerd do. */
    boolean areCompressed() throws IOException {
        JsonNode info = Json.parse(answer(Method.GET, "/info", Set.of()).orElseThrow());
        return EngineConnection.hasContainerdStore(info);
    }

    /** Gives an image one more name. */
    void name(String image, String repository, String tag) throws IOException {
        String query = "?repo=" + encoded(repository) + "&tag=" + encoded(tag);
        answer(Method.POST, "/images/" + image + "/tag" + query, Set.of());
    }

    /** Takes a name away from an image, and the image with its last name; what it was made of stays for the next build. */
    void removeName(String name) throws IOException {
        answer(Method.DELETE, "/images/" + name + "?noprune=1", Set.of(NOT_FOUND, CONFLICT));
    }

    /** The body; empty when the engine answers with one of the statuses that mean no. */
    private Optional<byte[]> answer(Method method, String path, Set<Integer> no) throws IOException {
        var request = DockerHttpClient.Request.builder()
                .method(method)
                .path(engine.versionPath() + path)
                .build();
        return engine.ask(() -> {
            try (var reply = engine.http().execute(request)) {
                if (no.contains(reply.getStatusCode())) {
                    return Optional.empty();
                }
                if (reply.getStatusCode() >= 300) {
                    throw new IOException(EngineAnswer.of(reply));
                }
                return Optional.of(reply.getBody().readAllBytes());
            }
        });
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
