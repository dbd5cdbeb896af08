package io.github.sosapp.image.cache;

import io.github.sosapp.file.DurableFile;
import io.github.sosapp.image.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What the file system says about a list of files without reading them: size, inode, time of change. Two equal indices
 * mean equal content, if the first one was settled and made before the content was read.
 *
 * @param digest of all attributes, in the order of the list
 * @param isSettled whether no file changed so shortly before that a later change could have left the same times: git
 *     calls the other case "racily clean"
 */
public record StatIndex(Digest digest, boolean isSettled) {

    // Two seconds is the coarsest clock of any file system in use (FAT).
    private static final long SETTLING = Duration.ofSeconds(2).toNanos();

    /**
     * The index of {@code files}, which were asked before their content was read.
     *
     * @param clockDirectory existing directory on whose clock "now" is read
     * @return empty when that clock cannot be read
     */
    public static Optional<StatIndex> of(List<FileState> files, Path clockDirectory) {
        try {
            long settled = settledBefore(clockDirectory);
            return Optional.of(new StatIndex(digest(files), newest(files) < settled));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The same; empty, without the work for the digest, unless the index is settled. */
    public static Optional<StatIndex> ofSettled(List<FileState> files, Path clockDirectory) {
        try {
            boolean settled = newest(files) < settledBefore(clockDirectory);
            return settled ? Optional.of(new StatIndex(digest(files), true)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static long newest(List<FileState> files) {
        long newest = Long.MIN_VALUE;
        for (FileState file : files) {
            newest = Math.max(newest, file.changed());
        }
        return newest;
    }

    private static Digest digest(List<FileState> files) {
        byte[] numbers = new byte[4 * Long.BYTES * files.size()];
        int at = 0;
        for (FileState file : files) {
            put(numbers, at, file.mode());
            put(numbers, at + 8, file.size());
            put(numbers, at + 16, file.inode());
            put(numbers, at + 24, file.changed());
            at += 32;
        }
        return Digest.of(numbers);
    }

    /** Files that changed before this time, in nanoseconds since 1970, cannot change again and keep it. */
    static long settledBefore(Path clockDirectory) throws IOException {
        return now(clockDirectory) - SETTLING;
    }

    // A buffer of the JDK takes ten calls for a number, which a young JVM interprets one by one.
    private static void put(byte[] bytes, int at, long value) {
        for (int i = 0; i < Long.BYTES; i++) {
            bytes[at + i] = (byte) (value >>> 8 * i);
        }
    }

    // The file system's clock, not ours: files on a server have its times.
    private static long now(Path directory) throws IOException {
        String unique = Long.toHexString(ThreadLocalRandom.current().nextLong());
        Path probe = directory.resolve(DurableFile.PREFIX + unique + DurableFile.SUFFIX);
        Files.createFile(probe);
        try {
            return FileState.nanos(Files.getLastModifiedTime(probe));
        } finally {
            Files.delete(probe);
        }
    }
}
