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
import java.util.function.Supplier;
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
    // ${NAME}, or where it may be missing ${NAME?} of npm, ${NAME-word} and ${NAME:-word} of pnpm and yarn.
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)[^}]*\\}");

    private final Map<String, String> user;
    private final SortedMap<String, String> children;
    private final SortedMap<String, String> scripts;
    private final Supplier<JsonNode> settings;

    private NpmAccess(
            Map<String, String> user,
            SortedMap<String, String> children,
            SortedMap<String, String> scripts,
            Supplier<JsonNode> settings) {
        this.user = user;
        this.children = children;
        this.scripts = scripts;
        this.settings = settings;
    }

    /** @param settings of npm, as {@code npm config list} tells them; asked for when something is installed */
    static NpmAccess of(Map<String, String> user, Path workDirectory, Supplier<JsonNode> settings) {
        SortedMap<String, String> children = ChildEnvironment.of(user, workDirectory.resolve("home"));
        return new NpmAccess(
                user, children, forScripts(user, children, workDirectory.resolve("home-of-scripts")), settings);
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

    /** The variables of the user that have one of these names, in small letters or capital ones. */
    static SortedMap<String, String> passed(List<String> names, Map<String, String> user) {
        SortedMap<String, String> passed = new TreeMap<>(user);
        passed.keySet().removeIf(name -> !isAmong(names, name));
        return passed;
    }

    private static boolean isAmong(List<String> names, String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return names.stream()
                .map(passed -> passed.toLowerCase(Locale.ROOT))
                .anyMatch(passed -> passed.endsWith("*")
                        ? lower.startsWith(passed.substring(0, passed.length() - 1))
                        : passed.equals(lower));
    }

    /** With the user's logins and cache, and the variables that the configuration of the project or the user names. */
    SortedMap<String, String> forInstalling(Path directory) {
        SortedMap<String, String> environment = new TreeMap<>(children);
        environment.putAll(passed(PASSED, user));
        for (String name : List.of("cache", "userconfig", "globalconfig")) {
            String value = settings.get().path(name).asText("");
            if (!value.isEmpty()) {
                environment.put("npm_config_" + name, value);
            }
        }
        Path userConfiguration = Path.of(settings.get().path("userconfig").asText(""));
        environment.putAll(namedIn(List.of(directory.resolve(".npmrc"), userConfiguration), user));
        return environment;
    }

    /** The variables of the user that files of configuration name; files that are not there name none. */
    static SortedMap<String, String> namedIn(List<Path> configurations, Map<String, String> user) {
        SortedMap<String, String> named = new TreeMap<>();
        for (Path configuration : configurations) {
            Matcher variable = VARIABLE.matcher(text(configuration));
            while (variable.find()) {
                String value = user.get(variable.group(1));
                if (value != null) {
                    named.put(variable.group(1), value);
                }
            }
        }
        return named;
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
