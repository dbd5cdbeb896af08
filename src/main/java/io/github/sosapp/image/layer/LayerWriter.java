package io.github.sosapp.image.layer;

import io.github.sosapp.file.DurableFile;
import io.github.sosapp.image.Descriptor;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.block.BlobDraft;
import io.github.sosapp.image.block.BlobRecord;
import io.github.sosapp.image.block.BlockCodec;
import io.github.sosapp.image.block.BlockPipeline;
import io.github.sosapp.image.block.GzipCodec;
import io.github.sosapp.image.block.PreviousBlob;
import io.github.sosapp.image.block.ZstdCodec;
import io.github.sosapp.image.cache.BlobStore;
import io.github.sosapp.image.gzip.Effort;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Writes a layer: the same entries give the same bytes with any number of threads, with or without a cache, on every
 * machine. What an earlier build left is used when it is provably the same, and healed when it is damaged.
 */
public final class LayerWriter {

    // A thread holds about six blocks, raw and compressed; a small heap gets fewer threads, never other bytes.
    private static final long MEMORY_PER_THREAD = 8L << 20;

    private final int threads;
    private final Consumer<String> warnings;

    /**
     * @param threads that compress; fewer are used when the heap is small
     * @param warnings is told, in any thread, of blocks that could not be compressed
     */
    public LayerWriter(int threads, Consumer<String> warnings) {
        long affordable = Math.max(1, Runtime.getRuntime().maxMemory() / MEMORY_PER_THREAD);
        this.threads = (int) Math.min(threads, affordable);
        this.warnings = warnings;
    }

    /**
     * Writes {@code <blobDirectory>/<hex digest>}; a file of that name is replaced unless it has exactly these bytes.
     *
     * @param name of the layer, for messages and the cache
     * @param entries in any order; missing parent directories are added with mode 0755 and owner root
     * @param modificationTime of all entries, in seconds since 1970
     * @throws io.github.sosapp.failure.BuildFailure when entries contradict each other or a file changes meanwhile
     */
    public WrittenLayer write(
            String name,
            List<LayerEntry> entries,
            long modificationTime,
            Compression compression,
            LayerCache cache,
            Path blobDirectory)
            throws IOException {
        String format = format(compression);
        Optional<Digest> inputs = cache.inputs(entries, modificationTime, format);
        Optional<BlobRecord> known = cache.find(name);
        if (known.isPresent() && inputs.isPresent() && known.get().inputs().equals(inputs)) {
            Optional<Path> blob = place(known.get().digest(), cache, blobDirectory);
            if (blob.isPresent()) {
                return result(known.get(), compression, blob.get(), false, 0);
            }
        }
        List<LayerEntry> tree = LayerTree.sorted(name, entries);
        Job job = new Job(name, tree, inputs, modificationTime, compression, cache, blobDirectory);
        return encode(job, known);
    }

    /** Names everything besides the entries and their time that decides the bytes of a layer. */
    public static String format(Compression compression) {
        return "tar " + TarBlocks.VERSION + " " + codecs(compression).get().identity();
    }

    private record Job(
            String name,
            List<LayerEntry> tree,
            Optional<Digest> inputs,
            long modificationTime,
            Compression compression,
            LayerCache cache,
            Path blobDirectory) {}

    private WrittenLayer encode(Job job, Optional<BlobRecord> known) throws IOException {
        try (PreviousBlob previous = previous(known, job);
                BlockPipeline pipeline = new BlockPipeline(
                        threads,
                        codecs(job.compression),
                        previous,
                        warnings,
                        job.blobDirectory,
                        TarBlocks.LARGEST_BLOCK)) {
            TarBlocks tar = new TarBlocks(pipeline, job.modificationTime);
            for (LayerEntry entry : job.tree) {
                tar.add(entry);
            }
            tar.finish();
            BlobDraft draft = pipeline.finish();
            Digest diffId = pipeline.rawDigest();
            Digest digest = draft.isPrevious() ? known.orElseThrow().digest() : draft.digest();
            long size = draft.isPrevious() ? known.orElseThrow().size() : draft.size();
            Optional<Path> blob =
                    draft.isPrevious() ? place(digest, job.cache, job.blobDirectory) : Optional.of(keep(draft, job));
            if (blob.isEmpty()) {
                return encode(job, Optional.empty());
            }
            Optional<Digest> inputs =
                    draft.isPrevious() ? job.inputs.or(() -> known.get().inputs()) : job.inputs;
            BlobRecord record = new BlobRecord(inputs, digest, size, diffId, tar.size(), draft.blocks());
            if (job.cache.isEnabled() && !known.equals(Optional.of(record))) {
                job.cache.save(job.name, record);
            }
            return result(record, job.compression, blob.get(), true, draft.encoded());
        }
    }

    private static Path keep(BlobDraft draft, Job job) throws IOException {
        Path blob = job.blobDirectory.resolve(draft.digest().hex());
        try (DurableFile file = draft.file()) {
            file.moveTo(blob);
        }
        job.cache.keepBlob(draft.digest(), blob);
        return blob;
    }

    // The blob of the last build, wherever it still is.
    private static PreviousBlob previous(Optional<BlobRecord> known, Job job) {
        if (known.isEmpty()) {
            return PreviousBlob.none();
        }
        Digest digest = known.get().digest();
        Path local = job.blobDirectory.resolve(digest.hex());
        Path blob = Files.isRegularFile(local)
                ? local
                : job.cache.uncheckedBlob(digest).orElse(local);
        return PreviousBlob.open(blob, known.get().blocks());
    }

    // Makes sure that the directory has the blob: it is there already, or a copy comes from the store.
    private static Optional<Path> place(Digest digest, LayerCache cache, Path directory) throws IOException {
        Path target = directory.resolve(digest.hex());
        if (BlobStore.holds(target, digest)) {
            return Optional.of(target);
        }
        Optional<Path> stored = cache.blob(digest);
        if (stored.isEmpty()) {
            return Optional.empty();
        }
        try (DurableFile copy = DurableFile.in(directory);
                InputStream content = Files.newInputStream(stored.get())) {
            byte[] buffer = new byte[1 << 16];
            for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
                copy.write(buffer, read);
            }
            copy.moveTo(target);
        }
        return BlobStore.holds(target, digest) ? Optional.of(target) : Optional.empty();
    }

    private static Supplier<BlockCodec> codecs(Compression compression) {
        return switch (compression) {
            case GZIP -> () -> new GzipCodec(Effort.NORMAL);
            case GZIP_FAST -> () -> new GzipCodec(Effort.FAST);
            case GZIP_BEST -> () -> new GzipCodec(Effort.BEST);
            case ZSTD -> ZstdCodec::new;
        };
    }

    private static WrittenLayer result(
            BlobRecord record, Compression compression, Path blob, boolean read, int encoded) {
        Descriptor descriptor = Descriptor.of(compression.layerMediaType(), record.digest(), record.size());
        Layer layer = new Layer(descriptor, record.diffId(), record.rawSize(), blob);
        return new WrittenLayer(layer, read, record.blocks().size(), encoded);
    }
}
