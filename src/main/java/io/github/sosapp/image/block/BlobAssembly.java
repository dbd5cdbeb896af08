package io.github.sosapp.image.block;

import io.github.sosapp.file.DurableFile;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.gzip.Crc32Sum;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts compressed blocks one behind the other. As long as they are the previous blob's own, in its order, nothing is
 * written: an unchanged blob costs no write at all.
 */
final class BlobAssembly implements Closeable {

    private final Path directory;
    private final BlockCodec codec;
    private final PreviousBlob previous;
    private final MessageDigest sha256 = Digest.sha256();
    private final Crc32Sum sum = new Crc32Sum();
    private final List<Block> blocks = new ArrayList<>();
    private DurableFile file;
    private long size;
    private int encoded;
    private byte[] copied = {};

    BlobAssembly(Path directory, BlockCodec codec, PreviousBlob previous) {
        this.directory = directory;
        this.codec = codec;
        this.previous = previous;
    }

    void append(EncodedBlock next) throws IOException {
        sum.add(next.block().crc(), next.block().rawLength());
        if (file == null && next.isReused() && isNextOfPrevious(next.block())) {
            blocks.add(next.block());
            return;
        }
        startFile();
        encoded += next.isReused() ? 0 : 1;
        blocks.add(next.block().at(size));
        if (next.isReused()) {
            copy(next.block());
        } else {
            write(next.bytes());
        }
    }

    private boolean isNextOfPrevious(Block block) {
        return blocks.size() < previous.blocks().size()
                && block == previous.blocks().get(blocks.size());
    }

    private void startFile() throws IOException {
        if (file == null) {
            file = DurableFile.in(directory);
            write(codec.head());
            for (Block block : blocks) {
                copy(block);
            }
        }
    }

    private void copy(Block ofPrevious) throws IOException {
        if (copied.length < ofPrevious.length()) {
            copied = new byte[2 * ofPrevious.length()];
        }
        previous.read(ofPrevious.offset(), ofPrevious.length(), copied);
        write(copied, ofPrevious.length());
    }

    private void write(byte[] bytes) throws IOException {
        write(bytes, bytes.length);
    }

    private void write(byte[] bytes, int length) throws IOException {
        sha256.update(bytes, 0, length);
        file.write(bytes, length);
        size += length;
    }

    /** Completes the blob; {@link BlobDraft#file} is empty when it is the previous one unchanged. */
    BlobDraft finish() throws IOException {
        if (file == null
                && previous.isChecked()
                && blocks.size() == previous.blocks().size()) {
            return new BlobDraft(null, null, 0, blocks, 0);
        }
        startFile();
        write(codec.tail(sum));
        BlobDraft draft = new BlobDraft(file, Digest.finish(sha256), size, blocks, encoded);
        file = null;
        return draft;
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}
