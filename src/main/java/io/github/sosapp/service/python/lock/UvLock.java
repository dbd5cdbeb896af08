package io.github.sosapp.service.python.lock;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sosapp.python.Marker;
import io.github.sosapp.python.PackageName;
import io.github.sosapp.python.PythonVersion;
import io.github.sosapp.python.TargetPython;
import io.github.sosapp.service.python.lock.LockedGraph.Wanted;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The lock of uv: a graph of packages for all platforms, of which one platform's part is taken. */
final class UvLock implements Dependencies {

    private final TomlLock lock;

    private UvLock(TomlLock lock) {
        this.lock = lock;
    }

    static UvLock read(Path file) {
        TomlLock lock = TomlLock.read(file, "uv lock");
        JsonNode version = lock.content().path("version");
        if (version.asInt() != 1) {
            throw lock.unreadable("it is of version " + version.asText("?") + ", not 1");
        }
        return new UvLock(lock);
    }

    @Override
    public String origin() {
        return "uv.lock";
    }

    @Override
    public List<LockedPackage> on(TargetPython target) {
        try {
            lock.requirePython(lock.content(), target, "uv.lock");
            JsonNode root = root();
            LockedGraph<JsonNode> graph = new LockedGraph<JsonNode>((found, extras) -> needs(found, extras, target))
                    .walk(needs(root, Set.of(), target), target);
            List<LockedPackage> packages = new ArrayList<>();
            graph.chosen().forEach((name, found) -> {
                requireIndex(found);
                packages.add(new LockedPackage(
                        name,
                        new TreeSet<>(graph.extrasOf(name)),
                        PythonVersion.parse(found.path("version").asText()),
                        hashes(found)));
            });
            return packages;
        } catch (IllegalArgumentException e) {
            throw lock.unreadable(e.getMessage());
        }
    }

    private JsonNode root() {
        return packages().stream()
                .filter(one -> isHere(one.path("source").path("virtual"))
                        || isHere(one.path("source").path("editable")))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("it has no package for its own directory"));
    }

    private static boolean isHere(JsonNode path) {
        return path.asText("").equals(".");
    }

    private List<JsonNode> packages() {
        return TomlFile.list(lock.content().path("package"));
    }

    private List<Wanted<JsonNode>> needs(JsonNode found, Set<PackageName> extras, TargetPython target) {
        List<JsonNode> dependencies = new ArrayList<>(TomlFile.list(found.path("dependencies")));
        JsonNode optional = found.path("optional-dependencies");
        for (String extra : TomlFile.names(optional)) {
            if (extras.contains(PackageName.of(extra))) {
                dependencies.addAll(TomlFile.list(optional.path(extra)));
            }
        }
        List<Wanted<JsonNode>> needed = new ArrayList<>();
        for (JsonNode dependency : dependencies) {
            if (Marker.parse(dependency.path("marker").asText("")).holds(target, extras)) {
                PackageName name = PackageName.of(dependency.path("name").asText());
                Set<PackageName> wanted = TomlFile.list(dependency.path("extra")).stream()
                        .map(extra -> PackageName.of(extra.asText()))
                        .collect(Collectors.toSet());
                needed.add(new Wanted<>(name, find(name, dependency), wanted));
            }
        }
        return needed;
    }

    // Version and source are only named where the lock has several packages of that name.
    private JsonNode find(PackageName name, JsonNode dependency) {
        List<JsonNode> found = packages().stream()
                .filter(one -> PackageName.of(one.path("name").asText()).equals(name))
                .filter(one ->
                        !dependency.has("version") || dependency.path("version").equals(one.path("version")))
                .filter(one ->
                        !dependency.has("source") || dependency.path("source").equals(one.path("source")))
                .toList();
        if (found.size() != 1) {
            throw new IllegalArgumentException("it has " + found.size() + " packages " + name + " where one is needed");
        }
        return found.get(0);
    }

    private void requireIndex(JsonNode found) {
        JsonNode source = found.path("source");
        if (!source.has("registry")) {
            String name = found.path("name").asText();
            throw lock.notOfAnIndex(
                    name,
                    "comes from " + String.join(", ", TomlFile.names(source)) + " "
                            + source.elements().next().asText());
        }
    }

    private static List<String> hashes(JsonNode found) {
        List<String> hashes = new ArrayList<>();
        for (JsonNode wheel : found.path("wheels")) {
            if (wheel.has("hash")) {
                hashes.add(wheel.path("hash").asText());
            }
        }
        if (found.path("sdist").has("hash")) {
            hashes.add(found.path("sdist").path("hash").asText());
        }
        return hashes;
    }
}
