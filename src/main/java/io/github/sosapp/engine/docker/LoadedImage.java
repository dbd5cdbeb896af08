package io.github.sosapp.engine.docker;

/**
 * An image that an engine now has.
 *
 * @param id as the engine knows it: {@code sha256:…} of the configuration, or of the manifest in engines that store those
 * @param engine where the engine listens, for people
 * @param layersSent how many of the image's layers were handed over; the engine had the others
 */
public record LoadedImage(String id, String engine, int layers, int layersSent) {}
