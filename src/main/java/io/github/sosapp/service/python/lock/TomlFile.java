package io.github.sosapp.service.python.lock;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import io.github.sosapp.failure.BuildFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** A file in TOML, read as a whole. */
final class TomlFile {

    private TomlFile() {}

    static JsonNode read(Path file) {
        try {
            return new TomlMapper().readTree(Files.readString(file));
        } catch (JsonProcessingException e) {
            throw BuildFailure.ofUser(file.getFileName() + " is not TOML")
                    .because(e.getOriginalMessage()
                            + (e.getLocation() == null
                                    ? ""
                                    : " in line " + e.getLocation().getLineNr()))
                    .from(file)
                    .causedBy(e)
                    .remedy("correct the line, or make the file again with the tool that wrote it");
        } catch (IOException e) {
            throw BuildFailure.ofWorld("cannot read " + file)
                    .because("it is not a readable text in UTF-8")
                    .causedBy(e)
                    .remedy("let this user read the file, and save it as UTF-8");
        }
    }

    static List<JsonNode> list(JsonNode node) {
        List<JsonNode> elements = new ArrayList<>();
        node.forEach(elements::add);
        return elements;
    }

    static List<String> names(JsonNode table) {
        List<String> names = new ArrayList<>();
        for (Iterator<String> name = table.fieldNames(); name.hasNext(); ) {
            names.add(name.next());
        }
        return names;
    }
}
