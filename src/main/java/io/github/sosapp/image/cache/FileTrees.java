package io.github.sosapp.image.cache;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The listings of one build: whoever asks for a tree again gets what was found before anything in it was read, and the
 * file system is asked once.
 */
public final class FileTrees {

    private final Predicate<Path> excluded;
    private final Map<Path, List<FileState>> listed = new HashMap<>();

    /** @param excluded files and whole directories that do not count, given as found below the roots */
    public FileTrees(Predicate<Path> excluded) {
        this.excluded = excluded;
    }

    /**
     * What is below a directory, as {@link FileTree#list} has it; of a file, the file itself with links followed. Nothing
     * when there is nothing of that name.
     */
    public synchronized List<FileState> of(Path root) throws IOException {
        List<FileState> known = listed.get(root);
        if (known == null) {
            known = list(root);
            listed.put(root, known);
        }
        return known;
    }

    /** The same with nothing listed yet, for trees that are made in the course of the build. */
    public FileTrees afresh() {
        return new FileTrees(excluded);
    }

    private List<FileState> list(Path root) throws IOException {
        if (Files.isDirectory(root)) {
            return FileTree.list(root, excluded);
        }
        try {
            return Files.exists(root) ? List.of(FileState.of(root)) : List.of();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
