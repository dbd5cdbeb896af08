package io.github.sosapp.plan;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files of a directory that a preparation reads.
 *
 * @param wanted paths below the directory, each a file or a tree; one that does not exist counts for nothing
 * @param unwanted patterns of paths below the directory, for example {@code **.pem}; what matches is left out with
 *     everything below it
 */
public record SourceFiles(Path directory, List<String> wanted, List<String> unwanted) {

    private static final String WITHOUT = "--without=";

    public SourceFiles {
        wanted = List.copyOf(wanted);
        unwanted = List.copyOf(unwanted);
    }

    /** Reads what {@link #arguments()} wrote. */
    public static SourceFiles ofArguments(List<String> arguments) {
        List<String> words = arguments.subList(1, arguments.size());
        return new SourceFiles(
                Path.of(arguments.get(0)),
                words.stream().filter(word -> !word.startsWith(WITHOUT)).toList(),
                words.stream()
                        .filter(word -> word.startsWith(WITHOUT))
                        .map(word -> word.substring(WITHOUT.length()))
                        .toList());
    }

    /** As the arguments of a preparation that copies the files: the directory first. */
    public List<String> arguments() {
        return Stream.of(
                        Stream.of(directory.toString()),
                        wanted.stream(),
                        unwanted.stream().map(pattern -> WITHOUT + pattern))
                .flatMap(words -> words)
                .toList();
    }

    /** The files and links, relative to the directory, in the order of their names; links are not followed. */
    public List<Path> list() throws IOException {
        List<PathMatcher> patterns = unwanted.stream()
                .map(pattern -> FileSystems.getDefault().getPathMatcher("glob:" + pattern))
                .toList();
        List<Path> found = new ArrayList<>();
        for (String path : wanted) {
            Path root = directory.resolve(path).normalize();
            if (Files.exists(root)) {
                Files.walkFileTree(root, new Listing(directory, patterns, found));
            }
        }
        Collections.sort(found);
        return found.stream().distinct().toList();
    }

    private static final class Listing extends SimpleFileVisitor<Path> {

        private final Path directory;
        private final List<PathMatcher> unwanted;
        private final List<Path> found;

        Listing(Path directory, List<PathMatcher> unwanted, List<Path> found) {
            this.directory = directory;
            this.unwanted = unwanted;
            this.found = found;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
            return isUnwanted(path) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
            if (!isUnwanted(path)) {
                found.add(directory.relativize(path));
            }
            return FileVisitResult.CONTINUE;
        }

        private boolean isUnwanted(Path path) {
            Path below = directory.relativize(path);
            return unwanted.stream().anyMatch(pattern -> pattern.matches(below));
        }
    }
}
