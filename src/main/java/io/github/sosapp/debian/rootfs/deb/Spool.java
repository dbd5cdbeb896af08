package io.github.sosapp.debian.rootfs.deb;

import io.github.sosapp.image.layer.FileContent;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file that holds a decompressed archive, temporary unless it is kept; layers read the contents of files from parts of it. */
final class Spool implements Closeable {

    // The JDK copies what it writes, to memory that it keeps as long as the thread lives.
    private static final int LARGEST_WRITE = 1 << 17;

    private final Path path;
    private final FileChannel channel;
    private final boolean kept;

    private Spool(Path path, FileChannel channel, boolean kept) {
        this.path = path;
        this.channel = channel;
        this.kept = kept;
    }

    static Spool in(Path directory) throws IOException {
        Files.createDirectories(directory);
        Path path = Files.createTempFile(directory, ".sos-", ".tmp");
        return new Spool(path, FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE), false);
    }

    /** One that is complete, and stays where it is. */
    static Spool ofKept(Path path) throws IOException {
        return new Spool(path, FileChannel.open(path, StandardOpenOption.READ), true);
    }

    boolean isKept() {
        return kept;
    }

    Path path() {
        return path;
    }

    /** The archive from its beginning; its position may be moved, because {@link #slice} does not depend on it. */
    SeekableByteChannel channel() {
        return channel;
    }

    long size() throws IOException {
        return channel.size();
    }

    /** Writes the rest of {@code bytes} from {@code position} on; threads may write different parts at the same time. */
    void write(ByteBuffer bytes, long position) throws IOException {
        int end = bytes.limit();
        for (long at = position; bytes.position() < end; ) {
            bytes.limit(Math.min(end, bytes.position() + LARGEST_WRITE));
            at += channel.write(bytes, at);
        }
    }

    FileContent slice(long offset, long size) {
        return new FileContent() {
            @Override
            public long size() {
                return size;
            }

            @Override
            public InputStream open() {
                return new ChannelSlice(channel, offset, size);
            }
        };
    }

    @Override
    public void close() throws IOException {
        channel.close();
        if (!kept) {
            Files.deleteIfExists(path);
        }
    }
}
