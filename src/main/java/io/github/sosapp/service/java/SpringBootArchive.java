package io.github.sosapp.service.java;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.layer.Owner;
import io.github.sosapp.plan.FileSource;
import io.github.sosapp.plan.LayerPlan;
import io.github.sosapp.plan.PlannedFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.jar.Manifest;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A jar or war that Spring Boot has repackaged, laid out as it is inside and parted by its own index of layers. Started
 * by the service's class on a plain class path, as Spring Boot's own {@code jarmode=tools extract} does since 3.3: its
 * launcher only serves jars inside of a jar, starts more slowly and hides the class path from tools. The explicit order is
 * that of Spring Boot's class path index.
 */
final class SpringBootArchive {

    private static final String LOADER = "org/springframework/boot/loader/";
    private static final String META = "META-INF/";

    private final Path file;
    private final Manifest manifest;
    private final String classes;
    private final String lib;

    private SpringBootArchive(Path file, Manifest manifest, String classes, String lib) {
        this.file = file;
        this.manifest = manifest;
        this.classes = classes;
        this.lib = lib;
    }

    /** Empty when the archive was not made by Spring Boot. */
    static Optional<SpringBootArchive> of(Path archive) {
        return MainClass.manifest(archive).flatMap(manifest -> {
            Optional<String> classes = MainClass.attribute(manifest, "Spring-Boot-Classes");
            Optional<String> lib = MainClass.attribute(manifest, "Spring-Boot-Lib");
            return classes.isPresent()
                            && lib.isPresent()
                            && MainClass.attribute(manifest, "Start-Class").isPresent()
                    ? Optional.of(new SpringBootArchive(archive, manifest, classes.get(), lib.get()))
                    : Optional.empty();
        });
    }

    /** The class that Spring Boot's plugin found or was told. */
    String startClass() {
        return MainClass.attribute(manifest, "Start-Class").orElseThrow();
    }

