package io.github.sosapp.service.node;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What is particular about projects whose packages pnpm or yarn installs. */
final class OtherLock {

    static final String PNPM_SETTINGS = "pnpm-workspace.yaml";
    static final String YARN_SETTINGS = ".yarnrc.yml";

    private static final Pattern TOP_LEVEL = Pattern.compile("[A-Za-z].*");

    private OtherLock() {}

    /** Whether pnpm has settings there, which are in the file that names workspaces. */
    static boolean hasSettings(Path directory) {
        return Files.isRegularFile(directory.resolve(PNPM_SETTINGS));
    }

    /** Refuses settings of yarn that run programs of the project. */
    static void requireNoPlugins(Path directory) {
        if (!block(yarnSettings(directory), "plugins").isEmpty()) {
            throw BuildFailure.ofUser("the project has plugins of yarn")
                    .because("they are programs that would run beside your credentials while packages are installed")
                    .from(directory.resolve(YARN_SETTINGS))
                    .remedy("remove the plugins; those of yarn 2 and 3 are part of yarn 4");
        }
    }

    /** Files that say what is installed and for which platform, where the command line cannot. */
    static SortedMap<String, String> files(NodeProject project, boolean development, List<String> target) {
        SortedMap<String, String> files =
                project.isWorkspace() ? new PrunedProject(project, development).files() : new TreeMap<>();
        Installer installer = project.lock().installer();
        if (installer == Installer.PNPM && !target.isEmpty()) {
            files.put(PackageJson.NAME, packageJson(project.root(), files.get(PackageJson.NAME), target));
        } else if (installer == Installer.YARN) {
            files.put(YARN_SETTINGS, yarnSettings(project.root(), target));
        }
        return files;
    }

    /** @param pruned what it is to say else; null for what it says */
    private static String packageJson(Path root, String pruned, List<String> target) {
        try {
            ObjectNode json =
                    pruned == null ? PackageJson.tree(root) : Json.parse(pruned.getBytes(StandardCharsets.UTF_8));
            ObjectNode architectures = json.withObject("/pnpm").putObject("supportedArchitectures");
            values(target).forEach((name, value) -> architectures.putArray(name).add(value));
            return new String(Json.readable(json), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw unreadable(root.resolve(PackageJson.NAME), e);
        }
    }

    /** The settings of pnpm with these workspaces and no others. */
    static String settings(Path directory, List<String> workspaces) {
        List<String> lines = without(text(directory.resolve(PNPM_SETTINGS)), "packages");
        lines.add("packages:");
        workspaces.forEach(workspace -> lines.add("  - \"" + workspace + "\""));
        return String.join("\n", lines) + "\n";
    }

    // What else is decided here, the environment of yarn decides.
    private static String yarnSettings(Path directory, List<String> target) {
        List<String> lines = without(yarnSettings(directory), "supportedArchitectures");
        if (!target.isEmpty()) {
            lines.add("supportedArchitectures:");
            values(target).forEach((name, value) -> lines.add("  " + name + ": [" + value + "]"));
        }
        return String.join("\n", lines) + "\n";
    }

    private static SortedMap<String, String> values(List<String> target) {
        SortedMap<String, String> values = new TreeMap<>();
        target.forEach(option -> values.put(option.substring(2, option.indexOf('=')), option.split("=")[1]));
        return values;
    }

    private static String yarnSettings(Path directory) {
        return text(directory.resolve(YARN_SETTINGS));
    }

    private static String text(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** The lines below a key at the left margin of a YAML file. */
    private static List<String> block(String yaml, String key) {
        return lines(yaml, key, true);
    }

    private static List<String> without(String yaml, String key) {
        return lines(yaml, key, false);
    }

    private static List<String> lines(String yaml, String key, boolean below) {
        List<String> lines = new ArrayList<>();
        boolean inside = false;
        for (String line : yaml.lines().toList()) {
            boolean starts = TOP_LEVEL.matcher(line).matches();
            inside = starts ? line.startsWith(key + ":") : inside;
            if (below ? inside && !starts && !line.isBlank() : !inside) {
                lines.add(line);
            }
        }
        return lines;
    }

    private static BuildFailure unreadable(Path file, IOException cause) {
        return BuildFailure.ofUser(file.getFileName() + " cannot be read")
                .because(cause.getMessage())
                .from(file)
                .causedBy(cause)
                .remedy("correct the file");
    }
}
