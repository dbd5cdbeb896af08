package io.github.sosapp.engine.docker.dockerfile;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A Dockerfile with all that its build needs besides the sources.
 *
 * @param text of the Dockerfile
 * @param target stage of the image; the last one
 * @param arguments of the build, by name
 * @param files that lie beside the Dockerfile, in UTF-8, by their paths relative to it
 * @param ignore text of the {@code .dockerignore}
 */
public record RenderedDockerfile(
        String text,
        String target,
        SortedMap<String, String> arguments,
        SortedMap<String, String> files,
        String ignore) {

    public RenderedDockerfile {
        arguments = Collections.unmodifiableSortedMap(new TreeMap<>(arguments));
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }
}
