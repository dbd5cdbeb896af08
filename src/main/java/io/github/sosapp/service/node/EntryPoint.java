package io.github.sosapp.service.node;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.settings.Setting;
import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * How the service is started.
 *
 * @param command with {@code node} first
 * @param file that is started, relative to package.json; empty when the team says with {@code sos.entrypoint} how
 * @param environment that the start script sets
 */
record EntryPoint(List<String> command, Optional<String> file, SortedMap<String, String> environment) {

    private static final Pattern SIMPLE = Pattern.compile("[A-Za-z0-9_@%+=:,./ -]+");
    private static final Pattern ASSIGNMENT = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)=(\\S*)");
    private static final Pattern SCRIPT_FILE = Pattern.compile("\\S+\\.(?:js|mjs|cjs)");
    private static final List<String> COMPILED = List.of("dist/index.js");
    private static final List<String> AS_WRITTEN =
            List.of("src/index.js", "src/index.mjs", "index.js", "server.js", "app.js");
    private static final List<String> TYPE_SCRIPT =
            List.of("src/index.ts", "src/main.ts", "src/server.ts", "index.ts", "tsconfig.json");

    EntryPoint {
        command = List.copyOf(command);
        environment = new TreeMap<>(environment);
    }

    /** True when the sources have to be compiled before Node.js can run them. */
    static boolean isTypeScript(Path source) {
        return TYPE_SCRIPT.stream().anyMatch(name -> Files.isRegularFile(source.resolve(name)));
    }

    /** What in {@code source} can be started; empty when package.json is there for tools only. */
    static boolean isLikelyIn(Path source, PackageJson json) {
        return json.main().isPresent()
                || json.script("start").isPresent()
                || json.script("build").isPresent()
                || isTypeScript(source)
                || AS_WRITTEN.stream().anyMatch(name -> Files.isRegularFile(source.resolve(name)));
    }

    static EntryPoint of(Path source, PackageJson json, Settings settings) {
        Optional<EntryPoint> found = json.script("start")
                .flatMap(EntryPoint::ofScript)
                .or(() -> json.main().map(main -> ofFile(normal(withSuffix(source, main)))))
                .or(() -> usual(source));
        if (found.isPresent()) {
            return found.get();
        }
        Optional<Setting<List<String>>> given = settings.find(SettingCatalog.ENTRYPOINT);
        if (given.isPresent()) {
            Optional<String> file = given.get().value().stream()
                    .filter(word -> SCRIPT_FILE.matcher(word).matches() && !word.startsWith("/"))
                    .findFirst();
            return new EntryPoint(given.get().value(), file.map(EntryPoint::normal), new TreeMap<>());
        }
        throw BuildFailure.ofUser("nothing says which file starts the service")
                .because(json.script("start")
                        .map(script -> "the start script is not a plain call of node: " + script)
                        .orElse("package.json has neither main nor a start script, and there is no src/index.ts,"
                                + " src/index.js, index.js or server.js"))
                .from(json.file())
                .remedy("set main in package.json, for example to dist/index.js, or a start script like"
                        + " node dist/index.js");
    }

    /** A start script that calls node and nothing else; an image has no shell for more. */
    static Optional<EntryPoint> ofScript(String script) {
        if (!SIMPLE.matcher(script).matches()) {
            return Optional.empty();
        }
        List<String> words = new ArrayList<>(Arrays.asList(script.strip().split("\\s+")));
        SortedMap<String, String> environment = new TreeMap<>();
        if (words.get(0).equals("cross-env")) {
            words.remove(0);
        }
        while (!words.isEmpty() && ASSIGNMENT.matcher(words.get(0)).matches()) {
            String[] assignment = words.remove(0).split("=", 2);
            environment.put(assignment[0], assignment[1]);
        }
        if (words.size() < 2 || !words.get(0).equals("node")) {
            return Optional.empty();
        }
        int index = 1;
        while (index < words.size() && words.get(index).startsWith("-")) {
            boolean withValue =
                    List.of("-r", "--require", "--import", "--env-file").contains(words.get(index));
            index += withValue ? 2 : 1;
        }
        if (index >= words.size()) {
            return Optional.empty();
        }
        String file = normal(words.get(index));
        return Optional.of(
                new EntryPoint(words, Optional.of(file.matches(".*\\.[cm]?js") ? file : file + ".js"), environment));
    }

    private static EntryPoint ofFile(String file) {
        return new EntryPoint(List.of("node", file), Optional.of(file), new TreeMap<>(Map.of()));
    }

    private static Optional<EntryPoint> usual(Path source) {
        List<String> candidates = isTypeScript(source) ? COMPILED : AS_WRITTEN;
        return candidates.stream()
                .filter(name -> isTypeScript(source) || Files.isRegularFile(source.resolve(name)))
                .findFirst()
                .map(EntryPoint::ofFile);
    }

    // As Node.js resolves main: a file, a file without its suffix, a directory with an index.
    private static String withSuffix(Path source, String main) {
        if (main.matches(".*\\.[cm]?js")) {
            return main;
        }
        return Files.isDirectory(source.resolve(main)) ? main + "/index.js" : main + ".js";
    }

    private static String normal(String file) {
        return Path.of(file).normalize().toString().replace('\\', '/');
    }
}
