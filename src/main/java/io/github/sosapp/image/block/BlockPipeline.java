package io.github.sosapp.image.block;

import io.github.sosapp.image.Digest;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Reads and compresses blocks in several threads and writes them in the order they came. At most 4 × threads + 2 blocks
 * are held at once, whatever the size of the layer.
 */
public final class BlockPipeline implements Closeable {

    private final Supplier<BlockCodec> codecs;
    private final PreviousBlob previous;
    private final SharedBlocks shared;
    private final Consumer<String> warnings;
    private final int bufferSize;
    private final int mostInFlight;
    private final ExecutorService threads;
    private final Deque<Future<Finished>> inFlight = new ArrayDeque<>();
    private final Queue<byte[]> idleBuffers = new ConcurrentLinkedQueue<>();
    private final Queue<BlockEncoder> idleEncoders = new ConcurrentLinkedQueue<>();
    private final MessageDigest rawSha256 = Digest.sha256();
    private final BlobAssembly assembly;

    private record Finished(byte[] raw, int length, EncodedBlock block) {}

    /**
     * @param shared blocks of other blobs that are written at the same time
     * @param directory where the blob is written, without a final name
     * @param bufferSize of the largest block, in bytes
     */
    public BlockPipeline(
            int threads,
            Supplier<BlockCodec> codecs,
            PreviousBlob previous,
            SharedBlocks shared,
            Consumer<String> warnings,
            Path directory,
            int bufferSize) {
        this.codecs = codecs;
        this.previous = previous;
        this.shared = shared;
        this.warnings = warnings;
        this.bufferSize = bufferSize;
        this.mostInFlight = 4 * threads + 2;
        this.assembly = new BlobAssembly(directory, codecs.get(), previous);
        this.threads = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "sos-layer");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Takes the next block, which gets filled and compressed by some thread at some time. */
    public void add(RawBlock block, int length) throws IOException {
        if (inFlight.size() >= mostInFlight) {
            writeOldest();
        }
        inFlight.add(threads.submit(() -> encode(block, length)));
        while (!inFlight.isEmpty() && inFlight.peek().isDone()) {
            writeOldest();
        }
    }

    private Finished encode(RawBlock content, int length) throws IOException {
        byte[] idle = idleBuffers.poll();
        byte[] raw = idle != null ? idle : new byte[bufferSize];
        content.fill(raw);
        BlockEncoder encoder = idleEncoders.poll();
        if (encoder == null) {
            encoder = new BlockEncoder(codecs.get(), previous, shared, warnings);
        }
        EncodedBlock block = encoder.encode(raw, length);
        idleEncoders.add(encoder);
        return new Finished(raw, length, block);
    }

    private void writeOldest() throws IOException {
        try {
            Finished oldest = inFlight.remove().get();
            rawSha256.update(oldest.raw, 0, oldest.length);
            idleBuffers.add(oldest.raw);
            assembly.append(oldest.block);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the build was stopped");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException unreadable) {
                throw unreadable;
            }
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        }
    }

    /** Waits for all blocks and completes the blob. */
    public BlobDraft finish() throws IOException {
        while (!inFlight.isEmpty()) {
            writeOldest();
        }
        return assembly.finish();
    }

    /** The digest of all blocks before compression; {@link #finish} comes first. */
    public Digest rawDigest() {
        return Digest.finish(rawSha256);
    }

    @Override
    public void close() throws IOException {
        threads.shutdownNow();
        assembly.close();
    }
}
