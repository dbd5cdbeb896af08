package io.github.sosapp.mojo;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

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
}
