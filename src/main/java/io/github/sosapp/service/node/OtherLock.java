package io.github.sosapp.service.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Json;
import java.io.IOException;
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

    private static final Pattern PNPM_IMPORTER = Pattern.compile(" {2}\\S.*:(?: \\{\\})?");
    private static final Pattern TOP_LEVEL = Pattern.compile("[A-Za-z].*");

    private OtherLock() {}

    /** Whether pnpm has settings there, which are in the file that names workspaces. */
    static boolean hasSettings(Path directory) {
        return Files.isRegularFile(directory.resolve(PNPM_SETTINGS));
    }

    /** Refuses a lock that is for several packages of one project, and settings that run programs of the project. */
    static void requireOnePackage(Installer installer, Path lock, String text) {
        Path directory = lock.getParent();
        boolean several = installer == Installer.PNPM
                ? block(text, "importers").stream()
                                .filter(line -> PNPM_IMPORTER.matcher(line).matches())
                                .count()
                        > 1
                : PackageJson.read(directory).hasWorkspaces();
        if (several) {
            throw BuildFailure.ofUser("the project has workspaces of " + installer.program())
                    .because("which packages belong to which workspace is only known for those of npm")
                    .from(lock)
                    .remedy("give the service a lock file of its own, or use workspaces of npm");
        }
        if (installer == Installer.YARN
                && !block(yarnSettings(directory), "plugins").isEmpty()) {
            throw BuildFailure.ofUser("the project has plugins of yarn")
                    .because("they are programs that would run beside your credentials while packages are installed")
                    .from(directory.resolve(YARN_SETTINGS))
                    .remedy("remove the plugins; those of yarn 2 and 3 are part of yarn 4");
        }
    }

    /** Files that say for which platform is installed, where the command line cannot. */
    static SortedMap<String, String> files(Installer installer, Path directory, List<String> target) {
        SortedMap<String, String> files = new TreeMap<>();
        if (installer == Installer.PNPM && !target.isEmpty()) {
            files.put(PackageJson.NAME, packageJson(directory.resolve(PackageJson.NAME), target));
        } else if (installer == Installer.YARN) {
            files.put(YARN_SETTINGS, yarnSettings(directory, target));
        }
        return files;
    }

    private static String packageJson(Path file, List<String> target) {
        try {
            JsonNode json = Json.parse(Files.readAllBytes(file));
            ObjectNode architectures = ((ObjectNode) json).withObject("/pnpm").putObject("supportedArchitectures");
            values(target).forEach((name, value) -> architectures.putArray(name).add(value));
            return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(json);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    // What else is decided here, the environment of yarn decides.
    private static String yarnSettings(Path directory, List<String> target) {
        String settings = yarnSettings(directory);
        List<String> lines = new ArrayList<>(settings.lines().toList());
        lines.removeAll(block(settings, "supportedArchitectures"));
        lines.removeIf(line -> line.startsWith("supportedArchitectures:"));
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
        Path file = directory.resolve(YARN_SETTINGS);
        try {
            return Files.isRegularFile(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** The lines below a key at the left margin of a YAML file. */
    private static List<String> block(String yaml, String key) {
        List<String> block = new ArrayList<>();
        boolean inside = false;
        for (String line : yaml.lines().toList()) {
            if (TOP_LEVEL.matcher(line).matches()) {
                inside = line.startsWith(key + ":");
            } else if (inside && !line.isBlank()) {
                block.add(line);
            }
        }
        return block;
    }

    private static BuildFailure unreadable(Path file, IOException cause) {
        return BuildFailure.ofUser(file.getFileName() + " cannot be read")
                .because(cause.getMessage())
                .from(file)
                .causedBy(cause)
                .remedy("correct the file");
    }
}
