package io.github.sosapp.engine.daemonless;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** What pip sees of the user: indexes, certificates and cache, and no login of anything else. */
final class PipAccess {

    /** Access, caches and patience; none of them changes which files are accepted. */
    static final List<String> PASSED = List.of(
            "PIP_CACHE_DIR",
            "PIP_CERT",
            "PIP_CLIENT_CERT",
            "PIP_CONFIG_FILE",
            "PIP_DEFAULT_TIMEOUT",
            "PIP_EXTRA_INDEX_URL",
            "PIP_FIND_LINKS",
            "PIP_INDEX_URL",
            "PIP_KEYRING_PROVIDER",
            "PIP_PROXY",
            "PIP_RETRIES",
            "PIP_TRUSTED_HOST",
            "REQUESTS_CA_BUNDLE");

    private PipAccess() {}

    /** What pip sees of the user's environment, with the user's own indexes, certificates and cache. */
    static SortedMap<String, String> of(Map<String, String> user, Path workDirectory) {
        SortedMap<String, String> environment = ChildEnvironment.of(user, workDirectory.resolve("home"));
        PASSED.stream().filter(user::containsKey).forEach(name -> environment.put(name, user.get(name)));
        Optional<Path> home = ChildEnvironment.homeOf(user);
        home.ifPresent(users -> {
            for (Path file : List.of(
                    users.resolve(".config/pip/pip.conf"),
                    users.resolve(".pip/pip.conf"),
                    users.resolve("Library/Application Support/pip/pip.conf"),
                    users.resolve("AppData/Roaming/pip/pip.ini"))) {
                if (Files.isReadable(file)) {
                    environment.putIfAbsent("PIP_CONFIG_FILE", file.toString());
                }
            }
            environment.putIfAbsent("PIP_CACHE_DIR", cache(user, users).toString());
        });
        environment.put("PIP_DISABLE_PIP_VERSION_CHECK", "1");
        environment.put("PIP_NO_INPUT", "1");
        environment.put("PIP_REQUIRE_VIRTUALENV", "0");
        return environment;
    }

    private static Path cache(Map<String, String> user, Path home) {
        String xdg = user.getOrDefault("XDG_CACHE_HOME", "");
        if (!xdg.isEmpty()) {
            return Path.of(xdg).resolve("pip");
        }
        Path ofMac = home.resolve("Library/Caches");
        return Files.isDirectory(ofMac) ? ofMac.resolve("pip") : home.resolve(".cache/pip");
    }
}
