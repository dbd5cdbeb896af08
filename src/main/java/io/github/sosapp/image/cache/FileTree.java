package io.github.sosapp.image.cache;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Function;
import java.util.function.Predicate;

/** Lists directory trees, asking the file system once per file; directories of one depth are listed in parallel. */
public final class FileTree {

    // More than there are processors: whoever asks a file system waits. It also keeps a young JVM, whose compiler
    // competes with them, from compiling what is over before it is compiled.
    private static final int THREADS = 8;

    private final Predicate<Path> excluded;
    private final Function<Path, FileState> state;

    private FileTree(Predicate<Path> excluded, Function<Path, FileState> state) {
        this.excluded = excluded;
        this.state = state;
    }

    /**
     * Everything below {@code root} without {@code root} itself; links are listed, not followed. The order is the same
     * for the same names: within a directory by name, what is in a directory right behind it.
     *
     * @param excluded files and whole directories that are left out
     */
    public static List<FileState> list(Path root, Predicate<Path> excluded) throws IOException {
        return new FileTree(excluded, FileState::ofLinkItself).list(root);
    }

    /** The same without what a {@link StatIndex} needs, for a reader of all files: it takes half the time. */
    public static List<FileState> listToRead(Path root, Predicate<Path> excluded) throws IOException {
        return new FileTree(excluded, FileState::ofLinkItselfWithoutInode).list(root);
    }

    private List<FileState> list(Path root) throws IOException {
        Folder top = new Folder(root);
        ForkJoinPool threads = new ForkJoinPool(THREADS);
        try {
            for (List<Folder> level = List.of(top); !level.isEmpty(); level = below(level)) {
                fill(level, threads);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } finally {
            threads.shutdown();
        }
        List<FileState> found = new ArrayList<>();
        top.collect(found);
        return found;
    }

    private void fill(List<Folder> level, ForkJoinPool threads) {
        if (level.size() < THREADS) {
            level.forEach(this::fill);
        } else {
            threads.submit(() -> level.parallelStream().forEach(this::fill)).join();
        }
    }

    private static List<Folder> below(List<Folder> level) {
        List<Folder> next = new ArrayList<>();
        for (Folder folder : level) {
            next.addAll(folder.folders);
        }
        return next;
    }

    private void fill(Folder folder) {
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(folder.path)) {
            List<Path> sorted = new ArrayList<>();
            for (Path path : paths) {
                sorted.add(path);
            }
            Collections.sort(sorted);
            for (Path path : sorted) {
                if (!excluded.test(path)) {
                    folder.add(state.apply(path));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Folder {

        private final Path path;
        private final List<FileState> children = new ArrayList<>();
        private final List<Folder> folders = new ArrayList<>();

        Folder(Path path) {
            this.path = path;
        }

        void add(FileState child) {
            children.add(child);
            if (child.isDirectory()) {
                folders.add(new Folder(child.path()));
            }
        }

        void collect(List<FileState> all) {
            int folder = 0;
            for (FileState child : children) {
                all.add(child);
                if (child.isDirectory()) {
                    folders.get(folder++).collect(all);
                }
            }
        }
    }
}
