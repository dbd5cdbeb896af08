package io.github.sosapp.service.java.extension;

import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FileEntry;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import com.google.cloud.tools.jib.api.buildplan.LayerObject;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.layer.Owner;
import io.github.sosapp.plan.FileSource;
import io.github.sosapp.plan.ImagePlan;
import io.github.sosapp.plan.LayerPlan;
import io.github.sosapp.plan.PlannedFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The layers of a plan in the form of jib, and the way back. */
final class ShownLayers {

    private static final Pattern OWNER = Pattern.compile("(\\d{1,9})?(?::(\\d{1,9})?)?");
    private static final int PERMISSIONS = 0777;

    /** What lies behind a file that extensions see, and how it was to be laid down. */
    private record Shown(FileSource source, int plannedMode, int shownMode) {}

    private final Instant created;
    private final Map<Path, Shown> files = new HashMap<>();
    private final List<LayerPlan> unseen = new ArrayList<>();
    private final List<FileEntriesLayer> layers = new ArrayList<>();

    private ShownLayers(Instant created) {
        this.created = created;
    }

    /** @param directory for files that lie nowhere on disk */
    static ShownLayers of(ImagePlan plan, Path directory) {
        ShownLayers shown = new ShownLayers(plan.created());
        try (FilesOnDisk onDisk = new FilesOnDisk(directory)) {
            for (LayerPlan layer : plan.layers()) {
                shown.add(layer, onDisk);
            }
        }
        return shown;
    }

    List<FileEntriesLayer> shown() {
        return layers;
    }

    private void add(LayerPlan layer, FilesOnDisk onDisk) {
        FileEntriesLayer.Builder builder = FileEntriesLayer.builder().setName(layer.name());
        List<PlannedFile> hidden = new ArrayList<>();
        for (PlannedFile file : SingleFiles.of(layer)) {
            Optional<Path> path = onDisk.path(layers.size(), file);
            path.ifPresentOrElse(found -> builder.addEntry(entry(file, found)), () -> hidden.add(file));
        }
        layers.add(builder.build());
        unseen.add(new LayerPlan(layer.name(), hidden));
    }

    private FileEntry entry(PlannedFile file, Path path) {
        int mode = file.mode() == PlannedFile.MODE_OF_SOURCE
                ? Files.isExecutable(path) ? 0755 : 0644
                : file.mode() & PERMISSIONS;
        files.put(path, new Shown(file.source(), file.mode(), mode));
        return new FileEntry(
                path,
                AbsoluteUnixPath.get(file.path()),
                FilePermissions.fromOctalString(String.format(Locale.ROOT, "%03o", mode)),
                created,
                file.owner().toString());
    }

    /** The layers of an extension's answer; those without files are left out. */
    List<LayerPlan> planned(List<? extends LayerObject> answer, PlanExtension extension) {
        Map<String, List<PlannedFile>> waiting = new LinkedHashMap<>();
        unseen.forEach(layer ->
                waiting.computeIfAbsent(layer.name(), name -> new ArrayList<>()).addAll(layer.files()));
        List<LayerPlan> planned = new ArrayList<>();
        for (LayerObject layer : answer) {
            if (!(layer instanceof FileEntriesLayer filesOfLayer)) {
                throw failure(extension, "adds layer \"" + layer.getName() + "\" that is not made of files")
                        .remedy("use an extension that adds files");
            }
            // As jib has it: of two files for one place the first counts.
            Map<String, PlannedFile> byPath = new LinkedHashMap<>();
            for (FileEntry entry : filesOfLayer.getEntries()) {
                PlannedFile file = planned(entry, extension);
                byPath.putIfAbsent(file.path(), file);
            }
            List<PlannedFile> all = new ArrayList<>(byPath.values());
            all.addAll(Optional.ofNullable(waiting.remove(layer.getName())).orElse(List.of()));
            planned.add(new LayerPlan(layer.getName().isBlank() ? "files of an extension" : layer.getName(), all));
        }
        waiting.forEach((name, hidden) -> planned.add(new LayerPlan(name, hidden)));
        return planned.stream().filter(layer -> !layer.files().isEmpty()).toList();
    }

    private PlannedFile planned(FileEntry entry, PlanExtension extension) {
        String path = entry.getExtractionPath().toString();
        int mode = entry.getPermissions().getPermissionBits();
        Owner owner = owner(entry, extension);
        Shown known = files.get(entry.getSourceFile());
        if (known != null) {
            return new PlannedFile(path, mode == known.shownMode() ? known.plannedMode() : mode, owner, known.source());
        }
        if (Files.isDirectory(entry.getSourceFile())) {
            return new PlannedFile(path, mode, owner, new FileSource.Directory());
        }
        if (Files.isRegularFile(entry.getSourceFile())) {
            return new PlannedFile(
                    path,
                    mode,
                    owner,
                    new FileSource.OnDisk(entry.getSourceFile().toAbsolutePath()));
        }
        throw failure(extension, "adds " + path + " to the image, but there is no such file")
                .because(entry.getSourceFile() + " is neither a file nor a directory")
                .remedy("make the file before this goal runs, or correct the extension's configuration");
    }

    private static Owner owner(FileEntry entry, PlanExtension extension) {
        Matcher numbers = OWNER.matcher(entry.getOwnership());
        if (!numbers.matches()) {
            throw failure(extension, "gives " + entry.getExtractionPath() + " to " + entry.getOwnership())
                    .because("names mean nothing outside one image, so only numbers are stored")
                    .remedy("write the numbers of user and group, for example 65532:65532");
        }
        return new Owner(number(numbers.group(1)), number(numbers.group(2)));
    }

    private static int number(String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    private static BuildFailure.Facts failure(PlanExtension extension, String does) {
        return BuildFailure.ofUser("extension " + extension.name() + " " + does).from(extension.origin());
    }
}
