package io.github.sosapp.engine.daemonless;

import io.github.sosapp.image.layer.FileContent;
import io.github.sosapp.plan.FileSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The archives that files of an image are taken out of, each opened once; may be asked by several threads. */
final class OpenArchives implements AutoCloseable {

    private final Map<Path, ZipFile> archives = new HashMap<>();

    /** The content of the entry; can be read, by several threads too, until this is closed. */
    synchronized FileContent content(FileSource.ArchiveEntry inside) throws IOException {
        ZipFile archive = archives.get(inside.archive());
        if (archive == null) {
            archive = new ZipFile(inside.archive().toString());
            archives.put(inside.archive(), archive);
        }
        ZipEntry entry = archive.getEntry(inside.entry());
        if (entry == null) {
            throw new IOException(inside.archive() + " has no " + inside.entry() + " any more");
        }
        return new InArchive(archive, entry);
    }

    @Override
    public void close() {
        try {
            for (ZipFile archive : archives.values()) {
                archive.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record InArchive(ZipFile archive, ZipEntry entry) implements FileContent {

        @Override
        public long size() {
            return entry.getSize();
        }

        @Override
        public InputStream open() throws IOException {
            return archive.getInputStream(entry);
        }
    }
}
