package io.github.sosapp.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {

    private final List<Duration> pauses = new ArrayList<>();

    private int attempts(double jitter, Optional<Duration> asked) throws InterruptedException {
        RetryPolicy.Attempts attempts = new RetryPolicy(() -> jitter, pauses::add).begin();
        while (attempts.another(asked)) {
            // Counts only.
        }
        return attempts.made();
    }

    @Test
    void sixAttemptsWithPausesThatDouble() throws InterruptedException {
        assertThat(attempts(0.999, Optional.empty())).isEqualTo(6);
        assertThat(pauses.stream().map(Duration::toMillis)).containsExactly(499L, 999L, 1998L, 3996L, 7992L);
    }

    @Test
    void theJitterIsFull() throws InterruptedException {
        attempts(0, Optional.empty());
        assertThat(pauses).hasSize(5).allMatch(Duration::isZero);
    }

    @Test
    void aServersWishIsNeverUndercut() throws InterruptedException {
        attempts(0.5, Optional.of(Duration.ofSeconds(5)));
        assertThat(pauses).hasSize(5).allMatch(pause -> pause.equals(Duration.ofMillis(5500)));
    }

    @Test
    void allPausesTogetherStayBelowFiveMinutes() throws InterruptedException {
        assertThat(attempts(0, Optional.of(Duration.ofSeconds(120)))).isEqualTo(3);
        assertThat(pauses).hasSize(2);
    }

    @Test
    void whoAsksForMoreThanTwoMinutesIsNotTriedAgain() throws InterruptedException {
        assertThat(attempts(0, Optional.of(Duration.ofSeconds(121)))).isOne();
        assertThat(pauses).isEmpty();
    }
}
