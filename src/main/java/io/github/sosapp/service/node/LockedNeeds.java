package io.github.sosapp.service.node;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What an entry of a lock file says that it needs.
 *
 * @param link place of the workspace that it only points to
 * @param production names of packages
 * @param development names of further packages, for whoever works on it
 */
record LockedNeeds(Optional<String> link, SortedSet<String> production, SortedSet<String> development) {

    private static final List<String> LINKS = List.of("link:", "portal:");
    private static final String ARCHIVE = ".*\\.(?:tgz|tar|tar\\.gz)(?:[(#:].*)?";

    static LockedNeeds of(JsonNode json) {
        return new LockedNeeds(
                Optional.of(json.path("resolved").asText())
                        .filter(place -> json.path("link").asBoolean()),
                names(json, List.of("dependencies", "optionalDependencies", "peerDependencies")),
                names(json, List.of("devDependencies")));
    }

    /**
     * The directory that a version or range names instead of a release; with {@link PackageLock.Entry#COPIED} before it where
     * its files are copied.
     *
     * @param place directory of the workspace that needs it
     */
    static Optional<String> directory(String place, String version) {
        boolean isCopy = version.startsWith(PackageLock.Entry.COPIED);
        if (!isCopy && LINKS.stream().noneMatch(version::startsWith) || version.matches(ARCHIVE)) {
            return Optional.empty();
        }
        // What follows in brackets are packages that it works with.
        String path = version.substring(version.indexOf(':') + 1).replaceFirst("\\(.*", "");
        String directory = Path.of(place).resolve(path).normalize().toString().replace('\\', '/');
        return Optional.of(isCopy ? PackageLock.Entry.COPIED + directory : directory);
    }

    private static SortedSet<String> names(JsonNode json, List<String> kinds) {
        SortedSet<String> names = new TreeSet<>();
        kinds.forEach(kind -> json.path(kind).fieldNames().forEachRemaining(names::add));
        return names;
    }

    SortedSet<String> names(boolean withDevelopment) {
        SortedSet<String> names = new TreeSet<>(production);
        if (withDevelopment) {
            names.addAll(development);
        }
        return names;
    }
}