    /** Whether the archive was made of these classes and resources. */
    boolean holds(BuildOutput output) {
        try (ZipFile zip = new ZipFile(file.toString())) {
            for (Path path : output.files()) {
                String name = output.name(path);
                if ((isWar() || SpringBootClasses.isContent(name))
                        && !isSame(zip.getEntry(classes + name), path)
                        && !isSame(zip.getEntry(name), path)) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            throw BuildOutput.unreadable(file, e);
        }
    }

    private static boolean isSame(ZipEntry entry, Path path) throws IOException {
        if (entry == null || entry.getSize() != Files.size(path)) {
            return false;
        }
        CRC32 sum = new CRC32();
        sum.update(Files.readAllBytes(path));
        return sum.getValue() == entry.getCrc();
    }

    JavaApplication application(String mainClass) {
        try (ZipFile zip = new ZipFile(file.toString())) {
            List<String> entries = zip.stream()
                    .filter(entry -> !entry.isDirectory())
                    .map(ZipEntry::getName)
                    .filter(this::isNeeded)
                    .sorted()
                    .toList();
            List<String> jars = inOrder(zip, entries);
            Map<String, List<PlannedFile>> layers = new LinkedHashMap<>();
            Map<String, List<String>> index = layersIndex(zip);
            index.keySet().forEach(layer -> layers.put(layer, new ArrayList<>()));
            for (String entry : entries) {
                layers.get(layerOf(entry, index)).add(planned(entry));
            }
            layers.get(last(index)).add(ClassPathFile.of(classPath(jars)));
            List<LayerPlan> plans = new ArrayList<>();
            layers.forEach((name, files) -> plans.add(new LayerPlan(name.replace('-', ' '), files)));
            String version =
                    MainClass.attribute(manifest, "Spring-Boot-Version").orElse("");
            return new JavaApplication(
                    ("Spring Boot " + version).strip(),
                    plans,
                    List.of(ClassPathFile.argument(), mainClass),
                    jars.stream()
                            .map(jar -> jar.substring(jar.lastIndexOf('/') + 1))
                            .toList(),
                    List.of());
        } catch (IOException e) {
            throw BuildOutput.unreadable(file, e);
        }
    }

    // What a war has besides are the pages that its server hands out; the launcher and its tools are not used.
    private boolean isNeeded(String entry) {
        return entry.startsWith(classes)
                || isJar(entry)
                || isMovedOut(entry)
                || isWar() && !entry.startsWith(LOADER) && !entry.startsWith(META) && !entry.startsWith(lib);
    }

    private boolean isWar() {
        return classes.startsWith("WEB-INF/");
    }

    /**
     * Spring Boot's plugin leaves most of the service's own {@code META-INF} at the top of a jar, where its launcher finds
     * it; on a plain class path it has to lie with the classes. The services there are the launcher's.
     */
    private boolean isMovedOut(String entry) {
        return !isWar()
                && entry.startsWith(META)
                && !entry.startsWith(META + "services/")
                && SpringBootClasses.isContent(entry);
    }

    /** Libraries of a war that a servlet container would bring along are in a directory of their own. */
    private boolean isJar(String entry) {
        return entry.endsWith(".jar")
                && (entry.startsWith(lib) || entry.startsWith("WEB-INF/lib-provided/"))
                && !entry.matches(".*/spring-boot-jarmode-(layer)?tools-[^/]*");
    }

    /** The jars as the class path index has them; those that it does not name follow by name. */
    private List<String> inOrder(ZipFile zip, List<String> entries) throws IOException {
        Set<String> jars = new LinkedHashSet<>();
        Optional<String> index = MainClass.attribute(manifest, "Spring-Boot-Classpath-Index");
        if (index.isPresent()) {
            for (String line : lines(zip, index.get())) {
                String name = item(line);
                // Before Spring Boot 2.5 the index had no directories.
                jars.add(name.contains("/") ? name : lib + name);
            }
        }
        jars.retainAll(Set.copyOf(entries));
        entries.stream().filter(this::isJar).forEach(jars::add);
        return List.copyOf(jars);
    }

    private List<String> classPath(List<String> jars) {
        List<String> classPath = new ArrayList<>();
        classPath.add(JavaApplication.DIRECTORY + "/" + classes.replaceAll("/$", ""));
        jars.forEach(jar -> classPath.add(JavaApplication.DIRECTORY + "/" + jar));
        return classPath;
    }

    private PlannedFile planned(String entry) {
        String path = isMovedOut(entry) ? classes + entry : entry;
        return new PlannedFile(
                JavaApplication.DIRECTORY + "/" + path, 0644, Owner.ROOT, new FileSource.ArchiveEntry(file, entry));
    }

    /** Names of layers with the entries and directories that belong to each, in the order of the index. */
    private Map<String, List<String>> layersIndex(ZipFile zip) throws IOException {
        Optional<String> name = MainClass.attribute(manifest, "Spring-Boot-Layers-Index");
        Map<String, List<String>> layers = new LinkedHashMap<>();
        String layer = "";
        for (String line : name.isPresent() ? lines(zip, name.get()) : List.<String>of()) {
            if (line.startsWith("-") && line.endsWith(":")) {
                layer = item(line.substring(0, line.length() - 1));
                layers.put(layer, new ArrayList<>());
            } else if (line.startsWith(" ") && layers.containsKey(layer)) {
                layers.get(layer).add(item(line));
            } else {
                throw BuildFailure.ofUser("the index of layers in " + file.getFileName() + " cannot be read")
                        .because("this line is not one of Spring Boot's: " + line)
                        .remedy("run mvn clean package");
            }
        }
        if (layers.isEmpty()) {
            layers.put("dependencies", List.of(lib));
            layers.put("application", List.of(""));
        }
        return layers;
    }

    // As Spring Boot does it: what the index does not name belongs to the last layer.
    private static String layerOf(String entry, Map<String, List<String>> index) {
        for (Map.Entry<String, List<String>> layer : index.entrySet()) {
            for (String place : layer.getValue()) {
                if (place.endsWith("/") ? entry.startsWith(place) : entry.equals(place)) {
                    return layer.getKey();
                }
            }
        }
        return last(index);
    }

    private static String last(Map<String, List<String>> index) {
        return List.copyOf(index.keySet()).get(index.size() - 1);
    }

    /** {@code name} of a line {@code - "name"}. */
    private static String item(String line) {
        return line.strip().replaceFirst("^- ", "").replaceAll("^\"|\"$", "");
    }

    private List<String> lines(ZipFile zip, String name) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            return List.of();
        }
        try (InputStream content = zip.getInputStream(entry)) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .toList();
        }
    }
}
