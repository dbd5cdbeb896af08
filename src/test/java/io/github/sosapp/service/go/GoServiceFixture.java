package io.github.sosapp.service.go;

import io.github.sosapp.service.ServiceModule;
import io.github.sosapp.settings.RawSetting;
import io.github.sosapp.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Writes small Go services into a directory. */
public final class GoServiceFixture {

    public static final String COMMIT = "9be41c7d0f6a4a1f8f0a52a3cbbd6ab2d31c7f10";
    public static final Instant CREATED = Instant.parse("2026-11-20T10:15:30Z");

    public static final String MAIN = """
            package main

            import (
            	"fmt"
            	"os"
            )

            var Version, BuildDate, GitCommit string

            func main() {
            	if len(os.Args) > 1 && os.Args[1] == "--version" {
            		fmt.Println("emergency", Version, BuildDate, GitCommit)
            	}
            }
            """;

    private final Path directory;

    private GoServiceFixture(Path directory) {
        this.directory = directory;
    }

    /** A service with go.mod and cmd/main.go, which requires nothing. */
    public static GoServiceFixture in(Path directory) {
        return empty(directory)
                .write("go.mod", "module example.com/sos/emergency\n\ngo 1.21\n\ntoolchain go1.21.13\n")
                .write("cmd/main.go", MAIN);
    }

    public static GoServiceFixture empty(Path directory) {
        return new GoServiceFixture(directory);
    }

    public GoServiceFixture write(String name, String content) {
        Path file = directory.resolve(name);
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    public GoServiceFixture remove(String name) {
        try {
            Files.delete(directory.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    public Path directory() {
        return directory;
    }

    public ServiceModule module() {
        return new ServiceModule(
                "emergency-service",
                "1.4.0",
                directory,
                directory,
                directory.resolve("target/sos/work"),
                () -> new ServiceModule.Origin(Optional.of(COMMIT), CREATED));
    }

    /** Settings of a command line, name and value by turns. */
    public static Settings settings(String... namesAndValues) {
        Map<String, RawSetting> commandLine = new TreeMap<>();
        List<String> words = new ArrayList<>(List.of(namesAndValues));
        for (int i = 0; i < words.size(); i += 2) {
            String name = words.get(i);
            commandLine.put(name, RawSetting.of(words.get(i + 1), "-Dsos." + name + " on the command line"));
        }
        return new Settings(List.of(commandLine));
    }
}
