package io.github.sosapp.service.node;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The lock file of npm: which packages there are, and which of them would like to run a script. */
final class PackageLock {

    /** By what they are called, in the order in which npm itself prefers them. */
    static final List<String> NAMES = List.of("npm-shrinkwrap.json", "package-lock.json");

    private static final Map<String, String> OTHERS =
            new TreeMap<>(Map.of("yarn.lock", "yarn", "pnpm-lock.yaml", "pnpm", "bun.lock", "bun", "bun.lockb", "bun"));

    /**
     * An installed package, or a workspace that is linked.
     *
     * @param place directory below the lock file
     * @param workspace true when it is a directory of the project
     */
    record Entry(String place, String name, boolean development, boolean hasInstallScript, boolean workspace) {}

    private final Path file;
    private final SortedMap<String, Entry> entries;

    private PackageLock(Path file, SortedMap<String, Entry> entries) {
        this.file = file;
        this.entries = entries;
    }

    static PackageLock read(Path source) {
        List<String> found = NAMES.stream()
                .filter(name -> Files.isRegularFile(source.resolve(name)))
                .toList();
        List<String> others = OTHERS.keySet().stream()
                .filter(name -> Files.isRegularFile(source.resolve(name)))
                .toList();
        if (!found.isEmpty() && !others.isEmpty()) {
            List<String> all = new ArrayList<>(found);
            all.addAll(others);
            throw BuildFailure.ofUser("several lock files next to package.json: " + String.join(", ", all))
                    .because("each may name other versions, and nobody can tell which are meant")
                    .from(source)
                    .remedy("delete all but the one of the package manager that the team uses");
        }
        if (!others.isEmpty()) {
            throw BuildFailure.ofUser(
                            "the packages are locked by " + OTHERS.get(others.get(0)) + ", and only npm is supported")
                    .because("found " + String.join(", ", others)
                            + ", and neither package-lock.json nor npm-shrinkwrap.json")
                    .from(source)
                    .remedy("run npm install in " + source + ", commit package-lock.json and delete "
                            + String.join(", ", others));
        }
        if (found.isEmpty()) {
            throw BuildFailure.ofUser("no lock file next to package.json")
                    .because(
                            "npm ci installs exactly what package-lock.json names; without it two builds give two images")
                    .from(source)
                    .remedy("run npm install in " + source + " and commit package-lock.json");
        }
        return parse(source.resolve(found.get(0)));
    }

    private static PackageLock parse(Path file) {
        JsonNode packages;
        try {
            packages = Json.parse(Files.readAllBytes(file)).path("packages");
        } catch (IOException e) {
            throw BuildFailure.ofUser(file.getFileName() + " cannot be read")
                    .because("it is not JSON; after a merge it may hold conflicts")
                    .from(file)
                    .causedBy(e)
                    .remedy("restore the file, or run npm install and commit what it writes");
        }
        if (!packages.isObject()) {
            throw BuildFailure.ofUser(file.getFileName() + " is of a version that npm 6 wrote")
                    .because("it does not say which package is for which platform")
                    .from(file)
                    .remedy("run npm install with npm 10 or newer and commit what it writes");
        }
        SortedMap<String, Entry> entries = new TreeMap<>();
        packages.fields().forEachRemaining(each -> {
            if (!each.getKey().isEmpty()) {
                entries.put(each.getKey(), entry(each.getKey(), each.getValue()));
            }
        });
        return new PackageLock(file, entries);
    }

    private static Entry entry(String place, JsonNode json) {
        String below = "node_modules/";
        int last = place.lastIndexOf(below);
        return new Entry(
                place,
                last < 0 ? json.path("name").asText(place) : place.substring(last + below.length()),
                json.path("dev").asBoolean() || json.path("devOptional").asBoolean(),
                json.path("hasInstallScript").asBoolean(),
                last < 0);
    }

    Path file() {
        return file;
    }

    /** Directories of the project that are packages themselves. */
    List<String> workspaces() {
        return entries.values().stream()
                .filter(Entry::workspace)
                .map(Entry::place)
                .toList();
    }

    /** Directories of workspaces that have packages of their own in production. */
    List<String> workspacesWithPackages() {
        return workspaces().stream()
                .filter(workspace -> entries.values().stream()
                        .anyMatch(entry ->
                                !entry.development() && entry.place().startsWith(workspace + "/node_modules/")))
                .toList();
    }

    /** Names of the packages of production that would like to run a script when they are installed. */
    List<String> packagesWithScripts() {
        return entries.values().stream()
                .filter(entry -> entry.hasInstallScript() && !entry.development() && !entry.workspace())
                .map(Entry::name)
                .distinct()
                .sorted()
                .toList();
    }
}
