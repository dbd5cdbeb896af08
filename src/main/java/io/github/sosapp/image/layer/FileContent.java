package io.github.sosapp.image.layer;

import io.github.sosapp.image.cache.FileState;
import java.io.ByteArrayInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The bytes of a file; can be opened more than once and always gives the same bytes. */
public interface FileContent {

    /** In bytes. */
    long size() throws IOException;

    InputStream open() throws IOException;

    /** The file on disk that holds the bytes; empty when they are only in memory. */
    default Optional<Path> file() {
        return Optional.empty();
    }

    /** What the file system said about {@link #file} before anything was read; empty when it was not asked. */
    default Optional<FileState> state() {
        return Optional.empty();
    }

    static FileContent of(byte[] bytes) {
        byte[] copy = bytes.clone();
        return new FileContent() {
            @Override
            public long size() {
                return copy.length;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(copy);
            }
        };
    }

    static FileContent of(Path path) {
        return of(path, null);
    }

    /** The file of {@code state}; saves asking the file system for the same again. */
    static FileContent of(FileState state) {
        return of(state.path(), state);
    }

    private static FileContent of(Path path, FileState state) {
        return new FileContent() {
            @Override
            public long size() throws IOException {
                return state != null ? state.size() : Files.size(path);
            }

            // A channel costs several times as much to open, which counts with tens of thousands of files.
            @Override
            public InputStream open() throws IOException {
                return path.getFileSystem() == FileSystems.getDefault()
                        ? new FileInputStream(path.toString())
                        : Files.newInputStream(path);
            }

            @Override
            public Optional<Path> file() {
                return Optional.of(path);
            }

            @Override
            public Optional<FileState> state() {
                return Optional.ofNullable(state);
            }
        };
    }
}
