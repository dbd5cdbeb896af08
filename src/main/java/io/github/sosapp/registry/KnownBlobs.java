package io.github.sosapp.registry;

import io.github.sosapp.image.Digest;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Which repository of a registry has which blobs, as far as pushes found out. Safe for several threads. */
public final class KnownBlobs {

    private final ConcurrentMap<String, String> repositories;

    /**
     * @param repositories where this knowledge is kept, of plain types so that it may outlive the class loader of one module
     */
    public KnownBlobs(ConcurrentMap<String, String> repositories) {
        this.repositories = repositories;
    }

    /** Knows nothing yet. */
    public static KnownBlobs none() {
        return new KnownBlobs(new ConcurrentHashMap<>());
    }

    /** The repository has the blob; the first one that has it is remembered. */
    void add(String registry, String repository, Digest blob) {
        repositories.putIfAbsent(key(registry, blob), repository);
    }

    /** A repository of that registry that has the blob. */
    Optional<String> repositoryWith(String registry, Digest blob) {
        return Optional.ofNullable(repositories.get(key(registry, blob)));
    }

    private static String key(String registry, Digest blob) {
        return registry + "@" + blob;
    }
}
