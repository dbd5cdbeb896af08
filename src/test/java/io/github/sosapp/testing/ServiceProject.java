package io.github.sosapp.testing;

import io.github.sosapp.git.GitRepository;
import io.github.sosapp.image.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A module with a small Go service in it, which tests change, copy and look at. */
public record ServiceProject(Path directory) {

    public static final String VERSION = System.getProperty("sos.it.pluginVersion", "0.1.0-SNAPSHOT");

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

    private static final String POM = """
            <project xmlns="http://maven.apache.org/POM/4.0.0">
              <modelVersion>4.0.0</modelVersion>
              <groupId>com.example.sos</groupId>
              <artifactId>emergency-service</artifactId>
              <version>1.4.0-SNAPSHOT</version>
              <packaging>sos-image</packaging>
              <properties>
                <sos.platforms>native</sos.platforms>
              </properties>
              <build>
                <plugins>
                  <plugin>
                    <groupId>io.github.sos-app</groupId>
                    <artifactId>sos-maven-plugin</artifactId>
                    <version>%s</version>
                    <extensions>true</extensions>
                    <configuration>
                    </configuration>
                  </plugin>
                </plugins>
              </build>
            </project>
            """;

    /** For this machine's platform only, on Go 1.21.13, with nothing but its own source. */
    public static ServiceProject create(Path directory) throws IOException {
        return new ServiceProject(directory)
                .write("pom.xml", POM.formatted(VERSION))
                .write("go.mod", "module example.com/sos/emergency\n\ngo 1.21.13\n")
                .write("main.go", MAIN);
    }

    public ServiceProject write(String name, String content) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        return this;
    }

    public ServiceProject replace(String name, String from, String to) throws IOException {
        String text = Files.readString(directory.resolve(name));
        if (!text.contains(from)) {
            throw new IllegalArgumentException(name + " has no " + from);
        }
        return write(name, text.replace(from, to));
    }

    public ServiceProject move(String from, String to) throws IOException {
        Files.createDirectories(directory.resolve(to).getParent());
        Files.move(directory.resolve(from), directory.resolve(to));
        return this;
    }

    /** Adds a property to the POM. */
    public ServiceProject property(String name, String value) throws IOException {
        return replace("pom.xml", "<properties>\n", "<properties>\n    <" + name + ">" + value + "</" + name + ">\n");
    }

    /** Adds an element to the configuration of the plugin in the POM. */
    public ServiceProject configuration(String xml) throws IOException {
        return replace("pom.xml", "<configuration>\n", "<configuration>\n" + xml + "\n");
    }

    /** Everything in another directory, results included. */
    public ServiceProject copyTo(Path other) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.toList()) {
                Path target = other.resolve(directory.relativize(file));
                Files.createDirectories(target.getParent());
                Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
            }
        }
        return new ServiceProject(other);
    }

    /** The digest of the image as the results say it. */
    public String digest() throws IOException {
        return Files.readString(directory.resolve("target/sos/production.digest"))
                .strip();
    }

    /** Every file below {@code target/sos} with its digest. */
    public Map<String, String> results() throws IOException {
        return contents(directory.resolve("target/sos"));
    }

    /** Every file below a directory with its digest; empty when there is no such directory. */
    public static Map<String, String> contents(Path directory) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        if (Files.isDirectory(directory)) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.toList()) {
                    String name = directory.relativize(file).toString();
                    contents.put(
                            name,
                            Files.isDirectory(file)
                                    ? "directory"
                                    : Digest.ofFile(file).toString());
                }
            }
        }
        return contents;
    }

    /** The project as a Git repository, with everything but {@code target} in its first commit. */
    public GitRepository commitAll(Path home) throws Exception {
        write(".gitignore", "target/\n");
        GitRepository repository = GitRepository.create(directory, home);
        repository.commit("Begin", 1_760_000_000L);
        return repository;
    }
}
