package io.github.sosapp.engine.docker;

import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.transport.DockerHttpClient;
import io.github.sosapp.image.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What an engine says when it refuses something, for people. */
final class EngineAnswer {

    private static final int LONGEST = 1 << 16;

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

    /** Of a refusal that has not been read yet. */
    static String of(DockerHttpClient.Response refusal) throws IOException {
        byte[] body = refusal.getBody().readNBytes(LONGEST);
        try {
            return Json.parse(body).path("message").asText(new String(body, StandardCharsets.UTF_8));
        } catch (IOException notJson) {
            return "it answered with status " + refusal.getStatusCode();
        }
    }
}
