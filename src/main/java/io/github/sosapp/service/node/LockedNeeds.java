package io.github.sosapp.service.node;

import com.fasterxml.jackson.databind.JsonNode;
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

    static LockedNeeds of(JsonNode json) {
        return new LockedNeeds(
                Optional.of(json.path("resolved").asText())
                        .filter(place -> json.path("link").asBoolean()),
                names(json, List.of("dependencies", "optionalDependencies", "peerDependencies")),
                names(json, List.of("devDependencies")));
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
