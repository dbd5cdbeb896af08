package io.github.sosapp.service.python.lock;

import io.github.sosapp.python.PackageName;
import io.github.sosapp.python.PythonVersion;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A package in the one version that is to be installed.
 *
 * @param extras that were asked for
 * @param hashes of its files in pip's form, {@code sha256:…}, sorted; empty when the file that pins it has none
 */
public record LockedPackage(
        PackageName name, SortedSet<PackageName> extras, PythonVersion version, List<String> hashes) {

    public LockedPackage {
        extras = Collections.unmodifiableSortedSet(new TreeSet<>(extras));
        hashes = hashes.stream().sorted().distinct().toList();
    }

    /** As pip reads it in a file of requirements. */
    public String line() {
        String wanted = extras.isEmpty()
                ? ""
                : extras.stream().map(PackageName::toString).collect(Collectors.joining(",", "[", "]"));
        return name + wanted + "==" + version
                + hashes.stream().map(hash -> " --hash=" + hash).collect(Collectors.joining());
    }
}
