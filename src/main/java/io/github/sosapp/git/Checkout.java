package io.github.sosapp.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A directory with the files of one commit (gitrepository-layout): the main one of a repository, a further worktree, or a
 * submodule.
 *
 * @param root real path of the directory that has the {@code .git}
 * @param repository real path of what {@code .git} is or points to
 */
record Checkout(Path root, Path repository) {

    private static final String DOT_GIT = ".git";

    /** The innermost checkout that a file or directory, existing or not, lies in. */
    static Optional<Checkout> containing(Path path) throws IOException {
        for (Path directory = real(path); directory != null; directory = directory.getParent()) {
            if (isRoot(directory)) {
                return Optional.of(new Checkout(directory, repositoryOf(directory)));
            }
        }
        return Optional.empty();
    }

    static boolean isRoot(Path directory) {
        Path dotGit = directory.resolve(DOT_GIT);
        return Files.isRegularFile(dotGit) || Files.isRegularFile(dotGit.resolve("HEAD"));
    }

    /** The path with symbolic links followed, as Git follows them on the way to the files; need not exist. */
    static Path real(Path path) throws IOException {
        Path absolute = path.toAbsolutePath().normalize();
        try {
            return absolute.toRealPath();
        } catch (NoSuchFileException missing) {
            Path parent = absolute.getParent();
            return parent == null ? absolute : real(parent).resolve(absolute.getFileName());
        }
    }

    /** Whether older commits were left out by {@code git clone --depth}. */
    boolean isShallow() throws IOException {
        Path shallow = commonDirectory().resolve("shallow");
        return Files.isRegularFile(shallow) && Files.size(shallow) > 0;
    }

    /**
     * A path as this checkout calls it; empty outside of it. A path in a repository inside this one is called by the root
     * of that: all that this checkout knows of a submodule is its commit.
     */
    Optional<String> nameOf(Path path) throws IOException {
        Path name = real(path);
        if (!name.startsWith(root)) {
            return Optional.empty();
        }
        for (Path owner = ownerOf(name); !owner.equals(root); owner = ownerOf(owner.getParent())) {
            name = owner;
        }
        return Optional.of(slashed(root.relativize(name)));
    }

    private static Path ownerOf(Path inside) throws IOException {
        return containing(inside).orElseThrow().root;
    }

    static String slashed(Path relative) {
        return relative.toString().replace(relative.getFileSystem().getSeparator(), "/");
    }

    // A .git file is how worktrees and submodules point to their part of the repository.
    private static Path repositoryOf(Path root) throws IOException {
        Path dotGit = root.resolve(DOT_GIT);
        if (Files.isDirectory(dotGit)) {
            return real(dotGit);
        }
        List<String> lines = Files.readAllLines(dotGit);
        String pointer = lines.isEmpty() ? "" : lines.get(0);
        return real(root.resolve(pointer.replaceFirst("^gitdir:\\s*", "").strip()));
    }

    private Path commonDirectory() throws IOException {
        Path pointer = repository.resolve("commondir");
        return Files.isRegularFile(pointer)
                ? real(repository.resolve(Files.readString(pointer).strip()))
                : repository;
    }
}
