package io.github.sosapp.service.java;

import com.google.cloud.tools.jib.api.LogEvent;
import com.google.cloud.tools.jib.api.MainClassFinder;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.settings.LanguageSettings;
import io.github.sosapp.settings.Setting;
import io.github.sosapp.settings.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Finds the class that starts a service: named by a setting, by the manifest of the jar, or the only one there is. */
final class MainClass {

    private static final String SPRING_BOOT_APPLICATION =
            "Lorg/springframework/boot/autoconfigure/SpringBootApplication;";

    private MainClass() {}

    /** The classes with a main method, by name. */
    static List<String> candidates(BuildOutput output) {
        List<Path> classes = output.commonClasses();
        if (classes.isEmpty()) {
            return List.of();
        }
        List<LogEvent> passedOver = new ArrayList<>();
        try {
            List<String> found = MainClassFinder.find(classes, passedOver::add).getFoundMainClasses();
            if (passedOver.isEmpty()) {
                return found.stream().sorted().toList();
            }
            throw unreadable(classes, false);
        } catch (UnsupportedOperationException e) {
            throw unreadable(classes, saysWhichJava(e));
        }
    }

    // The library says of none of them which it could not read. For damage it has no words of its own.
    private static BuildFailure unreadable(List<Path> classes, boolean isNewer) {
        Path first =
                classes.stream().filter(file -> !isReadable(file)).findFirst().orElse(classes.get(0));
        Optional<Integer> java = BuildOutput.javaOf(first);
        BuildFailure.Facts failure = BuildFailure.ofUser("the main class cannot be looked for");
        return isNewer && java.isPresent()
                ? failure.because("the classes are compiled for Java " + java.get() + ", which is newer than what this"
                                + " plugin can read")
                        .remedy("set sos.java.main, or compile with an older maven.compiler.release")
                : failure.because(first + " is no class file, or a damaged one")
                        .remedy("compile the classes anew: mvn clean package; if the file is meant to be like that,"
                                + " set sos.java.main");
    }

    private static boolean saysWhichJava(UnsupportedOperationException e) {
        return e.getCause() instanceof IllegalArgumentException refused && refused.getMessage() != null;
    }

    private static boolean isReadable(Path file) {
        List<LogEvent> passedOver = new ArrayList<>();
        try {
            MainClassFinder.find(List.of(file), passedOver::add);
            return passedOver.isEmpty();
        } catch (UnsupportedOperationException e) {
            return false;
        }
    }

    /**
     * The main class.
     *
     * @param output of {@code classes}
     * @param archive the jar of the module; empty when none is looked at
     * @param configured in the POM, for the jar
     */
    static String find(
            Settings settings,
            BuildOutput output,
            Path classes,
            List<ClassPathEntry> libraries,
            Optional<Path> archive,
            Optional<String> configured) {
        var named = settings.find(LanguageSettings.JAVA_MAIN);
        if (named.isPresent()) {
            return checked(named.get(), output, classes, libraries);
        }
        Optional<String> inManifest = archive.flatMap(jar -> manifest(jar))
                .flatMap(found -> attribute(found, "Main-Class"))
                .or(() -> configured);
        if (inManifest.isPresent()) {
            return inManifest.get();
        }
        List<String> all = candidates(output);
        List<String> candidates = all.size() > 1 ? preferred(all, classes) : all;
        if (candidates.size() == 1) {
            return candidates.get(0);
        }
        throw candidates.isEmpty()
                ? BuildFailure.ofUser("there is no main class in this module")
                        .because("no class in " + classes + " has a method main, and no manifest names one")
                        .remedy("add a class with public static void main(String[]), or set sos.java.main")
                : BuildFailure.ofUser("there are " + candidates.size() + " main classes in this module")
                        .because("found " + String.join(", ", candidates))
                        .remedy("set sos.java.main to one of them, or sos.skip to true if this is no service");
    }

    /** Spring Boot's plugin takes the one with this annotation, so an image of the classes must, too. */
    private static List<String> preferred(List<String> candidates, Path classes) {
        List<String> annotated = candidates.stream()
                .filter(name -> isSpringBootApplication(classes.resolve(name.replace('.', '/') + ".class")))
                .toList();
        return annotated.size() == 1 ? annotated : candidates;
    }

    // The descriptor is in a class file's constants when the class has the annotation (JVMS 4.7.16).
    private static boolean isSpringBootApplication(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(SPRING_BOOT_APPLICATION);
        } catch (IOException e) {
            throw BuildOutput.unreadable(file, e);
        }
    }

    private static String checked(
            Setting<String> named, BuildOutput output, Path classes, List<ClassPathEntry> libraries) {
        String entry = named.value().replace('.', '/') + ".class";
        boolean exists = Files.exists(classes.resolve(entry))
                || libraries.stream().anyMatch(library -> holds(library.file(), entry));
        if (!exists) {
            List<String> candidates = candidates(output);
            throw named.refused("is not a class of this service")
                    .because("it is neither in " + classes + " nor in a library")
                    .remedy(
                            candidates.isEmpty()
                                    ? "correct the name"
                                    : "use one of the main classes: " + String.join(", ", candidates));
        }
        return named.value();
    }

    private static boolean holds(Path library, String entry) {
        if (Files.isDirectory(library)) {
            return Files.exists(library.resolve(entry));
        }
        try (ZipFile jar = new ZipFile(library.toString())) {
            return jar.getEntry(entry) != null;
        } catch (IOException e) {
            throw BuildOutput.unreadable(library, e);
        }
    }

    /** The manifest of a jar or war; empty when it has none. */
    static Optional<Manifest> manifest(Path archive) {
        try (JarFile jar = new JarFile(archive.toString())) {
            return Optional.ofNullable(jar.getManifest());
        } catch (IOException e) {
            throw BuildOutput.unreadable(archive, e);
        }
    }

    /**
     * What the manifest of a jar says of the jar (JAR File Specification, "Main Attributes"). Most do not mention it, which
     * shows in the bytes: to read all that manifests list takes a young JVM its time.
     */
    static Optional<String> attribute(Path archive, String name) {
        try (ZipFile jar = new ZipFile(archive.toString())) {
            ZipEntry manifest = jar.getEntry(JarFile.MANIFEST_NAME);
            if (manifest != null && !mentions(jar, manifest, name)) {
                return Optional.empty();
            }
        } catch (IOException e) {
            throw BuildOutput.unreadable(archive, e);
        }
        return manifest(archive).flatMap(found -> attribute(found, name));
    }

    private static boolean mentions(ZipFile jar, ZipEntry manifest, String name) throws IOException {
        try (InputStream bytes = jar.getInputStream(manifest)) {
            String text = new String(bytes.readAllBytes(), StandardCharsets.ISO_8859_1);
            int end = text.indexOf("\nName: ");
            String ofTheJar = end < 0 ? text : text.substring(0, end);
            return ofTheJar.toLowerCase(Locale.ROOT).contains(name.toLowerCase(Locale.ROOT));
        }
    }

    static Optional<String> attribute(Manifest manifest, String name) {
        return Optional.ofNullable(manifest.getMainAttributes().getValue(new Attributes.Name(name)))
                .map(String::strip)
                .filter(value -> !value.isEmpty());
    }
}
