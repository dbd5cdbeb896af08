package io.github.sosapp.debian.rootfs.deb;

import io.github.sosapp.image.layer.FileContent;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A temporary file that holds a decompressed archive; layers read the contents of files from parts of it. */
final class Spool implements Closeable {

    // The JDK copies what it writes, to memory that it keeps as long as the thread lives.
    private static final int LARGEST_WRITE = 1 << 17;

    private final Path path;
    private final FileChannel channel;

    private Spool(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    static Spool in(Path directory) throws IOException {
        Files.createDirectories(directory);
        Path path = Files.createTempFile(directory, ".sos-", ".tmp");
        return new Spool(path, FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    Path path() {
        return path;
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
        Files.deleteIfExists(path);
    }
}
