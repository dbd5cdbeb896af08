package io.github.sosapp.git;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What Git knows of the files that a build reads.
 *
 * @param commit full id of the last commit that touched one of them; of HEAD when the clone is {@code shallow}
 * @param committed when that commit was committed, to the second; the same whether the files are {@code dirty} or not
 * @param dirty whether one of them is changed, or new and not ignored
 * @param shallow whether the clone lacks older commits, so that the last commit that touched the files is not known
 * @param source address of the repository for a browser, without credentials; empty when {@code origin} is unset or local
 */
public record SourceState(String commit, Instant committed, boolean dirty, boolean shallow, Optional<String> source) {

    public SourceState {
        if (!commit.matches("[0-9a-f]{40}|[0-9a-f]{64}")) {
            throw new IllegalArgumentException("not a commit id: " + commit);
        }
        Objects.requireNonNull(committed);
        Objects.requireNonNull(source);
    }

    /** The commit, marked with {@code -dirty} when the files differ from it. */
    public String revision() {
        return commit + (dirty ? "-dirty" : "");
    }
}
