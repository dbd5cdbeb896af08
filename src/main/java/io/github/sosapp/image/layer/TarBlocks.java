package io.github.sosapp.image.layer;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.block.BlockPipeline;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/** Writes a tar archive and cuts it into blocks at places that an edit elsewhere does not move. */
final class TarBlocks {

    /** Changes with every change of the archive's bytes or of the places of the cuts. */
    static final int VERSION = 1;

    /** Aim of the size of a block of small files; a larger file has blocks of its own. In bytes. */
    static final int BLOCK = 256 * 1024;

    /** No block is larger; a large file fills as many of this size as it can. In bytes. */
    static final int LARGEST_BLOCK = 2 * BLOCK;

    private static final int SMALLEST_BLOCK = BLOCK / 2;
    private static final int CUT_BITS = 5;
    private static final int END_OF_ARCHIVE = 2 * TarHeader.RECORD;

    private final BlockPipeline pipeline;
    private final long modificationTime;
    private final MessageDigest sha256 = Digest.sha256();
    private byte[] buffer;
    private int used;
    private long size;
    private int blocks;

    TarBlocks(BlockPipeline pipeline, long modificationTime) {
        this.pipeline = pipeline;
        this.modificationTime = modificationTime;
        this.buffer = pipeline.buffer();
    }

    void add(LayerEntry entry) throws IOException {
        long contentSize =
                entry.type() == LayerEntry.Type.FILE ? entry.content().size() : 0;
        byte[] header = TarHeader.of(entry, contentSize, modificationTime);
        boolean large = contentSize > BLOCK;
        if (large || isCut(entry.path()) || used + header.length + contentSize + TarHeader.RECORD > LARGEST_BLOCK) {
            cut();
        }
        System.arraycopy(header, 0, buffer, used, header.length);
        used += header.length;
        if (contentSize > 0) {
            copy(entry, contentSize);
        }
    }

    // Only the path decides: it is the same before and after an edit of any file, so the cuts fall together again.
    private boolean isCut(String path) {
        return used >= SMALLEST_BLOCK && pathHash(path) >>> (32 - CUT_BITS) == 0;
    }

    /** FNV-1a of the path in UTF-8, without the leading slash, its bits mixed once more. */
    static int pathHash(String path) {
        int hash = 0x811C9DC5;
        byte[] name = path.getBytes(StandardCharsets.UTF_8);
        for (int i = 1; i < name.length; i++) {
            hash = (hash ^ name[i] & 0xff) * 0x01000193;
        }
        return (hash ^ hash >>> 15) * 0x9E3779B1;
    }

    private void copy(LayerEntry entry, long contentSize) throws IOException {
        try (InputStream content = entry.content().open()) {
            long left = contentSize;
            while (left > 0) {
                int part = (int) Math.min(left, LARGEST_BLOCK - used);
                int read = content.readNBytes(buffer, used, part);
                if (read < part) {
                    throw changed(entry, contentSize, "shorter");
                }
                used += part;
                left -= part;
                if (left > 0) {
                    cut();
                }
            }
            if (content.read() >= 0) {
                throw changed(entry, contentSize, "longer");
            }
        }
        int padding = (int) (-contentSize & TarHeader.RECORD - 1);
        Arrays.fill(buffer, used, used + padding, (byte) 0);
        used += padding;
    }

    private static BuildFailure changed(LayerEntry entry, long size, String how) {
        String file = entry.content().file().map(Object::toString).orElse(entry.path());
        return BuildFailure.ofUser(file + " changed while it was read")
                .because("it had " + size + " bytes at first and was " + how + " a moment later")
                .remedy("let nothing write to it during the build, then build again");
    }

    private void cut() throws IOException {
        if (used == 0) {
            return;
        }
        sha256.update(buffer, 0, used);
        size += used;
        blocks++;
        pipeline.add(buffer, used);
        buffer = pipeline.buffer();
        used = 0;
    }

    /** Ends the archive; returns its digest, the diffID. */
    Digest finish() throws IOException {
        if (used + END_OF_ARCHIVE > LARGEST_BLOCK) {
            cut();
        }
        Arrays.fill(buffer, used, used + END_OF_ARCHIVE, (byte) 0);
        used += END_OF_ARCHIVE;
        cut();
        return Digest.finish(sha256);
    }

    /** Of the archive so far, in bytes. */
    long size() {
        return size;
    }

    int blocks() {
        return blocks;
    }
}
