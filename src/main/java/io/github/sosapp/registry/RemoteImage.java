package io.github.sosapp.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Descriptor;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.ImageReference;
import io.github.sosapp.image.Json;
import io.github.sosapp.image.Manifest;
import io.github.sosapp.image.MediaType;
import io.github.sosapp.image.Platform;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a registry says about an image, every byte of it verified.
 *
 * @param digest of the index, or of the manifest when there is no index
 * @param images one for each platform, in the order of the index
 */
public record RemoteImage(ImageReference reference, String mediaType, Digest digest, List<PlatformImage> images) {

    public RemoteImage {
        images = List.copyOf(images);
    }

    /**
     * The image for one platform.
     *
     * @param digest of its manifest
     * @param labels of its configuration
     */
    public record PlatformImage(
            Platform platform, Digest digest, Descriptor config, List<Descriptor> layers, Map<String, String> labels) {

        public PlatformImage {
            layers = List.copyOf(layers);
            labels = Collections.unmodifiableMap(new TreeMap<>(labels));
        }

        /** Bytes that a pull of this platform transfers: configuration and compressed layers. */
        public long pulledSize() {
            return config.size() + layers.stream().mapToLong(Descriptor::size).sum();
        }
    }

    /**
     * Reads manifests and configurations, no layers.
     *
     * @throws BuildFailure when the image is not there, or is not what its digests say
     */
    public static RemoteImage read(RegistryClient client, ImageReference reference) {
        String wanted =
                reference.digest().map(Digest::toString).or(reference::tag).orElse("latest");
        RemoteManifest root = client.manifest(wanted).orElseThrow(() -> absent(client, reference));
        try {
            List<PlatformImage> images = new ArrayList<>();
            if (MediaType.isIndex(root.mediaType())) {
                for (JsonNode child : Json.parse(root.bytes()).path("manifests")) {
                    Descriptor descriptor = Descriptor.fromJson(child);
                    if (isImage(descriptor)) {
                        images.add(image(client, reference, descriptor.digest()));
                    }
                }
            } else {
                images.add(image(client, root));
            }
            return new RemoteImage(reference, root.mediaType(), root.digest(), images);
        } catch (IOException | IllegalArgumentException e) {
            throw BuildFailure.ofWorld("cannot read " + reference)
                    .because("it is not an image in the form of Docker or OCI")
                    .causedBy(e)
                    .remedy("check that the reference names an image of this registry");
        }
    }

    // Build attestations stand in an index beside the images, as images for the platform unknown/unknown.
    private static boolean isImage(Descriptor child) {
        return MediaType.isManifest(child.mediaType())
                && child.platform()
                        .filter(platform -> platform.os().equals("unknown"))
                        .isEmpty();
    }

    private static PlatformImage image(RegistryClient client, ImageReference reference, Digest digest)
            throws IOException {
        return image(
                client,
                client.manifest(digest.toString()).orElseThrow(() -> absent(client, reference.withDigest(digest))));
    }

    private static PlatformImage image(RegistryClient client, RemoteManifest found) throws IOException {
        Manifest manifest = Manifest.parse(found.bytes());
        JsonNode config = Json.parse(client.blob(manifest.config()));
        Platform platform = new Platform(
                config.path("os").asText(),
                config.path("architecture").asText(),
                config.path("variant").asText(""));
        Map<String, String> labels = new TreeMap<>();
        config.path("config")
                .path("Labels")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
        return new PlatformImage(platform, found.digest(), manifest.config(), manifest.layers(), labels);
    }

    private static BuildFailure absent(RegistryClient client, ImageReference reference) {
        String who = client.login()
                .map(login -> "asked with " + login.described())
                .orElse("asked without a login; some registries hide private images this way");
        return BuildFailure.ofUser(reference + " is not in the registry")
                .because("the registry has no such image (" + who + ")")
                .remedy("check repository and tag, or push the image first: mvn deploy");
    }

    /** The form that {@code sos:inspect} prints as data. */
    public ObjectNode toJson() {
        ObjectNode json = Json.object();
        json.put("reference", reference.toString());
        json.put("mediaType", mediaType);
        json.put("digest", digest.toString());
        var array = json.putArray("platforms");
        for (PlatformImage image : images) {
            ObjectNode node = array.addObject();
            node.put("platform", image.platform().toString());
            node.put("digest", image.digest().toString());
            node.put("pulledSize", image.pulledSize());
            var layers = node.putArray("layers");
            image.layers().forEach(layer -> layers.add(layer.toJson()));
            Json.putAll(node, "labels", image.labels());
        }
        return json;
    }
}
