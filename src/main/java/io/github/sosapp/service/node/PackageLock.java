package io.github.sosapp.service.node;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

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
     * @param needs what it cannot do without
     */
    record Entry(
            String place,
            String name,
            boolean development,
            boolean hasInstallScript,
            boolean workspace,
            LockedNeeds needs) {}

    private final Path file;
    private final SortedMap<String, Entry> entries;

    private PackageLock(Path file, SortedMap<String, Entry> entries) {
        this.file = file;
        this.entries = entries;
    }

    /** Whether any lock file is there, of whichever package manager. */
    static boolean isIn(Path directory) {
        return Stream.concat(NAMES.stream(), OTHERS.keySet().stream())
                .anyMatch(name -> Files.isRegularFile(directory.resolve(name)));
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
                last < 0,
                LockedNeeds.of(json));
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

    /** Those of the workspaces that have packages of their own in production. */
    List<String> withPackages(List<String> workspaces) {
        return workspaces.stream()
                .filter(workspace -> entries.values().stream()
                        .anyMatch(entry ->
                                !entry.development() && entry.place().startsWith(workspace + "/node_modules/")))
                .toList();
    }

    /** The workspaces that one of them needs, with itself at the end, those that others need before them. */
    List<String> workspacesFor(String member, boolean development) {
        Set<String> found = new LinkedHashSet<>();
        collect(member, development, new HashSet<>(), found);
        return found.stream().filter(place -> entries.get(place).workspace()).toList();
    }

    private void collect(String place, boolean development, Set<String> begun, Set<String> complete) {
        Entry entry = entries.get(place);
        if (entry == null || !begun.add(place)) {
            return;
        }
        for (String name : entry.needs().names(development && entry.workspace())) {
            resolve(place, name).ifPresent(next -> collect(next, development, begun, complete));
        }
        complete.add(place);
    }

    // As Node.js looks for packages: in the directory itself and in those above it.
    private Optional<String> resolve(String place, String name) {
        for (String directory = place; ; directory = directory.substring(0, Math.max(0, directory.lastIndexOf('/')))) {
            Entry entry = entries.get((directory.isEmpty() ? "" : directory + "/") + "node_modules/" + name);
            if (entry != null) {
                return Optional.of(entry.needs().link().orElse(entry.place()));
            }
            if (directory.isEmpty()) {
                return Optional.empty();
            }
        }
    }

    /** Whether a package is installed at that place. */
    boolean has(String place) {
        return entries.containsKey(place);
    }

    /**
     * Names of the packages of production that would like to run a script when they are installed.
     *
     * @param member of the workspace whose packages count; empty for all
     */
    List<String> packagesWithScripts(String member) {
        Set<String> installed = new HashSet<>(entries.keySet());
        if (!member.isEmpty()) {
            installed.clear();
            collect(member, false, new HashSet<>(), installed);
        }
        return entries.values().stream()
                .filter(entry -> installed.contains(entry.place()))
                .filter(entry -> entry.hasInstallScript() && !entry.development() && !entry.workspace())
                .map(Entry::name)
                .distinct()
                .sorted()
                .toList();
    }
}
