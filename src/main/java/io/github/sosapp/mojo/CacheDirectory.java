package io.github.sosapp.mojo;

import io.github.sosapp.failure.BuildFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Where the operating system wants a user's caches. */
final class CacheDirectory {

    private static final String NAME = "sos-maven-plugin";

    private CacheDirectory() {}

    static Path of(Map<String, String> environment, Path home, String operatingSystem) {
        String system = operatingSystem.toLowerCase(Locale.ROOT);
        if (system.contains("windows") && environment.containsKey("LOCALAPPDATA")) {
            return Path.of(environment.get("LOCALAPPDATA"), NAME, "cache");
        }
        if (system.contains("mac")) {
            return home.resolve("Library").resolve("Caches").resolve(NAME);
        }
        // The XDG base directory specification: a path that is not absolute is ignored.
        Path xdg = Path.of(environment.getOrDefault("XDG_CACHE_HOME", ""));
        return (xdg.isAbsolute() ? xdg : home.resolve(".cache")).resolve(NAME);
    }

    /** Deletes a directory of the plugin's own with all that is in it; it need not exist. */
    static void delete(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw BuildFailure.ofWorld("cannot delete " + directory)
                    .because(e.getMessage())
                    .causedBy(e)
                    .remedy("let this user delete it");
        }
    }
}
