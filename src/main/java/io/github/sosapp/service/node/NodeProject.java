package io.github.sosapp.service.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The directory that a lock file is for, and where in it the service lies: in the directory itself, or in one of the
 * workspaces below it.
 *
 * @param member directory of the workspace as the lock names it, with slashes; empty when the service is no workspace
 */
record NodeProject(Path root, String member, PackageLock lock) {

    // What compilers and npm read in the directory above all workspaces.
    private static final String SHARED_FILE = "\\.npmrc|.*\\.json|.*\\.config\\.[a-z]+";

    /** @throws io.github.sosapp.failure.BuildFailure when no lock file is for the service */
    static NodeProject of(Path source) {
        return PackageLock.isIn(source) ? whole(source) : around(source).orElseGet(() -> whole(source));
    }

    private static NodeProject whole(Path source) {
        PackageLock lock = PackageLock.read(source);
        lock.requireWorkspaces();
        return new NodeProject(source, "", lock);
    }

    // No further than the repository, which may lie in a directory that has nothing to do with it.
    private static Optional<NodeProject> around(Path source) {
        for (Path directory = source; !Files.exists(directory.resolve(".git")) && directory.getParent() != null; ) {
            directory = directory.getParent();
            if (PackageLock.isIn(directory)) {
                PackageLock lock = PackageLock.read(directory);
                String member = directory.relativize(source).toString().replace('\\', '/');
                if (lock.workspaces().contains(member)) {
                    return Optional.of(new NodeProject(directory, member, lock));
                }
            }
        }
        return Optional.empty();
    }

    boolean isWorkspace() {
        return !member.isEmpty();
    }

    /** A path in the directory of the service, as seen from that of the lock. */
    String inProject(String path) {
        return isWorkspace() ? member + "/" + path : path;
    }

    /** The way from the directory of the service to that of the lock; empty where they are the same. */
    String wayToRoot() {
        return isWorkspace() ? "../".repeat(Path.of(member).getNameCount()) : "";
    }

    /**
     * The workspaces that the service needs, those that others need first: of a service that is one, itself comes last;
     * else all there are.
     *
     * @param development whether to build and develop it, or only to run it
     */
    List<String> workspaces(boolean development) {
        return isWorkspace() ? lock.workspacesFor(member, development) : lock.workspaces();
    }

    /** What of the project the service is built from; for a service that is no workspace, all. */
    List<String> parts() {
        if (!isWorkspace()) {
            return List.of(".");
        }
        List<String> parts = new ArrayList<>();
        try (Stream<Path> files = Files.list(root)) {
            files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.matches(SHARED_FILE))
                    .sorted()
                    .forEach(parts::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Stream.concat(Stream.of(lock.file().getFileName().toString()), lock.installer().configuration().stream())
                .filter(name -> !parts.contains(name) && Files.exists(root.resolve(name)))
                .forEach(parts::add);
        parts.addAll(workspaces(true));
        return parts;
    }
}
