package io.github.sosapp.service.java;

import io.github.sosapp.failure.BuildFailure;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What lies in {@code target/classes}, in an order that no file system decides. */
final class BuildOutput {

    private static final int CLASS_FILE = 0xCAFEBABE;
    // Java 1.0 is 45, and every feature release since 1.2 is one more (JVMS, table 4.1-A).
    private static final int BEFORE_JAVA_1 = 44;

    private final Path root;
    private final List<Path> files;

    private BuildOutput(Path root, List<Path> files) {
        this.root = root;
        this.files = files;
    }

    static BuildOutput of(Path root) {
        if (!Files.isDirectory(root)) {
            return new BuildOutput(root, List.of());
        }
        try (Stream<Path> found = Files.walk(root)) {
            return new BuildOutput(
                    root,
                    found.filter(Files::isRegularFile)
                            .sorted(Comparator.comparing(file -> name(root, file)))
                            .toList());
        } catch (IOException e) {
            throw unreadable(root, e);
        }
    }

    boolean isEmpty() {
        return files.isEmpty();
    }

    /** The classes that every Java loads; those for newer ones in directories of their own are not among them. */
    List<Path> commonClasses() {
        return classes().stream()
                .filter(file -> !name(file).startsWith("META-INF/versions/"))
                .toList();
    }

    List<Path> classes() {
        return files.stream().filter(BuildOutput::isClass).toList();
    }

    List<Path> files() {
        return files;
    }

    List<Path> resources() {
        return files.stream().filter(file -> !isClass(file)).toList();
    }

    /** The path below the root, with slashes. */
    String name(Path file) {
        return name(root, file);
    }

    boolean isOlderThan(Path archive) {
        try {
            FileTime made = Files.getLastModifiedTime(archive);
            for (Path file : files) {
                if (Files.getLastModifiedTime(file).compareTo(made) > 0) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            throw unreadable(archive, e);
        }
    }

    /** The oldest Java that can load the service; 0 without classes. */
    int neededJava() {
        int needed = 0;
        for (Path file : commonClasses()) {
            needed = Math.max(needed, javaOf(file).orElse(0));
        }
        return needed;
    }

    /** The oldest Java that can load the class; empty for what is no class file, whatever its name. */
    static Optional<Integer> javaOf(Path file) {
        try (InputStream stream = Files.newInputStream(file);
                DataInputStream data = new DataInputStream(stream)) {
            if (data.readInt() != CLASS_FILE) {
                return Optional.empty();
            }
            data.readUnsignedShort();
            return Optional.of(data.readUnsignedShort() - BEFORE_JAVA_1);
        } catch (EOFException tooShort) {
            return Optional.empty();
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static boolean isClass(Path file) {
        return file.toString().endsWith(".class");
    }

    private static String name(Path root, Path file) {
        return root.relativize(file).toString().replace('\\', '/');
    }

    static BuildFailure unreadable(Path file, IOException cause) {
        return BuildFailure.ofWorld("cannot read " + file)
                .because(cause.getMessage())
                .causedBy(cause)
                .remedy("run mvn clean package, and let this user read what it makes");
    }
}
