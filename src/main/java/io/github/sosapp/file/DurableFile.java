package io.github.sosapp.file;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** A file that gets its final name only when it is whole and on the disk; without that it disappears again. */
public final class DurableFile implements Closeable {

    /** How the names of unfinished files begin. */
    public static final String PREFIX = ".sos-";

    /** How they end. */
    public static final String SUFFIX = ".tmp";

    private final Path path;
    private final FileChannel channel;

    private DurableFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** Starts a file in {@code directory}, which is made when it is missing. */
    public static DurableFile in(Path directory) throws IOException {
        Files.createDirectories(directory);
        Path path = directory.resolve(PREFIX + UUID.randomUUID() + SUFFIX);
        return new DurableFile(path, FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW));
    }

    public void write(byte[] bytes) throws IOException {
        write(bytes, bytes.length);
    }

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
        channel.force(true);
        channel.close();
        Files.move(path, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(path);
    }
}
