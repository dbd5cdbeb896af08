package io.github.sosapp.image.layer;

import io.github.sosapp.failure.BuildFailure;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Comparator;

/**
 * An uncompressed tar archive that is written while its entries come: what a layer holds before it is compressed, with
 * another time. Nothing of it is kept.
 */
public final class TarStream {

    /** The order of paths in archives: that of their bytes in UTF-8. */
    public static final Comparator<String> ORDER = LayerTree::compareUtf8;

    private static final int BUFFER = 128 * 1024;
    private static final int END_OF_ARCHIVE = 2 * TarHeader.RECORD;

    private final OutputStream out;
    private final long seconds;
    private final byte[] buffer = new byte[BUFFER];

    /**
     * @param out stays open
     * @param time of the last change of every entry, in whole seconds
     */
    public TarStream(OutputStream out, Instant time) {
        this.out = new BufferedOutputStream(out, BUFFER);
        this.seconds = time.getEpochSecond();
    }

    /** What the entry takes in the archive, in bytes. */
    public static long length(LayerEntry entry) throws IOException {
        long size = size(entry);
        return new TarHeader(entry, size).length() + size + padding(size);
    }

    /** What {@link #finish} adds, in bytes. */
    public static int endLength() {
        return END_OF_ARCHIVE;
    }

    /**
     * Writes the next entry.
     *
     * @throws BuildFailure when its file cannot be read, or changes meanwhile
     * @throws IOException when the archive cannot be written
     */
    public void add(LayerEntry entry) throws IOException {
        long size = size(entry);
        TarHeader header = new TarHeader(entry, size, seconds);
        byte[] records = new byte[header.length()];
        header.put(records, 0);
        out.write(records);
        if (entry.type() == LayerEntry.Type.FILE) {
            copy(entry, size);
            out.write(new byte[padding(size)]);
        }
    }

    /** Ends the archive; nothing can be added any more. */
    public void finish() throws IOException {
        out.write(new byte[END_OF_ARCHIVE]);
        out.flush();
    }

    private static long size(LayerEntry entry) throws IOException {
        return entry.type() == LayerEntry.Type.FILE ? entry.content().size() : 0;
    }

    private static int padding(long size) {
        return (int) (-size & TarHeader.RECORD - 1);
    }

    private void copy(LayerEntry entry, long size) throws IOException {
        try (InputStream content = open(entry)) {
            long left = size;
            while (left > 0) {
                int part = read(entry, content, (int) Math.min(left, buffer.length));
                if (part < 0) {
                    throw TarBlocks.changed(entry, size, "shorter");
                }
                out.write(buffer, 0, part);
                left -= part;
            }
            if (read(entry, content, 1) > 0) {
                throw TarBlocks.changed(entry, size, "longer");
            }
        }
    }

    private static InputStream open(LayerEntry entry) {
        try {
            return entry.content().open();
        } catch (IOException e) {
            throw unreadable(entry, e);
        }
    }

    // Whoever waits for the archive must not take the failure of a file for that of the connection.
    private int read(LayerEntry entry, InputStream content, int most) {
        try {
            return content.read(buffer, 0, most);
        } catch (IOException e) {
            throw unreadable(entry, e);
        }
    }

    private static BuildFailure unreadable(LayerEntry entry, IOException cause) {
        String file = entry.content().file().map(Object::toString).orElse(entry.path());
        return BuildFailure.ofUser(file + " cannot be read")
                .because("it was there a moment ago; since then it was deleted, or its permissions keep this user out")
                .causedBy(cause)
                .remedy("let this user read it, and let nothing delete it during the build; or leave it out");
    }
}
