package io.github.sosapp.python;

import java.util.Locale;
import java.util.regex.Pattern;

/** Name of a distribution package or an extra in the form that all its spellings share (PEP 503, "Normalized Names"). */
public record PackageName(String normalized) implements Comparable<PackageName> {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?");
    private static final Pattern SEPARATORS = Pattern.compile("[-_.]+");

    public PackageName {
        if (!NAME.matcher(normalized).matches()) {
            throw new IllegalArgumentException("\"" + normalized + "\" is no name of a Python package");
        }
        normalized = SEPARATORS.matcher(normalized).replaceAll("-").toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException when the text is no name */
    public static PackageName of(String text) {
        return new PackageName(text);
    }

    @Override
    public int compareTo(PackageName other) {
        return normalized.compareTo(other.normalized);
    }

    @Override
    public String toString() {
        return normalized;
    }
}
