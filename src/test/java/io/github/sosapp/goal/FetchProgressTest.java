package io.github.sosapp.goal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.http.Transfers.Transfer;
import org.junit.jupiter.api.Test;

class FetchProgressTest {

    private static final ConsoleStyle TERMINAL = new ConsoleStyle(false, false, true, "");

    private final RecordingConsole console = new RecordingConsole();

    @Test
    void aLogGetsALineEveryFiveSeconds() {
        try (Transfer packages = new FetchProgress(console.log()).begin(4_000_000)) {
            for (int second = 1; second <= 11; second++) {
                console.passSeconds(1);
                packages.reached(second * 100_000L);
            }
        }

        assertThat(console.infos()).containsExactly("  fetching   500.0 KB of 4.0 MB", "  fetching   1.0 MB of 4.0 MB");
        assertThat(console.bars).isEmpty();
    }

    @Test
    void whatIsFetchedAtTheSameTimeIsOneBarThatIsTakenAwayAtTheEnd() {
        FetchProgress progress = new FetchProgress(console.log(TERMINAL));
        Transfer first = progress.begin(4_000_000);
        Transfer second = progress.begin(6_000_000);
        console.passSeconds(3);
        first.reached(4_000_000);
        first.close();
        console.passSeconds(1);
        second.reached(1_000_000);
        second.close();

        assertThat(console.bars)
                .containsExactly(
                        "  fetching   [============                  ] 4.0 MB of 10.0 MB",
                        "  fetching   [===============               ] 5.0 MB of 10.0 MB",
                        "");
        assertThat(console.lines).isEmpty();
    }

    @Test
    void whatIsOverSoonIsQuietWheneverItBegan() {
        FetchProgress progress = new FetchProgress(console.log());
        progress.begin(100).close();
        console.passSeconds(60);
        try (Transfer layer = progress.begin(100)) {
            console.passSeconds(1.9);
            layer.reached(99);
        }

        assertThat(console.infos()).isEmpty();
    }

    @Test
    void aServerThatBeginsAgainMovesTheBarBack() {
        try (Transfer layer = new FetchProgress(console.log(TERMINAL)).begin(1000)) {
            console.passSeconds(3);
            layer.reached(900);
            console.passSeconds(1);
            layer.reached(100);
        }

        assertThat(console.bars)
                .extracting(bar -> bar.replaceAll(".*\\] ", ""))
                .containsExactly("900 B of 1.0 KB", "100 B of 1.0 KB", "");
    }
}
