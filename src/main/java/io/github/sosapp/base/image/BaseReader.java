package io.github.sosapp.base.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sosapp.base.BaseImage;
import io.github.sosapp.base.PlatformBase;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Descriptor;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.ImageConfig;
import io.github.sosapp.image.Json;
import io.github.sosapp.image.MediaType;
import io.github.sosapp.image.Platform;
import io.github.sosapp.image.layer.Layer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Reads an image that is to become a base, from its root down to the configurations; layers are only named. Documents are
 * read as image-spec and Docker's "Image Manifest V2, Schema 2" have them, and whatever else an index lists, such as
 * attestations, is passed over.
 */
final class BaseReader {

    private static final String ATTESTATION = "vnd.docker.reference.type";
    private static final Map<String, String> LAYER_TYPES = layerTypes();

    private final ImageParts parts;

    private static final String ANOTHER = "name another image in sos.base";

    /**
     * What the image is for one platform.
     *
     * @param onBuild instructions that the base has for a Dockerfile on it
     */
    record Part(Digest manifest, PlatformBase base, List<String> onBuild) {}

    private record Child(Platform platform, Descriptor descriptor) {}

    private record Parsed(List<JsonNode> layers, ImageConfig config) {}

    BaseReader(ImageParts parts) {
        this.parts = parts;
    }

    private static Map<String, String> layerTypes() {
        Map<String, String> types = new LinkedHashMap<>();
        types.put(MediaType.LAYER_TAR, MediaType.LAYER_TAR);
        types.put(MediaType.LAYER_GZIP, MediaType.LAYER_GZIP);
        types.put(MediaType.LAYER_ZSTD, MediaType.LAYER_ZSTD);
        types.put(MediaType.DOCKER_LAYER, MediaType.LAYER_TAR);
        types.put(MediaType.DOCKER_LAYER + ".gzip", MediaType.LAYER_GZIP);
        types.put(MediaType.DOCKER_LAYER + ".zstd", MediaType.LAYER_ZSTD);
        return types;
    }

    /**
     * The image for each of the platforms, in their order.
     *
     * @throws io.github.sosapp.failure.BuildFailure when it lacks one of them, or is not what its digests say
     */
    Map<Platform, Part> read(Digest root, List<Platform> platforms) {
        JsonNode json = document(root, "its manifest " + root);
        List<Child> children = new ArrayList<>();
        Map<Digest, Parsed> parsed = new LinkedHashMap<>();
        if (isIndex(json)) {
            for (JsonNode child : json.path("manifests")) {
                readChild(child, parsed).ifPresent(children::add);
            }
        } else {
            Parsed only = parse(json, root);
            parsed.put(root, only);
            children.add(new Child(only.config.platform(), Descriptor.of(MediaType.MANIFEST, root, 0)));
        }
        Map<Platform, Part> found = new LinkedHashMap<>();
        for (Platform platform : platforms) {
            Digest manifest = choose(children, platform).descriptor.digest();
            Parsed image =
                    parsed.computeIfAbsent(manifest, digest -> parse(document(digest, "manifest " + digest), digest));
            found.put(platform, new Part(manifest, base(image, manifest, platform), image.config.onBuild()));
        }
        return found;
    }

    private BuildFailure refused(String why) {
        return parts.unusable(why, ANOTHER);
    }

    private JsonNode document(Digest digest, String part) {
        byte[] bytes = parts.manifest(digest).orElseThrow(() -> parts.missing(part));
        try {
            return Json.parse(bytes);
        } catch (IOException e) {
            throw refused(part + " is not JSON");
        }
    }

    private boolean isIndex(JsonNode json) {
        boolean listsManifests = json.path("manifests").isArray();
        boolean listsLayers = json.path("layers").isArray() && json.has("config");
        if (json.path("schemaVersion").asInt() == 1) {
            throw refused("it is in the first form of Docker images (schema 1), which was given up in 2017");
        }
        // A document that is both means one image to one reader and another to the next.
        if (listsManifests == listsLayers) {
            throw refused("its root is neither an image manifest nor an image index");
        }
        String mediaType = json.path("mediaType").asText("");
        boolean fits = mediaType.isEmpty()
                || (listsManifests ? MediaType.isIndex(mediaType) : MediaType.isManifest(mediaType));
        if (!fits) {
            throw refused("its root has the unknown media type " + mediaType);
        }
        return listsManifests;
    }

