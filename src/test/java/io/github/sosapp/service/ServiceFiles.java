package io.github.sosapp.service;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** The files of a service that a test writes, whatever its language. */
public record ServiceFiles(Path directory) {

    public static final String COMMIT = "9be41c7d0f6a4a1f8f0a52a3cbbd6ab2d31c7f10";
    public static final Instant CREATED = Instant.parse("2026-11-20T10:15:30Z");

    public void write(String name, String content) {
        Path file = directory.resolve(name);
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void remove(String name) {
        try {
            Files.delete(directory.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The module that holds it, as a recipe sees it. */
    public ServiceModule module(String name, String workDirectory) {
        return new ServiceModule(
                name,
                "1.4.0",
                directory,
                directory,
                directory.resolve(workDirectory),
                () -> new ServiceModule.Origin(Optional.of(COMMIT), CREATED));
    }
}
