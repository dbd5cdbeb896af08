package io.github.sosapp.file;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;

/** A file that gets its final name only when it is whole and on the disk; without that it disappears again. */
public final class DurableFile implements Closeable {

    /** How the names of unfinished files begin. */
    public static final String PREFIX = ".sos-";

    /** How they end. */
    public static final String SUFFIX = ".tmp";

    private final Path path;
    private final FileChannel channel;
    private final boolean isReadOnly;

    private DurableFile(Path path, FileChannel channel, boolean isReadOnly) {
        this.path = path;
        this.channel = channel;
        this.isReadOnly = isReadOnly;
    }

    /** Starts a file in {@code directory}, which is made when it is missing. */
    public static DurableFile in(Path directory) throws IOException {
        Files.createDirectories(directory);
        Path path = unfinished(directory);
        return new DurableFile(
                path, FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW), false);
    }

    /**
     * Deletes what processes that were killed have left in a directory, but for what cannot be deleted. Nobody else may be
     * writing there.
     */
    public static void deleteUnfinished(Path directory) {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, PREFIX + "*" + SUFFIX)) {
            for (Path file : left) {
                Files.deleteIfExists(file);
            }
        } catch (IOException stays) {
            // Whoever cannot delete here cannot write either, and is told so when that is tried.
        }
    }

    /**
     * Starts a file in {@code directory} that is another name of a finished one; it is copied only where the file system
     * knows no second name for a file. What is there cannot be changed.
     */
    public static DurableFile ofSame(Path directory, Path source) throws IOException {
        Files.createDirectories(directory);
        Path path = unfinished(directory);
        try {
            Files.createLink(path, source);
        } catch (IOException | UnsupportedOperationException otherFileSystem) {
            Files.copy(source, path);
        }
        return new DurableFile(path, FileChannel.open(path, StandardOpenOption.READ), true);
    }

    // The name need only be unique, not a secret: no existing file is ever opened.
    private static Path unfinished(Path directory) {
        return directory.resolve(
                PREFIX + Long.toHexString(ThreadLocalRandom.current().nextLong()) + SUFFIX);
    }

    private static void sync(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        } catch (AccessDeniedException readOnly) {
            syncNames(file);
        }
    }

    /** Where the bytes are until the file gets its name. */
    public Path path() {
        return path;
    }

    /** Adds all bytes; the file is not durable before {@link #moveTo}. */
    public void write(byte[] bytes) throws IOException {
        write(bytes, bytes.length);
    }

    /** Adds the first {@code length} bytes. */
    public void write(byte[] bytes, int length) throws IOException {
        write(ByteBuffer.wrap(bytes, 0, length));
    }

    private void write(ByteBuffer left) throws IOException {
        while (left.hasRemaining()) {
            channel.write(left);
        }
    }

    /** Takes back what was written so far. */
    public void clear() throws IOException {
        channel.truncate(0);
        channel.position(0);
    }

    /** The file as a stream; closing it closes nothing. */
    public OutputStream stream() {
        return new OutputStream() {
            @Override
            public void write(int single) throws IOException {
                DurableFile.this.write(new byte[] {(byte) single});
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                DurableFile.this.write(ByteBuffer.wrap(bytes, offset, length));
            }
        };
    }

    /** Brings the bytes to the disk and gives the file its name, in place of any file that has it. */
    public void moveTo(Path target) throws IOException {
        if (isReadOnly) {
            sync(path);
        } else {
            channel.force(true);
        }
        renameTo(target);
    }

    /**
     * Gives the file its name without waiting for the disk: after a power cut it may be damaged. For what is judged before
     * it is believed.
     */
    public void renameTo(Path target) throws IOException {
        channel.close();
        Files.move(path, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Makes the names in a directory durable, or a file that may only be read; Windows can do neither. */
    public static void syncNames(Path directory) {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException notSupportedHere) {
            // The content is complete either way; only its survival of a power cut is the file system's own affair.
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(path);
    }
}
