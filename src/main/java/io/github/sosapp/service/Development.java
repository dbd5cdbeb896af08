package io.github.sosapp.service;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How people work with a container of the target {@code development}.
 *
 * @param sources that it sees as they are edited; empty when an edit needs a new image
 * @param debugger that it can be asked with
 * @param onEdit what an edit leads to, for people
 */
public record Development(Optional<Sources> sources, Debugger debugger, String onEdit) {

    /**
     * A directory that is mounted.
     *
     * @param directory on this machine
     * @param inside where the image expects it, absolute
     * @param kept directories in it, relative, that stay as the image has them
     * @param made directories in it, relative, that the container fills itself, empty at first
     */
    public record Sources(Path directory, String inside, List<String> kept, List<String> made) {

        public Sources {
            kept = List.copyOf(kept);
            made = List.copyOf(made);
        }
    }

    /**
     * What listens for debuggers.
     *
     * @param port in the container
     * @param kind of debugger as editors name it: {@code go}, {@code java} or {@code node}
     * @param directory of the sources on this machine
     * @param root how the debugger calls that directory: a path in the container, or the beginning of package names
     */
    public record Debugger(int port, String kind, Path directory, String root) {}
}
