package io.github.sosapp.testing;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sosapp.image.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * What is to be seen of an image in a layout: {@code file /app} with its kind, mode, owner and link, {@code env PORT},
 * {@code label …}, {@code entrypoint} and so on, each with its value. Read without any part of the plugin but its JSON.
 */
public final class ImageFacts {

    private final Path layout;
    private final JsonNode manifest;
    private final JsonNode config;

    private ImageFacts(Path layout, JsonNode manifest) throws IOException {
        this.layout = layout;
        this.manifest = manifest;
        this.config = blob(manifest.at("/config/digest").asText());
    }

    /** The image of linux/amd64, or the only one. */
    public static ImageFacts of(Path layout) throws IOException {
        JsonNode top = Json.parse(Files.readAllBytes(layout.resolve("index.json")))
                .path("manifests")
                .path(0);
        JsonNode manifest = blob(layout, top.path("digest").asText());
        for (JsonNode one : manifest.path("manifests")) {
            if (one.at("/platform/architecture").asText().equals("amd64")) {
                manifest = blob(layout, one.path("digest").asText());
            }
        }
        return new ImageFacts(layout, manifest);
    }

    /** What the history says of each layer, the lowest first. */
    public List<String> layers() {
        List<String> comments = new ArrayList<>();
        config.path("history").forEach(line -> comments.add(line.path("comment").asText()));
        return comments;
    }

    /** @param below number of layers whose files do not count */
    public SortedMap<String, String> above(int below) throws IOException {
        SortedMap<String, String> facts = new TreeMap<>();
        for (int i = below; i < manifest.path("layers").size(); i++) {
            files(manifest.path("layers").path(i).path("digest").asText(), facts);
        }
        JsonNode start = config.path("config");
        start.fields().forEachRemaining(field -> {
            switch (field.getKey()) {
                case "Env" ->
                    field.getValue().forEach(pair -> {
                        String[] parts = pair.asText().split("=", 2);
                        facts.put("env " + parts[0], parts[1]);
                    });
                case "Labels" ->
                    field.getValue()
                            .fields()
                            .forEachRemaining(label -> facts.put(
                                    "label " + label.getKey(), label.getValue().asText()));
                default ->
                    facts.put("config " + field.getKey(), field.getValue().toString());
            }
        });
        return facts;
    }

    private void files(String layer, SortedMap<String, String> facts) throws IOException {
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new GZIPInputStream(Files.newInputStream(file(layout, layer))))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                String kind = entry.isDirectory() ? "directory" : entry.isSymbolicLink() ? "link" : "file";
                facts.put(
                        "file /" + entry.getName().replaceFirst("^\\./", "").replaceFirst("/$", ""),
                        kind + " " + Integer.toOctalString(entry.getMode() & 07777) + " " + entry.getLongUserId() + ":"
                                + entry.getLongGroupId() + " " + entry.getLinkName());
            }
        }
    }

    private JsonNode blob(String digest) throws IOException {
        return blob(layout, digest);
    }

    private static JsonNode blob(Path layout, String digest) throws IOException {
        return Json.parse(Files.readAllBytes(file(layout, digest)));
    }

    private static Path file(Path layout, String digest) {
        return layout.resolve("blobs").resolve(digest.replace(':', '/'));
    }
}
