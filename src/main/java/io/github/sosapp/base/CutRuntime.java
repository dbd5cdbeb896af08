package io.github.sosapp.base;

import io.github.sosapp.debian.rootfs.deb.PackageContent;
import io.github.sosapp.image.layer.FileContent;
import io.github.sosapp.image.layer.LayerConflicts.NamedEntries;
import io.github.sosapp.image.layer.LayerEntry;
import io.github.sosapp.image.layer.Owner;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A Java runtime that holds only some modules, cut out of those of a JDK's package for any platform. */
final class CutRuntime {

    /** Changes whenever the same modules would give other files. */
    static final int VERSION = 2;

    private static final String KEY_STORE = "/etc/ssl/certs/java/cacerts";

    private final Jlink jlink;
    private final int feature;
    private final List<String> modules;

    /** @param feature of Java, for example 17 */
    CutRuntime(Jlink jlink, int feature, List<String> modules) {
        this.jlink = jlink;
        this.feature = feature;
        this.modules = List.copyOf(modules);
    }

    /** What it is cut with and of; another one may give other files. */
    String identity() {
        return "cut " + VERSION + " jlink " + jlink.version() + " " + String.join(",", modules);
    }

    /**
     * The layer of the runtime; its files are below {@code directory} until somebody deletes them.
     *
     * @param jdk the package with the modules of the platform
     * @param directory empty, or absent
     */
    NamedEntries cut(PackageContent jdk, Path directory) throws IOException {
        Path files = directory.resolve("modules");
        extractModules(jdk, files);
        Path runtime = directory.resolve("runtime");
        jlink.run(
                List.of(
                        "--module-path",
                        files.toString(),
                        "--add-modules",
                        String.join(",", modules),
                        // Not --strip-debug: it calls a program of this machine, which knows only its own processor.
                        "--strip-java-debug-attributes",
                        "--no-header-files",
                        "--no-man-pages",
                        // It generates classes out of the state of the Java that runs it: never the same twice in
                        // Maven.
                        "--disable-plugin",
                        "generate-jli-classes",
                        "--endian",
                        "little",
                        "--output",
                        runtime.toString()),
                directory);
        return new NamedEntries("java " + feature + " runtime", entries(runtime, jdk));
    }

    // jlink reads modules from files only. They lie flat under names that are checked, whatever the package calls them.
    private static void extractModules(PackageContent jdk, Path files) throws IOException {
        Files.createDirectories(files);
        for (LayerEntry entry : jdk.entries()) {
            String name = entry.path().substring(entry.path().lastIndexOf('/') + 1);
            if (entry.type() == LayerEntry.Type.FILE && name.matches("[a-z][a-z0-9.]*\\.jmod")) {
                try (InputStream content = entry.content().open()) {
                    Files.copy(content, files.resolve(name));
                }
            }
        }
    }

    private List<LayerEntry> entries(Path runtime, PackageContent jdk) throws IOException {
        String home = "/usr/lib/jvm/java-" + feature;
        List<LayerEntry> entries = new ArrayList<>();
        try (Stream<Path> walk = Files.walk(runtime)) {
            for (Path path : (Iterable<Path>) walk.filter(path -> !path.equals(runtime))::iterator) {
                entries.add(entry(
                        path, home + "/" + runtime.relativize(path).toString().replace('\\', '/')));
            }
        }
        String keyStore = home + "/lib/security/cacerts";
        entries.removeIf(entry -> entry.path().equals(keyStore));
        entries.add(LayerEntry.symlink(keyStore, KEY_STORE));
        entries.add(LayerEntry.symlink("/usr/bin/java", home + "/bin/java"));
        entries.add(LayerEntry.symlink("/usr/lib/jvm/default-java", "java-" + feature));
        entries.add(LayerEntry.file(
                "/var/lib/dpkg/status.d/" + jdk.about().name(),
                0644,
                Owner.ROOT,
                FileContent.of(jdk.control().bytes())));
        return entries;
    }

    private static LayerEntry entry(Path path, String target) throws IOException {
        if (Files.isSymbolicLink(path)) {
            return LayerEntry.symlink(
                    target, Files.readSymbolicLink(path).toString().replace('\\', '/'));
        }
        if (Files.isDirectory(path)) {
            return LayerEntry.directory(target, 0755, Owner.ROOT);
        }
        // As jlink sets them: what is in bin, and the helper that starts other programs.
        boolean program =
                target.contains("/bin/") || target.endsWith("/lib/jspawnhelper") || target.endsWith("/lib/jexec");
        return LayerEntry.file(target, program ? 0755 : 0644, Owner.ROOT, FileContent.of(path));
    }

    static void delete(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> walk = Files.walk(directory)) {
                for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
