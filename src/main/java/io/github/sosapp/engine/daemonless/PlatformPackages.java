package io.github.sosapp.engine.daemonless;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Json;
import io.github.sosapp.image.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Which of the packages in a tree are for a platform, by the fields os, cpu and libc of their package.json; for programs that
 * install those of all platforms.
 */
record PlatformPackages(Platform platform, Map<String, String> properties) {

    private static final String PACKAGE = "package.json";

    /** @param cpu in the word of Node.js */
    static PlatformPackages of(Platform platform, String cpu, String libc) {
        return new PlatformPackages(platform, Map.of("os", platform.os(), "cpu", cpu, "libc", libc));
    }

    /**
     * Deletes the packages for others, as npm would not have installed them.
     *
     * @throws BuildFailure when one is for others that a package of the tree cannot do without
     */
    void deleteOthersIn(Path installed) throws IOException {
        SortedMap<Path, JsonNode> packages = new TreeMap<>();
        collect(installed, packages);
        Path service = installed.resolveSibling(PACKAGE);
        SortedSet<String> needed = new TreeSet<>(needs(Json.parse(Files.readAllBytes(service))));
        List<Path> others = new ArrayList<>();
        packages.forEach((directory, json) -> {
            if (isForThis(json)) {
                needed.addAll(needs(json));
            } else {
                others.add(directory);
            }
        });
        for (Path other : others) {
            String name = packages.get(other).path("name").asText();
            if (needed.contains(name)) {
                throw BuildFailure.ofUser("the package " + name + " does not exist for " + platform)
                        .because("its package.json excludes the platform, and it is not an optional dependency")
                        .from(other.resolve(PACKAGE))
                        .remedy("replace the package, make it optional, or take the platform out of sos.platforms");
            }
            DeletedTree.delete(other);
        }
        deleteBrokenLinks(installed.resolve(".bin"));
    }

    private static void collect(Path installed, Map<Path, JsonNode> packages) throws IOException {
        for (Path entry : directories(installed)) {
            boolean scope = entry.getFileName().toString().startsWith("@");
            for (Path directory : scope ? directories(entry) : List.of(entry)) {
                // Links to workspaces may lead in a circle.
                Path real = directory.toRealPath();
                Path json = real.resolve(PACKAGE);
                if (packages.containsKey(real)) {
                    continue;
                }
                if (Files.isRegularFile(json)) {
                    packages.put(real, Json.parse(Files.readAllBytes(json)));
                }
                collect(real.resolve("node_modules"), packages);
            }
        }
    }

    private static List<Path> directories(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(Files::isDirectory).sorted().toList();
        }
    }

    private static SortedSet<String> needs(JsonNode json) {
        SortedSet<String> names = new TreeSet<>();
        json.path("dependencies").fieldNames().forEachRemaining(names::add);
        // Where a name is in both, npm and yarn take it for optional.
        json.path("optionalDependencies").fieldNames().forEachRemaining(names::remove);
        return names;
    }

    private boolean isForThis(JsonNode json) {
        return properties.entrySet().stream().allMatch(each -> allows(json.path(each.getKey()), each.getValue()));
    }

    // A list of what will do, or of what will not, with an exclamation mark before each.
    private static boolean allows(JsonNode field, String value) {
        List<String> words = new ArrayList<>();
        if (field.isTextual()) {
            words.add(field.asText());
        }
        field.forEach(word -> words.add(word.asText()));
        if (words.isEmpty() || words.equals(List.of("any"))) {
            return true;
        }
        boolean allowed = words.stream().allMatch(word -> word.startsWith("!"));
        for (String word : words) {
            if (word.equals("!" + value)) {
                return false;
            }
            allowed |= word.equals(value);
        }
        return allowed;
    }

    private static void deleteBrokenLinks(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        List<Path> links;
        try (Stream<Path> entries = Files.list(directory)) {
            links = entries.filter(Files::isSymbolicLink).toList();
        }
        for (Path link : links) {
            if (!Files.exists(link)) {
                Files.delete(link);
            }
        }
    }
}
