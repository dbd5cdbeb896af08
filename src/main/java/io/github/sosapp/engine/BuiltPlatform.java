package io.github.sosapp.engine;

import io.github.sosapp.image.layout.PlatformImage;
import java.time.Duration;

/**
 * The image of one platform, fresh from the engine.
 *
 * @param newLayers how many of its layers had to be compressed, wholly or in part; what platforms share counts for the
 *     first one
 * @param duration that this platform took alone; what platforms share counts for the first one
 */
public record BuiltPlatform(PlatformImage image, int newLayers, Duration duration) {}
