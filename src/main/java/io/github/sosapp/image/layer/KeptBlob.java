package io.github.sosapp.image.layer;

import io.github.sosapp.file.DurableFile;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.block.BlobRecord;
import io.github.sosapp.image.block.PreviousBlob;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** What the last build left of a layer, looked up and checked in a thread of its own while the files are looked at. */
final class KeptBlob {

    private final Path directory;
    private final FutureTask<Found> found;

    /**
     * @param record null when nothing is known
     * @param good where the whole blob is; empty when it is nowhere
     */
    private record Found(BlobRecord record, Optional<Path> good) {}

    private KeptBlob(Path directory, FutureTask<Found> found) {
        this.directory = directory;
        this.found = found;
    }

    /** Starts to look for the blob: in {@code directory}, where it is to be in the end, and in the store. */
    static KeptBlob find(String layer, LayerCache cache, Path directory) {
        FutureTask<Found> found = new FutureTask<>(() -> search(layer, cache, directory));
        if (cache.isEnabled()) {
            Thread thread = new Thread(found, "sos-kept-blob");
            thread.setDaemon(true);
            thread.start();
        } else {
            found.run();
        }
        return new KeptBlob(directory, found);
    }

    private static Found search(String layer, LayerCache cache, Path directory) throws IOException {
        BlobRecord record = cache.find(layer).orElse(null);
        if (record == null) {
            return new Found(null, Optional.empty());
        }
        Path target = directory.resolve(record.digest().hex());
        boolean isThere = cache.holds(target, record.digest());
        return new Found(record, isThere ? Optional.of(target) : cache.blob(record.digest()));
    }

    /** What is known of the blob; empty when nothing is. */
    Optional<BlobRecord> record() throws IOException {
        return Optional.ofNullable(found().record);
    }

    /** Whether the whole blob is somewhere and was made from {@code inputs}. */
    boolean isMadeFrom(Optional<Digest> inputs) throws IOException {
        return found().good.isPresent() && found().record.inputs().equals(inputs);
    }

    /** The blob as a store of blocks: the good one, else what is left of it, else nothing. */
    PreviousBlob open() throws IOException {
        BlobRecord record = found().record;
        if (record == null) {
            return PreviousBlob.none();
        }
        Optional<Path> blob = found().good;
        return blob.isPresent()
                ? PreviousBlob.openChecked(blob.get(), record.blocks())
                : PreviousBlob.openDamaged(target(), record.blocks());
    }

    /** Makes sure that the directory has the blob: it is there already, or a copy comes from the store. */
    Path place() throws IOException {
        Path blob = found().good.orElseThrow();
        if (!blob.equals(target())) {
            copy(blob);
        }
        return target();
    }

    private Path target() throws IOException {
        return directory.resolve(found().record.digest().hex());
    }

    private void copy(Path blob) throws IOException {
        MessageDigest sha256 = Digest.sha256();
        byte[] buffer = new byte[1 << 16];
        try (DurableFile copy = DurableFile.in(directory);
                InputStream content = Files.newInputStream(blob)) {
            for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
                sha256.update(buffer, 0, read);
                copy.write(buffer, read);
            }
            if (!Digest.finish(sha256).equals(found().record.digest())) {
                throw new IOException(blob + " changed while it was read");
            }
            copy.moveTo(target());
        }
    }

    private Found found() throws IOException {
        try {
            return found.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the build was stopped");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException unreadable) {
                throw unreadable;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
