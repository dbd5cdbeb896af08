package io.github.sosapp.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.image.layout.ImageLayout;
import io.github.sosapp.testing.FakeRegistry;
import io.github.sosapp.testing.Fault;
import io.github.sosapp.testing.FaultPlan;
import io.github.sosapp.testing.Layouts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Many pushes over a bad line. */
class SeededPushTest {

    private static final Fault[] BAD_LINE = {
        Fault.reset(), Fault.status(429), Fault.status(503), Fault.lostAnswer(), Fault.cutRequest(5000), Fault.stall()
    };

    @TempDir
    Path temporary;

    @Test
    void twoHundredPushesWithEveryTwentiethRequestFailingAllArrive() {
        ImageLayout layout = Layouts.single(temporary, 1, 5, 20_000);
        int faults = IntStream.range(0, 200)
                .parallel()
                .map(seed -> push(layout, seed))
                .sum();
        assertThat(faults).isGreaterThan(100);
    }

    private static int push(ImageLayout layout, int seed) {
        try (FakeRegistry registry = FakeRegistry.open().withTokens("octo", PushBench.CANARY, false)) {
            FaultPlan plan = FaultPlan.random(seed, 0.05, BAD_LINE);
            registry.withFaults(plan);
            new PushBench(registry)
                    .withLogin("octo", PushBench.CANARY)
                    .withIdleTimeout(Duration.ofMillis(300))
                    .push(layout, "1.0");
            assertThat(registry.tag("sos/service", "1.0"))
                    .isEqualTo(layout.root().digest());
            assertThat(registry.violations()).isEmpty();
            return plan.happened();
        }
    }

    static IntStream offsets() {
        int size = 8 << 20;
        return IntStream.range(0, 20).map(i -> i == 0 ? 0 : i == 19 ? size : (int) ((long) size * i / 19 + i));
    }

    @ParameterizedTest
    @MethodSource("offsets")
    void aBlobCutAnywhereIsSentAtMostOnceMore(int offset) {
        ImageLayout layout = Layouts.single(temporary, 1, 1, 8 << 20);
        try (FakeRegistry registry = FakeRegistry.open()) {
            registry.withFaults(FaultPlan.none().once("PUT", "uploads/session", Fault.cutRequest(offset)));

            new PushBench(registry).push(layout, "1.0");

            assertThat(registry.tag("sos/service", "1.0"))
                    .isEqualTo(layout.root().digest());
            assertThat(registry.count("PUT", "/blobs/")).isEqualTo(3);
            assertThat(registry.violations()).isEmpty();
        }
    }
}
