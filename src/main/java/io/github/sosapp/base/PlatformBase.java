package io.github.sosapp.base;

import io.github.sosapp.image.Digest;
import io.github.sosapp.image.ImageConfig;
import io.github.sosapp.image.layer.Layer;
import java.util.List;
import java.util.Optional;

/**
 * A base for one platform.
 *
 * @param config what images on it inherit; empty when it is nothing at all
 * @param layers from bottom to top
 */
public record PlatformBase(Optional<ImageConfig> config, List<Layer> layers) {

    public PlatformBase {
        layers = List.copyOf(layers);
        List<Digest> named = config.map(ImageConfig::diffIds).orElse(List.of());
        boolean agrees = named.equals(layers.stream().map(Layer::diffId).toList());
        if (!agrees) {
            throw new IllegalArgumentException("the configuration names other layers than the base has");
        }
    }
}
