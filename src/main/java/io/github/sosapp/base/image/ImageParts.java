package io.github.sosapp.base.image;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Descriptor;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.layer.Layer;
import java.util.Optional;

/** A place that may have the parts of an image. Whatever it gives has the digest that was asked for. */
interface ImageParts {

    /** The bytes of a manifest or an index; empty when it is not there. */
    Optional<byte[]> manifest(Digest digest);

    /** The bytes of a configuration; empty when it is not there. */
    Optional<byte[]> config(Descriptor descriptor);

    /**
     * A layer, here or known to be elsewhere; its bytes are not looked at. Empty when it is not there.
     *
     * @param descriptor as our manifests have it
     */
    Optional<Layer> layer(Descriptor descriptor, Digest diffId);

    /** The failure when the image is there, but cannot be the base. */
    BuildFailure unusable(String why, String remedy);

    /** The failure when a part is not there. */
    BuildFailure missing(String part);
}
