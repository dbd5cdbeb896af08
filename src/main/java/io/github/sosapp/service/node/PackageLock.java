package io.github.sosapp.service.node;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The lock file: which workspaces there are and what they need; of npm also which packages, and which of them would like to
 * run a script.
 */
final class PackageLock {

    private static final List<String> OF_OTHERS = List.of("bun.lock", "bun.lockb");

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
            LockedNeeds needs) {

        /** Stands before the place that a link of pnpm or yarn would lead to, if it were one. */
        static final String COPIED = "file:";

        static Entry ofWorkspace(String place, LockedNeeds needs) {
            return new Entry(place, place, false, false, true, needs);
        }

        /** @param place of the workspace in whose packages it lies; empty for the project's own */
        static Entry ofLink(String place, String name, String target) {
            String link = (place.isEmpty() ? "" : place + "/") + "node_modules/" + name;
            return new Entry(
                    link,
                    name,
                    false,
                    false,
                    false,
                    new LockedNeeds(Optional.of(target), new TreeSet<>(), new TreeSet<>()));
        }
    }

    private final Path file;
    private final String text;
    private final Installer installer;
    private final SortedMap<String, Entry> entries;

    private PackageLock(Path file, String text, Installer installer, SortedMap<String, Entry> entries) {
        this.file = file;
        this.text = text;
        this.installer = installer;
        this.entries = entries;
    }

    /** Whether any lock file is there, of whichever package manager. */
    static boolean isIn(Path directory) {
        return !foundIn(directory).isEmpty();
    }

    private static List<String> foundIn(Path directory) {
        return Stream.concat(Installer.locks().stream(), OF_OTHERS.stream())
                .filter(name -> Files.isRegularFile(directory.resolve(name)))
                .toList();
    }

    static PackageLock read(Path source) {
        List<String> found = foundIn(source);
        if (found.isEmpty()) {
            throw BuildFailure.ofUser("no lock file next to package.json")
                    .because(
                            "npm ci installs exactly what package-lock.json names; without it two builds give two images")
                    .from(source)
                    .remedy("run npm install in " + source
                            + " and commit package-lock.json; pnpm-lock.yaml and yarn.lock serve as well");
        }
        // npm itself prefers npm-shrinkwrap.json, and wants no decision between its two.
        if (found.size() > 1 && !found.equals(List.of("npm-shrinkwrap.json", "package-lock.json"))) {
            throw BuildFailure.ofUser("several lock files next to package.json: " + String.join(", ", found))
                    .because("each may name other versions, and nobody can tell which are meant")
                    .from(source)
                    .remedy("delete all but the one of the package manager that the team uses");
        }
        if (OF_OTHERS.contains(found.get(0))) {
            throw BuildFailure.ofUser("the packages are locked by bun, and only npm, pnpm and yarn are supported")
                    .because("found " + found.get(0) + " and no other lock file")
                    .from(source)
                    .remedy("run npm install in " + source + ", commit package-lock.json and delete " + found.get(0));
        }
        return parse(source.resolve(found.get(0)));
    }

    private static PackageLock parse(Path file) {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw BuildFailure.ofUser(file.getFileName() + " cannot be read")
                    .because("it is not text, or this user may not read it")
                    .from(file)
                    .causedBy(e)
                    .remedy("restore the file");
        }
        Installer installer = Installer.of(file, text);
        if (installer == Installer.NPM) {
            return ofNpm(file, text);
        }
        Path root = file.getParent();
        if (installer == Installer.YARN) {
            OtherLock.requireNoPlugins(root);
        }
        return new PackageLock(
                file,
                text,
                installer,
                installer == Installer.PNPM
                        ? PnpmImporters.of(file, text).entries(root)
                        : YarnWorkspaces.entries(root));
    }

    private static PackageLock ofNpm(Path file, String text) {
        JsonNode packages;
        try {
            packages = Json.parse(text.getBytes(StandardCharsets.UTF_8)).path("packages");
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
        return new PackageLock(file, text, Installer.NPM, entries);
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

    /** The program that installs what it names. */
    Installer installer() {
        return installer;
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
            resolve(place, name).ifPresent(next -> {
                requireWorkspace(place, next);
                collect(next, development, begun, complete);
            });
        }
        complete.add(place);
    }

    /** Refuses links that lead out of the project, or to nothing. */
    void requireWorkspaces() {
        entries.forEach((place, entry) -> entry.needs()
                .link()
                .filter(target -> target.startsWith("..") || !Files.isDirectory(file.resolveSibling(target)))
                .ifPresent(target -> requireWorkspace(
                        place.substring(0, Math.max(0, place.lastIndexOf("node_modules/") - 1)), target)));
    }

    private void requireWorkspace(String place, String target) {
        if (entries.containsKey(target)) {
            return;
        }
        String who = place.isEmpty() ? PackageJson.NAME : place;
        if (target.startsWith(Entry.COPIED)) {
            throw BuildFailure.ofUser(who + " needs a copy of " + target.substring(Entry.COPIED.length()))
                    .because("it would be copied before its build script has run")
                    .from(file)
                    .remedy(
                            "link it: for pnpm without injected in dependenciesMeta and injectWorkspacePackages, for yarn"
                                    + " as a workspace instead of file:");
        }
        throw BuildFailure.ofUser(who + " needs " + target + ", which is no workspace of the project")
                .because("it has no package.json there, or the lock file does not know it")
                .from(file)
                .remedy("restore it, or add it to the workspaces, run " + installer.program()
                        + " install and commit the lock file");
    }

    /** The workspace that the project's own package.json means by a name. */
    Optional<String> workspaceOfRoot(String name) {
        return Optional.ofNullable(entries.get("node_modules/" + name))
                .flatMap(entry -> entry.needs().link());
    }

    /** See {@link PnpmImporters#only}. */
    String only(List<String> workspaces, SortedSet<String> withoutRoot, boolean development) {
        return PnpmImporters.of(file, text).only(workspaces, withoutRoot, development);
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
