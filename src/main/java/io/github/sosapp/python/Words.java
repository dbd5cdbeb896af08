package io.github.sosapp.python;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a requirement or a marker from left to right. */
final class Words {

    private static final Pattern SPACE = Pattern.compile("[ \\t]*");

    private final String text;
    private int at;

    Words(String text) {
        this.text = text;
    }

    /** The next part that has this form, without the white space before it; null when there is none here. */
    String take(Pattern form) {
        skipSpace();
        Matcher found = form.matcher(text).region(at, text.length());
        if (!found.lookingAt()) {
            return null;
        }
        at = found.end();
        return found.group();
    }

    boolean takes(String word) {
        skipSpace();
        boolean here = text.startsWith(word, at);
        at += here ? word.length() : 0;
        return here;
    }

    String require(Pattern form, String what) {
        String found = take(form);
        if (found == null) {
            throw wrong(what);
        }
        return found;
    }

    String rest() {
        skipSpace();
        return text.substring(at);
    }

    boolean isAtEnd() {
        return rest().isEmpty();
    }

    IllegalArgumentException wrong(String expected) {
        return new IllegalArgumentException("expected " + expected + " at "
                + (rest().isEmpty() ? "the end" : "\"" + rest() + "\"") + " of \"" + text + "\"");
    }

    private void skipSpace() {
        Matcher space = SPACE.matcher(text).region(at, text.length());
        space.lookingAt();
        at = space.end();
    }
}