    // Attestations stand in an index beside the images, as images for unknown/unknown. Artifacts say their type; some
    // tools
    // say it of images as well, and then it is the type of the configuration (image-spec, image-manifest.md).
    private Optional<Child> readChild(JsonNode json, Map<Digest, Parsed> parsed) {
        boolean isImage = MediaType.isManifest(json.path("mediaType").asText(""))
                && isConfig(json.path("artifactType").asText(MediaType.CONFIG))
                && !json.path("annotations").has(ATTESTATION)
                && !json.path("platform").path("os").asText("").equals("unknown");
        if (!isImage) {
            return Optional.empty();
        }
        Descriptor descriptor = descriptor(json, "its index");
        if (descriptor.platform().isPresent()) {
            return Optional.of(new Child(descriptor.platform().get(), descriptor));
        }
        Digest digest = descriptor.digest();
        Parsed image = parse(document(digest, "manifest " + digest), digest);
        parsed.put(digest, image);
        return Optional.of(new Child(image.config.platform(), descriptor));
    }

    private static boolean isConfig(String type) {
        return type.equals(MediaType.CONFIG) || type.equals(MediaType.DOCKER_CONFIG);
    }

    private Descriptor descriptor(JsonNode json, String where) {
        try {
            return Descriptor.fromJson(json);
        } catch (IllegalArgumentException e) {
            throw refused(where + " names something without a usable type, digest (SHA-256), size or platform");
        }
    }

    private Child choose(List<Child> children, Platform wanted) {
        for (Platform candidate : PlatformMatch.candidates(wanted)) {
            for (Child child : children) {
                if (child.platform.equals(candidate)) {
                    return child;
                }
            }
        }
        TreeSet<Platform> there =
                new TreeSet<>(children.stream().map(Child::platform).toList());
        String has = there.isEmpty()
                ? "it holds no image at all"
                : "it is for "
                        + String.join(
                                ", ", there.stream().map(Platform::toString).toList());
        throw parts.unusable(
                "it has nothing for " + wanted + ": " + has, "take " + wanted + " out of sos.platforms, or " + ANOTHER);
    }

    private Parsed parse(JsonNode json, Digest digest) {
        String where = "manifest " + digest;
        Descriptor configDescriptor = descriptor(json.path("config"), where);
        String type = configDescriptor.mediaType();
        if (!isConfig(type)) {
            throw refused(where + " is not a container image, but has " + type);
        }
        byte[] bytes = parts.config(configDescriptor)
                .orElseThrow(() -> parts.missing("configuration " + configDescriptor.digest()));
        List<JsonNode> layers = new ArrayList<>();
        json.path("layers").forEach(layers::add);
        try {
            ImageConfig config = ImageConfig.parse(bytes);
            if (config.diffIds().size() != layers.size()) {
                throw refused(where + " has " + layers.size() + " layers, its configuration names "
                        + config.diffIds().size());
            }
            return new Parsed(layers, config);
        } catch (IOException e) {
            throw refused("configuration " + configDescriptor.digest() + " is not an image configuration");
        }
    }

    private PlatformBase base(Parsed image, Digest manifest, Platform wanted) {
        Platform own = image.config.platform();
        boolean sameMachine = own.os().equals(wanted.os()) && own.architecture().equals(wanted.architecture());
        if (!sameMachine) {
            throw refused(
                    "manifest " + manifest + " is said to be for " + wanted + ", its configuration is for " + own);
        }
        List<Layer> layers = new ArrayList<>();
        Iterator<Digest> diffIds = image.config.diffIds().iterator();
        for (JsonNode layer : image.layers) {
            Descriptor descriptor = ofLayer(layer, "manifest " + manifest);
            layers.add(parts.layer(descriptor, diffIds.next())
                    .orElseThrow(() -> parts.missing("layer " + descriptor.digest())));
        }
        return new PlatformBase(Optional.of(image.config.asBaseOf(wanted)), layers);
    }

    private Descriptor ofLayer(JsonNode json, String where) {
        Descriptor descriptor = descriptor(json, where);
        String type = descriptor.mediaType();
        if (type.contains(".foreign.") || type.contains(".nondistributable.")) {
            throw refused("layer " + descriptor.digest() + " may not be passed on (" + type
                    + "): its licence forbids to push it to another registry");
        }
        String ours = LAYER_TYPES.get(type);
        if (ours == null) {
            throw refused("layer " + descriptor.digest() + " has the unknown media type " + type);
        }
        return Descriptor.of(ours, descriptor.digest(), descriptor.size());
    }

    /** What decides the bytes of an image on this base, as {@link BaseImage#toJson}. */
    static ObjectNode json(String base, Digest root, Map<Platform, Part> found) {
        ObjectNode json = Json.object().put("base", base).put("digest", root.toString());
        ObjectNode platforms = json.putObject("platforms");
        found.forEach((platform, part) ->
                platforms.put(platform.toString(), part.manifest().toString()));
        return json;
    }
}
