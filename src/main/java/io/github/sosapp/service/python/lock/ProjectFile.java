package io.github.sosapp.service.python.lock;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.python.VersionSpecifiers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What pyproject.toml says of a service (PEP 621, and the older table of poetry). */
public final class ProjectFile {

    private final Path file;
    private final JsonNode content;

    private ProjectFile(Path file, JsonNode content) {
        this.file = file;
        this.content = content;
    }

    /** Reads pyproject.toml in that directory; a missing one says nothing. */
    public static ProjectFile read(Path directory) {
        Path file = directory.resolve("pyproject.toml");
        return new ProjectFile(
                file,
                Files.isRegularFile(file)
                        ? TomlFile.read(file)
                        : com.fasterxml.jackson.databind.node.MissingNode.getInstance());
    }

    /** Versions of Python that the service runs on; empty when it does not say. */
    public Optional<VersionSpecifiers> python() {
        String text = content.path("project").path("requires-python").asText("");
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(VersionSpecifiers.parse(text));
        } catch (IllegalArgumentException e) {
            throw BuildFailure.ofUser("pyproject.toml has an unusable requires-python")
                    .because(e.getMessage())
                    .from(file)
                    .causedBy(e)
                    .remedy("write for example requires-python = \">=3.11\"");
        }
    }

    /**
     * Whether one of its lists of requirements, also those for development, has that tool or an extension of it ({@code
     * tool-something}), or a table configures it.
     */
    public boolean asksFor(String name) {
        return !content.path("tool").path(name).isMissingNode()
                || Stream.of(
                                content.path("project").path("dependencies"),
                                content.path("project").path("optional-dependencies"),
                                content.path("dependency-groups"),
                                content.path("tool").path("uv").path("dev-dependencies"))
                        .anyMatch(list -> lists(list, name))
                || Stream.of(poetryDependencies(), content.path("tool").path("poetry"))
                        .anyMatch(table -> hasKey(table, name));
    }

    private static boolean lists(JsonNode requirements, String name) {
        if (requirements.isTextual()) {
            return requirements.asText().matches("(?i)" + name + "\\b.*");
        }
        return TomlFile.list(requirements).stream().anyMatch(below -> lists(below, name));
    }

    // The groups of poetry are tables within tables: group.<name>.dependencies.
    private static boolean hasKey(JsonNode table, String name) {
        return table.isObject()
                && (table.has(name) || TomlFile.list(table).stream().anyMatch(below -> hasKey(below, name)));
    }

    boolean hasDependencies() {
        JsonNode poetry = poetryDependencies();
        return !content.path("project").path("dependencies").isEmpty()
                || TomlFile.names(poetry).stream().anyMatch(name -> !name.equals("python"));
    }

    /** PEP 621's list, each a requirement. */
    List<String> dependencies() {
        return TomlFile.list(content.path("project").path("dependencies")).stream()
                .map(JsonNode::asText)
                .toList();
    }

    /** Poetry's own table. */
    JsonNode poetryDependencies() {
        return content.path("tool").path("poetry").path("dependencies");
    }
}
