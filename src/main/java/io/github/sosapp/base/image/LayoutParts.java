package io.github.sosapp.base.image;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Descriptor;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.layer.Layer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The parts of an image in an OCI layout on disk. */
final class LayoutParts implements ImageParts {

    private static final long LARGEST_DOCUMENT = 16 << 20;

    private final Path directory;
    private final Map<Digest, String> elsewhere;

    /** @param elsewhere layers that the layout leaves out, each with the repository that has it */
    LayoutParts(Path directory, Map<Digest, String> elsewhere) {
        this.directory = directory;
        this.elsewhere = elsewhere;
    }

    private Path blob(Digest digest) {
        return directory.resolve("blobs").resolve("sha256").resolve(digest.hex());
    }

    @Override
    public Optional<byte[]> manifest(Digest digest) {
        Path file = blob(digest);
        try {
            if (!Files.isRegularFile(file)) {
                return Optional.empty();
            }
            if (Files.size(file) > LARGEST_DOCUMENT) {
                throw damaged("blob " + digest + " is too large for a document");
            }
            byte[] bytes = Files.readAllBytes(file);
            Digest found = Digest.of(bytes);
            if (!found.equals(digest)) {
                throw damaged("blob " + digest + " was altered: its content has the digest " + found);
            }
            return Optional.of(bytes);
        } catch (IOException e) {
            throw damaged("blob " + digest + " cannot be read");
        }
    }

    @Override
    public Optional<byte[]> config(Descriptor descriptor) {
        return manifest(descriptor.digest());
    }

    @Override
    public Optional<Layer> layer(Descriptor descriptor, Digest diffId) {
        Path file = blob(descriptor.digest());
        if (Files.isRegularFile(file)) {
            return Optional.of(Layer.here(descriptor, diffId, file));
        }
        return Optional.ofNullable(elsewhere.get(descriptor.digest()))
                .map(repository -> Layer.elsewhere(descriptor, diffId, repository));
    }

    private BuildFailure damaged(String why) {
        return unusable(why, "build or copy the image of the base again");
    }

    @Override
    public BuildFailure unusable(String why, String remedy) {
        return BuildFailure.ofUser("cannot use the image in " + directory + " as the base")
                .because(why)
                .remedy(remedy);
    }

    @Override
    public BuildFailure missing(String part) {
        return damaged(part + " is missing");
    }
}
