package io.github.sosapp.engine.docker;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Cuts a stream of bytes that comes in pieces into lines of text (UTF-8), whole ones only. */
final class TextLines {

    private final Consumer<String> lines;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    TextLines(Consumer<String> lines) {
        this.lines = lines;
    }

    synchronized void add(byte[] piece) {
        for (byte letter : piece) {
            if (letter == '\n') {
                emit();
            } else {
                line.write(letter);
            }
        }
    }

    /** Nothing comes any more: what is there is the last line. */
    synchronized void end() {
        if (line.size() > 0) {
            emit();
        }
    }

    private void emit() {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        lines.accept(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
    }
}
