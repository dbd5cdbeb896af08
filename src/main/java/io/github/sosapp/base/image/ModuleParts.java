package io.github.sosapp.base.image;

import io.github.sosapp.base.image.ModuleImages.ModuleImage;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Descriptor;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.ImageReference;
import io.github.sosapp.image.layer.Layer;
import io.github.sosapp.image.layout.ImageLayout;
import io.github.sosapp.registry.RegistryClient;
import io.github.sosapp.registry.RemoteManifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The parts of another module's image: in its layout, if that is still the image that was asked for, else in the user's
 * cache, else in the registry that the module is pushed to.
 */
final class ModuleParts implements ImageParts {

    private final String coordinates;
    private final ModuleImage image;
    private final KeptDocuments kept;
    private final Function<ImageReference, RegistryClient> registries;
    private final boolean offline;
    private final Optional<LayoutParts> layout;
    private final List<String> asked = new ArrayList<>();
    private RegistryClient client;
    private Boolean inRegistry;

    ModuleParts(
            String coordinates,
            ModuleImage image,
            KeptDocuments kept,
            Function<ImageReference, RegistryClient> registries,
            boolean offline) {
        this.coordinates = coordinates;
        this.image = image;
        this.kept = kept;
        this.registries = registries;
        this.offline = offline;
        this.layout = currentLayout();
    }

    private Optional<LayoutParts> currentLayout() {
        try {
            ImageLayout found = ImageLayout.open(image.layoutDirectory());
            if (found.root().digest().equals(image.digest())) {
                return Optional.of(new LayoutParts(found.directory(), found.elsewhere()));
            }
            asked.add(found.directory() + " (holds another build, "
                    + found.root().digest().abbreviated() + "…)");
        } catch (BuildFailure none) {
            asked.add(image.layoutDirectory() + " (no image)");
        }
        return Optional.empty();
    }

    @Override
    public Optional<byte[]> manifest(Digest digest) {
        return here(digest)
                .or(() -> fetched(() -> client.manifest(digest.toString()).map(RemoteManifest::bytes)));
    }

    @Override
    public Optional<byte[]> config(Descriptor descriptor) {
        return here(descriptor.digest()).or(() -> fetched(() -> Optional.of(client.blob(descriptor))));
    }

    private Optional<byte[]> here(Digest digest) {
        return layout.flatMap(parts -> parts.manifest(digest)).or(() -> kept.find(digest));
    }

    private Optional<byte[]> fetched(Supplier<Optional<byte[]>> read) {
        Optional<byte[]> bytes = isInRegistry() ? read.get() : Optional.empty();
        bytes.ifPresent(kept::keep);
        return bytes;
    }

    @Override
    public Optional<Layer> layer(Descriptor descriptor, Digest diffId) {
        return layout.flatMap(parts -> parts.layer(descriptor, diffId))
                .or(() -> kept.layer(descriptor.digest()).map(file -> Layer.here(descriptor, diffId, file)))
                .or(() -> isInRegistry()
                        ? Optional.of(Layer.elsewhere(descriptor, diffId, client.name()))
                        : Optional.empty());
    }

    private boolean isInRegistry() {
        if (inRegistry == null) {
            inRegistry = image.published().map(this::hasImage).orElse(false);
        }
        return inRegistry;
    }

    // A registry that cannot be reached is as good as one that does not have it: there are other ways to the image.
    private boolean hasImage(ImageReference published) {
        if (offline) {
            asked.add(published.name() + " (not asked: Maven is offline)");
            return false;
        }
        try {
            client = registries.apply(published);
            boolean has = client.hasManifest(image.digest());
            asked.add(published.name() + (has ? " (has it)" : " (does not have it)"));
            return has;
        } catch (BuildFailure failure) {
            asked.add(published.name() + " (" + failure.why().orElse(failure.problem()) + ")");
            return false;
        }
    }

    @Override
    public BuildFailure unusable(String why, String remedy) {
        return BuildFailure.ofUser("cannot use the image of " + coordinates + " as the base")
                .because(why)
                .remedy(remedy);
    }

    @Override
    public BuildFailure missing(String part) {
        String module = coordinates.substring(coordinates.indexOf(':') + 1);
        asked.add(asked.isEmpty() ? 0 : 1, "the cache of this user (not there)");
        return BuildFailure.ofUser("the image of " + coordinates + " is not on this machine")
                .because("its descriptor names " + image.digest() + ", but nobody has its " + part)
                .asked(String.join(", ", asked))
                .remedy(
                        "build both modules together: mvn -pl <this module> -am package; or push the base before: mvn -pl "
                                + module + " -am deploy");
    }
}
