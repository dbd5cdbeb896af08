package io.github.sosapp.image;

import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import java.util.Optional;

/**
 * A name under which a registry knows an image (distribution-spec, "Pulling manifests"), normalised: {@code alpine} is
 * {@code docker.io/library/alpine:latest}.
 *
 * @param registry host, with the port unless it is the scheme's own
 * @param tag empty when the reference names only a digest
 */
public record ImageReference(String registry, String repository, Optional<String> tag, Optional<Digest> digest) {

    private static final String DOCKER_HUB_API = "registry-1.docker.io";

    /**
     * Reads {@code [registry/]repository[:tag][@digest]}.
     *
     * @throws IllegalArgumentException with the reason in plain words
     */
    public static ImageReference parse(String text) {
        try {
            var parsed = com.google.cloud.tools.jib.api.ImageReference.parse(text);
            String registry = parsed.getRegistry().equals(DOCKER_HUB_API) ? "docker.io" : parsed.getRegistry();
            return new ImageReference(
                    registry,
                    parsed.getRepository(),
                    parsed.getTag(),
                    parsed.getDigest().map(Digest::parse));
        } catch (InvalidImageReferenceException e) {
            throw new IllegalArgumentException("not an image reference: " + text, e);
        }
    }

    public ImageReference withDigest(Digest newDigest) {
        return new ImageReference(registry, repository, Optional.empty(), Optional.of(newDigest));
    }

    /** Registry and repository, without tag and digest. */
    public String name() {
        return registry + "/" + repository;
    }

    @Override
    public String toString() {
        return name()
                + tag.map(value -> ":" + value).orElse("")
                + digest.map(value -> "@" + value).orElse("");
    }
}
