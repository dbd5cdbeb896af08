package io.github.sosapp.engine.daemonless;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Platform;
import io.github.sosapp.image.cache.FileState;
import io.github.sosapp.image.cache.FileTrees;
import io.github.sosapp.image.layer.FileContent;
import io.github.sosapp.image.layer.LayerEntry;
import io.github.sosapp.plan.FileSource;
import io.github.sosapp.plan.ImagePlan;
import io.github.sosapp.plan.LayerPlan;
import io.github.sosapp.plan.PlannedFile;
import io.github.sosapp.plan.Preparation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
    private final FileTrees files;
    private final OpenArchives archives;
    private final List<LayerEntry> entries = new ArrayList<>();

    private PlannedEntries(
            ImagePlan plan, Platform platform, Predicate<Path> executable, FileTrees files, OpenArchives archives) {
        this.plan = plan;
        this.platform = platform;
        this.executable = executable;
        this.files = files;
        this.archives = archives;
    }

    /**
     * @param files the listings of this build
     * @param archives stay open for as long as the content of the entries is read
     */
    static List<LayerEntry> of(
            LayerPlan layer,
            ImagePlan plan,
            Platform platform,
            Predicate<Path> executable,
            FileTrees files,
            OpenArchives archives)
            throws IOException {
        PlannedEntries collected = new PlannedEntries(plan, platform, executable, files, archives);
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
            addFile(file, FileContent.of(preparation(prepared.preparation()).output()));
        } else if (source instanceof FileSource.PreparedTree prepared) {
            // Made since the listings were taken.
            Path made = preparation(prepared.preparation()).output().resolve(prepared.below());
            addFromDisk(file, made, files.afresh());
        } else if (source instanceof FileSource.Wheels wheels) {
            entries.addAll(InstalledWheels.entries(file.path(), wheels, preparation(wheels.preparation()), archives));
        } else if (source instanceof FileSource.OnDisk onDisk) {
            addFromDisk(file, onDisk.path(), files);
        }
    }

    private void addFile(PlannedFile file, FileContent content) {
        entries.add(LayerEntry.file(file.path(), file.mode(), file.owner(), content));
    }

    private Preparation preparation(String preparationId) {
        return plan.preparationsFor(platform).stream()
                .filter(preparation -> preparation.id().equals(preparationId))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no preparation " + preparationId));
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

    private void addFromDisk(PlannedFile file, Path onDisk, FileTrees listings) throws IOException {
        if (Files.isDirectory(onDisk)) {
            addDirectory(file, onDisk, listings);
            return;
        }
        List<FileState> found = listings.of(onDisk);
        if (found.isEmpty() || !found.get(0).isFile()) {
            throw BuildFailure.ofUser("there is no " + onDisk)
                    .because("it is to become " + file.path() + " in the image")
                    .remedy("correct sos.files, or make the file before this goal runs");
        }
        addFile(file, file.path(), found.get(0));
    }

    private void addDirectory(PlannedFile root, Path onDisk, FileTrees listings) throws IOException {
        // A repository is not content, and may hold what nobody is to see.
        if (onDisk.endsWith(".git")) {
            return;
        }
        if (Files.isSymbolicLink(onDisk)) {
            addLink(root.path(), onDisk);
            return;
        }
        entries.add(LayerEntry.directory(root.path(), 0755, root.owner()));
        for (FileState found : listings.of(onDisk)) {
            String below = onDisk.relativize(found.path()).toString().replace('\\', '/');
            String path = root.path() + "/" + below;
            if (found.isDirectory()) {
                entries.add(LayerEntry.directory(path, 0755, root.owner()));
            } else if (found.isLink()) {
                addLink(path, found.path());
            } else if (found.isFile()) {
                addFile(root, path, found);
            } else {
                throw BuildFailure.ofUser(found.path() + " is neither a file, nor a directory, nor a link")
                        .because("it is to become " + path + " in the image")
                        .remedy("delete it, or name other directories in sos.files");
            }
        }
    }

    private void addLink(String path, Path link) throws IOException {
        entries.add(
                LayerEntry.symlink(path, Files.readSymbolicLink(link).toString().replace('\\', '/')));
    }

    private void addFile(PlannedFile planned, String path, FileState found) {
        entries.add(LayerEntry.file(path, mode(planned, found.path()), planned.owner(), FileContent.of(found)));
    }
}
