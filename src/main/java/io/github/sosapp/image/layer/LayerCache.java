package io.github.sosapp.image.layer;

import io.github.sosapp.image.Digest;
import io.github.sosapp.image.cache.BlobStore;
import io.github.sosapp.image.cache.DurableFile;
import io.github.sosapp.image.cache.StatIndex;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the last build of one project knew about its layers. Which inputs gave which blob stays with the project, so that
 * no other build can plant it; only the blobs, which prove themselves, are shared.
 */
public final class LayerCache {

    private final Path directory;
    private final BlobStore blobs;
    private final boolean trustFileTimes;

    private LayerCache(Path directory, BlobStore blobs, boolean trustFileTimes) {
        this.directory = directory;
        this.blobs = blobs;
        this.trustFileTimes = trustFileTimes;
    }

    /** Remembers nothing. */
    public static LayerCache none() {
        return new LayerCache(null, null, false);
    }

    /**
     * Remembers in {@code projectDirectory}, which is this project's alone.
     *
     * @param trustFileTimes whether files with unchanged size, inode and times need not be read again
     */
    public static LayerCache of(Path projectDirectory, BlobStore blobs, boolean trustFileTimes) {
        return new LayerCache(projectDirectory, blobs, trustFileTimes);
    }

    boolean isEnabled() {
        return directory != null;
    }

    /** Empty when nothing, or nothing usable, is known. */
    Optional<LayerRecord> find(String layer) throws IOException {
        if (!isEnabled()) {
            return Optional.empty();
        }
        try {
            return LayerRecord.parse(Files.readAllBytes(record(layer)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    void save(String layer, LayerRecord record) throws IOException {
        try (DurableFile file = DurableFile.in(directory)) {
            file.write(record.toBytes());
            file.moveTo(record(layer));
        }
    }

    /** Empty when files must be read to know them. */
    Optional<StatIndex> statIndex(List<Path> files) throws IOException {
        if (!isEnabled() || !trustFileTimes) {
            return Optional.empty();
        }
        Files.createDirectories(directory);
        return StatIndex.of(files, directory);
    }

    Optional<Path> blob(Digest digest) throws IOException {
        return isEnabled() ? blobs.find(digest) : Optional.empty();
    }

    /** Where the blob is or would be, unchecked. */
    Optional<Path> uncheckedBlob(Digest digest) {
        return isEnabled() ? Optional.of(blobs.path(digest)) : Optional.empty();
    }

    /** Copies the blob to the store, unless a file of that name is there; {@link #blob} checks it when it is needed. */
    void keepBlob(Digest digest, Path blob) throws IOException {
        if (isEnabled() && !Files.isRegularFile(blobs.path(digest))) {
            blobs.put(digest, blob);
        }
    }

    // Any name is allowed, but not every name is a file name, and some differ only in case.
    private Path record(String layer) {
        String readable = layer.replaceAll("[^A-Za-z0-9.-]", "_");
        String unique = Digest.of(layer.getBytes(StandardCharsets.UTF_8)).hex().substring(0, 12);
        return directory.resolve(readable.substring(0, Math.min(60, readable.length())) + "-" + unique + ".layer");
    }
}
