package io.github.sosapp.engine.daemonless;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.plan.Preparation;
import io.github.sosapp.plan.SourceFiles;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Copies sources into the directory of a preparation, so that no tool works among the developer's own files. Whatever else
 * is there goes, but for installed packages.
 */
final class CopyTool implements Toolchain {

    private static final String INSTALLED = "node_modules";

    @Override
    public void run(Preparation preparation) {
        SourceFiles sources = SourceFiles.ofArguments(preparation.arguments());
        Path target = preparation.directory();
        try {
            deleteAllButPackages(target);
            for (Path file : sources.list()) {
                copy(sources.directory().resolve(file), target.resolve(file));
            }
        } catch (IOException e) {
            throw BuildFailure.ofWorld("cannot copy the sources to " + target)
                    .because(e.getMessage())
                    .causedBy(e)
                    .remedy("let this user read the sources and write to target, and make room on the disk");
        }
    }

    private static void copy(Path source, Path target) throws IOException {
        Files.createDirectories(target.getParent());
        Files.copy(source, target, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
    }

    private static void deleteAllButPackages(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path below, BasicFileAttributes attributes) {
                return below.endsWith(INSTALLED) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path below, IOException failed) throws IOException {
                if (isEmpty(below)) {
                    Files.delete(below);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (var entries = Files.list(directory)) {
            return entries.findAny().isEmpty();
        }
    }
}
