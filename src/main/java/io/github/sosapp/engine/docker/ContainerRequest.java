package io.github.sosapp.engine.docker;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a container is started, beyond what its image says. Its root file system is read-only.
 *
 * @param image a name or an id that the engine knows
 * @param arguments in place of the image's own; empty to keep those
 * @param environment {@code NAME=value}, over the image's own
 * @param ports TCP ports of the container, and those of this machine's loopback address that lead there; 0 for any free one
 * @param files what it sees of this machine, and where it may write
 * @param grace how long it has to end by itself when this process is told to end; zero removes it at once
 */
public record ContainerRequest(
        String image,
        List<String> arguments,
        List<String> environment,
        SortedMap<Integer, Integer> ports,
        ContainerFiles files,
        Duration grace) {

    public ContainerRequest {
        arguments = List.copyOf(arguments);
        environment = List.copyOf(environment);
        ports = Collections.unmodifiableSortedMap(new TreeMap<>(ports));
    }
}
