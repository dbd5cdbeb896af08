package io.github.sosapp.base.image;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Descriptor;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.ImageReference;
import io.github.sosapp.image.layer.Layer;
import io.github.sosapp.registry.RegistryClient;
import io.github.sosapp.registry.RemoteManifest;
import java.util.Optional;
import java.util.function.Function;

/** The parts of an image of a registry. What was read once is kept; layers stay where they are. */
final class RegistryParts implements ImageParts {

    private final ImageReference reference;
    private final Function<ImageReference, RegistryClient> registries;
    private final KeptDocuments kept;
    private final boolean offline;
    private RegistryClient client;

    /**
     * @param registries asked for a client when the cache does not have everything
     * @param offline whether only what was kept may be used
     */
    RegistryParts(
            ImageReference reference,
            Function<ImageReference, RegistryClient> registries,
            KeptDocuments kept,
            boolean offline) {
        this.reference = reference;
        this.registries = registries;
        this.kept = kept;
        this.offline = offline;
    }

    private RegistryClient client() {
        if (client == null) {
            client = registries.apply(reference);
        }
        return client;
    }

    /** The digest that the reference leads to now. */
    Digest resolve() {
        RemoteManifest root =
                client().manifest(reference.tag().orElse("latest")).orElseThrow(this::absent);
        kept.keep(root.bytes());
        return root.digest();
    }

    private BuildFailure absent() {
        String who = client().login()
                .map(login -> "asked with " + login.described())
                .orElse("asked without a login; some registries hide private images this way");
        return BuildFailure.ofUser("the base " + reference + " is not in the registry")
                .because("the registry has no such image (" + who + ")")
                .remedy("check repository and tag in sos.base");
    }

    @Override
    public Optional<byte[]> manifest(Digest digest) {
        Optional<byte[]> known = kept.find(digest);
        if (known.isPresent() || offline) {
            return known;
        }
        Optional<byte[]> read = client().manifest(digest.toString()).map(RemoteManifest::bytes);
        read.ifPresent(kept::keep);
        return read;
    }

    @Override
    public Optional<byte[]> config(Descriptor descriptor) {
        Optional<byte[]> known = kept.find(descriptor.digest());
        if (known.isPresent() || offline) {
            return known;
        }
        byte[] read = client().blob(descriptor);
        kept.keep(read);
        return Optional.of(read);
    }

    @Override
    public Optional<Layer> layer(Descriptor descriptor, Digest diffId) {
        return Optional.of(Layer.elsewhere(descriptor, diffId, reference.name()));
    }

    @Override
    public BuildFailure unusable(String why, String remedy) {
        return BuildFailure.ofUser("cannot use " + reference + " as the base")
                .because(why)
                .remedy(remedy);
    }

    @Override
    public BuildFailure missing(String part) {
        if (offline) {
            return offline(reference, part + " is not in the cache");
        }
        return BuildFailure.ofWorld("cannot use " + reference + " as the base")
                .because("the registry does not have " + part)
                .remedy("check the digest in sos.base; if it is right, push the image of the base again");
    }

    /** The failure of a build that may not ask the registry. */
    static BuildFailure offline(ImageReference reference, String why) {
        return BuildFailure.ofUser("the base " + reference + " cannot be had offline")
                .because(why + ", and Maven is offline (-o)")
                .remedy("run mvn once without -o on this machine");
    }
}
