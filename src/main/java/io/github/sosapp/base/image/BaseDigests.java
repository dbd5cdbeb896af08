package io.github.sosapp.base.image;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sosapp.base.BaseLock;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.file.DurableFile;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.ImageReference;
import io.github.sosapp.image.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/**
 * What the names of bases mean. A tag is looked up once for all modules of a Maven session, so that they never stand on two
 * images of one name. What it meant last is recorded for builds without a network, for each project on its own, so that no
 * other project can say what its names mean.
 */
public final class BaseDigests {

    private final Optional<BaseLock> lock;
    private final ConcurrentMap<String, String> session;
    private final Path record;
    private final boolean offline;

    /**
     * @param lock comes before everything else but a digest in the reference itself
     * @param session shared by all modules; of plain types, so that it may outlive the class loader of one module
     * @param record a file of the project in the user's cache
     * @param offline whether the record is all there is to go by
     */
    public BaseDigests(Optional<BaseLock> lock, ConcurrentMap<String, String> session, Path record, boolean offline) {
        this.lock = lock;
        this.session = session;
        this.record = record;
        this.offline = offline;
    }

    /**
     * The digest of the image.
     *
     * @param lookup asks the registry
     * @throws BuildFailure when Maven is offline and this project never had the digest
     */
    Digest of(ImageReference reference, Supplier<Digest> lookup) {
        if (reference.digest().isPresent()) {
            return reference.digest().get();
        }
        String name = reference.toString();
        Optional<Digest> locked = lock.flatMap(known -> known.image(name));
        if (locked.isPresent()) {
            return locked.get();
        }
        if (offline) {
            return recorded(name)
                    .orElseThrow(() -> RegistryParts.offline(reference, "this module never asked what the tag means"));
        }
        Digest digest = Digest.parse(
                session.computeIfAbsent(name, unknown -> lookup.get().toString()));
        if (!recorded(name).equals(Optional.of(digest))) {
            save(name, digest);
        }
        return digest;
    }

    private Optional<Digest> recorded(String name) {
        try {
            return Optional.of(Digest.parse(read().path(name).asText()));
        } catch (IllegalArgumentException neverRecorded) {
            return Optional.empty();
        }
    }

    private ObjectNode read() {
        try {
            return Json.parse(Files.readAllBytes(record));
        } catch (IOException absentOrDamaged) {
            return Json.object();
        }
    }

    private void save(String name, Digest digest) {
        ObjectNode names = read().put(name, digest.toString());
        try (DurableFile file = DurableFile.in(record.toAbsolutePath().getParent())) {
            file.write(Json.readable(names));
            file.moveTo(record);
        } catch (IOException onlyOfflineBuildsLoseIt) {
            return;
        }
    }
}
