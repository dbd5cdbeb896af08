package io.github.sosapp.image.layer;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.block.BlockPipeline;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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
    private final boolean cutsByContent;
    private List<Piece> pieces = new ArrayList<>();
    private int used;
    private long size;
    private int blocks;

    /** Puts some bytes of a block to their place. */
    private interface Filling {
        void put(byte[] buffer, int at) throws IOException;
    }

    private record Piece(int at, Filling filling) {}

    /** @param cutsByContent whether large files are cut by {@link ContentCuts}, not after so many bytes */
    TarBlocks(BlockPipeline pipeline, boolean cutsByContent) {
        this.pipeline = pipeline;
        this.cutsByContent = cutsByContent;
    }

    void add(LayerEntry entry) throws IOException {
        long contentSize =
                entry.type() == LayerEntry.Type.FILE ? entry.content().size() : 0;
        TarHeader header = new TarHeader(entry, contentSize);
        boolean large = contentSize > BLOCK;
        if (large || isCut(entry.path()) || used + header.length() + contentSize + TarHeader.RECORD > LARGEST_BLOCK) {
            cut();
        }
        int padding = (int) (-contentSize & TarHeader.RECORD - 1);
        if (large) {
            addLarge(entry, header, contentSize, padding);
        } else {
            addSmall(entry, header, (int) contentSize, padding);
        }
    }

    private void addSmall(LayerEntry entry, TarHeader header, int contentSize, int padding) {
        put(header.length() + contentSize + padding, (buffer, at) -> {
            header.put(buffer, at);
            int start = at + header.length();
            if (contentSize > 0) {
                read(entry, 0, contentSize, contentSize, buffer, start);
            }
            fillWithZeros(buffer, start + contentSize, padding);
        });
    }

    private void addLarge(LayerEntry entry, TarHeader header, long contentSize, int padding) throws IOException {
        put(header.length(), header::put);
        if (cutsByContent || entry.content().file().isEmpty()) {
            copy(entry, contentSize);
        } else {
            refer(entry, contentSize);
        }
        if (padding > 0) {
            put(padding, (buffer, at) -> fillWithZeros(buffer, at, padding));
        }
    }

    private static void fillWithZeros(byte[] buffer, int at, int length) {
        Arrays.fill(buffer, at, at + length, (byte) 0);
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

    private void put(int length, Filling filling) {
        pieces.add(new Piece(used, filling));
        used += length;
    }

    // The thread that compresses a block reads what is in it: reading takes as long as finding unchanged blocks.
    private void refer(LayerEntry entry, long contentSize) throws IOException {
        for (long done = 0; done < contentSize; ) {
            if (used == LARGEST_BLOCK) {
                cut();
            }
            int part = (int) Math.min(contentSize - done, LARGEST_BLOCK - used);
            long from = done;
            put(part, (buffer, at) -> read(entry, from, part, contentSize, buffer, at));
            done += part;
        }
    }

    private static void read(LayerEntry entry, long from, int part, long contentSize, byte[] buffer, int at)
            throws IOException {
        try (InputStream content = entry.content().open()) {
            if (from > 0) {
                content.skipNBytes(from);
            }
            // Nothing stands behind this part yet, so one call can both read it and find that nothing follows.
            int read = content.read(buffer, at, Math.min(part + 1, buffer.length - at));
            boolean isLast = from + part == contentSize;
            if (read > part && isLast) {
                throw changed(entry, contentSize, "longer");
            }
            if (read < part) {
                read(entry, content, buffer, at + Math.max(read, 0), part - Math.max(read, 0), contentSize);
            }
            if (isLast && (read < part || at + part == buffer.length)) {
                requireEnd(entry, content, contentSize);
            }
        } catch (EOFException e) {
            throw changed(entry, contentSize, "shorter");
        }
    }

    // Content that is in no file can only be read from its beginning.
    private void copy(LayerEntry entry, long contentSize) throws IOException {
        byte[] ahead = new byte[0];
        try (InputStream content = entry.content().open()) {
            for (long left = contentSize; left > 0; ) {
                if (used == LARGEST_BLOCK) {
                    cut();
                }
                int most = (int) Math.min(left, LARGEST_BLOCK - used);
                byte[] bytes = Arrays.copyOf(ahead, most);
                read(entry, content, bytes, ahead.length, most - ahead.length, contentSize);
                int part = cutsByContent ? ContentCuts.find(bytes, BLOCK - used) : most;
                put(part, (buffer, at) -> System.arraycopy(bytes, 0, buffer, at, part));
                ahead = Arrays.copyOfRange(bytes, part, most);
                if (part < most) {
                    cut();
                }
                left -= part;
            }
            requireEnd(entry, content, contentSize);
        }
    }

    private static void read(LayerEntry entry, InputStream content, byte[] buffer, int at, int length, long contentSize)
            throws IOException {
        if (content.readNBytes(buffer, at, length) < length) {
            throw changed(entry, contentSize, "shorter");
        }
    }

    private static void requireEnd(LayerEntry entry, InputStream content, long contentSize) throws IOException {
        if (content.read() >= 0) {
            throw changed(entry, contentSize, "longer");
        }
    }

    static BuildFailure changed(LayerEntry entry, long size, String how) {
        String file = entry.content().file().map(Object::toString).orElse(entry.path());
        return BuildFailure.ofUser(file + " changed while it was read")
                .because("it had " + size + " bytes at first and was " + how + " a moment later")
                .remedy("let nothing write to it during the build, then build again");
    }

    private void cut() throws IOException {
        if (used == 0) {
            return;
        }
        List<Piece> whole = pieces;
        pipeline.add(
                buffer -> {
                    for (Piece piece : whole) {
                        piece.filling.put(buffer, piece.at);
                    }
                },
                used);
        size += used;
        blocks++;
        pieces = new ArrayList<>();
        used = 0;
    }

    /** Ends the archive; nothing can be added any more. */
    void finish() throws IOException {
        if (used + END_OF_ARCHIVE > LARGEST_BLOCK) {
            cut();
        }
        put(END_OF_ARCHIVE, (buffer, at) -> fillWithZeros(buffer, at, END_OF_ARCHIVE));
        cut();
    }

    /** Of the archive so far, in bytes. */
    long size() {
        return size;
    }

    int blocks() {
        return blocks;
    }
}
