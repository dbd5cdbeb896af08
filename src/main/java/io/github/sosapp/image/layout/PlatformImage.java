package io.github.sosapp.image.layout;

import io.github.sosapp.image.ImageConfig;
import io.github.sosapp.image.Platform;
import io.github.sosapp.image.layer.Layer;
import java.util.List;
import java.util.Map;

/**
 * What an image has for one platform.
 *
 * @param layers from bottom to top
 * @param annotations of the manifest
 */
public record PlatformImage(ImageConfig config, List<Layer> layers, Map<String, String> annotations) {

    public PlatformImage {
        layers = List.copyOf(layers);
        annotations = Map.copyOf(annotations);
        if (!config.diffIds().equals(layers.stream().map(Layer::diffId).toList())) {
            throw new IllegalArgumentException("the configuration names other layers than the image has");
        }
    }

    /** The platform that its configuration names. */
    public Platform platform() {
        return config.platform();
    }
}
