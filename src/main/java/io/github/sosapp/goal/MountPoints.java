package io.github.sosapp.goal;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.service.Development.Sources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Empty directories in the sources where the container has its own ones: an engine would make those that are missing, and
 * they would belong to the superuser. What was made here goes again.
 */
final class MountPoints implements AutoCloseable {

    private final Deque<Path> made = new ArrayDeque<>();

    private MountPoints() {}

    /** For a container without sources. */
    static MountPoints none() {
        return new MountPoints();
    }

    static MountPoints in(Sources sources) {
        MountPoints points = new MountPoints();
        List<String> names = new ArrayList<>(sources.kept());
        names.addAll(sources.made());
        for (String name : names) {
            points.make(sources.directory(), sources.directory().resolve(name));
        }
        return points;
    }

    private void make(Path root, Path directory) {
        if (Files.isDirectory(directory)) {
            return;
        }
        if (!directory.getParent().equals(root)) {
            make(root, directory.getParent());
        }
        try {
            Files.createDirectory(directory);
            made.push(directory);
        } catch (IOException e) {
            throw BuildFailure.ofWorld("cannot make the directory " + directory)
                    .because("the container has its own one there, and takes an empty one to put it on: "
                            + e.getMessage())
                    .causedBy(e)
                    .remedy("make it, or let this user write to " + directory.getParent());
        }
    }

    /** Deletes those that are still empty; once is enough. */
    @Override
    public synchronized void close() {
        while (!made.isEmpty()) {
            try {
                Files.deleteIfExists(made.pop());
            } catch (IOException inUse) {
                // Somebody has put something there: now it is theirs.
            }
        }
    }
}
