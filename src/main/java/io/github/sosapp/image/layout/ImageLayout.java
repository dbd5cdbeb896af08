package io.github.sosapp.image.layout;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Descriptor;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.ImageConfig;
import io.github.sosapp.image.Json;
import io.github.sosapp.image.Manifest;
import io.github.sosapp.image.MediaType;
import io.github.sosapp.image.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads an OCI image layout that holds one image: a manifest, or an index with a manifest per platform. Layers of a base
 * may be elsewhere; everything else is here.
 */
public final class ImageLayout {

    /** How annotations of {@code index.json} begin that say which repository has a layer; the hex of its digest follows. */
    static final String ELSEWHERE = "io.github.sos-app.elsewhere.";

    private final Path directory;
    private final Descriptor root;
    private final Map<Digest, String> elsewhere;
    private final LayerFetch fetch;

    private ImageLayout(Path directory, Descriptor root, Map<Digest, String> elsewhere, LayerFetch fetch) {
        this.directory = directory;
        this.root = root;
        this.elsewhere = Collections.unmodifiableMap(new TreeMap<>(elsewhere));
        this.fetch = fetch;
    }

    /**
     * Opens a layout; reads {@code index.json}, verifies nothing (see {@link LayoutCheck}).
     *
     * @throws BuildFailure when there is no layout or it does not hold exactly one image
     */
    public static ImageLayout open(Path directory) {
        try {
            var index = Json.parse(Files.readAllBytes(directory.resolve("index.json")));
            var manifests = index.path("manifests");
            if (manifests.size() != 1) {
                throw damaged(directory, "its index.json names " + manifests.size() + " images instead of one", null);
            }
            return new ImageLayout(
                    directory, Descriptor.fromJson(manifests.get(0)), elsewhere(index), ImageLayout::nobodyFetches);
        } catch (IOException | IllegalArgumentException e) {
            throw damaged(directory, "its index.json cannot be read", e);
        }
    }

    /**
     * What an {@code index.json} says of layers that are left out, each with the registry and repository that has it.
     *
     * @throws IllegalArgumentException when an annotation names no digest
     */
    public static Map<Digest, String> elsewhere(JsonNode index) {
        Map<Digest, String> elsewhere = new TreeMap<>();
        index.path("annotations").properties().forEach(annotation -> {
            if (annotation.getKey().startsWith(ELSEWHERE)) {
                elsewhere.put(
                        new Digest(annotation.getKey().substring(ELSEWHERE.length())),
                        annotation.getValue().asText());
            }
        });
        return elsewhere;
    }

    private static Path nobodyFetches(Descriptor layer, String repository) throws IOException {
        throw new IOException("layer " + layer.digest() + " is not here, but in " + repository);
    }

    /** The same layout with somebody who brings the layers that it leaves out. */
    public ImageLayout fetchingWith(LayerFetch fetcher) {
        return new ImageLayout(directory, root, elsewhere, fetcher);
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

    /** Reads the manifest that a descriptor of {@link #manifests()} names; its digest is not looked at. */
    public Manifest manifest(Descriptor descriptor) throws IOException {
        return Manifest.parse(Files.readAllBytes(blob(descriptor.digest())));
    }

    /**
     * The configuration of the image for one platform.
     *
     * @throws BuildFailure when the image has no part for it, or its documents cannot be read
     */
    public ImageConfig config(Platform platform) {
        return ImageArchive.of(this, platform, List.of()).config();
    }

    /** Layers that this layout leaves out, each with the registry and repository that has it. */
    public Map<Digest, String> elsewhere() {
        return elsewhere;
    }

    /**
     * The file of a blob; fetched when this layout leaves it out.
     *
     * @throws IOException when it cannot be had
     */
    public Path file(Descriptor blob) throws IOException {
        Path own = blob(blob.digest());
        String repository = elsewhere.get(blob.digest());
        return repository == null || Files.isRegularFile(own) ? own : fetch.fetch(blob, repository);
    }

    /** Where the blob is, or would be; nothing is opened. */
    public Path blob(Digest digest) {
        return directory.resolve("blobs").resolve("sha256").resolve(digest.hex());
    }

    /** The directory that has {@code oci-layout} in it. */
    public Path directory() {
        return directory;
    }
}
