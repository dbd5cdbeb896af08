package io.github.sosapp.service.go;

import io.github.sosapp.service.ServiceFiles;
import io.github.sosapp.service.ServiceModule;
import io.github.sosapp.settings.RawSetting;
import io.github.sosapp.settings.Settings;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes small Go services into a directory. */
public final class GoServiceFixture {

    public static final String COMMIT = ServiceFiles.COMMIT;
    public static final Instant CREATED = ServiceFiles.CREATED;

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

    private final ServiceFiles files;

    private GoServiceFixture(Path directory) {
        this.files = new ServiceFiles(directory);
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
        files.write(name, content);
        return this;
    }

    public GoServiceFixture remove(String name) {
        files.remove(name);
        return this;
    }

    public Path directory() {
        return files.directory();
    }

    public ServiceModule module() {
        return files.module("emergency-service", "target/sos/work");
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
