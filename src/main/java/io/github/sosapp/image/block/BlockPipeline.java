package io.github.sosapp.image.block;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
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
 * Compresses blocks in several threads and writes them in the order they came. At most 4 × threads + 2 blocks are held
 * at once, whatever the size of the layer.
 */
public final class BlockPipeline implements Closeable {

    private final Supplier<BlockCodec> codecs;
    private final PreviousBlob previous;
    private final Consumer<String> warnings;
    private final int bufferSize;
    private final int mostInFlight;
    private final ExecutorService threads;
    private final Deque<Future<EncodedBlock>> inFlight = new ArrayDeque<>();
    private final Queue<byte[]> idleBuffers = new ConcurrentLinkedQueue<>();
    private final Queue<BlockEncoder> idleEncoders = new ConcurrentLinkedQueue<>();
    private final BlobAssembly assembly;

    /**
     * @param directory where the blob is written, without a final name
     * @param bufferSize of the largest block, in bytes
     */
    public BlockPipeline(
            int threads,
            Supplier<BlockCodec> codecs,
            PreviousBlob previous,
            Consumer<String> warnings,
            Path directory,
            int bufferSize) {
        this.codecs = codecs;
        this.previous = previous;
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

    /** A buffer for the next block. */
    public byte[] buffer() {
        byte[] idle = idleBuffers.poll();
        return idle != null ? idle : new byte[bufferSize];
    }

    /** Takes {@code raw[0…length)} as the next block; the buffer is the pipeline's from now on. */
    public void add(byte[] raw, int length) throws IOException {
        if (inFlight.size() >= mostInFlight) {
            writeOldest();
        }
        inFlight.add(threads.submit(() -> encode(raw, length)));
        while (!inFlight.isEmpty() && inFlight.peek().isDone()) {
            writeOldest();
        }
    }

    private EncodedBlock encode(byte[] raw, int length) {
        BlockEncoder encoder = idleEncoders.poll();
        if (encoder == null) {
            encoder = new BlockEncoder(codecs.get(), previous, warnings);
        }
        EncodedBlock block = encoder.encode(raw, length);
        idleEncoders.add(encoder);
        idleBuffers.add(raw);
        return block;
    }

    private void writeOldest() throws IOException {
        try {
            assembly.append(inFlight.remove().get());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the build was stopped");
        } catch (ExecutionException e) {
            throw new IllegalStateException("a block could not be compressed", e.getCause());
        }
    }

    /** Waits for all blocks and completes the blob. */
    public BlobDraft finish() throws IOException {
        while (!inFlight.isEmpty()) {
            writeOldest();
        }
        return assembly.finish();
    }

    @Override
    public void close() throws IOException {
        threads.shutdownNow();
        assembly.close();
    }
}
