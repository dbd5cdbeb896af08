package io.github.sosapp.goal;

/** Emphasis on a terminal, none anywhere else. */
public enum ConsoleStyle {
    PLAIN,
    COLOURED;

    private static final String STRONG = "\u001b[1m";
    private static final String END = "\u001b[m";

    String strong(String text) {
        return this == COLOURED ? STRONG + text + END : text;
    }

    String plain(String text) {
        return text.replace(STRONG, "").replace(END, "");
    }

    int visibleLength(String text) {
        return plain(text).length();
    }
}
