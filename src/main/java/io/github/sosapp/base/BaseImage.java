package io.github.sosapp.base;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.Platform;
import io.github.sosapp.plan.CutFiles;
import io.github.sosapp.plan.StandardLabels;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A base that was found: it is known exactly what it holds, but nothing big was read or written for it yet. Asked for by
 * the plan, which must know whether anything changed, and made real only by a build that needs it.
 */
public interface BaseImage {

    /** For the console, for example {@code debian bookworm, 5 packages}. */
    String description();

    /** Name and digest for the labels of the image; empty for a base that no registry knows. */
    Optional<StandardLabels.Base> label();

    /** The digest of the platform's manifest in a registry; empty for a base that no registry knows. */
    default Optional<Digest> manifest(Platform platform) {
        return Optional.empty();
    }

    /** What somebody should know who builds on it; one sentence each. */
    default List<String> warnings() {
        return List.of();
    }

    /** Everything that decides its bytes, and why each part is there; the same document means the same base. */
    ObjectNode toJson();

    /** What was left out of its packages, by rule; known once {@link #on} has answered for the platform. */
    default List<CutFiles> cut(Platform platform) {
        return List.of();
    }

    /**
     * Writes, fetches or finds the layers.
     *
     * @param directory where layers may be put, by the hex of their digest; those that are elsewhere stay there
     * @throws io.github.sosapp.failure.BuildFailure when a part cannot be had or is not what it should be; nothing
     *     partial is left
     */
    PlatformBase on(Platform platform, Path directory);
}
