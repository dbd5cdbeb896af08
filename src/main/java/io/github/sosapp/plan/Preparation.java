package io.github.sosapp.plan;

import io.github.sosapp.image.Platform;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A command that must have run before the layers of a platform can be written. The recipe says what; the engine runs it.
 * Preparations of the same output are steps towards it, carried out in the plan's order; steps that differ in nothing but
 * the platform are carried out once for all. An output inside another output is made first.
 *
 * @param id same for all platforms, for example {@code go-build}
 * @param tool program, for example {@code go}; {@code copy} and {@code fit} are the engine's own
 * @param toolVersion exact version that must run; empty where any may, because hashes decide the result
 * @param arguments without the program
 * @param environment what decides the result; the engine adds what only helps (caches, access)
 * @param directory where it runs
 * @param output the file or directory tree that it makes
 * @param files texts that are written beside the output before it runs, by their names
 */
public record Preparation(
        String id,
        Platform platform,
        String tool,
        String toolVersion,
        List<String> arguments,
        SortedMap<String, String> environment,
        Path directory,
        Path output,
        SortedMap<String, String> files) {

    /** Name among {@link #files} of what a Docker Engine carries out; the others lie beside it. */
    public static final String DOCKERFILE = "Dockerfile";

    public Preparation {
        arguments = List.copyOf(arguments);
        environment = Collections.unmodifiableSortedMap(new TreeMap<>(environment));
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }

    /** A command that reads nothing but what is there already. */
    public Preparation(
            String id,
            Platform platform,
            String tool,
            String toolVersion,
            List<String> arguments,
            SortedMap<String, String> environment,
            Path directory,
            Path output) {
        this(id, platform, tool, toolVersion, arguments, environment, directory, output, new TreeMap<>());
    }
}
