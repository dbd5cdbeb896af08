package io.github.sosapp.engine.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sosapp.base.BaseImage;
import io.github.sosapp.base.PlatformBase;
import io.github.sosapp.image.Json;
import io.github.sosapp.image.Platform;
import io.github.sosapp.plan.StandardLabels;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * An image that the engine has and nobody else may have. Its layers have no compressed form that others know, so they are
 * written like those of the Dockerfile.
 *
 * @param id as the engine knows it
 */
record EngineBase(String name, String id, boolean isOfNoRegistry) implements BaseImage {

    /** @param image what the engine says of it */
    static EngineBase of(String name, JsonNode image) {
        return new EngineBase(
                name, image.path("Id").asText(), image.path("RepoDigests").isEmpty());
    }

    @Override
    public String description() {
        return name + " of the engine (" + id.substring(0, Math.min(19, id.length())) + "…)";
    }

    @Override
    public Optional<StandardLabels.Base> label() {
        return Optional.empty();
    }

    @Override
    public List<String> warnings() {
        return List.of(
                "the image " + name + " is taken from the engine, because no registry gives it: other machines may"
                        + " have another one of that name");
    }

    @Override
    public ObjectNode toJson() {
        return Json.object().put("base", name).put("engineId", id);
    }

    @Override
    public PlatformBase on(Platform platform, Path directory) {
        return new PlatformBase(Optional.empty(), List.of());
    }
}
