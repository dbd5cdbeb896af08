package io.github.sosapp.image;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Iterator;
import java.util.Map;

/**
 * Trees of Jackson's nodes out of its parser and into its generator. Its ObjectMapper does the same, but makes ready for
 * binding classes: in a fresh JVM that is 300 classes and a tenth of a second, in the loop of a developer each time.
 */
final class JsonTree {

    static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private JsonTree() {}

    /** The first value that the parser finds, and nothing after it; of two properties of one name the last counts. */
    static JsonNode read(JsonParser parser) throws IOException {
        try (parser) {
            return parser.nextToken() == null ? NODES.missingNode() : value(parser);
        }
    }

    // The parser refuses trees that are too deep for this.
    private static JsonNode value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> NODES.textNode(parser.getText());
            case VALUE_NUMBER_INT -> integer(parser);
            case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDoubleValue());
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NULL -> NODES.nullNode();
            default -> throw new IOException("not JSON");
        };
    }

    private static ObjectNode object(JsonParser parser) throws IOException {
        ObjectNode object = NODES.objectNode();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            object.set(name, value(parser));
        }
        return object;
    }

    private static ArrayNode array(JsonParser parser) throws IOException {
        ArrayNode array = NODES.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(parser));
        }
        return array;
    }

    private static JsonNode integer(JsonParser parser) throws IOException {
        return switch (parser.getNumberType()) {
            case INT -> NODES.numberNode(parser.getIntValue());
            case LONG -> NODES.numberNode(parser.getLongValue());
            default -> NODES.numberNode(parser.getBigIntegerValue());
        };
    }

    static void write(JsonNode json, JsonGenerator generator) throws IOException {
        if (json.isObject()) {
            generator.writeStartObject();
            for (Iterator<Map.Entry<String, JsonNode>> all = json.fields(); all.hasNext(); ) {
                Map.Entry<String, JsonNode> property = all.next();
                generator.writeFieldName(property.getKey());
                write(property.getValue(), generator);
            }
            generator.writeEndObject();
        } else if (json.isArray()) {
            generator.writeStartArray();
            for (JsonNode element : json) {
                write(element, generator);
            }
            generator.writeEndArray();
        } else if (json.isNull()) {
            generator.writeNull();
        } else {
            json.serialize(generator, null);
        }
    }
}
