package io.github.sosapp.service.python.lock;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.python.Marker;
import io.github.sosapp.python.PackageName;
import io.github.sosapp.python.PythonVersion;
import io.github.sosapp.python.TargetPython;
import io.github.sosapp.python.VersionSpecifiers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The lock that all tools may write (PEP 751): a flat list, each package with its marker. */
final class PyLock implements Dependencies {

    private static final String TOOL = "the tool that wrote it";

    private final Path file;
    private final JsonNode content;

    private PyLock(Path file, JsonNode content) {
        this.file = file;
        this.content = content;
    }

    static PyLock read(Path file) {
        JsonNode content = TomlFile.read(file);
        if (!content.path("lock-version").asText("").matches("1\\.\\d+")) {
            throw TomlFile.unreadable(file, "its lock-version is not 1", TOOL);
        }
        return new PyLock(file, content);
    }

    @Override
    public String origin() {
        return "pylock.toml";
    }

    @Override
    public List<LockedPackage> on(TargetPython target) {
        try {
            requirePython(content, target, "pylock.toml");
            Set<PackageName> groups = TomlFile.list(content.path("default-groups")).stream()
                    .map(group -> PackageName.of(group.asText()))
                    .collect(Collectors.toSet());
            Map<PackageName, LockedPackage> packages = new TreeMap<>();
            for (JsonNode one : content.path("packages")) {
                if (Marker.parse(one.path("marker").asText("")).holds(target, groups)) {
                    LockedPackage locked = locked(one);
                    requirePython(one, target, locked.name() + " " + locked.version());
                    if (packages.put(locked.name(), locked) != null) {
                        throw new IllegalArgumentException(
                                "it wants two versions of " + locked.name() + " for " + target);
                    }
                }
            }
            return List.copyOf(packages.values());
        } catch (IllegalArgumentException e) {
            throw TomlFile.unreadable(file, e.getMessage(), TOOL);
        }
    }

    private void requirePython(JsonNode node, TargetPython target, String what) {
        String wanted = node.path("requires-python").asText("");
        if (!VersionSpecifiers.parse(wanted).allows(target.version())) {
            throw BuildFailure.ofUser(what + " is not for Python " + target.version())
                    .because("it says requires-python = " + wanted)
                    .from(file)
                    .remedy("lock for Python " + target.version().minor()
                            + ", or choose another base and sos.python.version");
        }
    }

    private LockedPackage locked(JsonNode one) {
        String name = one.path("name").asText();
        if (!one.has("version") || !one.has("wheels") && !one.has("sdist")) {
            throw BuildFailure.ofUser(name + " does not come from an index")
                    .because("only wheels of an index are installed: sources would have to be built for each platform")
                    .from(file)
                    .remedy("publish " + name + " to an index as a wheel, or copy its code below the service's source");
        }
        List<String> hashes = new ArrayList<>();
        List<JsonNode> files = new ArrayList<>(TomlFile.list(one.path("wheels")));
        files.add(one.path("sdist"));
        for (JsonNode each : files) {
            JsonNode sha256 = each.path("hashes").path("sha256");
            if (!sha256.isMissingNode()) {
                hashes.add("sha256:" + sha256.asText());
            }
        }
        return new LockedPackage(
                PackageName.of(name),
                new TreeSet<>(),
                PythonVersion.parse(one.path("version").asText()),
                hashes);
    }
}
