package io.github.sosapp.engine.daemonless;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** What a lock of either yarn says of each range of versions that is asked for. */
final class YarnLock {

    private YarnLock() {}

    /** Whether the second lock names a release for a range for which the first names none, or another one. */
    static boolean adds(String before, String after) {
        return !decisions(before).containsAll(decisions(after));
    }

    private static Set<String> decisions(String lock) {
        Set<String> decisions = new HashSet<>();
        String[] ranges = {};
        for (String line : lock.lines().toList()) {
            if (!line.isBlank() && !line.startsWith(" ") && !line.startsWith("#")) {
                ranges = line.replaceFirst(":$", "").replace("\"", "").split(", ");
            } else if (line.matches(" {2}(?:version|resolution|resolved)\\b.*")) {
                Arrays.stream(ranges).map(range -> range + line).forEach(decisions::add);
            }
        }
        return decisions;
    }
}
