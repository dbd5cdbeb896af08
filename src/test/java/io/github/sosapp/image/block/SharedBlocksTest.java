package io.github.sosapp.image.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.image.Digest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SharedBlocksTest {

    private final AtomicInteger encoded = new AtomicInteger();

    @Test
    void threadsThatNeedTheSameBlockAtTheSameTimeEncodeItOnce() throws Exception {
        SharedBlocks blocks = SharedBlocks.inMemory();
        int threads = 8;
        CountDownLatch together = new CountDownLatch(threads);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<EncodedBlock>> results = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                results.add(pool.submit(() -> {
                    together.countDown();
                    together.await();
                    return blocks.get(key("a"), () -> block("a", 100));
                }));
            }
            EncodedBlock first = results.get(0).get();
            for (Future<EncodedBlock> result : results) {
                assertThat(result.get()).isSameAs(first);
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(encoded).hasValue(1);
    }

    @Test
    void blocksWithOtherKeysAreNotMistaken() throws Exception {
        SharedBlocks blocks = SharedBlocks.inMemory();
        for (String name : List.of("a", "b", "a")) {
            assertThat(blocks.get(key(name), () -> block(name, 10)).block().key())
                    .isEqualTo(key(name));
        }
        assertThat(encoded).hasValue(2);
    }

    @Test
    void theOldestAreForgottenWhenThereAreTooManyBytes() throws Exception {
        SharedBlocks blocks = SharedBlocks.ofBytes(250);
        for (String name : List.of("a", "b", "c", "c", "b", "a")) {
            blocks.get(key(name), () -> block(name, 100));
        }
        assertThat(encoded).as("a, b, c, and a again").hasValue(4);
    }

    @Test
    void nothingIsKeptWhenNothingIsShared() throws Exception {
        for (int i = 0; i < 3; i++) {
            SharedBlocks.none().get(key("a"), () -> block("a", 10));
        }
        assertThat(encoded).hasValue(3);
    }

    @Test
    void aFailureReachesEveryThreadThatNeedsTheBlock() {
        SharedBlocks blocks = SharedBlocks.inMemory();
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> blocks.get(key("a"), () -> {
                        throw new IllegalStateException("no memory");
                    }))
                    .hasMessage("no memory");
        }
    }

    private EncodedBlock block(String name, int length) {
        encoded.incrementAndGet();
        return new EncodedBlock(new Block(key(name), key(name), 0, length, 2 * length, 0), new byte[length]);
    }

    private static Digest key(String name) {
        return Digest.of(name.getBytes(StandardCharsets.UTF_8));
    }
}
