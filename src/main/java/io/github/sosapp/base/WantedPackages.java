package io.github.sosapp.base;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which packages a base is to hold, on one architecture.
 *
 * @param set name of the curated set, for example {@code java17}
 * @param architecture of Debian, for example {@code arm64}
 * @param wanted names of all packages that are asked for, those of the set and those of the team
 */
record WantedPackages(String suite, String set, String architecture, List<String> wanted) {

    WantedPackages {
        wanted = List.copyOf(new TreeSet<>(wanted));
    }

    /** The base as people write it, whatever the architecture. */
    String name() {
        return suite + "/" + set;
    }

    /** Whether it is for the same base, whatever packages are wanted in it. */
    boolean isLike(WantedPackages other) {
        return name().equals(other.name()) && architecture.equals(other.architecture);
    }

    /** Whether only the architecture differs. */
    boolean isForAnotherPlatform(WantedPackages other) {
        return name().equals(other.name()) && wanted.equals(other.wanted) && !architecture.equals(other.architecture);
    }

    /** How this request differs from {@code asked}, as a part of a sentence. */
    String differenceTo(WantedPackages asked) {
        List<String> parts = new ArrayList<>();
        if (!asked.notIn(this).isEmpty()) {
            parts.add("it lacks " + String.join(", ", asked.notIn(this)));
        }
        if (!notIn(asked).isEmpty()) {
            parts.add("it still has " + String.join(", ", notIn(asked)));
        }
        return String.join(" and ", parts);
    }

    private SortedSet<String> notIn(WantedPackages other) {
        SortedSet<String> more = new TreeSet<>(wanted);
        other.wanted.forEach(more::remove);
        return more;
    }
}
