package io.github.sosapp.python;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A wish for a package, for example {@code uvicorn[standard]>=0.29 ; python_version >= "3.8"} (PEP 508).
 *
 * @param url where the package is to come from; empty for an index
 */
public record Requirement(
        PackageName name, SortedSet<PackageName> extras, VersionSpecifiers versions, String url, Marker marker) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?");
    private static final Pattern INSIDE = Pattern.compile("[^()\\[\\]]*");
    private static final Pattern VERSIONS = Pattern.compile("[^;@]*");
    // Only a semicolon behind white space ends an address.
    private static final Pattern ADDRESS = Pattern.compile("\\S+");

    public Requirement {
        extras = Collections.unmodifiableSortedSet(new TreeSet<>(extras));
    }

    /** @throws IllegalArgumentException when the text is no requirement */
    public static Requirement parse(String text) {
        Words words = new Words(text);
        PackageName name = PackageName.of(words.require(NAME, "the name of a package"));
        SortedSet<PackageName> extras = new TreeSet<>();
        if (words.takes("[")) {
            for (String extra : words.require(INSIDE, "extras").split(",")) {
                if (!extra.isBlank()) {
                    extras.add(PackageName.of(extra.strip()));
                }
            }
            if (!words.takes("]")) {
                throw words.wrong("the end of the extras");
            }
        }
        String url = "";
        VersionSpecifiers versions = VersionSpecifiers.ANY;
        if (words.takes("@")) {
            url = words.require(ADDRESS, "an address");
        } else if (words.takes("(")) {
            versions = VersionSpecifiers.parse(words.require(INSIDE, "versions"));
            if (!words.takes(")")) {
                throw words.wrong("the end of the versions");
            }
        } else {
            versions = VersionSpecifiers.parse(words.require(VERSIONS, "versions"));
        }
        Marker marker = Marker.ALWAYS;
        if (words.takes(";")) {
            marker = Marker.parse(words.rest());
        } else if (!words.isAtEnd()) {
            throw words.wrong("a semicolon or the end");
        }
        return new Requirement(name, extras, versions, url, marker);
    }
}
