package io.github.sosapp.engine.daemonless;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.process.Background;
import io.github.sosapp.process.Command;
import io.github.sosapp.process.CommandResult;
import io.github.sosapp.process.CommandRunner;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Starts a packed program and the one it was made from with the same arguments and environment: they must end alike, also
 * where the environment is as large as Kubernetes makes it.
 */
final class StartTrial {

    private static final String QUESTION = "--version";
    // Kubernetes adds seven variables for every service of a namespace.
    private static final int MANY_VARIABLES = 1000;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int STARTS = 5;

    private final CommandRunner runner;

    StartTrial(CommandRunner runner) {
        this.runner = runner;
    }

    /**
     * How long both take to answer; empty when the plain program does not end by itself.
     *
     * @throws BuildFailure when they end differently
     */
    Optional<PackedProgram.Start> run(Path plain, Path packed) {
        for (Map<String, String> environment : List.of(Map.<String, String>of(), manyVariables())) {
            Optional<CommandResult> before = start(plain, environment);
            Optional<CommandResult> after = start(packed, environment);
            if (!end(before).equals(end(after))) {
                throw differ(packed, environment.size(), before, after);
            }
            if (before.isEmpty()) {
                return Optional.empty();
            }
        }
        return Optional.of(new PackedProgram.Start(median(plain), median(packed)));
    }

    private static String end(Optional<CommandResult> result) {
        return result.map(ended -> "exit code " + ended.exitCode()).orElse("no end");
    }

    private static BuildFailure differ(
            Path packed, int variables, Optional<CommandResult> before, Optional<CommandResult> after) {
        return BuildFailure.ofUser("the packed program does not work as the plain one does")
                .because("asked with --version and " + variables + " environment variables, the plain one gives "
                        + end(before) + ", the packed one " + end(after))
                .from(packed)
                .listing(GoFailure.shorten(after.map(CommandResult::complaint).orElse(List.of())))
                .remedy("set sos.upx to off, or sos.upx.version to a release of upx that packs it well");
    }

    private Duration median(Path program) {
        long[] nanoseconds = new long[STARTS];
        for (int i = 0; i < STARTS; i++) {
            long began = System.nanoTime();
            start(program, Map.of());
            nanoseconds[i] = System.nanoTime() - began;
        }
        Arrays.sort(nanoseconds);
        return Duration.ofNanos(nanoseconds[STARTS / 2]);
    }

    private Optional<CommandResult> start(Path program, Map<String, String> environment) {
        List<String> commandLine = List.of(program.toString(), QUESTION);
        try {
            return Optional.of(runner.run(new Command(commandLine, environment, program.getParent(), PATIENCE)));
        } catch (IOException doesNotEndOrStart) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Background.stopped();
        }
    }

    private static Map<String, String> manyVariables() {
        Map<String, String> variables = new TreeMap<>();
        for (int i = 0; i < MANY_VARIABLES; i++) {
            variables.put("SERVICE_" + i + "_PORT_8080_TCP_ADDR", "10.0.0." + i);
        }
        return variables;
    }
}
