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

/** The blob of the last build, read and checked in a thread of its own while the files are looked at. */
final class KeptBlob {

    private final BlobRecord known;
    private final Path target;
    private final FutureTask<Optional<Path>> good;

    private KeptBlob(BlobRecord known, Path target, FutureTask<Optional<Path>> good) {
        this.known = known;
        this.target = target;
        this.good = good;
    }

    /** Starts to look for the blob: in {@code directory}, where it is to be in the end, and in the store. */
    static KeptBlob check(Optional<BlobRecord> known, LayerCache cache, Path directory) {
        if (known.isEmpty()) {
            return new KeptBlob(null, null, null);
        }
        Digest digest = known.get().digest();
        Path target = directory.resolve(digest.hex());
        FutureTask<Optional<Path>> good =
                new FutureTask<>(() -> cache.holds(target, digest) ? Optional.of(target) : cache.blob(digest));
        Thread thread = new Thread(good, "sos-kept-blob");
        thread.setDaemon(true);
        thread.start();
        return new KeptBlob(known.get(), target, good);
    }

    /** Whether the whole blob is somewhere. */
    boolean isGood() throws IOException {
        return checked().isPresent();
    }

    /** The blob as a store of blocks: the good one, else what is left of it, else nothing. */
    PreviousBlob open() throws IOException {
        if (known == null) {
            return PreviousBlob.none();
        }
        Optional<Path> blob = checked();
        return blob.isPresent()
                ? PreviousBlob.openChecked(blob.get(), known.blocks())
                : PreviousBlob.openDamaged(target, known.blocks());
    }

    /** Makes sure that the directory has the blob: it is there already, or a copy comes from the store. */
    Path place() throws IOException {
        Path blob = checked().orElseThrow();
        if (!blob.equals(target)) {
            copy(blob);
        }
        return target;
    }

    private void copy(Path blob) throws IOException {
        MessageDigest sha256 = Digest.sha256();
        byte[] buffer = new byte[1 << 16];
        try (DurableFile copy = DurableFile.in(target.getParent());
                InputStream content = Files.newInputStream(blob)) {
            for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
                sha256.update(buffer, 0, read);
                copy.write(buffer, read);
            }
            if (!Digest.finish(sha256).equals(known.digest())) {
                throw new IOException(blob + " changed while it was read");
            }
            copy.moveTo(target);
        }
    }

    private Optional<Path> checked() throws IOException {
        if (good == null) {
            return Optional.empty();
        }
        try {
            return good.get();
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
