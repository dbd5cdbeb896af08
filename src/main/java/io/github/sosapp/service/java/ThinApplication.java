package io.github.sosapp.service.java;

import io.github.sosapp.image.layer.Owner;
import io.github.sosapp.plan.FileSource;
import io.github.sosapp.plan.LayerPlan;
import io.github.sosapp.plan.PlannedFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A service as classes beside the libraries that Maven resolved for it, in Maven's order. */
final class ThinApplication {

    private static final String RESOURCES = JavaApplication.DIRECTORY + "/resources";
    private static final String CLASSES = JavaApplication.DIRECTORY + "/classes";

    private ThinApplication() {}

    static JavaApplication of(String kind, BuildOutput output, List<ClassPathEntry> libraries, String mainClass) {
        List<String> paths = LibraryPaths.of(libraries);
        List<LayerPlan> layers = new ArrayList<>();
        for (ClassPathEntry.Kind libraryKind : ClassPathEntry.Kind.values()) {
            List<PlannedFile> files = new ArrayList<>();
            for (int i = 0; i < libraries.size(); i++) {
                if (libraries.get(i).kind() == libraryKind) {
                    files.add(file(paths.get(i), libraries.get(i).file()));
                }
            }
            layers.add(new LayerPlan(libraryKind.layer(), files));
        }
        layers.add(new LayerPlan("resources", files(RESOURCES, output, output.resources())));
        // The class path lies beside the classes: it changes more often than the dependencies, and is small.
        List<String> classPath = new ArrayList<>();
        List<PlannedFile> classes = files(CLASSES, output, output.classes());
        if (!output.resources().isEmpty()) {
            classPath.add(RESOURCES);
        }
        if (!classes.isEmpty()) {
            classPath.add(CLASSES);
        }
        classPath.addAll(paths);
        classes.add(ClassPathFile.of(classPath));
        layers.add(new LayerPlan("classes", classes));
        return new JavaApplication(
                kind,
                layers,
                List.of(ClassPathFile.argument(), mainClass),
                libraries.stream().map(ClassPathEntry::fileName).toList(),
                List.of());
    }

    private static List<PlannedFile> files(String directory, BuildOutput output, List<Path> files) {
        List<PlannedFile> planned = new ArrayList<>();
        files.forEach(file -> planned.add(file(directory + "/" + output.name(file), file)));
        return planned;
    }

    private static PlannedFile file(String path, Path onDisk) {
        return new PlannedFile(path, 0644, Owner.ROOT, new FileSource.OnDisk(onDisk));
    }
}
