package io.github.sosapp.engine.daemonless;

import io.github.sosapp.failure.BuildFailure;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What children get to see of the user's environment: the way to programs, networks and private sources, and nothing
 * else. Their home directory is an empty one of their own.
 */
final class ChildEnvironment {

    static final List<String> PASSED = List.of(
            "PATH",
            "TMPDIR",
            "TEMP",
            "TMP",
            "SystemRoot",
            "PATHEXT",
            "GOGC",
            "GOMEMLIMIT",
            "HTTP_PROXY",
            "HTTPS_PROXY",
            "NO_PROXY",
            "http_proxy",
            "https_proxy",
            "no_proxy",
            "SSL_CERT_FILE",
            "SSL_CERT_DIR",
            "GIT_SSL_CAINFO",
            "GIT_SSL_CAPATH",
            "NETRC",
            "GIT_CONFIG_GLOBAL",
            "GIT_CONFIG_COUNT",
            "GIT_CONFIG_KEY_*",
            "GIT_CONFIG_VALUE_*",
            "GIT_ASKPASS",
            "GIT_SSH",
            "GIT_SSH_COMMAND",
            "SSH_AUTH_SOCK");

    // git looks for these two in the home directory and nowhere else.
    private static final List<String> LINKED = List.of(".netrc", ".git-credentials");

    private ChildEnvironment() {}

    /** The environment of a child whose home directory is {@code home}, which gets made. */
    static SortedMap<String, String> of(Map<String, String> user, Path home) {
        SortedMap<String, String> environment = new TreeMap<>();
        user.forEach((name, value) -> {
            if (isPassed(name)) {
                environment.put(name, value);
            }
        });
        environment.put("LC_ALL", "C");
        environment.put("HOME", home.toString());
        environment.put("USERPROFILE", home.toString());
        make(home);
        endTelemetry(home);
        homeOf(user).ifPresent(users -> {
            passAccess(environment, user, users);
            LINKED.forEach(name -> link(users.resolve(name), home.resolve(name)));
        });
        return environment;
    }

    static Optional<Path> homeOf(Map<String, String> user) {
        return Optional.ofNullable(user.getOrDefault("HOME", user.get("USERPROFILE")))
                .filter(home -> !home.isEmpty())
                .map(Path::of);
    }

    private static boolean isPassed(String name) {
        return PASSED.stream()
                .anyMatch(passed -> passed.endsWith("*")
                        ? name.startsWith(passed.substring(0, passed.length() - 1))
                        : passed.equals(name));
    }

    private static void passAccess(Map<String, String> environment, Map<String, String> user, Path home) {
        Path netrc = home.resolve(".netrc");
        if (Files.isReadable(netrc)) {
            environment.putIfAbsent("NETRC", netrc.toString());
        }
        String xdg = user.getOrDefault("XDG_CONFIG_HOME", "");
        Path configuration = xdg.isEmpty() ? home.resolve(".config") : Path.of(xdg);
        for (Path file :
                List.of(home.resolve(".gitconfig"), configuration.resolve("git").resolve("config"))) {
            if (Files.isReadable(file)) {
                environment.putIfAbsent("GIT_CONFIG_GLOBAL", file.toString());
            }
        }
    }

    private static void make(Path home) {
        try {
            Files.createDirectories(home);
            if (home.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
            }
        } catch (IOException e) {
            throw notWritable(home, e);
        }
    }

    // go would otherwise leave a process behind that writes into this directory after everything has ended. The two
    // places
    // are those of Linux and macOS.
    private static void endTelemetry(Path home) {
        for (String configuration : List.of(".config", "Library/Application Support")) {
            Path mode = home.resolve(configuration).resolve("go/telemetry/mode");
            try {
                Files.createDirectories(mode.getParent());
                Files.writeString(mode, "off");
            } catch (IOException e) {
                throw notWritable(mode, e);
            }
        }
    }

    private static BuildFailure notWritable(Path path, IOException cause) {
        return BuildFailure.ofWorld("cannot write " + path)
                .causedBy(cause)
                .remedy("check the permissions of its directory and the free space of the disk");
    }

    private static void link(Path existing, Path link) {
        if (!Files.isRegularFile(existing)) {
            return;
        }
        try {
            Files.createSymbolicLink(link, existing);
        } catch (FileAlreadyExistsException e) {
            // From the build before.
        } catch (IOException | UnsupportedOperationException e) {
            // A system without links for everybody: private sources then need another kind of access.
        }
    }
}
