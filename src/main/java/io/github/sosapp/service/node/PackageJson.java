package io.github.sosapp.service.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a {@code package.json} says that matters for an image.
 *
 * @param main of the package, as it is written
 * @param node what {@code engines} asks of Node.js
 * @param files that the package consists of, by its own word; empty when it does not say
 * @param dependencies of production by name, optional ones too
 * @param packageManager which program installs, with its version, as Corepack reads it
 */
record PackageJson(
        Path file,
        Optional<String> main,
        SortedMap<String, String> scripts,
        Optional<String> node,
        List<String> files,
        SortedSet<String> dependencies,
        Optional<String> packageManager) {

    static final String NAME = "package.json";

    static PackageJson read(Path source) {
        return of(source.resolve(NAME), tree(source));
    }

    /** Everything that it says. */
    static ObjectNode tree(Path source) {
        Path file = source.resolve(NAME);
        if (!Files.isRegularFile(file)) {
            throw BuildFailure.ofUser("there is no package.json in " + source)
                    .because("it names what a Node.js service needs, and how it is built and started")
                    .remedy("run npm init there, or set sos.source to the directory of the service");
        }
        try {
            return Json.parse(Files.readAllBytes(file));
        } catch (IOException e) {
            throw BuildFailure.ofUser("package.json cannot be read")
                    .because(firstLine(e))
                    .from(file)
                    .causedBy(e)
                    .remedy("correct the file; npm pkg fix helps");
        }
    }

    private static PackageJson of(Path file, JsonNode json) {
        SortedMap<String, String> scripts = new TreeMap<>();
        json.path("scripts")
                .fields()
                .forEachRemaining(
                        script -> scripts.put(script.getKey(), script.getValue().asText()));
        SortedSet<String> dependencies = new TreeSet<>();
        for (String kind : List.of("dependencies", "optionalDependencies")) {
            json.path(kind).fieldNames().forEachRemaining(dependencies::add);
        }
        List<String> files = new ArrayList<>();
        json.path("files").forEach(name -> files.add(name.asText()));
        return new PackageJson(
                file,
                text(json.path("main")),
                scripts,
                text(json.path("engines").path("node")),
                List.copyOf(files),
                dependencies,
                text(json.path("packageManager")));
    }

    private static Optional<String> text(JsonNode node) {
        return Optional.of(node.asText("").strip()).filter(text -> !text.isEmpty());
    }

    private static String firstLine(IOException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("it is not JSON");
    }

    Optional<String> script(String name) {
        return Optional.ofNullable(scripts.get(name)).filter(script -> !script.isBlank());
    }
}
