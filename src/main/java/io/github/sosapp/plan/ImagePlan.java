package io.github.sosapp.plan;

import io.github.sosapp.image.ExecutionConfig;
import io.github.sosapp.image.Platform;
import io.github.sosapp.image.layer.Compression;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything that decides an image.
 *
 * @param target for example {@code production}
 * @param base as it was asked for, for example {@code scratch}
 * @param annotations of the index and of every manifest
 * @param created the image's time; files have none
 */
public record ImagePlan(
        String target,
        List<Platform> platforms,
        String base,
        List<Preparation> preparations,
        List<LayerPlan> layers,
        ExecutionConfig execution,
        SortedMap<String, String> annotations,
        Instant created,
        Compression compression) {

    public ImagePlan {
        platforms = List.copyOf(platforms);
        preparations = List.copyOf(preparations);
        layers = List.copyOf(layers);
        annotations = Collections.unmodifiableSortedMap(new TreeMap<>(annotations));
    }

    /** Those of one platform, in the plan's order. */
    public List<Preparation> preparationsFor(Platform platform) {
        return preparations.stream()
                .filter(preparation -> preparation.platform().equals(platform))
                .toList();
    }
}
