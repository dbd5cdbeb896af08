package io.github.sosapp.python.wheel;

import io.github.sosapp.python.PackageName;
import io.github.sosapp.python.Requirement;
import io.github.sosapp.python.TargetPython;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds what wheels need in an interpreter and nobody brought. Versions are not judged: a lock may overrule what a package
 * says of its dependencies.
 */
public final class MissingDependencies {

    private record Wanted(PackageName name, Set<PackageName> extras) {}

    private MissingDependencies() {}

    /**
     * Sentences like {@code anyio, which starlette 0.37.2 needs}, sorted.
     *
     * @param roots what was asked for, with extras
     */
    public static List<String> of(Collection<Wheel> wheels, List<Requirement> roots, TargetPython target) {
        Map<PackageName, Wheel> byName = new HashMap<>();
        wheels.forEach(wheel -> byName.put(wheel.name().name(), wheel));
        Deque<Wanted> open = new ArrayDeque<>();
        roots.forEach(root -> open.add(new Wanted(root.name(), root.extras())));
        Set<Wanted> seen = new HashSet<>();
        Set<String> missing = new TreeSet<>();
        while (!open.isEmpty()) {
            Wanted wanted = open.remove();
            Wheel wheel = byName.get(wanted.name());
            if (wheel == null || !seen.add(wanted)) {
                continue;
            }
            for (Requirement needed : wheel.metadata().requirements()) {
                if (needed.marker().holds(target, wanted.extras())) {
                    open.add(new Wanted(needed.name(), needed.extras()));
                    if (!byName.containsKey(needed.name())) {
                        missing.add(needed.name() + ", which " + wheel.name().name() + " "
                                + wheel.name().version() + " needs");
                    }
                }
            }
        }
        return List.copyOf(missing);
    }
}
