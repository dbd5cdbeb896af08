package io.github.sosapp.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Descriptor;
import io.github.sosapp.image.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The image descriptor, {@code target/sos/<target>.json}: what the image is called and which bytes it is. It is the main
 * artifact of packaging {@code sos-image}.
 *
 * @param name registry and repository, or the repository alone when no registry is set
 * @param image the image's index or manifest
 * @param manifests one for each platform
 */
public record ImageDescription(
        String name, String version, String target, Descriptor image, List<Descriptor> manifests, List<String> tags) {

    public ImageDescription {
        manifests = List.copyOf(manifests);
        tags = List.copyOf(tags);
    }

    byte[] toJson() {
        ObjectNode json = Json.object();
        json.put("name", name);
        json.put("version", version);
        json.put("target", target);
        json.put("digest", image.digest().toString());
        json.put("mediaType", image.mediaType());
        json.put("size", image.size());
        ArrayNode platforms = json.putArray("platforms");
        for (Descriptor manifest : manifests) {
            ObjectNode node = platforms.addObject();
            node.put("platform", manifest.platform().orElseThrow().toString());
            node.set("manifest", manifest.toJson());
        }
        ArrayNode tagArray = json.putArray("tags");
        tags.forEach(tagArray::add);
        return Json.readable(json);
    }

    /**
     * Reads the descriptor of the last build.
     *
     * @throws BuildFailure when there is none
     */
    public static ImageDescription read(Path file) {
        try {
            ObjectNode json = Json.parse(Files.readAllBytes(file));
            List<Descriptor> manifests = new ArrayList<>();
            json.path("platforms").forEach(node -> manifests.add(Descriptor.fromJson(node.path("manifest"))));
            List<String> tags = new ArrayList<>();
            json.path("tags").forEach(tag -> tags.add(tag.asText()));
            return new ImageDescription(
                    json.path("name").asText(),
                    json.path("version").asText(),
                    json.path("target").asText(),
                    Descriptor.fromJson(json),
                    manifests,
                    tags);
        } catch (IOException | IllegalArgumentException e) {
            throw BuildFailure.ofUser("there is no built image in this module")
                    .because("there is no readable " + file.getFileName() + " in " + file.getParent())
                    .causedBy(e)
                    .remedy("run mvn package first");
        }
    }
}
