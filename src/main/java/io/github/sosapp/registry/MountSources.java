package io.github.sosapp.registry;

import io.github.sosapp.image.Descriptor;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.ImageReference;
import io.github.sosapp.image.Manifest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where a registry may take the blobs of one image from instead of having them sent: repositories that are known to have
 * them, then the one that the image's base came from, as its manifest says.
 */
final class MountSources {

    private static final String BASE_NAME = "org.opencontainers.image.base.name";

    private final RegistryClient client;
    private final KnownBlobs known;
    private final Map<Digest, String> bases = new HashMap<>();

    MountSources(RegistryClient client, KnownBlobs known) {
        this.client = client;
        this.known = known;
    }

    /** Notes that the layers of a manifest may be those of the base it names; a base of another registry is of no use. */
    void add(Manifest manifest) {
        baseRepository(manifest)
                .ifPresent(repository ->
                        manifest.layers().forEach(layer -> bases.putIfAbsent(layer.digest(), repository)));
    }

    /** Notes which layers are known to be in other repositories, given with their registries. */
    void add(Map<Digest, String> elsewhere) {
        elsewhere.forEach((digest, name) -> {
            String registry = client.registry() + "/";
            if (name.startsWith(registry)) {
                bases.put(digest, name.substring(registry.length()));
            }
        });
    }

    private Optional<String> baseRepository(Manifest manifest) {
        try {
            return Optional.ofNullable(manifest.annotations().get(BASE_NAME))
                    .map(ImageReference::parse)
                    .filter(base -> base.registry().equals(client.registry()))
                    .map(ImageReference::repository);
        } catch (IllegalArgumentException notAName) {
            return Optional.empty();
        }
    }

    /** Other repositories of the same registry, the most promising first; usually none or one. */
    List<String> of(Descriptor blob) {
        Set<String> sources = new LinkedHashSet<>();
        known.repositoryWith(client.registry(), blob.digest()).ifPresent(sources::add);
        Optional.ofNullable(bases.get(blob.digest())).ifPresent(sources::add);
        sources.remove(client.repository());
        return new ArrayList<>(sources);
    }
}
