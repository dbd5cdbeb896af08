package io.github.sosapp.service.java;

import io.github.sosapp.plan.BaseRequest;
import io.github.sosapp.service.ServiceModule;
import io.github.sosapp.service.ServicePlan;
import io.github.sosapp.service.go.GoServiceFixture;
import io.github.sosapp.settings.Settings;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.ToolProvider;

/** Writes Java modules as a build leaves them, their classes compiled by the JDK. */
public final class JavaServiceFixture {

    private final Path directory;
    private final Set<String> plugins = new HashSet<>();
    private final List<ClassPathEntry> libraries = new ArrayList<>();
    private final List<Path> reactorSources = new ArrayList<>();
    private final List<Path> made = new ArrayList<>();
    private String packaging = "jar";
    private String configuredMainClass;
    private JavaModule.Repackaging.Layers repackagedLayers;

    private JavaServiceFixture(Path directory) {
        this.directory = directory;
    }

    public static JavaServiceFixture empty(Path directory) {
        return new JavaServiceFixture(directory);
    }

    /** A module with the class {@code example.Main} and one resource. */
    public static JavaServiceFixture in(Path directory) {
        return empty(directory).mainClass("example.Main").write("target/classes/messages.properties", "hello=Hello\n");
    }

    public JavaServiceFixture packaging(String other) {
        packaging = other;
        return this;
    }

    JavaServiceFixture plugin(String artifactId) {
        plugins.add(artifactId);
        return this;
    }

    /** Lets the POM name the main class of the jar. */
    public JavaServiceFixture configuredMainClass(String name) {
        configuredMainClass = name;
        return this;
    }

    /** Lets Spring Boot's plugin, 4.0.9, repackage the jar. */
    JavaServiceFixture repackaged(JavaModule.Repackaging.Layers layers) {
        repackagedLayers = layers;
        return plugin("spring-boot-maven-plugin");
    }

    private Optional<JavaModule.Repackaging> repackaging() {
        return Optional.ofNullable(repackagedLayers)
                .map(layers -> new JavaModule.Repackaging("4.0.9", layers, false, () -> List.copyOf(libraries)));
    }

    JavaServiceFixture reactorSource(Path module) {
        reactorSources.add(module);
        return this;
    }

    /** A class with a main method that prints the name of the class and the class path. */
    public JavaServiceFixture mainClass(String name) {
        return compile(
                name,
                "public static void main(String... words) {" + " System.out.println(\"" + name
                        + " \" + System.getProperty(\"java.class.path\")); }");
    }

    JavaServiceFixture compile(String name, String body) {
        int dot = name.lastIndexOf('.');
        String text =
                "package " + name.substring(0, dot) + "; public class " + name.substring(dot + 1) + " { " + body + " }";
        String file = name.replace('.', '/') + ".java";
        return write("src/main/java/" + file, text).compileFile(file);
    }

    /** @param file below {@code src/main/java}, written before */
    JavaServiceFixture compileFile(String file) {
        int code = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "--release",
                        "17",
                        "-cp",
                        directory.resolve("target/classes").toString(),
                        "-d",
                        directory.resolve("target/classes").toString(),
                        directory.resolve("src/main/java").resolve(file).toString());
        if (code != 0) {
            throw new IllegalStateException("javac: " + code);
        }
        return this;
    }

    public JavaServiceFixture write(String name, String content) {
        GoServiceFixture.empty(directory).write(name, content);
        return this;
    }

    /** A jar in a repository whose manifest has this attribute; the last library of the class path. */
    JavaServiceFixture library(String fileName, String attribute) {
        Path jar = directory.resolve("repository").resolve(fileName);
        zip(jar, Map.of("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\n" + attribute + "\n"));
        libraries.add(new ClassPathEntry("org.marked", fileName, ClassPathEntry.Kind.RELEASE, jar));
        return this;
    }

    /** A jar in a repository, holding a resource that tells whose it is; the last library of the class path. */
    JavaServiceFixture library(String groupId, String fileName, ClassPathEntry.Kind kind) {
        Path jar = directory.resolve("repository").resolve(groupId).resolve(fileName);
        zip(jar, Map.of("whose.txt", groupId));
        libraries.add(new ClassPathEntry(groupId, fileName, kind, jar));
        return this;
    }

    /** Writes an archive that is newer than all classes. */
    public JavaServiceFixture archive(String name, Map<String, String> contents) {
        zip(directory.resolve(name), contents);
        return this;
    }

    /** Lets an archive be one that this build has made. */
    JavaServiceFixture made(String name) {
        made.add(directory.resolve(name));
        return this;
    }

    private static void zip(Path file, Map<String, String> contents) {
        try {
            Files.createDirectories(file.getParent());
            try (OutputStream stream = Files.newOutputStream(file);
                    ZipOutputStream zip = new ZipOutputStream(stream)) {
                for (Map.Entry<String, String> entry : contents.entrySet()) {
                    zip.putNextEntry(new ZipEntry(entry.getKey()));
                    zip.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes a class look as if it were compiled for that Java. */
    JavaServiceFixture compiledFor(int java, String className) {
        Path file = directory.resolve("target/classes/" + className.replace('.', '/') + ".class");
        try {
            byte[] bytes = Files.readAllBytes(file);
            bytes[7] = (byte) (44 + java);
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Makes a file look as if it were written long ago. */
    JavaServiceFixture old(String name) {
        try {
            Files.setLastModifiedTime(directory.resolve(name), FileTime.from(Instant.parse("2001-02-03T04:05:06Z")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    public JavaModule module() {
        Path target = directory.resolve("target");
        return new JavaModule(
                directory,
                packaging,
                new JavaModule.Plugins(plugins, Optional.ofNullable(configuredMainClass), repackaging()),
                new JavaModule.Output(
                        target,
                        target.resolve("classes"),
                        made,
                        target.resolve("app-1.4.0." + (packaging.equals("war") ? "war" : "jar"))),
                reactorSources,
                () -> List.copyOf(libraries));
    }

    public JavaRecipe recipe() {
        return new JavaRecipe(module(), List::of);
    }

    ServicePlan plan(String... namesAndValues) {
        return plan(GoServiceFixture.settings(namesAndValues));
    }

    ServicePlan plan(Settings settings) {
        return recipe().plan(service(), settings);
    }

    BaseRequest base() {
        return recipe().base(service(), GoServiceFixture.settings());
    }

    private ServiceModule service() {
        return new ServiceModule(
                "app",
                "1.4.0",
                directory,
                directory,
                directory.resolve("target/sos-work"),
                () -> new ServiceModule.Origin(Optional.empty(), GoServiceFixture.CREATED));
    }
}
