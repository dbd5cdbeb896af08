package io.github.sosapp.image.cache;

import io.github.sosapp.file.DurableFile;
import io.github.sosapp.image.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

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
     * Asks about {@code files} through {@code state}, in parallel.
     *
     * @param clockDirectory existing directory on whose clock "now" is read
     * @return empty when a file cannot be asked
     */
    public static <T> Optional<StatIndex> of(List<T> files, Function<T, FileState> state, Path clockDirectory) {
        try {
            long now = now(clockDirectory);
            List<FileState> states = files.parallelStream().map(state).toList();
            ByteBuffer numbers = ByteBuffer.allocate(28 * states.size());
            long newest = Long.MIN_VALUE;
            for (FileState file : states) {
                numbers.putInt(file.mode()).putLong(file.size()).putLong(file.inode());
                numbers.putLong(file.changed());
                newest = Math.max(newest, file.changed());
            }
            return Optional.of(new StatIndex(Digest.of(numbers.array()), newest < now - SETTLING));
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty();
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
