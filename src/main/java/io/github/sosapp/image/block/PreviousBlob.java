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
    private final boolean checked;
    private final Map<Digest, Block> byKey = new HashMap<>();

    private PreviousBlob(FileChannel channel, List<Block> blocks, boolean checked) {
        this.channel = channel;
        this.blocks = blocks;
        this.checked = checked;
        blocks.forEach(block -> byKey.putIfAbsent(block.key(), block));
    }

    /** For the first build, which has no blocks to take over. */
    public static PreviousBlob none() {
        return new PreviousBlob(null, List.of(), false);
    }

    /** Opens {@code blob}, whose digest was checked just now; {@link #none()} when it cannot be read. */
    public static PreviousBlob openChecked(Path blob, List<Block> blocks) {
        return open(blob, blocks, true);
    }

    /** Opens {@code blob}, of which each block is checked before it is used; {@link #none()} when it cannot be read. */
    public static PreviousBlob openDamaged(Path blob, List<Block> blocks) {
        return open(blob, blocks, false);
    }

    private static PreviousBlob open(Path blob, List<Block> blocks, boolean checked) {
        try {
            return new PreviousBlob(FileChannel.open(blob), blocks, checked);
        } catch (IOException e) {
            return none();
        }
    }

    List<Block> blocks() {
        return blocks;
    }

    /** Whether the whole blob has the digest that it should have. */
    boolean isChecked() {
        return checked;
    }

    /** The compressed block for {@code key}, known to be good; null when there is none. */
    Block find(Digest key, int rawLength, int crc) {
        Block block = byKey.get(key);
        if (block == null || block.rawLength() != rawLength || block.crc() != crc) {
            return null;
        }
        return checked || isGood(block) ? block : null;
    }

    private boolean isGood(Block block) {
        try {
            return Digest.of(read(block.offset(), block.length())).equals(block.stored());
        } catch (IOException e) {
            return false;
        }
    }

    private byte[] read(long offset, int length) throws IOException {
        byte[] bytes = new byte[length];
        read(offset, length, bytes);
        return bytes;
    }

    /** Puts the bytes at the beginning of {@code buffer}. */
    void read(long offset, int length, byte[] buffer) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, offset + bytes.position()) < 0) {
                throw new IOException("the blob is too short");
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }
}
