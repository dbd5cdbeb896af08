package io.github.sosapp.image;

/** Media types of image-spec, media-types.md, and their Docker counterparts. */
public final class MediaType {

    public static final String INDEX = "application/vnd.oci.image.index.v1+json";
    public static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    public static final String CONFIG = "application/vnd.oci.image.config.v1+json";
    public static final String LAYER_TAR = "application/vnd.oci.image.layer.v1.tar";
    public static final String LAYER_GZIP = LAYER_TAR + "+gzip";
    public static final String LAYER_ZSTD = LAYER_TAR + "+zstd";
    public static final String DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json";
    public static final String DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";

    public static final String DOCKER_CONFIG = "application/vnd.docker.container.image.v1+json";
    public static final String DOCKER_LAYER = "application/vnd.docker.image.rootfs.diff.tar";

    private MediaType() {}

    /** Whether it is an index of OCI or a manifest list of Docker. */
    public static boolean isIndex(String mediaType) {
        return mediaType.equals(INDEX) || mediaType.equals(DOCKER_LIST);
    }

    /** Whether it is a manifest of an image, of OCI or Docker. */
    public static boolean isManifest(String mediaType) {
        return mediaType.equals(MANIFEST) || mediaType.equals(DOCKER_MANIFEST);
    }
}
