package io.github.sosapp.dockerfile;

/**
 * An image from elsewhere that a Dockerfile uses.
 *
 * @param image as a reference, its variables replaced
 * @param platform of the image, for example {@code linux/arm64}
 * @param line that names it
 * @param isBase whether the image that is built stands on it; else only files are taken from it, or it only helps to build
 */
public record ImageUse(String image, String platform, int line, boolean isBase) {}
