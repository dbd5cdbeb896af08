package io.github.sosapp.service.java.extension;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.plan.FileSource;
import io.github.sosapp.plan.LayerPlan;
import io.github.sosapp.plan.PlannedFile;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/** A layer whose directory trees are taken apart, because extensions judge file by file. */
final class SingleFiles {

    private SingleFiles() {}

    static List<PlannedFile> of(LayerPlan layer) {
        List<PlannedFile> single = new ArrayList<>();
        for (PlannedFile file : layer.files()) {
            if (file.source() instanceof FileSource.OnDisk onDisk && Files.isDirectory(onDisk.path())) {
                single.addAll(ofTree(file, onDisk.path()));
            } else {
                single.add(file);
            }
        }
        return single;
    }

    // The same files, modes and links as when the engine walks the tree.
    private static List<PlannedFile> ofTree(PlannedFile tree, Path root) {
        List<PlannedFile> files = new ArrayList<>();
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                    if (directory.endsWith(".git")) {
                        return FileVisitResult.SKIP_SUBTREE;
                    }
                    add(directory, 0755, new FileSource.Directory());
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    if (file.endsWith(".git")) {
                        return FileVisitResult.CONTINUE;
                    }
                    if (attributes.isSymbolicLink()) {
                        String target = Files.readSymbolicLink(file).toString().replace('\\', '/');
                        add(file, 0777, new FileSource.Link(target));
                    } else {
                        add(file, tree.mode(), new FileSource.OnDisk(file));
                    }
                    return FileVisitResult.CONTINUE;
                }

                private void add(Path path, int mode, FileSource source) {
                    String below = root.relativize(path).toString().replace('\\', '/');
                    String place = below.isEmpty() ? tree.path() : tree.path() + "/" + below;
                    files.add(new PlannedFile(place, mode, tree.owner(), source));
                }
            });
            return files;
        } catch (IOException e) {
            throw BuildFailure.ofWorld("cannot read " + root)
                    .because(e.getMessage())
                    .causedBy(e)
                    .remedy("let this user read all of the directory");
        }
    }
}
