package io.github.sosapp.plan;

import io.github.sosapp.image.Digest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The labels that every image has without being asked: the predefined keys of image-spec, annotations.md. */
public final class StandardLabels {

    private static final String PREFIX = "org.opencontainers.image.";

    /**
     * What the POM says; texts are empty, not null, where it says nothing.
     *
     * @param licenses names as in the POM
     */
    public record Project(
            String title, String description, String version, String url, List<String> licenses, String vendor) {

        public Project {
            licenses = List.copyOf(licenses);
        }
    }

    /**
     * Where the sources come from and of when they are.
     *
     * @param revision with its mark when the sources differ from it
     * @param source address of the repository, without credentials
     */
    public record Source(Instant created, Optional<String> revision, Optional<String> source) {}

    /** The image that this one stands on, by its name and the digest of what the name led to. */
    public record Base(String name, Digest digest) {}

    private StandardLabels() {}

    /** The labels in the order of their keys; what is not known has none. */
    public static SortedMap<String, String> of(Project project, Source source, Optional<Base> base) {
        SortedMap<String, String> labels = new TreeMap<>();
        put(labels, "title", project.title());
        put(labels, "description", project.description());
        put(labels, "version", project.version());
        put(labels, "url", project.url());
        put(labels, "licenses", LicenseExpression.of(project.licenses()));
        put(labels, "vendor", project.vendor());
        put(labels, "created", source.created().truncatedTo(ChronoUnit.SECONDS).toString());
        put(labels, "revision", source.revision().orElse(""));
        put(labels, "source", source.source().orElse(""));
        base.ifPresent(image -> {
            put(labels, "base.name", image.name());
            put(labels, "base.digest", image.digest().toString());
        });
        return Collections.unmodifiableSortedMap(labels);
    }

    // Descriptions in a POM are indented and wrapped as the file is.
    private static void put(SortedMap<String, String> labels, String key, String value) {
        String text = value.strip().replaceAll("\\s+", " ");
        if (!text.isEmpty()) {
            labels.put(PREFIX + key, text);
        }
    }
}
