package io.github.sosapp.service;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A module as a recipe sees it.
 *
 * @param directory of the POM
 * @param source of the service; the module's directory unless {@code sos.source} says otherwise
 * @param workDirectory for the outputs of preparations; below {@code target}, may not exist yet
 * @param origin asked late, by what needs it: Git takes its time to answer
 */
public record ServiceModule(
        String name, String version, Path directory, Path source, Path workDirectory, Supplier<Origin> origin) {

    /**
     * Where the sources come from.
     *
     * @param commit full id of the last commit that touched the module; empty without Git
     * @param created the image's time
     */
    public record Origin(Optional<String> commit, Instant created) {}

    /** Full id of the last commit that touched the module; empty without Git. */
    public Optional<String> commit() {
        return origin.get().commit();
    }

    /** The image's time. */
    public Instant created() {
        return origin.get().created();
    }
}
