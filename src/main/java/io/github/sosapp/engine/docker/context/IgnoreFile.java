package io.github.sosapp.engine.docker.context;

import io.github.sosapp.engine.docker.context.IgnorePattern.Malformed;
import io.github.sosapp.failure.BuildFailure;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The lines of a {@code .dockerignore}, read as BuildKit reads them, and the waivers in its comments: {@code # sos:allow}
 * with a reason, right above the {@code !path} of a file that is named like a secret and is none.
 */
final class IgnoreFile {

    private static final String BYTE_ORDER_MARK = "\uFEFF";
    private static final String WAIVER = "sos:allow";

    private final String origin;
    private final List<IgnorePattern> patterns = new ArrayList<>();
    private final List<String> waived = new ArrayList<>();
    private int line;
    private boolean waiverOpen;

    /** @param origin of the text, for failures */
    private IgnoreFile(String origin) {
        this.origin = origin;
    }

    static IgnoreFile parse(byte[] bytes, String origin) {
        IgnoreFile file = new IgnoreFile(origin);
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.startsWith(BYTE_ORDER_MARK)) {
            text = text.substring(1);
        }
        for (String line : text.split("\n")) {
            file.line++;
            file.read(line);
        }
        if (file.waiverOpen) {
            throw file.waiverWithoutPath();
        }
        return file;
    }

    List<IgnorePattern> patterns() {
        return patterns;
    }

    /** Paths that a waiver with a reason lets in, with all that is below them. */
    List<String> waived() {
        return waived;
    }

    private void read(String raw) {
        if (raw.startsWith("#")) {
            readComment(trim(raw.substring(1)));
            return;
        }
        String text = trim(raw);
        if (text.isEmpty()) {
            return;
        }
        boolean negation = text.startsWith("!");
        String cleaned = cleaned(negation ? trim(text.substring(1)) : text);
        if (cleaned.isEmpty() || negation && cleaned.equals("/")) {
            throw refused(text, "a ! alone takes nothing back in")
                    .remedy("write the path of what the build needs behind it, or delete the line");
        }
        if (waiverOpen) {
            waive(negation, cleaned, text);
        }
        try {
            patterns.add(IgnorePattern.of(negation, cleaned));
        } catch (Malformed e) {
            throw refused(text, e.getMessage())
                    .remedy("correct the pattern; a backslash before a character takes its" + " special meaning away");
        }
    }

    // A rooted path means the same as one that is not.
    private static String cleaned(String pattern) {
        if (pattern.isEmpty()) {
            return pattern;
        }
        String clean = CleanPath.of(pattern);
        return clean.length() > 1 && clean.startsWith("/") ? clean.substring(1) : clean;
    }

    private void readComment(String comment) {
        Optional<String> reason = Optional.of(comment)
                .filter(text -> text.startsWith(WAIVER))
                .map(text -> text.substring(WAIVER.length()))
                .filter(rest -> rest.isEmpty() || !Character.isLetterOrDigit(rest.charAt(0)));
        if (reason.isEmpty()) {
            return;
        }
        if (!reason.get().chars().anyMatch(Character::isLetter)) {
            throw refused("# " + comment, "a secret gets near a build only for a reason")
                    .remedy("write why the file is none behind " + WAIVER + ", for example: # " + WAIVER
                            + " public certificate of our own authority");
        }
        waiverOpen = true;
    }

    private void waive(boolean negation, String path, String text) {
        if (!negation) {
            throw waiverWithoutPath();
        }
        if (IgnorePattern.hasWildcards(path)) {
            throw refused(
                            text,
                            "a waiver holds for the files that somebody looked at, not for all that may get such a name")
                    .remedy("name one file or directory, without wildcards, below # " + WAIVER);
        }
        waived.add(path);
        waiverOpen = false;
    }

    private BuildFailure waiverWithoutPath() {
        return refused("# " + WAIVER, "the line below it takes no file back in")
                .remedy("write ! and the path of the file on the next line");
    }

    private BuildFailure.Facts refused(String text, String why) {
        return BuildFailure.ofUser("the pattern " + text + " has no meaning")
                .because(why)
                .from(origin + ", line " + line);
    }

    private static String trim(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isSpace(text.charAt(start))) {
            start++;
        }
        while (end > start && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    // Go's unicode.IsSpace; strip() knows no space that does not break.
    private static boolean isSpace(char c) {
        return c >= '\t' && c <= '\r' || c == '\u0085' || Character.isSpaceChar(c);
    }
}
