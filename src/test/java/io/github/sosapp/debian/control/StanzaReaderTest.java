package io.github.sosapp.debian.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StanzaReaderTest {

    @Test
    void fieldsAreFoundWithoutRegardToCase() throws IOException {
        Stanza stanza = read("Package: curl\nVERSION:7.88\nEmpty:\n").get(0);

        assertThat(stanza.field("package")).contains("curl");
        assertThat(stanza.field("Version")).contains("7.88");
        assertThat(stanza.field("Empty")).contains("");
        assertThat(stanza.field("Vers")).isEmpty();
        assertThat(stanza.names()).containsExactly("Package", "VERSION", "Empty");
    }

    @Test
    void foldedLinesBelongToTheirField() throws IOException {
        Stanza stanza = read("Suite: stable\nSHA256:\n aa 1 main/Packages\n\tbb 2 main/Packages.xz \nOrigin: x\n")
                .get(0);

        assertThat(stanza.field("SHA256")).contains("\naa 1 main/Packages\nbb 2 main/Packages.xz");
        assertThat(stanza.lines("sha256")).containsExactly("aa 1 main/Packages", "bb 2 main/Packages.xz");
        assertThat(stanza.field("Origin")).contains("x");
        assertThat(stanza.lines("absent")).isEmpty();
    }

    @Test
    void emptyLinesSeparateStanzas() throws IOException {
        assertThat(read("\n\nA: 1\n\n\n\nA: 2\nB: 3"))
                .extracting(Stanza::toString)
                .containsExactly("A: 1\n", "A: 2\nB: 3\n");
        assertThat(read("")).isEmpty();
        assertThat(read("\n\n")).isEmpty();
    }

    @Test
    void onlyWantedFieldsAreKeptWithTheirFoldedLines() throws IOException {
        String text = "A: 1\nDescription: long\n .\n text\nDepends: b,\n c\nZ: \u0001\n";

        StanzaReader reader = new StanzaReader(stream(text), "a test", List.of("A", "DEPENDS"));

        assertThat(reader.next()).hasToString("Optional[A: 1\nDepends: b,\n c\n]");
        assertThat(reader.next()).isEmpty();
    }

    @Test
    void linesAcrossTheEdgesOfReadsStayWhole() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 3000; i++) {
            text.append("Package: p")
                    .append(i)
                    .append("\nDepends: ")
                    .append("x".repeat(i % 257))
                    .append("\n\n");
        }

        assertThat(readAll(new StanzaReader(new OneToSevenBytes(text.toString()), "a test")))
                .extracting(Stanza::toString)
                .containsExactlyElementsOf(List.of((text + "#").split("\n\n")).stream()
                        .filter(stanza -> !stanza.equals("#"))
                        .map(stanza -> stanza + "\n")
                        .toList());
    }

    @Test
    void aLineOfHalfAMegabyteIsRead() throws IOException {
        String value = "x".repeat(500_000);

        assertThat(read("A: 1\nB: " + value + "\n\nA: 2\n").get(0).field("B")).contains(value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "A 1                 | line 1 is not a field: a name, a colon and a value are expected",
                "A: 1@: 2            | line 2 is not a field: a name, a colon and a value are expected",
                "A B: 1              | line 1 is not a field: a name, a colon and a value are expected",
                "# comment: 1        | line 1 is not a field: a name, a colon and a value are expected",
                "-----BEGIN: 1       | line 1 is not a field: a name, a colon and a value are expected",
                "<html>              | line 1 is not a field: a name, a colon and a value are expected",
                "' A: 1'             | line 1 continues a field, but none has begun",
                "'A: 1@@ b'          | line 3 continues a field, but none has begun",
                "'A: 1@  @B: 2'      | line 2 has blanks only, which some readers take for the end of a stanza",
                "A: 1@a: 2           | line 2 has the field \"a\" a second time",
                "A: 1@B: 2^          | line 2 has a control character",
            })
    void whatReadersMayUnderstandDifferentlyIsRefused(String text, String why) {
        assertThatThrownBy(() -> read(text.replace('@', '\n').replace('^', '\r')))
                .isInstanceOf(BuildFailure.class)
                .hasMessageStartingWith("the package data of a test cannot be understood")
                .hasMessageContaining(why);
    }

    @Test
    void anEndlessLineIsRefusedBeforeItFillsTheMemory() {
        assertThatThrownBy(() -> new StanzaReader(new Endless('x'), "a test").next())
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("line 1 is longer than 1 MB");
    }

    @Test
    void anEndlessStanzaIsRefusedBeforeItFillsTheMemory() {
        String lines = "A:\n" + (" " + "x".repeat(1000) + "\n").repeat(17_000);

        assertThatThrownBy(() -> read(lines))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("belongs to a stanza of more than 16 MB");
    }

    private static List<Stanza> read(String text) throws IOException {
        return readAll(new StanzaReader(stream(text), "a test"));
    }

    private static List<Stanza> readAll(StanzaReader reader) throws IOException {
        List<Stanza> stanzas = new ArrayList<>();
        for (Optional<Stanza> next = reader.next(); next.isPresent(); next = reader.next()) {
            stanzas.add(next.get());
        }
        return stanzas;
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Gives its content in small pieces of changing size, as networks do. */
    private static final class OneToSevenBytes extends ByteArrayInputStream {

        private int turn;

        OneToSevenBytes(String text) {
            super(text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public synchronized int read(byte[] target, int offset, int length) {
            turn = turn % 7 + 1;
            return super.read(target, offset, Math.min(turn, length));
        }
    }

    /** The same byte forever. */
    private static final class Endless extends InputStream {

        private final int sign;

        Endless(int sign) {
            this.sign = sign;
        }

        @Override
        public int read() {
            return sign;
        }
    }
}
