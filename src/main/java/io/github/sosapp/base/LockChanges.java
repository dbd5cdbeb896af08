package io.github.sosapp.base;

import io.github.sosapp.base.BaseLock.LockedBase;
import io.github.sosapp.debian.LockedPackage;
import io.github.sosapp.image.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** How two locks differ, in words. */
final class LockChanges {

    private static final String DROPPED = "  dropped: no module needs it";

    private final BaseLock before;
    private final BaseLock after;
    // The same line for several architectures is said once.
    private final SortedMap<String, SortedSet<String>> architectures = new TreeMap<>();

    LockChanges(BaseLock before, BaseLock after) {
        this.before = before;
        this.after = after;
    }

    List<String> lines() {
        after.content().bases().values().forEach(this::compare);
        before.content().bases().forEach((key, base) -> {
            if (!after.content().bases().containsKey(key)) {
                note(base, droppedBase(base));
            }
        });
        List<String> lines = new ArrayList<>();
        architectures.forEach((line, names) -> lines.add(line + "  (" + String.join(", ", names) + ")"));
        after.content().images().forEach((reference, digest) -> {
            Digest known = before.content().images().get(reference);
            if (!digest.equals(known)) {
                String from = known == null ? "new" : known.abbreviated();
                lines.add(reference + "  " + from + " -> " + digest.abbreviated());
            }
        });
        before.content().images().keySet().stream()
                .filter(reference -> !after.content().images().containsKey(reference))
                .forEach(reference -> lines.add(reference + DROPPED));
        compare(lines, before.tools(), after.tools());
        compare(lines, nodeVersions(before), nodeVersions(after));
        return lines;
    }

    private static void compare(List<String> lines, Map<String, String> before, Map<String, String> after) {
        after.forEach((name, version) -> {
            String known = before.getOrDefault(name, "new");
            if (!known.equals(version)) {
                lines.add(name + "  " + known + " -> " + version);
            }
        });
        before.keySet().stream().filter(name -> !after.containsKey(name)).forEach(name -> lines.add(name + DROPPED));
    }

    private static Map<String, String> nodeVersions(BaseLock lock) {
        Map<String, String> versions = new TreeMap<>();
        lock.content().node().forEach((name, build) -> versions.put("Node.js " + name, build.version()));
        return versions;
    }

    private void compare(LockedBase base) {
        Map<String, LockedPackage> known = byName(before.like(base.request()));
        for (LockedPackage now : base.packages()) {
            Optional<LockedPackage> old = Optional.ofNullable(known.remove(now.name()));
            if (old.isEmpty() || !old.get().sha256().equals(now.sha256())) {
                String security = now.isSecurityUpdate() ? "  security update" : "";
                String from = old.map(LockedPackage::version).orElse("new");
                note(base, "  " + now.name() + "  " + from + " -> " + now.version() + security);
            }
        }
        known.values().forEach(gone -> note(base, "  " + gone.name() + "  " + gone.version() + " -> not needed"));
    }

    private String droppedBase(LockedBase base) {
        return after.like(base.request())
                        .map(now -> " as it was, " + base.request().differenceTo(now.request()))
                        .orElse("")
                + DROPPED;
    }

    private void note(LockedBase base, String change) {
        architectures
                .computeIfAbsent(base.request().name() + change, first -> new TreeSet<>())
                .add(base.request().architecture());
    }

    private static Map<String, LockedPackage> byName(Optional<LockedBase> base) {
        Map<String, LockedPackage> byName = new TreeMap<>();
        base.ifPresent(known -> known.packages().forEach(locked -> byName.put(locked.name(), locked)));
        return byName;
    }
}
