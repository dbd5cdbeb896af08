package io.github.sosapp.image.cache;

import io.github.sosapp.image.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the file system says about a list of files without reading them: size, inode, times of change. Two equal indices
 * mean equal content, if the first one is settled.
 *
 * @param digest of all attributes, in the order of the list
 * @param isSettled whether no file changed so shortly before that a later change could have left the same times: git
 *     calls the other case "racily clean"
 */
public record StatIndex(Digest digest, boolean isSettled) {

    // Two seconds is the coarsest clock of any file system in use (FAT).
    private static final Duration SETTLING = Duration.ofSeconds(2);

    /**
     * Asks the file system about {@code files}.
     *
     * @param clockDirectory existing directory on whose clock "now" is read
     * @return empty when this system has no inodes and times of change, or a file cannot be asked
     */
    public static Optional<StatIndex> of(List<Path> files, Path clockDirectory) {
        MessageDigest sha256 = Digest.sha256();
        ByteBuffer numbers = ByteBuffer.allocate(32);
        try {
            Instant now = now(clockDirectory);
            Instant newest = Instant.MIN;
            for (Path file : files) {
                Map<String, Object> found = Files.readAttributes(file, "unix:size,ino,ctime,lastModifiedTime");
                Instant changed = ((FileTime) found.get("ctime")).toInstant();
                Instant modified = ((FileTime) found.get("lastModifiedTime")).toInstant();
                numbers.clear();
                numbers.putLong(((Number) found.get("size")).longValue());
                numbers.putLong(((Number) found.get("ino")).longValue());
                numbers.putLong(nanos(changed)).putLong(nanos(modified));
                sha256.update(numbers.array());
                newest = changed.isAfter(newest) ? changed : newest;
            }
            boolean settled = newest.isBefore(now.minus(SETTLING));
            return Optional.of(new StatIndex(Digest.finish(sha256), settled));
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static long nanos(Instant time) {
        return time.getEpochSecond() * 1_000_000_000L + time.getNano();
    }

    // The file system's clock, not ours: files on a server have its times.
    private static Instant now(Path directory) throws IOException {
        Path probe = Files.createTempFile(directory, DurableFile.PREFIX, DurableFile.SUFFIX);
        try {
            return Files.getLastModifiedTime(probe).toInstant();
        } finally {
            Files.delete(probe);
        }
    }
}
