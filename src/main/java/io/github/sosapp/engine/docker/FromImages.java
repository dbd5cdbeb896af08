package io.github.sosapp.engine.docker;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sosapp.base.BaseImage;
import io.github.sosapp.base.BaseLock;
import io.github.sosapp.base.BaseSource;
import io.github.sosapp.dockerfile.ImageUse;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.ImageReference;
import io.github.sosapp.image.Platform;
import io.github.sosapp.plan.BaseRequest;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Finds the images that Dockerfiles start from: in their registries, by digest, so that the engine builds on exactly what is
 * recorded; else in the engine, which may have images that no registry knows.
 */
public final class FromImages {

    private final BaseSource registries;
    private final List<DockerEndpoint> endpoints;
    private final Function<String, Optional<PullLogin>> logins;
    private final Map<List<String>, Found> found = new LinkedHashMap<>();

    /**
     * @param registries finds images of registries
     * @param endpoints of the engine; the first that answers is used, and none if there is no engine to be asked
     * @param logins by registry, {@code host[:port]}
     */
    public FromImages(
            BaseSource registries, List<DockerEndpoint> endpoints, Function<String, Optional<PullLogin>> logins) {
        this.registries = registries;
        this.endpoints = List.copyOf(endpoints);
        this.logins = logins;
    }

    /**
     * An image that was found.
     *
     * @param reference that means this image and no other, to the engine
     */
    public record Found(ImageUse use, BaseImage image, String reference, boolean inRegistry) {}

    /**
     * Finds one; asks nobody twice.
     *
     * @param place where the Dockerfile names it
     * @throws BuildFailure of the registry when neither it nor the engine has the image
     */
    public synchronized Found find(ImageUse use, String place) {
        return found.computeIfAbsent(List.of(use.image(), use.platform()), words -> look(use, place));
    }

    /** The lock with what its registry has under the name now; the same one for an image that only the engine has. */
    BaseLock lock(ImageUse use, String place, BaseLock before) {
        Platform platform = platform(use, place);
        ImageReference reference = reference(use, place);
        Optional<EngineBase> local = inEngine(reference, use, platform);
        if (local.isPresent() && isOfEngineAlone(reference, local.get())) {
            return before;
        }
        try {
            return registries.lock(BaseRequest.of(use.image(), place), List.of(platform), before);
        } catch (BuildFailure failure) {
            if (local.isEmpty()) {
                throw failure;
            }
            return before;
        }
    }

    // "localhost" is Podman's word for what was built there; it gives that a digest as if a registry had it.
    private static boolean isOfEngineAlone(ImageReference reference, EngineBase local) {
        return reference.registry().equals("localhost") || local.isOfNoRegistry();
    }

    private Found look(ImageUse use, String place) {
        Platform platform = platform(use, place);
        ImageReference reference = reference(use, place);
        Optional<EngineBase> local = inEngine(reference, use, platform);
        if (local.isPresent() && isOfEngineAlone(reference, local.get())) {
            return local(use, reference, local.get());
        }
        try {
            BaseImage image = registries.find(BaseRequest.of(use.image(), place), List.of(platform));
            return new Found(
                    use,
                    image,
                    reference.withDigest(image.manifest(platform).orElseThrow()).toString(),
                    true);
        } catch (BuildFailure failure) {
            if (local.isEmpty()) {
                throw failure;
            }
            return local(use, reference, local.get());
        }
    }

    private static Found local(ImageUse use, ImageReference reference, EngineBase image) {
        return new Found(use, image, reference.toString(), false);
    }

    private static Platform platform(ImageUse use, String place) {
        try {
            return Platform.parse(use.platform());
        } catch (IllegalArgumentException e) {
            throw BuildFailure.ofUser("--platform=" + use.platform() + " is not a platform")
                    .from(place)
                    .remedy("write for example --platform=$BUILDPLATFORM or --platform=linux/arm64");
        }
    }

    private static ImageReference reference(ImageUse use, String place) {
        try {
            return ImageReference.parse(use.image());
        } catch (IllegalArgumentException e) {
            throw BuildFailure.ofUser(use.image() + " is neither an image nor a stage before")
                    .from(place)
                    .remedy("name a stage that stands above, or an image such as registry.example.com/team/base:1.0");
        }
    }

    // Without an engine the registry may still say what the plan needs; the build itself then says that there is none.
    private Optional<EngineBase> inEngine(ImageReference reference, ImageUse use, Platform platform) {
        if (endpoints.isEmpty()) {
            return Optional.empty();
        }
        EngineConnection connection;
        try {
            connection = EngineSearch.connect(endpoints);
        } catch (BuildFailure noEngine) {
            return Optional.empty();
        }
        try (connection) {
            return connection
                    .images()
                    .find(reference.toString())
                    .filter(image -> platform.os().equals(image.path("Os").asText())
                            && platform.architecture()
                                    .equals(image.path("Architecture").asText()))
                    .map(image -> EngineBase.of(use.image(), image));
        } catch (IOException silent) {
            return Optional.empty();
        }
    }

    /**
     * Lets the engine fetch what it does not have yet.
     *
     * @throws BuildFailure when it cannot
     */
    void bring(Found image, EngineConnection engine, EngineCalls calls, BuildProgress progress) {
        if (!image.inRegistry() || isThere(image, engine)) {
            return;
        }
        ImageReference reference = ImageReference.parse(image.reference());
        progress.told("the engine fetches " + image.use().image() + " for "
                + image.use().platform());
        Map<String, String> query = new LinkedHashMap<>();
        query.put("fromImage", reference.name());
        query.put("tag", reference.digest().orElseThrow().toString());
        query.put("platform", image.use().platform());
        Map<String, String> headers = logins.apply(reference.registry())
                .map(login -> Map.of("X-Registry-Auth", login.header()))
                .orElse(Map.of());
        try {
            calls.post("/images/create", query, headers, null, line -> {
                if (line.has("error")) {
                    throw new IOException(line.path("error").asText());
                }
            });
        } catch (IOException e) {
            throw BuildFailure.ofWorld("the engine cannot fetch " + image.use().image())
                    .because(e.getMessage())
                    .from(engine.endpoint())
                    .causedBy(e)
                    .remedy("look whether the engine's machine reaches " + reference.registry()
                            + "; this one does. Registries without TLS must be listed in the engine's"
                            + " insecure-registries");
        }
    }

    /**
     * What an image has of its base.
     *
     * @param layers how many lie below those of the image
     */
    record Inherited(Map<String, String> labels, int layers) {}

    /** Of the base among the images, which the engine has by now. */
    Inherited inherited(List<ImageUse> uses, EngineConnection engine) {
        Inherited nothing = new Inherited(Map.of(), 0);
        Optional<Found> base = uses.stream()
                .filter(ImageUse::isBase)
                .map(use -> find(use, "the Dockerfile"))
                .findFirst();
        if (base.isEmpty()) {
            return nothing;
        }
        try {
            return engine.images()
                    .find(base.get().reference())
                    .map(image -> new Inherited(
                            labels(image), image.path("RootFS").path("Layers").size()))
                    .orElse(nothing);
        } catch (IOException silent) {
            return nothing;
        }
    }

    private static Map<String, String> labels(JsonNode image) {
        Map<String, String> labels = new TreeMap<>();
        image.path("Config")
                .path("Labels")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
        return labels;
    }

    private static boolean isThere(Found image, EngineConnection engine) {
        try {
            return engine.images().find(image.reference()).isPresent();
        } catch (IOException silent) {
            return false;
        }
    }
}
