package io.github.sosapp.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.image.Digest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaseMemoryTest {

    private static final Digest KEY = Digest.of(new byte[] {1});
    private static final Supplier<String> NEVER = () -> {
        throw new AssertionError("it was known already");
    };

    @TempDir
    private Path directory;

    private final ConcurrentMap<String, String> session = new ConcurrentHashMap<>();

    @Test
    void modulesThatAskForTheSameWaitForTheFirst() throws Exception {
        AtomicInteger made = new AtomicInteger();
        CountDownLatch firstIsAtWork = new CountDownLatch(1);
        CountDownLatch mayFinish = new CountDownLatch(1);
        ExecutorService modules = Executors.newFixedThreadPool(8);
        try {
            List<Future<String>> answers = new ArrayList<>();
            for (int module = 0; module < 8; module++) {
                BaseMemory memory = new BaseMemory(session, directory.resolve("project-" + module));
                answers.add(modules.submit(() -> memory.get(KEY, () -> {
                    firstIsAtWork.countDown();
                    await(mayFinish);
                    return "text " + made.incrementAndGet();
                })));
            }
            firstIsAtWork.await();
            mayFinish.countDown();
            for (Future<String> answer : answers) {
                assertThat(answer.get()).isEqualTo("text 1");
            }
        } finally {
            mayFinish.countDown();
            modules.shutdownNow();
        }
        assertThat(made).hasValue(1);
    }

    @Test
    void theNextBuildOfTheProjectKnowsIt() {
        memory("project").get(KEY, () -> "text");
        session.clear();

        assertThat(memory("project").get(KEY, NEVER)).isEqualTo("text");
    }

    @Test
    void anotherProjectDoesNotKnowIt() {
        memory("project").get(KEY, () -> "planted");
        session.clear();

        assertThat(memory("other").get(KEY, () -> "own")).isEqualTo("own");
    }

    @Test
    void whatIsForgottenIsMadeAgain() {
        memory("project").get(KEY, () -> "old");
        memory("project").forget(KEY);

        assertThat(memory("project").get(KEY, () -> "new")).isEqualTo("new");
        session.clear();
        assertThat(memory("project").get(KEY, NEVER)).isEqualTo("new");
    }

    @Test
    void whatWasNeverKnownCanBeForgotten() {
        memory("project").forget(KEY);

        assertThat(session).isEmpty();
    }

    @Test
    void aFailureIsNotRemembered() {
        assertThatThrownBy(() -> memory("project").get(KEY, () -> {
                    throw new IllegalStateException("no network");
                }))
                .hasMessage("no network");

        assertThat(memory("project").get(KEY, () -> "text")).isEqualTo("text");
    }

    @Test
    void aDirectoryThatCannotBeWrittenOnlyMakesTheNextBuildSlower() throws Exception {
        Files.writeString(directory.resolve("project"), "in the way");

        assertThat(memory("project").get(KEY, () -> "text")).isEqualTo("text");
        session.clear();
        assertThat(memory("project").get(KEY, () -> "again")).isEqualTo("again");
    }

    private BaseMemory memory(String project) {
        return new BaseMemory(session, directory.resolve(project));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
