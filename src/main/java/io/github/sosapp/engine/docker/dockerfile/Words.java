package io.github.sosapp.engine.docker.dockerfile;

import java.util.List;
import java.util.stream.Collectors;

/** Values as the instructions of a Dockerfile and the shell behind RUN must write them to get them back as they were. */
final class Words {

    private Words() {}

    /** A value of ENV or LABEL, where {@code $} begins a variable and a backslash escapes. */
    static String quoted(String value) {
        return "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("$", "\\$") + "\"";
    }

    /** The exec form of ENTRYPOINT, CMD, HEALTHCHECK, COPY and VOLUME: a list of JSON. */
    static String exec(List<String> words) {
        return words.stream().map(Words::json).collect(Collectors.joining(", ", "[", "]"));
    }

    /** One word of a POSIX shell. */
    static String shell(String word) {
        return word.matches("[A-Za-z0-9_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    private static String json(String word) {
        StringBuilder text = new StringBuilder("\"");
        word.codePoints().forEach(point -> {
            switch (point) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\t' -> text.append("\\t");
                case '\r' -> text.append("\\r");
                default -> {
                    if (point < ' ') {
                        text.append(String.format(java.util.Locale.ROOT, "\\u%04x", point));
                    } else {
                        text.appendCodePoint(point);
                    }
                }
            }
        });
        return text.append('"').toString();
    }
}
