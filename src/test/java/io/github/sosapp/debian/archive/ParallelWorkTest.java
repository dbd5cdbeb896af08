package io.github.sosapp.debian.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ParallelWorkTest {

    @Test
    void resultsAreInTheOrderOfTheTasks() {
        CountDownLatch second = new CountDownLatch(1);

        assertThat(ParallelWork.inOrder(List.<Callable<String>>of(
                        () -> {
                            second.await();
                            return "first";
                        },
                        () -> {
                            second.countDown();
                            return "second";
                        })))
                .containsExactly("first", "second");
    }

    @Test
    void ofTwoFailuresThatOfTheEarlierTaskIsTold() {
        CountDownLatch laterHasFailed = new CountDownLatch(1);

        assertThatThrownBy(() -> ParallelWork.inOrder(List.<Callable<String>>of(
                        () -> {
                            laterHasFailed.await();
                            throw failure("earlier");
                        },
                        () -> {
                            laterHasFailed.countDown();
                            throw failure("later");
                        })))
                .hasMessageStartingWith("earlier");
    }

    @Test
    void afterAFailureNothingMoreIsBegun() {
        AtomicInteger begun = new AtomicInteger();
        CountDownLatch allAreAtWork = new CountDownLatch(4);
        List<Callable<String>> tasks = new ArrayList<>();
        for (int task = 0; task < 100; task++) {
            tasks.add(() -> {
                begun.incrementAndGet();
                allAreAtWork.countDown();
                allAreAtWork.await();
                throw failure("no network");
            });
        }

        assertThatThrownBy(() -> ParallelWork.inOrder(tasks)).hasMessageStartingWith("no network");
        assertThat(begun).hasValueLessThan(100);
    }

    private static BuildFailure failure(String problem) {
        return BuildFailure.ofWorld(problem).remedy("none");
    }
}
