package io.github.sosapp.image.layer;

import io.github.sosapp.image.Descriptor;
import io.github.sosapp.image.Digest;
import java.nio.file.Path;

/**
 * A finished layer.
 *
 * @param descriptor of the compressed blob
 * @param diffId digest of the uncompressed tar archive (image-spec, config.md "Layer DiffID")
 * @param uncompressedSize of the tar archive, in bytes
 * @param blob the compressed bytes on disk
 */
public record Layer(Descriptor descriptor, Digest diffId, long uncompressedSize, Path blob) {}
