package io.github.sosapp.image.layer;

import io.github.sosapp.file.DurableFile;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.block.BlobRecord;
import io.github.sosapp.image.cache.BlobStore;
import io.github.sosapp.image.cache.FileState;
import io.github.sosapp.image.cache.StatIndex;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the last build of one project knew about its layers. Which inputs gave which blob stays with the project, so that
 * no other build can plant it; only the blobs, which prove themselves, are shared.
 */
public final class LayerCache {

    // Content that is no file must be read for the digest; above this many bytes in all that is no gain.
    private static final long MOST_READ = 32L << 20;

    // Beside the types of entries: a file whose bytes need not be read.
    private static final int ON_DISK = LayerEntry.Type.values().length;
    private static final char FIRST_KIND = 'A';

    // Of an attribute of the entry that follows: its name and its value.
    private static final char ATTRIBUTE = 'a';

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
    Optional<BlobRecord> find(String layer) throws IOException {
        if (!isEnabled()) {
            return Optional.empty();
        }
        try {
            return BlobRecord.parse(Files.readAllBytes(record(layer)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    void save(String layer, BlobRecord record) throws IOException {
        try (DurableFile file = DurableFile.in(directory)) {
            file.write(record.toBytes());
            file.renameTo(record(layer));
        }
    }

    /**
     * One digest over all that decides a layer, without reading the files on disk.
     *
     * @param entries as given, before they are sorted and checked: checking is not needed for a layer that was written
     * @param format of the bytes: two formats never have equal inputs
     * @return empty when only reading everything can tell whether the layer changed
     */
    Optional<Digest> inputs(List<LayerEntry> entries, String format) throws IOException {
        if (!isEnabled() || !trustFileTimes) {
            return Optional.empty();
        }
        StatIndex stat = settledIndex(entries).orElse(null);
        if (stat == null) {
            return Optional.empty();
        }
        // The kind tells how many texts an entry has, and no text contains NUL: only equal lists give equal bytes.
        StringBuilder names = new StringBuilder(128 * entries.size());
        names.append(format).append('\0');
        long read = 0;
        for (LayerEntry entry : entries) {
            FileContent content = entry.content();
            Path file = content == null ? null : content.file().orElse(null);
            int kind = file != null ? ON_DISK : entry.type().ordinal();
            entry.attributes()
                    .forEach((name, value) -> names.append(ATTRIBUTE)
                            .append(name)
                            .append('\0')
                            .append(Digest.of(value.getBytes(StandardCharsets.ISO_8859_1))
                                    .hex())
                            .append('\0'));
            names.append((char) (FIRST_KIND + kind)).append(entry.path()).append('\0');
            appendModeAndOwner(names, entry);
            if (file == null && content != null) {
                read += content.size();
                if (read > MOST_READ) {
                    return Optional.empty();
                }
                names.append(contentDigest(content)).append('\0');
            } else if (entry.linkTarget() != null) {
                names.append(entry.linkTarget()).append('\0');
            }
        }
        String text = names.append(stat.digest()).toString();
        return Optional.of(Digest.of(text.getBytes(StandardCharsets.UTF_8)));
    }

    // Nearly all entries are files and directories of root that everybody may read.
    private static void appendModeAndOwner(StringBuilder text, LayerEntry entry) {
        int mode = entry.mode();
        if (entry.owner().uid() != 0 || entry.owner().gid() != 0) {
            text.append(mode).append(' ').append(entry.owner()).append('\0');
        } else if (mode == 0644 || mode == 0755) {
            text.append(mode == 0644 ? '-' : 'x');
        } else {
            text.append(mode).append('\0');
        }
    }

    private static String contentDigest(FileContent content) throws IOException {
        try (InputStream bytes = content.open()) {
            return Digest.of(bytes).hex();
        }
    }

    // Where a file lies does not matter: another file has another inode or another time.
    private Optional<StatIndex> settledIndex(List<LayerEntry> entries) throws IOException {
        Files.createDirectories(directory);
        List<FileContent> files = new ArrayList<>(entries.size());
        List<FileState> states = new ArrayList<>(entries.size());
        for (LayerEntry entry : entries) {
            if (entry.content() != null && entry.content().file().isPresent()) {
                files.add(entry.content());
                entry.content().state().ifPresent(states::add);
            }
        }
        try {
            return StatIndex.ofSettled(states.size() == files.size() ? states : ask(files), directory);
        } catch (UncheckedIOException e) {
            return Optional.empty();
        }
    }

    private static List<FileState> ask(List<FileContent> files) {
        return files.parallelStream()
                .map(file ->
                        file.state().orElseGet(() -> FileState.of(file.file().orElseThrow())))
                .toList();
    }

    boolean holds(Path file, Digest digest) {
        return isEnabled() && blobs.holds(file, digest);
    }

    Optional<Path> blob(Digest digest) throws IOException {
        return isEnabled() ? blobs.find(digest) : Optional.empty();
    }

    /** Keeps the blob in the store, unless a file of that name is there; {@link #blob} checks it when it is needed. */
    void keepBlob(Digest digest, Path blob) throws IOException {
        if (isEnabled() && !Files.isRegularFile(blobs.path(digest))) {
            blobs.keep(digest, blob);
        }
    }

    // Any name is allowed, but not every name is a file name, and some differ only in case.
    private Path record(String layer) {
        String readable = layer.replaceAll("[^A-Za-z0-9.-]", "_");
        String unique = Digest.of(layer.getBytes(StandardCharsets.UTF_8)).hex().substring(0, 12);
        return directory.resolve(readable.substring(0, Math.min(60, readable.length())) + "-" + unique + ".layer");
    }
}
