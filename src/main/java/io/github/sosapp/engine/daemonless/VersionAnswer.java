package io.github.sosapp.engine.daemonless;

import java.util.List;

/**
 * What a service said when it was asked for its version on this machine.
 *
 * @param output its first lines; empty when it could not be started
 * @param warnings for the console; empty when it answered well
 */
public record VersionAnswer(String output, List<String> warnings) {

    public VersionAnswer {
        warnings = List.copyOf(warnings);
    }
}
