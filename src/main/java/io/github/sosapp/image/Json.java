package io.github.sosapp.image;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** JSON as this project writes it: properties in the order they were put, no white space unless asked for. */
public final class Json {

    private static final JsonFactory FACTORY = new JsonFactory();

    private Json() {}

    /** Loads what reading and writing need, which takes a fresh JVM its time; then true. */
    public static boolean isLoaded() {
        try {
            return parse(bytes(object())).isEmpty();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An object without members; they keep the order in which they are put. */
    public static ObjectNode object() {
        return JsonTree.NODES.objectNode();
    }

    /**
     * Reads one JSON object.
     *
     * @throws IOException when the bytes are not one JSON object
     */
    public static ObjectNode parse(byte[] bytes) throws IOException {
        if (!(JsonTree.read(FACTORY.createParser(bytes)) instanceof ObjectNode object)) {
            throw new IOException("not a JSON object");
        }
        return object;
    }

    /**
     * Reads one JSON array.
     *
     * @throws IOException when the bytes are not one JSON array
     */
    public static ArrayNode parseArray(byte[] bytes) throws IOException {
        if (!(JsonTree.read(FACTORY.createParser(bytes)) instanceof ArrayNode array)) {
            throw new IOException("not a JSON array");
        }
        return array;
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
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator generator = FACTORY.createGenerator(bytes)) {
            JsonTree.write(json, generator);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return bytes.toByteArray();
    }

    /** Indented, with a line feed at the end, for files that people read. */
    public static byte[] readable(JsonNode json) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(text)) {
            generator.setPrettyPrinter(new DefaultPrettyPrinter());
            JsonTree.write(json, generator);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return (text.toString().replace("\r\n", "\n") + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
