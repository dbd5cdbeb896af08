package io.github.sosapp.service.python.lock;

import io.github.sosapp.python.PackageName;
import io.github.sosapp.python.TargetPython;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;

/** Walks from what a service asks for to everything that this needs on one platform. */
final class LockedGraph<P> {

    /** A package of the lock with the extras that somebody wants of it. */
    record Wanted<P>(PackageName name, P found, Set<PackageName> extras) {}

    private final BiFunction<P, Set<PackageName>, List<Wanted<P>>> needs;
    private final Map<PackageName, P> chosen = new TreeMap<>();
    private final Map<PackageName, Set<PackageName>> extras = new TreeMap<>();

    /** @param needs what a package needs when exactly those of its extras are wanted */
    LockedGraph(BiFunction<P, Set<PackageName>, List<Wanted<P>>> needs) {
        this.needs = needs;
    }

    /** @throws IllegalArgumentException when two versions of one package are needed at once */
    LockedGraph<P> walk(List<Wanted<P>> roots, TargetPython target) {
        Deque<Wanted<P>> open = new ArrayDeque<>(roots);
        Set<Wanted<P>> seen = new HashSet<>();
        while (!open.isEmpty()) {
            Wanted<P> wanted = open.remove();
            P before = chosen.putIfAbsent(wanted.name(), wanted.found());
            if (before != null && !before.equals(wanted.found())) {
                throw new IllegalArgumentException(
                        "it wants two versions of " + wanted.name() + " at once for " + target);
            }
            extras.computeIfAbsent(wanted.name(), name -> new TreeSet<>()).addAll(wanted.extras());
            if (seen.add(wanted)) {
                open.addAll(needs.apply(wanted.found(), wanted.extras()));
            }
        }
        return this;
    }

    Map<PackageName, P> chosen() {
        return chosen;
    }

    Set<PackageName> extrasOf(PackageName name) {
        return extras.get(name);
    }
}
