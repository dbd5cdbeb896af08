package io.github.sosapp.registry;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Descriptor;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.MediaType;
import io.github.sosapp.image.layout.ImageLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Pushes an image layout as it is: blobs, then manifests by digest, then the index, then the tags. Whoever sees a tag
 * therefore sees a complete image, and a push that fails leaves every tag as it was. What the registry has is not sent
 * again, and what the layout leaves out is fetched only when the registry cannot take it from elsewhere.
 */
public final class ImagePush {

    private static final int AT_ONCE = 4;

    private final RegistryClient client;
    private final KnownBlobs known;
    private final Consumer<TransferProgress> progress;

    /**
     * @param known what other pushes found out and this one can add to: blobs that need not be sent once more
     * @param progress called by several threads, one at a time, for every piece sent
     */
    public ImagePush(RegistryClient client, KnownBlobs known, Consumer<TransferProgress> progress) {
        this.client = client;
        this.known = known;
        Object order = new Object();
        this.progress = event -> {
            synchronized (order) {
                progress.accept(event);
            }
        };
    }

    /**
     * Pushes the image of a layout under the given tags.
     *
     * @throws BuildFailure when the layout is damaged, or the registry does not end up with exactly this image
     */
    public PushReceipt push(ImageLayout layout, List<String> tags) {
        try {
            List<Descriptor> manifests = layout.manifests();
            MountSources sources = new MountSources(client, known);
            sources.add(layout.elsewhere());
            List<Descriptor> wanted = distinctBlobs(layout, manifests, sources);
            List<PushReceipt.Blob> blobs = pushBlobs(layout, wanted, sources);
            boolean changed = blobs.stream().anyMatch(blob -> blob.state() != TransferProgress.State.PRESENT);
            for (Descriptor manifest : distinct(manifests)) {
                changed |= pushManifest(layout, manifest);
            }
            if (MediaType.isIndex(layout.root().mediaType())) {
                changed |= pushManifest(layout, layout.root());
            }
            for (String tag : tags) {
                changed |= pushTag(layout, tag);
            }
            Optional<String> login = client.login().map(found -> found.source());
            return new PushReceipt(client.name(), layout.root().digest(), tags, blobs, changed, login);
        } catch (IOException e) {
            throw BuildFailure.ofWorld("cannot read the image in " + layout.directory())
                    .because("a file of it is missing or damaged")
                    .causedBy(e)
                    .remedy("run mvn package");
        }
    }

    private static List<Descriptor> distinctBlobs(ImageLayout layout, List<Descriptor> manifests, MountSources sources)
            throws IOException {
        List<Descriptor> blobs = new ArrayList<>();
        for (Descriptor descriptor : manifests) {
            var manifest = layout.manifest(descriptor);
            sources.add(manifest);
            blobs.add(manifest.config());
            blobs.addAll(manifest.layers());
        }
        return distinct(blobs);
    }

    private static List<Descriptor> distinct(List<Descriptor> descriptors) {
        Map<Digest, Descriptor> byDigest = new LinkedHashMap<>();
        descriptors.forEach(descriptor -> byDigest.putIfAbsent(descriptor.digest(), descriptor));
        return List.copyOf(byDigest.values());
    }

    private List<PushReceipt.Blob> pushBlobs(ImageLayout layout, List<Descriptor> blobs, MountSources sources)
            throws IOException {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE, ImagePush::thread);
        try (OpenUploads sessions = new OpenUploads(client)) {
            var finished = new ExecutorCompletionService<PushReceipt.Blob>(threads);
            List<Future<PushReceipt.Blob>> all = new ArrayList<>();
            blobs.forEach(blob -> all.add(finished.submit(() -> pushBlob(layout, blob, sources, sessions))));
            for (int i = 0; i < blobs.size(); i++) {
                finished.take().get();
            }
            List<PushReceipt.Blob> inOrder = new ArrayList<>();
            for (Future<PushReceipt.Blob> future : all) {
                inOrder.add(future.get());
            }
            return inOrder;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException unreadable) {
                throw unreadable;
            }
            throw e.getCause() instanceof BuildFailure failure ? failure : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw BuildFailure.ofWorld("the push to " + client.name() + " was interrupted")
                    .causedBy(e)
                    .remedy("start it again; what was uploaded is not sent again");
        } finally {
            threads.shutdownNow();
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "sos-push");
        thread.setDaemon(true);
        return thread;
    }

    private PushReceipt.Blob pushBlob(ImageLayout layout, Descriptor blob, MountSources sources, OpenUploads sessions)
            throws IOException {
        PushReceipt.Blob pushed = client.hasBlob(blob.digest())
                ? new PushReceipt.Blob(blob, TransferProgress.State.PRESENT)
                : new BlobUpload(client, sessions, progress).bring(blob, layout::file, sources.of(blob));
        known.add(client.registry(), client.repository(), blob.digest());
        progress.accept(new TransferProgress(blob, pushed.state(), blob.size()));
        return pushed;
    }

    private boolean pushManifest(ImageLayout layout, Descriptor manifest) throws IOException {
        if (client.hasManifest(manifest.digest())) {
            return false;
        }
        client.putManifest(manifest.digest().toString(), manifest.mediaType(), bytes(layout, manifest));
        return true;
    }

    private boolean pushTag(ImageLayout layout, String tag) throws IOException {
        Descriptor root = layout.root();
        if (leadsTo(root.digest(), tag)) {
            return false;
        }
        client.putManifest(tag, root.mediaType(), bytes(layout, root));
        if (!leadsTo(root.digest(), tag)) {
            throw BuildFailure.ofWorld(client.name() + ":" + tag + " is not the image that was pushed")
                    .because("after the push the tag leads to another digest than " + root.digest())
                    .remedy("check whether somebody else pushes the same tag, then run mvn sos:push again");
        }
        return true;
    }

    private boolean leadsTo(Digest digest, String tag) {
        return client.manifest(tag)
                .filter(found -> found.digest().equals(digest))
                .isPresent();
    }

    private static byte[] bytes(ImageLayout layout, Descriptor manifest) throws IOException {
        byte[] bytes = Files.readAllBytes(layout.blob(manifest.digest()));
        if (!Digest.of(bytes).equals(manifest.digest())) {
            throw new IOException("altered: " + manifest.digest());
        }
        return bytes;
    }
}
