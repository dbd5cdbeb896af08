package io.github.sosapp.plan;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.ImageReference;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What an image is called, without a tag.
 *
 * @param text registry and repository, or the repository alone when no registry is set; also the text form of this value
 * @param notices what the user should know about how the name came about; usually empty
 */
public record ImageName(String text, List<String> notices) {

    private static final int LONGEST = 255;
    private static final String RULE = "a name has lower-case letters and digits, joined by one '.', one or two '_',"
            + " or dashes, in parts separated by '/'";

    public ImageName {
        notices = List.copyOf(notices);
    }

    /**
     * The name as the user wrote it.
     *
     * @param origin where it was written
     * @throws BuildFailure when it cannot name an image
     */
    public static ImageName given(String image, Object origin) {
        return checked(image.strip(), origin, "sos.image");
    }

    /**
     * The artifact's name below a registry.
     *
     * @param registry host, with or without an owner; empty when there is none, which is enough for building
     * @param origin where the registry was written, or where the artifact's name was
     * @throws BuildFailure when registry and name together cannot name an image
     */
    public static ImageName below(Optional<String> registry, String artifactId, Object origin) {
        if (registry.isEmpty()) {
            return checked(artifactId, origin, "sos.image");
        }
        String place = registry.get().strip().replaceFirst("/+$", "");
        return checked(place + "/" + artifactId, origin, "sos.registry");
    }

    /** Whether the name says which registry, so that the image can be pushed. */
    public boolean hasRegistry() {
        return text.contains("/");
    }

    /** The full reference of one of the image's tags. */
    public ImageReference tagged(String tag) {
        return ImageReference.parse(text + ":" + tag);
    }

    @Override
    public String toString() {
        return text;
    }

    private static ImageName checked(String written, Object origin, String setting) {
        String name = written.toLowerCase(Locale.ROOT);
        if (name.matches("[a-z]+://.*")) {
            throw refused(written, origin)
                    .because("an image name starts with the registry's host; how to talk to it is another matter")
                    .remedy("write it without " + name.substring(0, name.indexOf("://") + 3));
        }
        if (name.indexOf('@') >= 0 || name.indexOf(':', name.lastIndexOf('/') + 1) >= 0) {
            throw refused(written, origin)
                    .because("it has a tag, a digest or a user; a name is what comes before them")
                    .remedy("put tags into sos.tags and leave them out of " + setting);
        }
        if (!isValid(name)) {
            throw refused(written, origin)
                    .because(RULE + ", and at most " + LONGEST + " characters")
                    .remedy("set " + setting + " to a valid name" + example(name));
        }
        return new ImageName(
                name,
                name.equals(written)
                        ? List.of()
                        : List.of("image name " + written + " is used as " + name
                                + ", because image names have no capital letters"));
    }

    private static BuildFailure.Facts refused(String written, Object origin) {
        return BuildFailure.ofUser("\"" + written + "\" cannot be an image name")
                .from(origin);
    }

    private static boolean isValid(String name) {
        try {
            ImageReference.parse(name);
            return name.length() <= LONGEST;
        } catch (IllegalArgumentException notOne) {
            return false;
        }
    }

    private static String example(String name) {
        String near = name.replaceAll("[^a-z0-9._/:-]+", "-")
                .replaceAll("[._-]*/[._/-]*", "/")
                .replaceAll("([._-])[._-]+", "$1")
                .replaceAll("^[._/-]+|[._/-]+$", "");
        return isValid(near) ? ", for example " + near : "";
    }
}
