package io.github.sosapp.service.python.lock;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sosapp.python.Marker;
import io.github.sosapp.python.PackageName;
import io.github.sosapp.python.PythonVersion;
import io.github.sosapp.python.Requirement;
import io.github.sosapp.python.TargetPython;
import io.github.sosapp.python.VersionSpecifiers;
import io.github.sosapp.service.python.lock.LockedGraph.Wanted;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The lock of poetry. It lists the packages of all groups, so the way starts at the main dependencies of pyproject.toml;
 * wishes for versions are not read again, because the lock has answered them.
 */
final class PoetryLock implements Dependencies {

    private final TomlLock lock;
    private final ProjectFile project;

    private PoetryLock(TomlLock lock, ProjectFile project) {
        this.lock = lock;
        this.project = project;
    }

    static PoetryLock read(Path file) {
        TomlLock lock = TomlLock.read(file, "poetry lock");
        String version = lock.content().path("metadata").path("lock-version").asText("");
        if (!version.matches("2\\.\\d+")) {
            throw lock.unreadable("its lock-version is " + (version.isEmpty() ? "missing" : version));
        }
        return new PoetryLock(lock, ProjectFile.read(file.toAbsolutePath().getParent()));
    }

    @Override
    public String origin() {
        return "poetry.lock";
    }

    @Override
    public List<LockedPackage> on(TargetPython target) {
        try {
            LockedGraph<JsonNode> graph = new LockedGraph<JsonNode>((found, extras) -> needs(found, extras, target))
                    .walk(roots(target), target);
            List<LockedPackage> packages = new ArrayList<>();
            graph.chosen().forEach((name, found) -> {
                requireIndex(found);
                packages.add(new LockedPackage(
                        name,
                        new TreeSet<>(graph.extrasOf(name)),
                        PythonVersion.parse(found.path("version").asText()),
                        TomlFile.list(found.path("files")).stream()
                                .map(each -> each.path("hash").asText())
                                .toList()));
            });
            return packages;
        } catch (IllegalArgumentException e) {
            throw lock.unreadable(e.getMessage());
        }
    }

    private List<Wanted<JsonNode>> roots(TargetPython target) {
        List<Wanted<JsonNode>> roots = new ArrayList<>();
        for (String text : project.dependencies()) {
            Requirement requirement = Requirement.parse(text);
            if (requirement.marker().holds(target, Set.of())) {
                add(requirement.name(), requirement.extras(), target, roots);
            }
        }
        roots.addAll(wanted(project.poetryDependencies(), Set.of(), target));
        return roots;
    }

    private List<Wanted<JsonNode>> needs(JsonNode found, Set<PackageName> extras, TargetPython target) {
        Set<PackageName> optional = new HashSet<>();
        for (String extra : TomlFile.names(found.path("extras"))) {
            if (extras.contains(PackageName.of(extra))) {
                TomlFile.list(found.path("extras").path(extra)).forEach(text -> optional.add(nameIn(text.asText())));
            }
        }
        return wanted(found.path("dependencies"), optional, target);
    }

    // "PySocks (>=1.5.6,!=1.5.7)"
    private static PackageName nameIn(String text) {
        return PackageName.of(text.split("[ (\\[;<>=!~]", 2)[0]);
    }

    private List<Wanted<JsonNode>> wanted(JsonNode table, Set<PackageName> optional, TargetPython target) {
        List<Wanted<JsonNode>> wanted = new ArrayList<>();
        for (String name : TomlFile.names(table)) {
            JsonNode value = table.path(name);
            List<JsonNode> wishes = value.isArray() ? TomlFile.list(value) : List.of(value);
            for (JsonNode wish : wishes) {
                if (!name.equals("python") && applies(wish, PackageName.of(name), optional, target)) {
                    Set<PackageName> extras = TomlFile.list(wish.path("extras")).stream()
                            .map(extra -> PackageName.of(extra.asText()))
                            .collect(Collectors.toSet());
                    add(PackageName.of(name), extras, target, wanted);
                }
            }
        }
        return wanted;
    }

    private static boolean applies(JsonNode wish, PackageName name, Set<PackageName> optional, TargetPython target) {
        if (wish.path("optional").asBoolean() && !optional.contains(name)) {
            return false;
        }
        String python = wish.path("python").asText("");
        if (!python.isEmpty() && !VersionSpecifiers.parse(python).allows(target.version())) {
            return false;
        }
        // An extra of the package itself is in the table of extras and has been looked at.
        return Marker.parse(wish.path("markers").asText("")).holds(target, extrasNamedIn(wish));
    }

    private static Set<PackageName> extrasNamedIn(JsonNode wish) {
        Set<PackageName> named = new HashSet<>();
        java.util.regex.Matcher found = java.util.regex.Pattern.compile("extra == [\"']([^\"']+)[\"']")
                .matcher(wish.path("markers").asText(""));
        while (found.find()) {
            named.add(PackageName.of(found.group(1)));
        }
        return named;
    }

    private void add(PackageName name, Set<PackageName> extras, TargetPython target, List<Wanted<JsonNode>> wanted) {
        List<JsonNode> found = TomlFile.list(lock.content().path("package")).stream()
                .filter(one -> PackageName.of(one.path("name").asText()).equals(name))
                .filter(one -> hasMarkerFor(one, target))
                .toList();
        if (found.size() != 1) {
            throw new IllegalArgumentException(
                    "it has " + found.size() + " packages " + name + " for " + target + " where one is needed");
        }
        wanted.add(new Wanted<>(name, found.get(0), Set.copyOf(extras)));
    }

    // Since poetry 2; a table has one for each group.
    private static boolean hasMarkerFor(JsonNode one, TargetPython target) {
        JsonNode markers = one.path("markers");
        String text = markers.isObject() ? markers.path("main").asText("") : markers.asText("");
        return Marker.parse(text).holds(target, extrasNamedIn(one));
    }

    private void requireIndex(JsonNode found) {
        String type = found.path("source").path("type").asText("legacy");
        if (!type.equals("legacy")) {
            String name = found.path("name").asText();
            throw lock.notOfAnIndex(
                    name,
                    "comes from " + type + " "
                            + found.path("source").path("url").asText());
        }
    }
}
