package io.github.sosapp.image;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A name under which a registry knows an image (distribution-spec, "Pulling manifests"), normalised: {@code alpine} is
 * {@code docker.io/library/alpine:latest}.
 *
 * @param registry host, with the port unless it is the scheme's own
 * @param tag empty when the reference names only a digest
 */
public record ImageReference(String registry, String repository, Optional<String> tag, Optional<Digest> digest) {

    private static final String DOCKER_HUB = "docker.io";
    private static final String DOCKER_HUB_API = "registry-1.docker.io";

    // The grammar of the distribution specification ("Pulling manifests"); a host may have capital letters, a name not.
    private static final String HOST_PART = "[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?";
    private static final String HOST = HOST_PART + "(?:\\." + HOST_PART + ")*(?::[0-9]+)?";
    private static final String NAME_PART = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
    private static final Pattern REFERENCE = Pattern.compile("(?:(?<host>" + HOST + ")/)?(?<name>(?:" + NAME_PART
            + "/)*" + NAME_PART + ")(?::(?<tag>\\w[\\w.-]{0,127}))?(?:@(?<digest>sha256:[0-9a-f]{64}))?");

    /**
     * Reads {@code [registry/]repository[:tag][@digest]}.
     *
     * @throws IllegalArgumentException with the reason in plain words
     */
    // Not by jib's class of this name, which loads a part of Guava with it: 20 ms of every build in a fresh JVM.
    public static ImageReference parse(String text) {
        Matcher parts = REFERENCE.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("not an image reference: " + text);
        }
        String host = parts.group("host");
        String name = parts.group("name");
        if (host != null && !isHost(host)) {
            name = host + "/" + name;
            host = null;
        }
        if (host == null || host.equals(DOCKER_HUB) || host.equals(DOCKER_HUB_API)) {
            host = DOCKER_HUB;
            name = name.indexOf('/') < 0 ? "library/" + name : name;
        }
        Optional<Digest> digest = Optional.ofNullable(parts.group("digest")).map(Digest::parse);
        String tag = parts.group("tag") == null && digest.isEmpty() ? "latest" : parts.group("tag");
        return new ImageReference(host, name, Optional.ofNullable(tag), digest);
    }

    // Docker's rule for what could be a host or the first part of a name.
    private static boolean isHost(String first) {
        return first.indexOf('.') >= 0 || first.indexOf(':') >= 0 || first.equals("localhost");
    }

    /** The same repository, without tag. */
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
