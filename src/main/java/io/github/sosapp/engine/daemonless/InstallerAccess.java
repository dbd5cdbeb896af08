package io.github.sosapp.engine.daemonless;

import io.github.sosapp.failure.BuildFailure;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What pnpm and yarn get to see of the user: what leads to packages, and their caches. They run no scripts. */
final class InstallerAccess {

    /** Variables for them, besides those of npm and those that all children see; a star stands for the rest of a name. */
    static final List<String> PASSED = List.of(
            "npm_config_userconfig",
            "npm_config_store_dir",
            "PNPM_HOME",
            "COREPACK_HOME",
            "COREPACK_NPM_REGISTRY",
            "YARN_REGISTRY",
            "YARN_NPM_REGISTRY_SERVER",
            "YARN_NPM_AUTH_*",
            "YARN_HTTP_PROXY",
            "YARN_HTTPS_PROXY",
            "YARN_HTTPS_CA_FILE_PATH",
            "YARN_GLOBAL_FOLDER");

    private static final Map<String, String> DECIDED = Map.ofEntries(
            // Else pnpm fetches another pnpm, and yarn runs the one that the project carries.
            Map.entry("npm_config_manage_package_manager_versions", "false"),
            Map.entry("YARN_IGNORE_PATH", "1"),
            Map.entry("COREPACK_ENABLE_DOWNLOAD_PROMPT", "0"),
            Map.entry("npm_config_update_notifier", "false"),
            Map.entry("YARN_ENABLE_SCRIPTS", "false"),
            Map.entry("YARN_NODE_LINKER", "node-modules"),
            Map.entry("YARN_NM_MODE", "classic"),
            Map.entry("YARN_ENABLE_GLOBAL_CACHE", "true"),
            Map.entry("YARN_ENABLE_IMMUTABLE_INSTALLS", "false"),
            Map.entry("YARN_ENABLE_TELEMETRY", "false"),
            Map.entry("YARN_ENABLE_COLORS", "false"),
            Map.entry("YARN_ENABLE_PROGRESS_BARS", "false"));
    private static final List<String> CONFIGURATIONS = List.of(".npmrc", ".yarnrc", ".yarnrc.yml");

    private final Map<String, String> user;
    private final SortedMap<String, String> environment;
    private final Optional<Path> home;

    private InstallerAccess(Map<String, String> user, SortedMap<String, String> environment, Optional<Path> home) {
        this.user = user;
        this.environment = environment;
        this.home = home;
    }

    static InstallerAccess of(Map<String, String> user, Path workDirectory, boolean offline) {
        Path own = workDirectory.resolve("home-of-installers");
        SortedMap<String, String> environment = ChildEnvironment.of(user, own);
        environment.putAll(NpmAccess.passed(NpmAccess.PASSED, user));
        environment.putAll(NpmAccess.passed(PASSED, user));
        Optional<Path> home = ChildEnvironment.homeOf(user);
        home.ifPresent(users -> {
            Map.of("XDG_CACHE_HOME", ".cache", "XDG_DATA_HOME", ".local/share", "XDG_CONFIG_HOME", ".config")
                    .forEach((name, place) -> environment.put(
                            name,
                            Optional.ofNullable(user.get(name))
                                    .orElse(users.resolve(place).toString())));
            environment.putIfAbsent(
                    "YARN_GLOBAL_FOLDER", users.resolve(".yarn/berry").toString());
            CONFIGURATIONS.forEach(name -> link(users.resolve(name), own.resolve(name)));
        });
        environment.putAll(DECIDED);
        if (offline) {
            environment.put("YARN_ENABLE_NETWORK", "false");
            environment.put("COREPACK_ENABLE_NETWORK", "0");
        }
        return new InstallerAccess(user, environment, home);
    }

    private static void link(Path existing, Path link) {
        if (!Files.isRegularFile(existing)) {
            return;
        }
        try {
            Files.createSymbolicLink(link, existing);
        } catch (FileAlreadyExistsException fromTheBuildBefore) {
            // It leads to the same place.
        } catch (IOException e) {
            throw BuildFailure.ofWorld("cannot write " + link)
                    .causedBy(e)
                    .remedy("check the permissions of its directory and the free space of the disk");
        }
    }

    SortedMap<String, String> environment() {
        return environment;
    }

    /** A file in the user's cache that programs lock which must not share it at the same time. */
    Path mutex() {
        Path cache = Path.of(environment.getOrDefault("XDG_CACHE_HOME", environment.get("HOME")));
        try {
            return Files.createDirectories(cache.resolve("sos-maven-plugin")).resolve("yarn-mutex");
        } catch (IOException e) {
            throw BuildFailure.ofWorld("cannot make a directory in " + cache)
                    .causedBy(e)
                    .remedy("check its permissions and the free space of the disk");
        }
    }

    /** With the variables that the configuration of the project or the user names. */
    SortedMap<String, String> forInstalling(Path directory) {
        SortedMap<String, String> named = new TreeMap<>(environment);
        List<Path> directories = new ArrayList<>(List.of(directory));
        home.ifPresent(directories::add);
        named.putAll(NpmAccess.namedIn(
                directories.stream()
                        .flatMap(each -> CONFIGURATIONS.stream().map(each::resolve))
                        .toList(),
                user));
        named.putAll(DECIDED);
        return named;
    }
}
