package io.github.sosapp.image.block;

import io.github.sosapp.image.Digest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * What is remembered of a blob that was written.
 *
 * @param inputs digest of what the blob was made from; empty when only reading everything can tell that
 * @param size of the compressed bytes
 * @param diffId digest of the uncompressed bytes
 * @param rawSize of the uncompressed bytes
 */
public record BlobRecord(
        Optional<Digest> inputs, Digest digest, long size, Digest diffId, long rawSize, List<Block> blocks) {

    private static final int MAGIC = 0x534F5331;
    private static final int HASH = 32;

    public BlobRecord {
        blocks = List.copyOf(blocks);
    }

    /** The form on disk, with a checksum at its end. */
    public byte[] toBytes() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(MAGIC);
        out.writeBoolean(inputs.isPresent());
        write(out, inputs.orElse(digest));
        write(out, digest);
        out.writeLong(size);
        write(out, diffId);
        out.writeLong(rawSize);
        out.writeInt(blocks.size());
        for (Block block : blocks) {
            write(out, block.key());
            write(out, block.stored());
            out.writeLong(block.offset());
            out.writeInt(block.length());
            out.writeInt(block.rawLength());
            out.writeInt(block.crc());
        }
        write(out, Digest.of(bytes.toByteArray()));
        return bytes.toByteArray();
    }

    /** Empty when the bytes are damaged or from another version. */
    public static Optional<BlobRecord> parse(byte[] bytes) throws IOException {
        int end = bytes.length - HASH;
        if (end < HASH || !Digest.of(Arrays.copyOf(bytes, end)).equals(digestAt(bytes, end))) {
            return Optional.empty();
        }
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes, 0, end));
        if (in.readInt() != MAGIC) {
            return Optional.empty();
        }
        boolean trusted = in.readBoolean();
        Digest inputs = read(in);
        Digest digest = read(in);
        long size = in.readLong();
        Digest diffId = read(in);
        long rawSize = in.readLong();
        int count = in.readInt();
        List<Block> blocks = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            blocks.add(new Block(read(in), read(in), in.readLong(), in.readInt(), in.readInt(), in.readInt()));
        }
        Optional<Digest> key = trusted ? Optional.of(inputs) : Optional.empty();
        return Optional.of(new BlobRecord(key, digest, size, diffId, rawSize, blocks));
    }

    private static void write(DataOutputStream out, Digest digest) throws IOException {
        out.write(HexFormat.of().parseHex(digest.hex()));
    }

    private static Digest read(DataInputStream in) throws IOException {
        return digestAt(in.readNBytes(HASH), 0);
    }

    private static Digest digestAt(byte[] bytes, int offset) {
        return new Digest(HexFormat.of().formatHex(bytes, offset, offset + HASH));
    }
}
