package io.github.sosapp.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextLinesTest {

    private final List<String> seen = new ArrayList<>();
    private final TextLines lines = new TextLines(seen::add);

    @Test
    void aLineComesWhenItsEndHasCome() {
        add("on", "e\ntw");
        assertThat(seen).containsExactly("one");

        add("o\r\n", "\n", "three");
        lines.end();

        assertThat(seen).containsExactly("one", "two", "", "three");
    }

    @Test
    void aLetterThatWasCutInTwoIsWhole() {
        byte[] text = "ж\n".getBytes(StandardCharsets.UTF_8);

        lines.add(new byte[] {text[0]});
        lines.add(new byte[] {text[1], text[2]});

        assertThat(seen).containsExactly("ж");
    }

    @Test
    void nothingIsNoLine() {
        lines.end();

        assertThat(seen).isEmpty();
    }

    private void add(String... pieces) {
        for (String piece : pieces) {
            lines.add(piece.getBytes(StandardCharsets.UTF_8));
        }
    }
}
