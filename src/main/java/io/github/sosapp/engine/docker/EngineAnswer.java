package io.github.sosapp.engine.docker;

import com.github.dockerjava.api.exception.DockerException;
import io.github.sosapp.image.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What an engine says when it refuses something, for people. */
final class EngineAnswer {

    private EngineAnswer() {}

    // docker-java puts the body behind "Status 404: "; the engine wraps its sentence in JSON.
    static String of(Exception refusal) {
        String text = String.valueOf(refusal.getMessage()).strip();
        if (!(refusal instanceof DockerException docker)) {
            return text;
        }
        String body = text.replaceFirst("^Status \\d+: ", "");
        try {
            String message = Json.parse(body.getBytes(StandardCharsets.UTF_8))
                    .path("message")
                    .asText("");
            return message.isEmpty() ? "it answered with status " + docker.getHttpStatus() : message.strip();
        } catch (IOException plain) {
            return body.isEmpty() ? "it answered with status " + docker.getHttpStatus() : body;
        }
    }
}
