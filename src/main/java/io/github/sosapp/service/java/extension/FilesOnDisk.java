package io.github.sosapp.service.java.extension;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.plan.FileSource;
import io.github.sosapp.plan.PlannedFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Gives every planned file a path on disk; those that lie in archives, or nowhere, are written below one directory. */
final class FilesOnDisk implements AutoCloseable {

    private final Path directory;
    private final Map<Path, ZipFile> archives = new HashMap<>();

    FilesOnDisk(Path directory) {
        this.directory = directory.toAbsolutePath().normalize();
    }

    /** @return empty for what is no file or directory, such as a link */
    Optional<Path> path(int layer, PlannedFile file) {
        if (file.source() instanceof FileSource.OnDisk onDisk) {
            return Optional.of(onDisk.path());
        }
        Path place = directory
                .resolve(Integer.toString(layer))
                .resolve(file.path().substring(1))
                .normalize();
        if (!place.startsWith(directory)) {
            throw BuildFailure.ofUser(file.path() + " is no path of an image")
                    .remedy("run mvn clean package, and see which archive holds an entry of that name");
        }
        try {
            return written(file.source(), place);
        } catch (IOException e) {
            throw BuildFailure.ofWorld("cannot write " + file.path() + " below " + directory + " for the extensions")
                    .because(e.getMessage())
                    .causedBy(e)
                    .remedy("run mvn clean package, and let this user write there");
        }
    }

    private Optional<Path> written(FileSource source, Path place) throws IOException {
        if (source instanceof FileSource.Directory) {
            return Optional.of(Files.createDirectories(place));
        }
        Optional<InputStream> content = content(source);
        if (content.isPresent()) {
            try (InputStream stream = content.get()) {
                Files.createDirectories(place.getParent());
                Files.copy(stream, place, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return content.map(written -> place);
    }

    private Optional<InputStream> content(FileSource source) throws IOException {
        if (source instanceof FileSource.Text text) {
            return Optional.of(new ByteArrayInputStream(text.content().getBytes(StandardCharsets.UTF_8)));
        }
        if (source instanceof FileSource.Carried carried) {
            return Optional.ofNullable(FilesOnDisk.class.getResourceAsStream(carried.resource()));
        }
        return source instanceof FileSource.ArchiveEntry inside ? Optional.of(open(inside)) : Optional.empty();
    }

    private InputStream open(FileSource.ArchiveEntry inside) throws IOException {
        ZipFile archive = archives.get(inside.archive());
        if (archive == null) {
            archive = new ZipFile(inside.archive().toString());
            archives.put(inside.archive(), archive);
        }
        ZipEntry entry = archive.getEntry(inside.entry());
        if (entry == null) {
            throw new IOException(inside.archive() + " has no " + inside.entry() + " any more");
        }
        return archive.getInputStream(entry);
    }

    @Override
    public void close() {
        for (ZipFile archive : archives.values()) {
            try {
                archive.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
