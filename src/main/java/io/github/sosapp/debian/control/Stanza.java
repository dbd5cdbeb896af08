package io.github.sosapp.debian.control;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One paragraph of control data (deb822): fields in their order, names without regard to case. Holds its text only and looks
 * fields up when asked, because an index has sixty thousand of them.
 */
public final class Stanza {

    private final String text;

    /** @param text whole lines, each with its line break, checked by {@link StanzaReader} */
    Stanza(String text) {
        this.text = text;
    }

    /**
     * The field's value, blanks around each of its lines removed and folded lines kept apart by line breaks; empty if the
     * field is absent.
     */
    public Optional<String> field(String name) {
        int start = 0;
        while (start < text.length()) {
            if (isField(name, start)) {
                String value = text.substring(start + name.length() + 1, endOfField(start));
                return Optional.of(value.indexOf('\n') < 0 ? value.strip() : unfolded(value));
            }
            start = endOfField(start) + 1;
        }
        return Optional.empty();
    }

    /** The field's lines that are not empty, for lists such as {@code SHA256} of a Release file; none if it is absent. */
    public List<String> lines(String name) {
        return field(name).stream()
                .flatMap(String::lines)
                .filter(line -> !line.isEmpty())
                .toList();
    }

    /** The fields' names as they are written, in their order. */
    public List<String> names() {
        return text.lines()
                .filter(line -> !isBlank(line.charAt(0)))
                .map(line -> line.substring(0, line.indexOf(':')))
                .toList();
    }

    private boolean isField(String name, int start) {
        int colon = start + name.length();
        return colon < text.length()
                && text.charAt(colon) == ':'
                && text.regionMatches(true, start, name, 0, name.length());
    }

    /** The position of the line break before the next field. */
    private int endOfField(int start) {
        int end = text.indexOf('\n', start);
        while (end + 1 < text.length() && isBlank(text.charAt(end + 1))) {
            end = text.indexOf('\n', end + 1);
        }
        return end;
    }

    private static String unfolded(String value) {
        String[] lines = value.split("\n", -1);
        Arrays.setAll(lines, i -> lines[i].strip());
        return String.join("\n", lines);
    }

    /** The fields as they were read, without those that were passed over. */
    @Override
    public String toString() {
        return text;
    }

    /** Whether a line that begins so continues the field above. */
    static boolean isBlank(int sign) {
        return sign == ' ' || sign == '\t';
    }

    static String lowerCase(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
