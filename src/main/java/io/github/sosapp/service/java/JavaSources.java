package io.github.sosapp.service.java;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The sources of a module that is not compiled, read only to tell a service from a library. */
final class JavaSources {

    private static final List<String> DIRECTORIES = List.of("src/main/java", "src/main/kotlin");
    private static final Pattern MAIN =
            Pattern.compile("static\\s+(final\\s+)?void\\s+main\\s*\\(|^fun\\s+main\\s*\\(", Pattern.MULTILINE);

    private JavaSources() {}

    static boolean exist(Path module) {
        return !files(module).isEmpty();
    }

    /** Files that seem to have a main method, by their names without directories. */
    static List<String> mainClasses(Path module) {
        return files(module).stream()
                .filter(file -> MAIN.matcher(text(file)).find())
                .map(file -> file.getFileName().toString())
                .sorted()
                .toList();
    }

    private static List<Path> files(Path module) {
        return DIRECTORIES.stream()
                .map(module::resolve)
                .filter(Files::isDirectory)
                .flatMap(JavaSources::below)
                .toList();
    }

    private static Stream<Path> below(Path directory) {
        try (Stream<Path> found = Files.walk(directory)) {
            return found.filter(file -> file.toString().matches(".*\\.(java|kt)")).toList().stream();
        } catch (IOException e) {
            throw BuildOutput.unreadable(directory, e);
        }
    }

    // Whatever its encoding is, the words looked for are ASCII.
    private static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw BuildOutput.unreadable(file, e);
        }
    }
}
