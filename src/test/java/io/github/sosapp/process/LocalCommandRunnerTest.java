package io.github.sosapp.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalCommandRunnerTest {

    @TempDir
    private Path directory;

    @Test
    void linesAreHandedOverWhileTheProgramRuns() throws Exception {
        List<String> lines = new CopyOnWriteArrayList<>();
        // The program goes on only when somebody has seen its first line.
        Command command = shell("echo first; until [ -e seen ]; do sleep 0.02; done; echo second >&2; exit 3");

        CommandResult result = CommandRunner.ofThisMachine().follow(command, line -> {
            lines.add(line);
            touch(directory.resolve("seen"));
        });

        assertThat(lines).containsExactly("first", "second");
        assertThat(result).isEqualTo(new CommandResult(3, "first\nsecond", ""));
    }

    @Test
    void ofALongOutputTheEndIsKept() throws Exception {
        List<String> lines = new CopyOnWriteArrayList<>();

        CommandResult result = CommandRunner.ofThisMachine()
                .follow(shell("i=0; while [ $i -lt 5000 ]; do i=$((i+1)); echo $i; done"), lines::add);

        assertThat(lines).hasSize(5000);
        assertThat(result.output().lines().toList()).hasSize(2000).endsWith("4999", "5000");
    }

    @Test
    void aRunnerThatCannotFollowHandsOverWhatItKept() throws Exception {
        List<String> lines = new CopyOnWriteArrayList<>();
        CommandRunner simple = command -> new CommandResult(1, "out\n", "err\n");

        assertThat(simple.follow(shell(":"), lines::add)).isEqualTo(new CommandResult(1, "out\nerr\n", ""));
        assertThat(lines).containsExactly("out", "err");
    }

    @Test
    void aProgramReadsWhatItIsFed() throws Exception {
        List<String> lines = new CopyOnWriteArrayList<>();

        CommandResult result = CommandRunner.ofThisMachine()
                .feed(
                        shell("cat; echo end"),
                        out -> out.write("first\nsecond\n".getBytes(StandardCharsets.UTF_8)),
                        lines::add);

        assertThat(result.succeeded()).isTrue();
        assertThat(lines).containsExactly("first", "second", "end");
    }

    @Test
    void aProgramNeedNotReadEverything() throws Exception {
        CommandResult result = CommandRunner.ofThisMachine()
                .feed(shell("echo enough; exit 4"), out -> out.write(new byte[1 << 22]), line -> {});

        assertThat(result).isEqualTo(new CommandResult(4, "enough", ""));
    }

    @Test
    void aFailureOfWhatIsFedEndsTheProgramAndIsThrown() {
        assertThatThrownBy(() -> CommandRunner.ofThisMachine()
                        .feed(
                                shell("sleep 60"),
                                out -> {
                                    throw new IllegalStateException("changed while it was read");
                                },
                                line -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("changed while it was read");
    }

    @Test
    void aProgramThatTakesTooLongIsEnded() {
        Command command = new Command(
                List.of("/bin/sh", "-c", "sleep 60"),
                Map.of("PATH", "/usr/bin:/bin"),
                directory,
                Duration.ofMillis(100));

        assertThatThrownBy(() -> CommandRunner.ofThisMachine().run(command))
                .isInstanceOf(CommandRunner.TookTooLong.class)
                .hasMessageContaining("/bin/sh did not end within");
    }

    private Command shell(String script) {
        return new Command(
                List.of("/bin/sh", "-c", script), Map.of("PATH", "/usr/bin:/bin"), directory, Duration.ofSeconds(60));
    }

    private static void touch(Path file) {
        try {
            Files.writeString(file, "");
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
