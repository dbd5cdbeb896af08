package io.github.sosapp.debian.control;

import io.github.sosapp.failure.BuildFailure;

/** Control data that does not follow the Debian Policy Manual: refused, because two readers may understand it differently. */
final class Malformed {

    private static final int SHOWN = 80;

    private Malformed() {}

    static BuildFailure in(String origin, String why) {
        return BuildFailure.ofWorld("the package data of " + origin + " cannot be understood")
                .because(why)
                .remedy(
                        "ask another mirror (sos.debian.mirror); if it says the same, report it to whoever runs the archive");
    }

    /** Text of a stranger in quotes: short, and harmless on a terminal. */
    static String quoted(String text) {
        StringBuilder shown = new StringBuilder("\"");
        text.codePoints()
                .limit(SHOWN)
                .forEach(point -> shown.appendCodePoint(Character.isISOControl(point) ? '?' : point));
        return shown.append(text.length() > SHOWN ? "…\"" : "\"").toString();
    }
}
