package io.github.sosapp.engine.daemonless;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Platform;
import io.github.sosapp.image.layer.FileContent;
import io.github.sosapp.image.layer.LayerEntry;
import io.github.sosapp.plan.FileSource;
import io.github.sosapp.plan.ImagePlan;
import io.github.sosapp.plan.LayerPlan;
import io.github.sosapp.plan.PlannedFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Turns the planned paths of a layer into entries with content, for one platform. */
final class PlannedEntries {

    private final ImagePlan plan;
    private final Platform platform;
    private final Predicate<Path> executable;
    private final OpenArchives archives;
    private final List<LayerEntry> entries = new ArrayList<>();

    private PlannedEntries(ImagePlan plan, Platform platform, Predicate<Path> executable, OpenArchives archives) {
        this.plan = plan;
        this.platform = platform;
        this.executable = executable;
        this.archives = archives;
    }

    /** @param archives stay open for as long as the content of the entries is read */
    static List<LayerEntry> of(
            LayerPlan layer, ImagePlan plan, Platform platform, Predicate<Path> executable, OpenArchives archives)
            throws IOException {
        PlannedEntries collected = new PlannedEntries(plan, platform, executable, archives);
        for (PlannedFile file : layer.files()) {
            collected.add(file);
        }
        return collected.entries;
    }

    private void add(PlannedFile file) throws IOException {
        FileSource source = file.source();
        if (source instanceof FileSource.Directory) {
            entries.add(LayerEntry.directory(file.path(), file.mode(), file.owner()));
        } else if (source instanceof FileSource.Link link) {
            entries.add(LayerEntry.symlink(file.path(), link.target()));
        } else if (source instanceof FileSource.Text text) {
            addFile(file, FileContent.of(text.content().getBytes(StandardCharsets.UTF_8)));
        } else if (source instanceof FileSource.Carried carried) {
            try (InputStream content = open(carried.resource())) {
                addFile(file, FileContent.of(content.readAllBytes()));
            }
        } else if (source instanceof FileSource.ArchiveEntry inside) {
            addFile(file, archives.content(inside));
        } else if (source instanceof FileSource.CarriedTree tree) {
            addCarriedTree(file, tree);
        } else if (source instanceof FileSource.Prepared prepared) {
            addFile(file, FileContent.of(output(prepared.preparation())));
        } else if (source instanceof FileSource.PreparedTree prepared) {
            addFromDisk(file, output(prepared.preparation()).resolve(prepared.below()));
        } else if (source instanceof FileSource.OnDisk onDisk) {
            addFromDisk(file, onDisk.path());
        }
    }

    private void addFile(PlannedFile file, FileContent content) {
        entries.add(LayerEntry.file(file.path(), file.mode(), file.owner(), content));
    }

    private Path output(String preparationId) {
        return plan.preparationsFor(platform).stream()
                .filter(preparation -> preparation.id().equals(preparationId))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no preparation " + preparationId))
                .output();
    }

    private void addCarriedTree(PlannedFile root, FileSource.CarriedTree tree) throws IOException {
        try (ZipInputStream zip = new ZipInputStream(open(tree.resource()), StandardCharsets.UTF_8)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (!entry.isDirectory()) {
                    ByteArrayOutputStream content = new ByteArrayOutputStream();
                    zip.transferTo(content);
                    entries.add(LayerEntry.file(
                            root.path() + "/" + entry.getName(),
                            root.mode(),
                            root.owner(),
                            FileContent.of(content.toByteArray())));
                }
            }
        }
    }

    private static InputStream open(String resource) throws IOException {
        InputStream stream = PlannedEntries.class.getResourceAsStream(resource);
        if (stream == null) {
            throw new IOException("the plugin lacks its own file " + resource);
        }
        return stream;
    }

    // Whether a file may be executed is all that a checkout keeps on every system and under every umask.
    private int mode(PlannedFile file, Path onDisk) {
        if (file.mode() != PlannedFile.MODE_OF_SOURCE) {
            return file.mode();
        }
        return executable.test(onDisk) ? 0755 : 0644;
    }

    private void addFromDisk(PlannedFile file, Path onDisk) throws IOException {
        if (Files.isRegularFile(onDisk)) {
            entries.add(LayerEntry.file(file.path(), mode(file, onDisk), file.owner(), FileContent.of(onDisk)));
            return;
        }
        if (!Files.isDirectory(onDisk)) {
            throw BuildFailure.ofUser("there is no " + onDisk)
                    .because("it is to become " + file.path() + " in the image")
                    .remedy("correct sos.files, or make the file before this goal runs");
        }
        Files.walkFileTree(onDisk, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                if (isOfGit(directory)) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                entries.add(LayerEntry.directory(inImage(directory), 0755, file.owner()));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
                if (isOfGit(path)) {
                    return FileVisitResult.CONTINUE;
                }
                if (attributes.isOther()) {
                    throw BuildFailure.ofUser(path + " is neither a file, nor a directory, nor a link")
                            .because("it is to become " + inImage(path) + " in the image")
                            .remedy("delete it, or name other directories in sos.files");
                }
                if (attributes.isSymbolicLink()) {
                    entries.add(LayerEntry.symlink(
                            inImage(path),
                            Files.readSymbolicLink(path).toString().replace('\\', '/')));
                } else {
                    entries.add(LayerEntry.file(inImage(path), mode(file, path), file.owner(), FileContent.of(path)));
                }
                return FileVisitResult.CONTINUE;
            }

            // A repository is not content, and may hold what nobody is to see.
            private boolean isOfGit(Path path) {
                return path.endsWith(".git");
            }

            private String inImage(Path path) {
                String below = onDisk.relativize(path).toString().replace('\\', '/');
                return below.isEmpty() ? file.path() : file.path() + "/" + below;
            }
        });
    }
}
