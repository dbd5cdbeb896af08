package io.github.sosapp.service.java;

import io.github.sosapp.image.layer.Owner;
import io.github.sosapp.plan.FileSource;
import io.github.sosapp.plan.LayerPlan;
import io.github.sosapp.plan.PlannedFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A Spring Boot service out of {@code target/classes} and its libraries, with the layers, paths and class path that
 * {@link SpringBootArchive} reads from the jar which Spring Boot's plugin would make of them. Only other modules of the
 * same build differ: they are directories of classes as long as they have no jar.
 */
final class SpringBootClasses {

    private static final String CLASSES = "BOOT-INF/classes/";
    private static final String LIB = "BOOT-INF/lib/";

    // Spring-Boot-Jar-Type of jars that Spring Boot's plugin leaves out: without content, or only for developers.
    private static final Set<String> NEEDLESS =
            Set.of("dependencies-starter", "annotation-processor", "development-tool");

    private final BuildOutput output;
    private final JavaModule.Repackaging repackaging;

    SpringBootClasses(BuildOutput output, JavaModule.Repackaging repackaging) {
        this.output = output;
        this.repackaging = repackaging;
    }

    /** The libraries that get into the image, in the order of the class path. */
    List<ClassPathEntry> libraries() {
        // Each jar is opened, and opening takes longer than deciding; the order stays.
        return repackaging.libraries().get().parallelStream()
                .filter(library -> !isNeedless(library.file()))
                .toList();
    }

    JavaApplication application(List<ClassPathEntry> libraries, String mainClass) {
        List<NamedLibrary> named = named(libraries);
        Map<String, List<PlannedFile>> layers = new LinkedHashMap<>();
        for (String layer : List.of("dependencies", "snapshot dependencies", "application")) {
            layers.put(layer, new ArrayList<>());
        }
        List<String> classPath = new ArrayList<>(List.of(inImage("BOOT-INF/classes")));
        for (NamedLibrary library : named) {
            String path = inImage(LIB + library.name());
            layers.get(layerOf(library.entry()))
                    .add(planned(path, library.entry().file()));
            classPath.add(path);
        }
        List<PlannedFile> application = layers.get("application");
        for (Path file : output.files()) {
            String name = output.name(file);
            if (isContent(name)) {
                application.add(planned(inImage(CLASSES + name), file));
            }
        }
        application.add(ClassPathFile.of(classPath));
        List<LayerPlan> plans = new ArrayList<>();
        layers.forEach((name, files) -> plans.add(new LayerPlan(name, files)));
        JavaApplication made = new JavaApplication(
                "Spring Boot " + (repackaging.version() + " from classes").strip(),
                plans,
                List.of(ClassPathFile.argument(), mainClass),
                named.stream().map(NamedLibrary::name).toList(),
                List.of());
        return repackaging.layers() == JavaModule.Repackaging.Layers.CUSTOM
                ? made.warning(
                        "sos.java.content = classes does not read Spring Boot's file of layers: the image has the"
                                + " standard ones, and mvn package makes it with those of the file")
                : made;
    }

    /** Whether a file of {@code target/classes} gets to the class path from Spring Boot's jar, too. */
    static boolean isContent(String name) {
        return switch (name) {
            case "module-info.class",
                    "META-INF/MANIFEST.MF",
                    "META-INF/INDEX.LIST",
                    "META-INF/native-image/argfile",
                    "META-INF/additional-spring-configuration-metadata.json" -> false;
            // The jar plugin leaves out pages of javadoc, and adds POMs.
            default ->
                !name.startsWith("META-INF/maven/")
                        && !name.startsWith("BOOT-INF/")
                        && !isSignature(name)
                        && !name.equals("package.html")
                        && !name.endsWith("/package.html");
        };
    }

    private static boolean isSignature(String name) {
        int suffix = name.lastIndexOf('.') + 1;
        return name.startsWith("META-INF/")
                && name.lastIndexOf('/') == "META-INF".length()
                && suffix > "META-INF/".length() + 1
                && List.of("SF", "DSA", "RSA", "EC").contains(name.substring(suffix));
    }

    private static boolean isNeedless(Path library) {
        return Files.isRegularFile(library)
                && MainClass.attribute(library, "Spring-Boot-Jar-Type")
                        .filter(NEEDLESS::contains)
                        .isPresent();
    }

    private record NamedLibrary(String name, ClassPathEntry entry) {}

    /** As in the jar: those of one name have their groups before it. */
    private List<NamedLibrary> named(List<ClassPathEntry> libraries) {
        Set<String> seen = new HashSet<>();
        Set<String> twice = new HashSet<>();
        for (ClassPathEntry library : libraries) {
            if (!seen.add(library.fileName())) {
                twice.add(library.fileName());
            }
        }
        List<NamedLibrary> named = new ArrayList<>();
        for (ClassPathEntry library : libraries) {
            String name = library.fileName();
            named.add(new NamedLibrary(twice.contains(name) ? library.groupId() + "-" + name : name, library));
        }
        if (repackaging.sortsLibraries()) {
            named.sort(Comparator.comparing(NamedLibrary::name));
        }
        return named;
    }

    private String layerOf(ClassPathEntry library) {
        if (repackaging.layers() == JavaModule.Repackaging.Layers.NONE) {
            return "dependencies";
        }
        return switch (library.kind()) {
            case MODULE -> "application";
            case SNAPSHOT -> "snapshot dependencies";
            case RELEASE -> "dependencies";
        };
    }

    private static String inImage(String name) {
        return JavaApplication.DIRECTORY + "/" + name;
    }

    private static PlannedFile planned(String path, Path onDisk) {
        return new PlannedFile(path, 0644, Owner.ROOT, new FileSource.OnDisk(onDisk));
    }
}
