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

    /** This one where it says something, the base where it does not; what there can be several of comes from both. */
    public ExecutionConfig over(ExecutionConfig base) {
        Map<String, String> allVariables = new java.util.LinkedHashMap<>(base.environment);
        allVariables.putAll(environment);
        SortedSet<String> allVolumes = new TreeSet<>(base.volumes);
        allVolumes.addAll(volumes);
        SortedMap<String, String> allLabels = new TreeMap<>(base.labels);
        allLabels.putAll(labels);
        boolean starts = !entrypoint.isEmpty();
        return new ExecutionConfig(
                user.isEmpty() ? base.user : user,
                starts ? entrypoint : base.entrypoint,
                starts || !command.isEmpty() ? command : base.command,
                allVariables,
                ports.isEmpty() ? base.ports : ports,
                allVolumes,
                workingDirectory.isEmpty() ? base.workingDirectory : workingDirectory,
                stopSignal.isEmpty() ? base.stopSignal : stopSignal,
                healthCheck.or(base::healthCheck),
                allLabels);
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
