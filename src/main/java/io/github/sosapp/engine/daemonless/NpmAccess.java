package io.github.sosapp.engine.daemonless;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sosapp.failure.BuildFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What npm gets to see of the user: everything that leads to packages while it installs, nothing while scripts run. */
final class NpmAccess {

    /** Variables for npm alone, besides those that all children see; a star stands for the rest of a name. */
    static final List<String> PASSED = List.of(
            "NODE_EXTRA_CA_CERTS",
            "npm_config_registry",
            "npm_config_@*",
            "npm_config_//*",
            "npm_config_cafile",
            "npm_config_ca",
            "npm_config_cert",
            "npm_config_key",
            "npm_config_strict_ssl",
            "npm_config_proxy",
            "npm_config_https_proxy",
            "npm_config_noproxy",
            "npm_config_fetch_*",
            "npm_config_maxsockets");

    private static final List<String> LOGINS =
            List.of("NETRC", "SSH_AUTH_SOCK", "GIT_ASKPASS", "GIT_SSH", "GIT_SSH_COMMAND");
    // As .npmrc has it: ${NAME}, or ${NAME?} where it may be missing.
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)\\??\\}");

    private final Map<String, String> user;
    private final SortedMap<String, String> installing;
    private final SortedMap<String, String> scripts;
    private final Path userConfiguration;

    private NpmAccess(
            Map<String, String> user,
            SortedMap<String, String> installing,
            SortedMap<String, String> scripts,
            Path userConfiguration) {
        this.user = user;
        this.installing = installing;
        this.scripts = scripts;
        this.userConfiguration = userConfiguration;
    }

    /** @param settings of npm, as {@code npm config list} tells them */
    static NpmAccess of(Map<String, String> user, Path workDirectory, JsonNode settings) {
        SortedMap<String, String> children = ChildEnvironment.of(user, workDirectory.resolve("home"));
        SortedMap<String, String> installing = new TreeMap<>(children);
        user.forEach((name, value) -> {
            if (isPassed(name)) {
                installing.put(name, value);
            }
        });
        for (String name : List.of("cache", "userconfig", "globalconfig")) {
            String value = settings.path(name).asText("");
            if (!value.isEmpty()) {
                installing.put("npm_config_" + name, value);
            }
        }
        return new NpmAccess(
                user,
                installing,
                forScripts(user, children, workDirectory.resolve("home-of-scripts")),
                Path.of(settings.path("userconfig").asText("")));
    }

    private static SortedMap<String, String> forScripts(
            Map<String, String> user, Map<String, String> children, Path home) {
        SortedMap<String, String> scripts = new TreeMap<>(children);
        scripts.keySet().removeIf(name -> LOGINS.contains(name) || name.startsWith("GIT_CONFIG_"));
        scripts.put("HOME", home.toString());
        scripts.put("USERPROFILE", home.toString());
        String authorities = user.get("NODE_EXTRA_CA_CERTS");
        if (authorities != null) {
            scripts.put("NODE_EXTRA_CA_CERTS", authorities);
        }
        try {
            Files.createDirectories(home);
        } catch (IOException e) {
            throw BuildFailure.ofWorld("cannot make the directory " + home)
                    .causedBy(e)
                    .remedy("check its permissions and the free space of the disk");
        }
        return scripts;
    }

    private static boolean isPassed(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return PASSED.stream()
                .map(passed -> passed.toLowerCase(Locale.ROOT))
                .anyMatch(passed -> passed.endsWith("*")
                        ? lower.startsWith(passed.substring(0, passed.length() - 1))
                        : passed.equals(lower));
    }

    /** With the user's logins and cache, and the variables that the configuration of the project or the user names. */
    SortedMap<String, String> forInstalling(Path directory) {
        SortedMap<String, String> environment = new TreeMap<>(installing);
        for (Path configuration : List.of(directory.resolve(".npmrc"), userConfiguration)) {
            Matcher variable = VARIABLE.matcher(text(configuration));
            while (variable.find()) {
                String value = user.get(variable.group(1));
                if (value != null) {
                    environment.put(variable.group(1), value);
                }
            }
        }
        return environment;
    }

    SortedMap<String, String> forScripts() {
        return scripts;
    }

    private static String text(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.readString(file) : "";
        } catch (IOException unreadable) {
            return "";
        }
    }
}
