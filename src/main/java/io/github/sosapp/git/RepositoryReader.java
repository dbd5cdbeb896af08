package io.github.sosapp.git;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The questions that a repository is asked; the program and the library give equal answers. Paths are relative to the root
 * of the checkout, with slashes; the empty path is the root itself.
 */
interface RepositoryReader {

    /** A commit and the time of its committer. */
    record Commit(String id, Instant time) {}

    /** A line of the index: path with slashes, mode in octal, id of the content. */
    record IndexEntry(String path, String mode, String blob) {

        private static final String EXECUTABLE = "100755";
        private static final String LINK = "120000";
        private static final String SUBMODULE = "160000";

        boolean isExecutable() {
            return mode.equals(EXECUTABLE);
        }

        boolean isLink() {
            return mode.equals(LINK);
        }

        boolean isSubmodule() {
            return mode.equals(SUBMODULE);
        }
    }

    /** Whether anything below {@code paths}, but not below {@code excluded}, is changed, or new and not ignored. */
    boolean isDirty(Checkout checkout, List<String> paths, List<String> excluded)
            throws IOException, InterruptedException;

    /** The last commit that touched one of {@code paths}; empty when none did. */
    Optional<Commit> lastCommit(Checkout checkout, List<String> paths) throws IOException, InterruptedException;

    /** The commit that is checked out; empty in a repository without commits. */
    Optional<Commit> head(Checkout checkout) throws IOException, InterruptedException;

    /** The address of the remote {@code origin} as configured, credentials included. */
    Optional<String> origin(Checkout checkout) throws IOException, InterruptedException;

    /** What the index holds below a directory of the checkout; paths are relative to that directory. */
    List<IndexEntry> index(Checkout checkout, Path directory) throws IOException, InterruptedException;
}
