package io.github.sosapp.base;

import io.github.sosapp.image.Digest;
import io.github.sosapp.image.cache.BlobStore;
import io.github.sosapp.image.layer.Compression;
import io.github.sosapp.image.layer.Layer;
import io.github.sosapp.image.layer.LayerCache;
import io.github.sosapp.image.layer.LayerConflicts.NamedEntries;
import io.github.sosapp.image.layer.LayerWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Writes the layers of bases, and finds those that were written before.
 *
 * @param cache for the blocks of layers that change only in part
 */
public record LayerStore(
        LayerWriter writer, LayerCache cache, BlobStore blobs, BaseMemory memory, Compression compression) {

    /** See {@link LayerWriter#format}. */
    String format() {
        return writer.format(compression);
    }

    Layer write(String base, NamedEntries layer, Path directory) throws IOException {
        return writer.write(base + " " + layer.name(), layer.entries(), compression, cache, directory)
                .layer();
    }

    /** The blob in the directory or in the store, all of its bytes checked, or not touched since they were. */
    Optional<Path> find(Digest digest, Path directory) throws IOException {
        Path local = directory.resolve(digest.hex());
        return blobs.holds(local, digest) ? Optional.of(local) : blobs.find(digest);
    }
}
