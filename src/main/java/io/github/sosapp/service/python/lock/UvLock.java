package io.github.sosapp.service.python.lock;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.python.Marker;
import io.github.sosapp.python.PackageName;
import io.github.sosapp.python.PythonVersion;
import io.github.sosapp.python.TargetPython;
import io.github.sosapp.python.VersionSpecifiers;
import io.github.sosapp.service.python.lock.LockedGraph.Wanted;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The lock of uv: a graph of packages for all platforms, of which one platform's part is taken. */
final class UvLock implements Dependencies {

    private static final String TOOL = "uv lock";

    private final Path file;
    private final JsonNode content;

    private UvLock(Path file, JsonNode content) {
        this.file = file;
        this.content = content;
    }

    static UvLock read(Path file) {
        JsonNode content = TomlFile.read(file);
        if (content.path("version").asInt() != 1) {
            throw TomlFile.unreadable(
                    file, "it is of version " + content.path("version").asText("?") + ", not 1", TOOL);
        }
        return new UvLock(file, content);
    }

    @Override
    public String origin() {
        return "uv.lock";
    }

    @Override
    public List<LockedPackage> on(TargetPython target) {
        try {
            requirePython(target);
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
            throw TomlFile.unreadable(file, e.getMessage(), TOOL);
        }
    }

    private void requirePython(TargetPython target) {
        String wanted = content.path("requires-python").asText("");
        if (!VersionSpecifiers.parse(wanted).allows(target.version())) {
            throw BuildFailure.ofUser("uv.lock is not for Python " + target.version())
                    .because("it says requires-python = " + wanted)
                    .from(file)
                    .remedy("lower requires-python in pyproject.toml and run uv lock, or choose another base and"
                            + " sos.python.version");
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
        return TomlFile.list(content.path("package"));
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
            throw BuildFailure.ofUser(name + " comes from " + String.join(", ", TomlFile.names(source)) + " "
                            + source.elements().next().asText())
                    .because("only wheels of an index are installed: sources would have to be built for each platform")
                    .from(file)
                    .remedy("publish " + name + " to an index as a wheel, or copy its code below the service's source");
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
