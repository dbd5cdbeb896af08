package io.github.sosapp.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A program to run.
 *
 * @param arguments program first, as an absolute path or a name looked up on the path of this process; no shell ever
 * @param environment the whole environment of the child; nothing is inherited
 * @param timeout after which the child and its children are killed
 */
public record Command(List<String> arguments, Map<String, String> environment, Path directory, Duration timeout) {

    public Command {
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
    }
}
