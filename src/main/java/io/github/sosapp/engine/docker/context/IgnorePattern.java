package io.github.sosapp.engine.docker.context;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * One pattern of an ignore file, matched against a whole path as BuildKit does: {@code *} and {@code ?} stay inside a
 * name, {@code **} spans any number of them. Different is only a backslash before a letter: here, as Docker documents it,
 * it stands for the letter; BuildKit takes it for a regular expression's, in which {@code \d} is a digit.
 */
final class IgnorePattern {

    /** Why a pattern has no meaning. */
    static final class Malformed extends Exception {

        Malformed(String reason) {
            super(reason, null, false, false);
        }
    }

    private static final String WILDCARDS = "*?[]\\";

    private final boolean negation;
    private final Predicate<String> matcher;
    /** The names that a path begins with when this pattern matches something below it. */
    private final List<Predicate<String>> names;
    /** Whether anything may follow those names. */
    private final boolean open;

    private IgnorePattern(boolean negation, Predicate<String> matcher, List<Predicate<String>> names, boolean open) {
        this.negation = negation;
        this.matcher = matcher;
        this.names = names;
        this.open = open;
    }

    /**
     * @param negation whether what matches is taken back in
     * @param text of the pattern without {@code !}, as {@link CleanPath} leaves it
     */
    static IgnorePattern of(boolean negation, String text) throws Malformed {
        List<Predicate<String>> names = new ArrayList<>();
        boolean open = false;
        for (String name : text.split("/")) {
            // A class may hold a slash, and so may what is escaped: from there on anything is possible.
            if (name.contains("**") || name.contains("[") || name.contains("\\")) {
                open = true;
                break;
            }
            names.add(matcher(name));
        }
        return new IgnorePattern(negation, matcher(text), names, open);
    }

    /** A pattern for exactly this path, whatever characters it has. */
    static IgnorePattern ofPath(String path) {
        return new IgnorePattern(false, path::equals, List.of(), true);
    }

    boolean isNegation() {
        return negation;
    }

    boolean matches(String path) {
        return matcher.test(path);
    }

    /** Whether a path below this directory may match; in doubt yes. */
    boolean mayMatchBelow(String directory) {
        String[] path = directory.split("/");
        for (int i = 0; i < path.length; i++) {
            if (i == names.size()) {
                return open;
            }
            if (!names.get(i).test(path[i])) {
                return false;
            }
        }
        return open || names.size() > path.length;
    }

    static boolean hasWildcards(String text) {
        return text.chars().anyMatch(c -> WILDCARDS.indexOf(c) >= 0);
    }

    // The first two differ from what the translation of their wildcards would give: "**x" also matches "yx".
    private static Predicate<String> matcher(String text) throws Malformed {
        if (text.startsWith("**") && !hasWildcards(text.substring(2))) {
            String end = text.substring(2);
            return end.startsWith("/") ? path -> path.endsWith(end) || path.equals(end.substring(1)) : endsWith(end);
        }
        if (text.endsWith("**") && !hasWildcards(text.substring(0, text.length() - 2))) {
            String start = text.substring(0, text.length() - 2);
            return path -> path.startsWith(start);
        }
        return hasWildcards(text) ? new Translation(text).predicate() : text::equals;
    }

    private static Predicate<String> endsWith(String end) {
        return path -> path.endsWith(end);
    }

    /** Turns wildcards into a regular expression; what is malformed to Go's filepath.Match is malformed here. */
    private static final class Translation {

        private static final int END = -1;

        private final int[] text;
        private final StringBuilder expression = new StringBuilder();
        private int at;

        Translation(String text) {
            this.text = text.codePoints().toArray();
        }

        Predicate<String> predicate() throws Malformed {
            while (peek() != END) {
                int next = take();
                switch (next) {
                    case '*' -> star();
                    case '?' -> expression.append("[^/]");
                    case '[' -> characters();
                    case '\\' -> literal(escaped());
                    default -> literal(next);
                }
            }
            return Pattern.compile(expression.toString(), Pattern.UNIX_LINES).asMatchPredicate();
        }

        private void star() {
            if (peek() != '*') {
                expression.append("[^/]*");
                return;
            }
            take();
            if (peek() == '/') {
                take();
            }
            expression.append(peek() == END ? ".*" : "(?:.*/)?");
        }

        private void characters() throws Malformed {
            expression.append('[');
            if (peek() == '^') {
                take();
                expression.append('^');
            }
            do {
                int first = member();
                int last = first;
                if (peek() == '-') {
                    take();
                    last = member();
                }
                if (last < first) {
                    throw new Malformed("its range " + Character.toString(first) + "-" + Character.toString(last)
                            + " runs backwards");
                }
                expression.append(code(first)).append('-').append(code(last));
            } while (peek() != ']' && peek() != END);
            if (peek() == END) {
                throw new Malformed("its [ has no ]");
            }
            take();
            expression.append(']');
        }

        private int member() throws Malformed {
            int next = peek() == END ? END : take();
            if (next == END) {
                throw new Malformed("its [ has no ]");
            }
            if (next == '-' || next == ']') {
                throw new Malformed("its [ ] has a bare " + Character.toString(next));
            }
            return next == '\\' ? escaped() : next;
        }

        private int escaped() throws Malformed {
            if (peek() == END) {
                throw new Malformed("it ends with a backslash, which stands for nothing");
            }
            return take();
        }

        private void literal(int character) {
            expression.append(code(character));
        }

        private static String code(int character) {
            return "\\x{" + Integer.toHexString(character) + "}";
        }

        private int peek() {
            return at < text.length ? text[at] : END;
        }

        private int take() {
            return text[at++];
        }
    }
}
