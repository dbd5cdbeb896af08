package io.github.sosapp.base.image;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.http.Transfers;
import io.github.sosapp.image.Descriptor;
import io.github.sosapp.image.ImageReference;
import io.github.sosapp.image.cache.BlobStore;
import io.github.sosapp.image.layout.LayerFetch;
import io.github.sosapp.registry.RegistryClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Fetches layers of bases at last, into the cache that all projects of the user share. */
public final class BaseLayers implements LayerFetch {

    private final Function<ImageReference, RegistryClient> registries;
    private final BlobStore store;
    private final boolean offline;
    private final BiConsumer<Descriptor, String> listener;
    private final Transfers transfers;

    /**
     * @param registries gives a client that may read the repository of a reference
     * @param offline whether the cache is all there is
     * @param listener told each layer that is fetched, and the repository it comes from, by any thread
     * @param transfers told how far it is
     */
    public BaseLayers(
            Function<ImageReference, RegistryClient> registries,
            BlobStore store,
            boolean offline,
            BiConsumer<Descriptor, String> listener,
            Transfers transfers) {
        this.registries = registries;
        this.store = store;
        this.offline = offline;
        this.listener = listener;
        this.transfers = transfers;
    }

    @Override
    public Path fetch(Descriptor layer, String repository) throws IOException {
        Optional<Path> known = store.find(layer.digest());
        if (known.isPresent()) {
            return known.get();
        }
        if (offline) {
            throw BuildFailure.ofUser("a layer of the base cannot be had offline")
                    .because("layer " + layer.digest() + " is in " + repository
                            + ", not in the cache, and Maven is offline (-o)")
                    .remedy("run mvn once without -o on this machine");
        }
        listener.accept(layer, repository);
        Path target = store.prepare(layer.digest());
        try (Transfers.Transfer transfer = transfers.begin(layer.size())) {
            registries.apply(ImageReference.parse(repository)).download(layer, target, transfer::reached);
        }
        return target;
    }
}
