package io.github.sosapp.debian;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A curated choice of packages for one suite.
 *
 * @param wanted the reason of each package that is asked for, by its name
 * @param alone whether the wanted packages are taken without what they depend on
 * @param omitted the reason of each dependency that is left out, by its name
 */
public record PackageSet(
        String suite, String name, boolean alone, SortedMap<String, String> wanted, SortedMap<String, String> omitted) {

    public PackageSet {
        wanted = Collections.unmodifiableSortedMap(new TreeMap<>(wanted));
        omitted = Collections.unmodifiableSortedMap(new TreeMap<>(omitted));
    }

    /** The set with more packages, which are then not left out either. */
    public PackageSet with(Iterable<String> names, String reason) {
        SortedMap<String, String> more = new TreeMap<>(wanted);
        SortedMap<String, String> less = new TreeMap<>(omitted);
        for (String extra : names) {
            more.putIfAbsent(extra, reason);
            less.remove(extra);
        }
        return new PackageSet(suite, name, alone, more, less);
    }
}
