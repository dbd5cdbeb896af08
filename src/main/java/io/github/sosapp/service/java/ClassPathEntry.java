package io.github.sosapp.service.java;

import java.nio.file.Path;

/**
 * One library of a service, at its place in the class path.
 *
 * @param groupId of the artifact
 * @param fileName in a repository, without a snapshot's time: {@code artifactId-version[-classifier].extension}
 * @param file the jar, or the directory of classes of a module that has made no jar yet
 */
public record ClassPathEntry(String groupId, String fileName, Kind kind, Path file) {

    /** How often a library changes; those that change together share a layer. */
    public enum Kind {
        RELEASE("dependencies"),
        SNAPSHOT("snapshot dependencies"),
        MODULE("project modules");

        private final String layer;

        Kind(String layer) {
            this.layer = layer;
        }

        String layer() {
            return layer;
        }
    }
}
