package io.github.sosapp.goal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.image.Descriptor;
import io.github.sosapp.image.MediaType;
import io.github.sosapp.registry.TransferProgress;
import io.github.sosapp.registry.TransferProgress.State;
import org.junit.jupiter.api.Test;

class PushProgressTest {

    private static final Descriptor FIRST = blob(1, 4_000_000);
    private static final Descriptor SECOND = blob(2, 6_000_000);
    private static final ConsoleStyle TERMINAL = new ConsoleStyle(true, false, true, "");

    private final RecordingConsole console = new RecordingConsole();

    @Test
    void aLogGetsALineEveryFiveSeconds() {
        try (PushProgress progress = new PushProgress(console.log())) {
            for (int second = 1; second <= 11; second++) {
                console.passSeconds(1);
                progress.accept(new TransferProgress(FIRST, State.SENDING, second * 100_000L));
            }
        }

        assertThat(console.infos()).containsExactly("  uploading  500.0 KB of 4.0 MB", "  uploading  1.0 MB of 4.0 MB");
        assertThat(console.bars).isEmpty();
    }

    @Test
    void aPersonGetsABarThatIsTakenAway() {
        try (PushProgress progress = new PushProgress(console.log(TERMINAL))) {
            console.passSeconds(3);
            progress.accept(new TransferProgress(FIRST, State.SENDING, 1_000_000));
            console.passSeconds(0.2);
            progress.accept(new TransferProgress(SECOND, State.SENDING, 4_000_000));
        }

        assertThat(console.bars)
                .containsExactly(
                        "  uploading  [=======                       ] 1.0 MB of 4.0 MB",
                        "  uploading  [===============               ] 5.0 MB of 10.0 MB",
                        "");
        assertThat(console.lines).isEmpty();
    }

    @Test
    void aPushThatIsOverSoonIsQuiet() {
        try (PushProgress progress = new PushProgress(console.log(TERMINAL))) {
            console.passSeconds(1.9);
            progress.accept(new TransferProgress(FIRST, State.SENDING, 3_999_999));
        }

        assertThat(console.bars).containsExactly("");
    }

    @Test
    void theBarIsNotDrawnForEveryPiece() {
        try (PushProgress progress = new PushProgress(console.log(TERMINAL))) {
            console.passSeconds(3);
            for (int piece = 0; piece < 100; piece++) {
                console.passSeconds(0.002);
                progress.accept(new TransferProgress(FIRST, State.SENDING, piece));
            }
        }

        assertThat(console.bars).hasSizeLessThan(6);
    }

    @Test
    void blobsThatTheRegistryHasAreNotCountedAsUploads() {
        try (PushProgress progress = new PushProgress(console.log())) {
            progress.accept(new TransferProgress(FIRST, State.PRESENT, FIRST.size()));
            console.passSeconds(6);
            progress.accept(new TransferProgress(SECOND, State.SENDING, 3_000_000));
        }

        assertThat(console.infos()).containsExactly("  uploading  3.0 MB of 6.0 MB");
    }

    @Test
    void uploadsThatAFailureLeftBehindAreNotShown() {
        PushProgress progress = new PushProgress(console.log(TERMINAL));
        progress.close();
        console.passSeconds(10);

        progress.accept(new TransferProgress(FIRST, State.SENDING, 1));

        assertThat(console.bars).containsExactly("");
    }

    private static Descriptor blob(int seed, long size) {
        return Descriptor.of(MediaType.LAYER_GZIP, io.github.sosapp.image.Digest.of(new byte[] {(byte) seed}), size);
    }
}
