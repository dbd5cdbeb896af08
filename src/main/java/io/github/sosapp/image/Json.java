package io.github.sosapp.image;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** JSON as this project writes it: properties in the order they were put, no white space unless asked for. */
public final class Json {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    /** Loads what reading and writing need, which takes a fresh JVM a tenth of a second; then true. */
    public static boolean isLoaded() {
        try {
            return parse(bytes(object())).isEmpty();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /**
     * Reads one JSON object.
     *
     * @throws IOException when the bytes are not one JSON object
     */
    public static ObjectNode parse(byte[] bytes) throws IOException {
        JsonNode json = MAPPER.readTree(bytes);
        if (!(json instanceof ObjectNode object)) {
            throw new IOException("not a JSON object");
        }
        return object;
    }

    /** Puts a property of strings, unless there are none. */
    public static void putAll(ObjectNode json, String property, Map<String, String> values) {
        if (!values.isEmpty()) {
            ObjectNode node = json.putObject(property);
            values.forEach(node::put);
        }
    }

    /** The shortest form, as digests are taken over it. */
    public static byte[] bytes(JsonNode json) {
        try {
            return MAPPER.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Indented, with a line feed at the end, for files that people read. */
    public static byte[] readable(JsonNode json) {
        return (json.toPrettyString().replace("\r\n", "\n") + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
