package io.github.sosapp.image.layout;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Descriptor;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.Json;
import io.github.sosapp.image.Manifest;
import io.github.sosapp.image.MediaType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads an OCI image layout that holds one image: a manifest, or an index with a manifest per platform. */
public final class ImageLayout {

    private final Path directory;
    private final Descriptor root;

    private ImageLayout(Path directory, Descriptor root) {
        this.directory = directory;
        this.root = root;
    }

    /**
     * Opens a layout; reads {@code index.json}, verifies nothing (see {@link LayoutCheck}).
     *
     * @throws BuildFailure when there is no layout or it does not hold exactly one image
     */
    public static ImageLayout open(Path directory) {
        try {
            var manifests = Json.parse(Files.readAllBytes(directory.resolve("index.json")))
                    .path("manifests");
            if (manifests.size() != 1) {
                throw damaged(directory, "its index.json names " + manifests.size() + " images instead of one", null);
            }
            return new ImageLayout(directory, Descriptor.fromJson(manifests.get(0)));
        } catch (IOException | IllegalArgumentException e) {
            throw damaged(directory, "its index.json cannot be read", e);
        }
    }

    static BuildFailure damaged(Path directory, String why, Exception cause) {
        return BuildFailure.ofWorld("there is no usable image in " + directory)
                .because(why)
                .causedBy(cause)
                .remedy("run mvn package");
    }

    /** The image: an index when it has several platforms, else a manifest. Its digest is the image's digest. */
    public Descriptor root() {
        return root;
    }

    /** The manifests of the image, in the order of the index; one when there is no index. */
    public List<Descriptor> manifests() throws IOException {
        if (!MediaType.isIndex(root.mediaType())) {
            return List.of(root);
        }
        List<Descriptor> manifests = new ArrayList<>();
        for (var node : Json.parse(Files.readAllBytes(blob(root.digest()))).path("manifests")) {
            manifests.add(Descriptor.fromJson(node));
        }
        return manifests;
    }

    public Manifest manifest(Descriptor descriptor) throws IOException {
        return Manifest.parse(Files.readAllBytes(blob(descriptor.digest())));
    }

    /** Where the blob is, or would be; nothing is opened. */
    public Path blob(Digest digest) {
        return directory.resolve("blobs").resolve("sha256").resolve(digest.hex());
    }

    public Path directory() {
        return directory;
    }
}
