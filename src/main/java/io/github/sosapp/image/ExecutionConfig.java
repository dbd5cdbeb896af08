package io.github.sosapp.image;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How a container of the image is started: the {@code config} object of image-spec, config.md.
 *
 * @param user {@code uid[:gid]} or names; empty for the superuser
 * @param environment keeps its order
 * @param ports {@code port/protocol}, for example {@code 8080/tcp}
 * @param workingDirectory empty for the root directory
 * @param stopSignal empty for the engine's default
 */
public record ExecutionConfig(
        String user,
        List<String> entrypoint,
        List<String> command,
        Map<String, String> environment,
        SortedSet<String> ports,
        SortedSet<String> volumes,
        String workingDirectory,
        String stopSignal,
        Optional<HealthCheck> healthCheck,
        SortedMap<String, String> labels) {

    public ExecutionConfig {
        entrypoint = List.copyOf(entrypoint);
        command = List.copyOf(command);
        environment = Collections.unmodifiableMap(new java.util.LinkedHashMap<>(environment));
        ports = Collections.unmodifiableSortedSet(new TreeSet<>(ports));
        volumes = Collections.unmodifiableSortedSet(new TreeSet<>(volumes));
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    }

    /** Starts {@code entrypoint} as {@code user}; everything else unset. */
    public static ExecutionConfig of(String user, List<String> entrypoint) {
        return new ExecutionConfig(
                user,
                entrypoint,
                List.of(),
                Map.of(),
                new TreeSet<>(Set.of()),
                new TreeSet<>(Set.of()),
                "",
                "",
                Optional.empty(),
                new TreeMap<>());
    }
}
