package io.github.sosapp.image.cache;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;

/** Lists directory trees, asking the file system once per file; directories of one depth are listed in parallel. */
public final class FileTree {

    private FileTree() {}

    /**
     * Everything below {@code root} without {@code root} itself; links are listed, not followed. The order is the same
     * for the same names: level by level, and within a directory by name.
     *
     * @param excluded files and whole directories that are left out
     */
    public static List<FileState> list(Path root, Predicate<Path> excluded) throws IOException {
        List<FileState> found = new ArrayList<>();
        List<Path> level = List.of(root);
        try {
            while (!level.isEmpty()) {
                List<Path> next = new ArrayList<>();
                for (List<FileState> children : level.parallelStream()
                        .map(directory -> children(directory, excluded))
                        .toList()) {
                    found.addAll(children);
                    for (FileState child : children) {
                        if (child.isDirectory()) {
                            next.add(child.path());
                        }
                    }
                }
                level = next;
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return found;
    }

    private static List<FileState> children(Path directory, Predicate<Path> excluded) {
        List<FileState> children = new ArrayList<>();
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(directory)) {
            List<Path> sorted = new ArrayList<>();
            paths.forEach(sorted::add);
            Collections.sort(sorted);
            for (Path path : sorted) {
                if (!excluded.test(path)) {
                    children.add(FileState.ofLinkItself(path));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return children;
    }
}
