package io.github.sosapp.image.block;

import io.github.sosapp.image.Digest;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * Compressed blocks that several blobs have in common, kept in memory so that each is compressed once. Whether a block is
 * found changes no byte, because its key names its content and its codec.
 */
public final class SharedBlocks {

    private static final long MOST_BYTES = 64L << 20;
    private static final int SHARE_OF_HEAP = 8;

    private final long mostBytes;
    private final ConcurrentMap<Digest, FutureTask<EncodedBlock>> byKey = new ConcurrentHashMap<>();
    private final Queue<EncodedBlock> byAge = new ArrayDeque<>();
    private long bytes;

    private SharedBlocks(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** Shares nothing. */
    public static SharedBlocks none() {
        return new SharedBlocks(0);
    }

    /** Forgets the oldest blocks above 64 MiB, or above an eighth of a small heap. */
    public static SharedBlocks inMemory() {
        return ofBytes(Math.min(MOST_BYTES, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP));
    }

    /** Forgets the oldest blocks above {@code mostBytes} compressed bytes. */
    static SharedBlocks ofBytes(long mostBytes) {
        return new SharedBlocks(mostBytes);
    }

    /** The block for {@code key}; threads that ask for the same wait for the first one, which encodes it. */
    EncodedBlock get(Digest key, Supplier<EncodedBlock> encoding) throws InterruptedIOException {
        if (mostBytes == 0) {
            return encoding.get();
        }
        FutureTask<EncodedBlock> own = new FutureTask<>(encoding::get);
        FutureTask<EncodedBlock> known = byKey.putIfAbsent(key, own);
        if (known != null) {
            return result(known);
        }
        own.run();
        EncodedBlock block = result(own);
        keep(block);
        return block;
    }

    private static EncodedBlock result(FutureTask<EncodedBlock> block) throws InterruptedIOException {
        try {
            return block.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the build was stopped");
        }
    }

    private synchronized void keep(EncodedBlock block) {
        byAge.add(block);
        bytes += block.bytes().length;
        while (bytes > mostBytes) {
            EncodedBlock oldest = byAge.remove();
            bytes -= oldest.bytes().length;
            byKey.remove(oldest.block().key());
        }
    }
}
