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
import io.github.sosapp.image.block.SharedBlocks;
import io.github.sosapp.image.block.ZstdCodec;
import io.github.sosapp.image.gzip.Effort;
import java.io.IOException;
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
    private final boolean light;
    private final boolean portable;
    private final SharedBlocks shared;

    /**
     * @param threads that compress; fewer are used when the heap is small
     * @param warnings is told, in any thread, of blocks that could not be compressed
     */
    public LayerWriter(int threads, Consumer<String> warnings) {
        this(threads, warnings, false, true, SharedBlocks.none());
    }

    private LayerWriter(int threads, Consumer<String> warnings, boolean light, boolean portable, SharedBlocks shared) {
        long affordable = Math.max(1, Runtime.getRuntime().maxMemory() / MEMORY_PER_THREAD);
        this.threads = (int) Math.min(threads, affordable);
        this.warnings = warnings;
        this.light = light;
        this.portable = portable;
        this.shared = shared;
    }

    /**
     * A writer for bases: hundreds of megabytes that change seldom and are largely the same on all platforms. It compresses
     * with less effort, and what several layers have in common only once.
     */
    public static LayerWriter ofBases(int threads, Consumer<String> warnings) {
        return new LayerWriter(threads, warnings, true, true, SharedBlocks.inMemory());
    }

    /**
     * A writer for layers that come from Linux and were made by others: names that differ in case alone and links beyond the
     * root are theirs to have.
     */
    public static LayerWriter ofLinux(int threads, Consumer<String> warnings) {
        return new LayerWriter(threads, warnings, false, false, SharedBlocks.none());
    }

    /**
     * Writes {@code <blobDirectory>/<hex digest>}; a file of that name is replaced unless it has exactly these bytes.
     *
     * @param name of the layer, for messages and the cache
     * @param entries in any order; missing parent directories are added with mode 0755 and owner root
     * @throws io.github.sosapp.failure.BuildFailure when entries contradict each other or a file changes meanwhile
     */
    public WrittenLayer write(
            String name, List<LayerEntry> entries, Compression compression, LayerCache cache, Path blobDirectory)
            throws IOException {
        String format = format(compression);
        KeptBlob kept = KeptBlob.find(name, cache, blobDirectory);
        Optional<Digest> inputs = cache.inputs(entries, format);
        if (inputs.isPresent() && kept.isMadeFrom(inputs)) {
            return result(kept.record().orElseThrow(), compression, kept.place(), false, 0);
        }
        List<LayerEntry> tree = LayerTree.sorted(name, entries, portable);
        return encode(new Job(name, tree, inputs, compression, cache, blobDirectory), kept);
    }

    /** Names everything besides the entries that decides the bytes of a layer. */
    public String format(Compression compression) {
        return "tar " + TarBlocks.VERSION + (light ? " cut " + ContentCuts.VERSION : "") + " "
                + (compression == Compression.ZSTD ? ZstdCodec.IDENTITY : GzipCodec.identity(effort(compression)));
    }

    private record Job(
            String name,
            List<LayerEntry> tree,
            Optional<Digest> inputs,
            Compression compression,
            LayerCache cache,
            Path blobDirectory) {}

    private WrittenLayer encode(Job job, KeptBlob kept) throws IOException {
        try (PreviousBlob previous = kept.open();
                BlockPipeline pipeline = new BlockPipeline(
                        threads,
                        codecs(job.compression),
                        previous,
                        shared,
                        warnings,
                        job.blobDirectory,
                        TarBlocks.LARGEST_BLOCK)) {
            TarBlocks tar = new TarBlocks(pipeline, light);
            for (LayerEntry entry : job.tree) {
                tar.add(entry);
            }
            tar.finish();
            BlobDraft draft = pipeline.finish();
            Digest diffId = pipeline.rawDigest();
            BlobRecord record;
            Path blob;
            if (draft.isPrevious()) {
                BlobRecord old = kept.record().orElseThrow();
                Optional<Digest> inputs = job.inputs.or(old::inputs);
                record = new BlobRecord(inputs, old.digest(), old.size(), diffId, tar.size(), draft.blocks());
                blob = kept.place();
            } else {
                record = new BlobRecord(job.inputs, draft.digest(), draft.size(), diffId, tar.size(), draft.blocks());
                blob = keep(draft, job);
            }
            boolean isKnown = draft.isPrevious() && kept.isMadeFrom(record.inputs());
            if (job.cache.isEnabled() && !isKnown) {
                job.cache.save(job.name, record);
            }
            return result(record, job.compression, blob, true, draft.encoded());
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

    private Supplier<BlockCodec> codecs(Compression compression) {
        return compression == Compression.ZSTD ? ZstdCodec::new : () -> new GzipCodec(effort(compression));
    }

    private Effort effort(Compression compression) {
        return switch (compression) {
            case GZIP_BEST -> Effort.BEST;
            case GZIP_FAST -> light ? Effort.LIGHT : Effort.FAST;
            case GZIP, ZSTD -> light ? Effort.LIGHT : Effort.NORMAL;
        };
    }

    private static WrittenLayer result(
            BlobRecord record, Compression compression, Path blob, boolean read, int encoded) {
        Descriptor descriptor = Descriptor.of(compression.layerMediaType(), record.digest(), record.size());
        Layer layer = new Layer(descriptor, record.diffId(), record.rawSize(), blob);
        return new WrittenLayer(layer, read, record.blocks().size(), encoded);
    }
}
