package io.github.sosapp.image.layer;

import io.github.sosapp.image.Descriptor;
import io.github.sosapp.image.Digest;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A finished layer: its bytes are on this disk, or elsewhere. A layer of a base image need not be fetched as long as nobody
 * asks for its content; its descriptor and diffID, which the base's own documents prove, are enough to build on it.
 *
 * @param descriptor of the compressed blob
 * @param diffId digest of the uncompressed tar archive (image-spec, config.md "Layer DiffID")
 * @param uncompressedSize of the tar archive, in bytes; empty when nobody counted it
 * @param file the compressed bytes; empty when they are elsewhere
 * @param repository registry and repository that has the layer, when it is elsewhere
 */
public record Layer(
        Descriptor descriptor,
        Digest diffId,
        OptionalLong uncompressedSize,
        Optional<Path> file,
        Optional<String> repository) {

    public Layer {
        if (file.isPresent() == repository.isPresent()) {
            throw new IllegalArgumentException("a layer is either here or elsewhere: " + descriptor.digest());
        }
    }

    /** A layer that was written here. */
    public Layer(Descriptor descriptor, Digest diffId, long uncompressedSize, Path blob) {
        this(descriptor, diffId, OptionalLong.of(uncompressedSize), Optional.of(blob), Optional.empty());
    }

    /** A layer whose blob is here, but was not looked into. */
    public static Layer here(Descriptor descriptor, Digest diffId, Path blob) {
        return new Layer(descriptor, diffId, OptionalLong.empty(), Optional.of(blob), Optional.empty());
    }

    /** A layer that only {@code repository} has. */
    public static Layer elsewhere(Descriptor descriptor, Digest diffId, String repository) {
        return new Layer(descriptor, diffId, OptionalLong.empty(), Optional.empty(), Optional.of(repository));
    }

    /**
     * The compressed bytes on disk.
     *
     * @throws IllegalStateException when they are elsewhere
     */
    public Path blob() {
        return file.orElseThrow(() -> new IllegalStateException("elsewhere: " + descriptor.digest()));
    }
}
