package io.github.sosapp.image.cache;

import io.github.sosapp.file.DurableFile;
import io.github.sosapp.image.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * Blobs by digest, shared by all projects of one user. Nothing is believed: a blob whose bytes do not have its digest is
 * removed as if it had never been there. Safe for any number of processes at once.
 */
public final class BlobStore {

    private static final long MOST_BYTES = 10_000_000_000L;
    private static final Duration LONGEST_UNUSED = Duration.ofDays(30);
    private static final Duration LONGEST_WRITE = Duration.ofHours(24);
    private static final Duration SWEEP_INTERVAL = Duration.ofHours(1);
    private static final Duration TOUCH_INTERVAL = Duration.ofHours(24);

    private final Path root;
    private final Path blobs;
    private final Clock clock;
    private final CheckedFiles checked;
    private final AtomicBoolean swept = new AtomicBoolean();

    /**
     * @param root is made with the first blob, open to its owner alone
     * @param clock tells how long blobs have not been used
     */
    public BlobStore(Path root, Clock clock) {
        this(root, clock, CheckedFiles.none());
    }

    /** @param checked what need not be read again */
    public BlobStore(Path root, Clock clock, CheckedFiles checked) {
        this.root = root;
        this.checked = checked;
        this.blobs = root.resolve("blobs").resolve("sha256");
        this.clock = clock;
    }

    /** The file with exactly the bytes of {@code digest}, all of them checked now, or before and not touched since. */
    public Optional<Path> find(Digest digest) throws IOException {
        Path blob = blobs.resolve(digest.hex());
        if (!holds(blob, digest)) {
            Files.deleteIfExists(blob);
            return Optional.empty();
        }
        touch(blob, digest);
        return Optional.of(blob);
    }

    /** Where the blob is or would be; nothing is opened or checked. */
    public Path path(Digest digest) {
        return blobs.resolve(digest.hex());
    }

    /**
     * Where the blob will be, for a caller that verifies the bytes itself while they come and puts the whole file there at
     * once. Makes the directories, and room.
     */
    public Path prepare(Digest digest) throws IOException {
        makeDirectories();
        if (swept.compareAndSet(false, true) && isSweepDue()) {
            sweep();
        }
        return path(digest);
    }

    /** Whether {@code file}, in the store or not, has exactly the bytes of {@code digest}; see {@link CheckedFiles}. */
    public boolean holds(Path file, Digest digest) {
        return checked.holds(file, digest);
    }

    /** Keeps a copy of {@code file}; see {@link #put(Digest, InputStream)}. */
    public Path put(Digest digest, Path file) throws IOException {
        try (InputStream content = Files.newInputStream(file)) {
            return put(digest, content);
        }
    }

    /**
     * Keeps the bytes of {@code content} if they have {@code digest}; the stream is read, not closed.
     *
     * @throws IOException when they do not, or cannot be written; the store is then as it was
     */
    public Path put(Digest digest, InputStream content) throws IOException {
        prepare(digest);
        MessageDigest sha256 = Digest.sha256();
        byte[] buffer = new byte[1 << 16];
        try (DurableFile file = DurableFile.in(blobs)) {
            for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
                sha256.update(buffer, 0, read);
                file.write(buffer, read);
            }
            Digest actual = Digest.finish(sha256);
            if (!actual.equals(digest)) {
                throw new IOException("expected " + digest + ", got " + actual);
            }
            file.moveTo(path(digest));
            checked.note(path(digest), digest);
            return path(digest);
        }
    }

    /**
     * Keeps {@code file}, which the caller wrote with this digest, under a second name, or a copy where the file system
     * knows none.
     */
    public void keep(Digest digest, Path file) throws IOException {
        prepare(digest);
        try {
            Files.createLink(path(digest), file);
            checked.note(file, digest);
        } catch (FileAlreadyExistsException keptByAnother) {
            return;
        } catch (IOException | UnsupportedOperationException otherFileSystem) {
            put(digest, file);
        }
    }

    /** Removes what a killed process left behind, what was not used for 30 days, and the longest unused above 10 GB. */
    public void sweep() throws IOException {
        Instant now = clock.instant();
        List<Stored> kept = new ArrayList<>();
        for (Stored stored : list()) {
            Duration limit = stored.isTemporary() ? LONGEST_WRITE : LONGEST_UNUSED;
            if (stored.lastUse().isBefore(now.minus(limit))) {
                delete(stored.path());
            } else if (!stored.isTemporary()) {
                kept.add(stored);
            }
        }
        kept.sort(Comparator.comparing(Stored::lastUse).reversed());
        long bytes = 0;
        for (Stored stored : kept) {
            bytes += stored.size();
            if (bytes > MOST_BYTES) {
                delete(stored.path());
            }
        }
    }

    // A developer builds every minute, and a large store takes its time to look through.
    private boolean isSweepDue() throws IOException {
        Path last = root.resolve("last-sweep");
        Instant now = clock.instant();
        try {
            Instant before = Files.getLastModifiedTime(last).toInstant();
            if (before.isAfter(now.minus(SWEEP_INTERVAL)) && !before.isAfter(now)) {
                return false;
            }
        } catch (NoSuchFileException firstTime) {
            Files.write(last, new byte[0]);
        }
        Files.setLastModifiedTime(last, FileTime.from(now));
        return true;
    }

    private record Stored(Path path, Instant lastUse, long size) {

        boolean isTemporary() {
            return path.getFileName().toString().endsWith(DurableFile.SUFFIX);
        }
    }

    private List<Stored> list() throws IOException {
        if (!Files.isDirectory(blobs)) {
            return List.of();
        }
        List<Stored> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(blobs)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                try {
                    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                    found.add(new Stored(file, attributes.lastModifiedTime().toInstant(), attributes.size()));
                } catch (IOException e) {
                    continue; // another process swept it first
                }
            }
        }
        return found;
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            return; // in use on systems that lock open files: the next sweep gets it
        }
    }

    // The time of the last change is that of the last use, because many file systems do not record reading.
    private void touch(Path blob, Digest digest) {
        try {
            Instant now = clock.instant();
            if (Files.getLastModifiedTime(blob).toInstant().isBefore(now.minus(TOUCH_INTERVAL))) {
                Files.setLastModifiedTime(blob, FileTime.from(now));
                checked.note(blob, digest);
            }
        } catch (IOException e) {
            return; // only the order of pruning suffers
        }
    }

    private void makeDirectories() throws IOException {
        if (!Files.isDirectory(root)) {
            Path parent = root.toAbsolutePath().getParent();
            Files.createDirectories(parent);
            boolean posix = Files.getFileStore(parent).supportsFileAttributeView("posix");
            if (posix) {
                Files.createDirectories(
                        root, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
        }
        Files.createDirectories(blobs);
    }
}
