package io.github.sosapp.image.block;

import io.github.sosapp.image.Digest;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The blob that an earlier build made, as a store of compressed blocks. Damage in it means "not there". */
public final class PreviousBlob implements Closeable {

    private final FileChannel channel;
    private final List<Block> blocks;
    private final Map<Digest, Block> byKey = new HashMap<>();

    private PreviousBlob(FileChannel channel, List<Block> blocks) {
        this.channel = channel;
        this.blocks = blocks;
        blocks.forEach(block -> byKey.putIfAbsent(block.key(), block));
    }

    public static PreviousBlob none() {
        return new PreviousBlob(null, List.of());
    }

    /** Opens {@code blob}; {@link #none()} when it cannot be read. */
    public static PreviousBlob open(Path blob, List<Block> blocks) {
        try {
            return new PreviousBlob(FileChannel.open(blob), blocks);
        } catch (IOException e) {
            return none();
        }
    }

    List<Block> blocks() {
        return blocks;
    }

    /** The compressed block for {@code key}, its bytes checked; null when there is none. */
    EncodedBlock find(Digest key, int rawLength, int crc) {
        Block block = byKey.get(key);
        if (block == null || block.rawLength() != rawLength || block.crc() != crc) {
            return null;
        }
        try {
            byte[] bytes = read(block.offset(), block.length());
            return Digest.of(bytes).equals(block.stored()) ? EncodedBlock.reused(block, bytes) : null;
        } catch (IOException e) {
            return null;
        }
    }

    byte[] read(long offset, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, offset + bytes.position()) < 0) {
                throw new IOException("the blob is too short");
            }
        }
        return bytes.array();
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }
}
