package io.github.sosapp.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Jackson's own ObjectMapper tells what is right. */
class JsonTest {

    private static final ObjectMapper JACKSON = new ObjectMapper();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"b\": 1, \"a\": [], \"c\": {}, \"b\": 2}",
                "{\"n\": [0, -1, 2147483647, 2147483648, -9223372036854775808, 123456789012345678901234567890]}",
                "{\"f\": [1.0, -0.0, 1e3, 1.5E-7, 1e400], \"t\": [true, false, null, [[]], [{}, {\"x\": [1]}]]}",
                "{\"s\": [\"\", \"\\u0000\\n\\t\\\"\\\\/\", \"\u00e9\u20ac\\ud83d\\ude00\u2028<>&'\"], \"\\u00fc\": \"\"}",
                "{\"a\": 1} trailing"
            })
    void readsAndWritesWhatJacksonDoes(String text) throws IOException {
        ObjectNode expected = (ObjectNode) JACKSON.readTree(text.getBytes(UTF_8));
        ObjectNode json = Json.parse(text.getBytes(UTF_8));

        assertThat(json).isEqualTo(expected);
        assertThat(Json.bytes(json)).isEqualTo(JACKSON.writeValueAsBytes(expected));
        assertThat(new String(Json.readable(json), UTF_8))
                .isEqualTo(expected.toPrettyString().replace("\r\n", "\n") + "\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "[]",
                "1",
                "null",
                "\"x\"",
                "{",
                "{\"a\"",
                "{\"a\":",
                "{\"a\": 1",
                "{\"a\": [1",
                "{\"a\": }",
                "{a: 1}",
                "{\"a\": 1,}",
                "x",
                "{\"a\": NaN}",
                "]",
                "{\"a\": ]}"
            })
    void refusesWhatIsNoJsonObject(String text) {
        assertThatThrownBy(() -> Json.parse(text.getBytes(UTF_8))).isInstanceOf(IOException.class);
    }

    @Test
    void refusesWhatIsTooDeep() {
        assertThatThrownBy(() -> Json.parse(("{\"a\":" + "[".repeat(100_000)).getBytes(UTF_8)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("depth");
    }
}
