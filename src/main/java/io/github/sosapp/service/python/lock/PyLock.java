package io.github.sosapp.service.python.lock;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sosapp.python.Marker;
import io.github.sosapp.python.PackageName;
import io.github.sosapp.python.PythonVersion;
import io.github.sosapp.python.TargetPython;
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

    private final TomlLock lock;

    private PyLock(TomlLock lock) {
        this.lock = lock;
    }

    static PyLock read(Path file) {
        TomlLock lock = TomlLock.read(file, "the tool that wrote it");
        if (!lock.content().path("lock-version").asText("").matches("1\\.\\d+")) {
            throw lock.unreadable("its lock-version is not 1");
        }
        return new PyLock(lock);
    }

    @Override
    public String origin() {
        return "pylock.toml";
    }

    @Override
    public List<LockedPackage> on(TargetPython target) {
        try {
            JsonNode content = lock.content();
            lock.requirePython(content, target, "pylock.toml");
            Set<PackageName> groups = TomlFile.list(content.path("default-groups")).stream()
                    .map(group -> PackageName.of(group.asText()))
                    .collect(Collectors.toSet());
            Map<PackageName, LockedPackage> packages = new TreeMap<>();
            for (JsonNode one : content.path("packages")) {
                if (Marker.parse(one.path("marker").asText("")).holds(target, groups)) {
                    LockedPackage locked = locked(one);
                    lock.requirePython(one, target, locked.name() + " " + locked.version());
                    if (packages.put(locked.name(), locked) != null) {
                        throw new IllegalArgumentException(
                                "it wants two versions of " + locked.name() + " for " + target);
                    }
                }
            }
            return List.copyOf(packages.values());
        } catch (IllegalArgumentException e) {
            throw lock.unreadable(e.getMessage());
        }
    }

    private LockedPackage locked(JsonNode one) {
        String name = one.path("name").asText();
        if (!one.has("version") || !one.has("wheels") && !one.has("sdist")) {
            throw lock.notOfAnIndex(name, "does not come from an index");
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
