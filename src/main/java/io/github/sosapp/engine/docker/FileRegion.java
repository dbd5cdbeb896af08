package io.github.sosapp.engine.docker;

import io.github.sosapp.image.layer.FileContent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A part of an open file; may be read by several threads at once. */
record FileRegion(FileChannel channel, long start, long size) implements FileContent {

    @Override
    public InputStream open() {
        return new InputStream() {
            private long at;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                if (at == size) {
                    return -1;
                }
                int count = (int) Math.min(length, size - at);
                int read = channel.read(ByteBuffer.wrap(buffer, offset, count), start + at);
                if (read < 0) {
                    throw new IOException("the saved image ends in the middle of a file");
                }
                at += read;
                return read;
            }

            @Override
            public long skip(long count) {
                long skipped = Math.max(0, Math.min(count, size - at));
                at += skipped;
                return skipped;
            }
        };
    }

    /** A part of this part. */
    FileRegion part(long from, long length) throws IOException {
        if (from < 0 || length < 0 || from + length > size) {
            throw new IOException("the saved image ends in the middle of a file");
        }
        return new FileRegion(channel, start + from, length);
    }
}
