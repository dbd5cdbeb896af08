package io.github.sosapp.registry;

import io.github.sosapp.image.Digest;

/** A manifest or index as a registry gave it; its digest was computed from the bytes. */
public final class RemoteManifest {

    private final String mediaType;
    private final byte[] bytes;
    private final Digest digest;

    RemoteManifest(String mediaType, byte[] bytes) {
        this.mediaType = mediaType;
        this.bytes = bytes.clone();
        this.digest = Digest.of(bytes);
    }

    /** As the registry says it. */
    public String mediaType() {
        return mediaType;
    }

    /** Of the bytes, computed here. */
    public Digest digest() {
        return digest;
    }

    /** The document as it came; a copy. */
    public byte[] bytes() {
        return bytes.clone();
    }
}
