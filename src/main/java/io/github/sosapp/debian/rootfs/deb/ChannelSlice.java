package io.github.sosapp.debian.rootfs.deb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.tukaani.xz.SeekableInputStream;

/** A part of a file as a stream of its own; several may read one channel at the same time. */
final class ChannelSlice extends SeekableInputStream {

    private final FileChannel channel;
    private final long offset;
    private final long size;
    private long position;

    ChannelSlice(FileChannel channel, long offset, long size) {
        this.channel = channel;
        this.offset = offset;
        this.size = size;
    }

    @Override
    public int read() throws IOException {
        byte[] single = new byte[1];
        return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        int most = (int) Math.min(length, size - position);
        if (most <= 0) {
            return -1;
        }
        int read = channel.read(ByteBuffer.wrap(bytes, from, most), offset + position);
        position += Math.max(0, read);
        return read;
    }

    @Override
    public long skip(long count) {
        long skipped = Math.max(0, Math.min(count, size - position));
        position += skipped;
        return skipped;
    }

    @Override
    public int available() {
        return (int) Math.min(Integer.MAX_VALUE, Math.max(0, size - position));
    }

    @Override
    public long length() {
        return size;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public void seek(long newPosition) throws IOException {
        if (newPosition < 0) {
            throw new IOException("negative position");
        }
        position = newPosition;
    }
}
