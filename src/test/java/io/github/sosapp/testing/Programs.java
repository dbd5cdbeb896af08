package io.github.sosapp.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.process.Command;
import io.github.sosapp.process.CommandResult;
import io.github.sosapp.process.CommandRunner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Runs other people's programs, in this process's environment and with what a test adds to it. */
public final class Programs {

    private static final Duration LIMIT = Duration.ofMinutes(5);

    private Programs() {}

    /** What the program prints on standard output, without the last line break; it must succeed. */
    public static String output(Path directory, String... arguments) {
        return succeeded(directory, Map.of(), arguments).output().strip();
    }

    /** A run that must succeed. */
    public static CommandResult succeeded(Path directory, Map<String, String> added, String... arguments) {
        CommandResult result = run(directory, added, arguments);
        assertThat(result.exitCode())
                .as(String.join(" ", arguments) + "\n" + result.output() + result.errors())
                .isZero();
        return result;
    }

    /** A run that may fail. */
    public static CommandResult run(Path directory, Map<String, String> added, String... arguments) {
        Map<String, String> environment = new TreeMap<>(System.getenv());
        environment.putAll(added);
        try {
            return CommandRunner.ofThisMachine().run(new Command(List.of(arguments), environment, directory, LIMIT));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
