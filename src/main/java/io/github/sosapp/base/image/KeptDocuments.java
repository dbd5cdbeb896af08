package io.github.sosapp.base.image;

import io.github.sosapp.image.Descriptor;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.cache.BlobStore;
import io.github.sosapp.image.layout.ImageLayout;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Manifests and configurations in the user's cache, by digest: those of bases, so that they need not be asked for again,
 * and those of built images, which may be the bases of other modules.
 */
public final class KeptDocuments {

    private final BlobStore store;

    public KeptDocuments(BlobStore store) {
        this.store = store;
    }

    /** The bytes that have the digest. */
    Optional<byte[]> find(Digest digest) {
        try {
            Optional<Path> file = store.find(digest);
            return file.isEmpty() ? Optional.empty() : Optional.of(Files.readAllBytes(file.get()));
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    /** Keeps a document; when that cannot be done, it has to be asked for again. */
    void keep(byte[] document) {
        Digest digest = Digest.of(document);
        if (!Files.isRegularFile(store.path(digest))) {
            try {
                store.put(digest, new ByteArrayInputStream(document));
            } catch (IOException nothingIsLost) {
                return;
            }
        }
    }

    /** Keeps the documents of an image; its layers are in the same cache already. */
    public void keep(ImageLayout layout) {
        try {
            keep(layout, layout.root().digest());
            for (Descriptor manifest : layout.manifests()) {
                keep(layout, manifest.digest());
                keep(layout, layout.manifest(manifest).config().digest());
            }
        } catch (IOException theLayoutStillHasThem) {
            return;
        }
    }

    // The layout has brought its bytes to the disk; doing that once more takes longer than everything else here.
    private void keep(ImageLayout layout, Digest digest) throws IOException {
        Path kept = store.prepare(digest);
        if (!Files.isRegularFile(kept)) {
            try {
                Files.createLink(kept, layout.blob(digest));
            } catch (IOException | UnsupportedOperationException otherFileSystem) {
                keep(Files.readAllBytes(layout.blob(digest)));
            }
        }
    }

    /** A layer in the same cache, all of its bytes read and checked now. */
    Optional<Path> layer(Digest digest) {
        try {
            return store.find(digest);
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }
}
