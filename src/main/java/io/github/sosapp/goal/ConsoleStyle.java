package io.github.sosapp.goal;

/**
 * How lines look on the console at hand.
 *
 * @param emphasis whether it can show bold letters
 * @param ascii whether it can show nothing but ASCII
 * @param bar whether a person watches, so that progress may be a bar that moves in place
 * @param module what every line starts with, because lines of several modules may be mixed; empty when they cannot be
 */
public record ConsoleStyle(boolean emphasis, boolean ascii, boolean bar, String module) {

    /** A log file: nothing moves, nothing is bold, one module after another. */
    public static final ConsoleStyle PLAIN = new ConsoleStyle(false, false, false, "");

    private static final int WIDEST = 160;
    private static final String STRONG = "\u001b[1m";
    private static final String END = "\u001b[m";

    String strong(String text) {
        return emphasis ? STRONG + text + END : text;
    }

    /** The text with the module's name before it and in letters that the console has. */
    String shown(String text) {
        String line = isOfModule(text) ? text : module + " " + text;
        return ascii
                ? line.replace('·', '-').replace('—', '-').replace("…", "...").replaceAll("[^\\x00-\\x7f]", "?")
                : line;
    }

    /** As {@link #shown}, and cut where a line of a log is too wide to be read. */
    String fitted(String text) {
        String line = shown(text);
        String plain = line.replace(STRONG, "").replace(END, "");
        if (plain.length() <= WIDEST) {
            return line;
        }
        String dots = ascii ? "..." : "…";
        return plain.substring(0, WIDEST - dots.length()) + dots;
    }

    private boolean isOfModule(String text) {
        String bare = text.startsWith(STRONG) ? text.substring(STRONG.length()) : text;
        return module.isEmpty() || bare.startsWith(module + " ") || bare.startsWith(module + ":");
    }
}
