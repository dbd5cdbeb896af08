package io.github.sosapp.engine.daemonless;

import io.github.sosapp.process.Background;
import io.github.sosapp.process.Command;
import io.github.sosapp.process.CommandResult;
import io.github.sosapp.process.CommandRunner;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Starts a fresh program with nothing around it and reads what it says about its version. */
final class VersionProbe {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int LINES_KEPT = 10;
    private static final int COLUMNS_KEPT = 200;
    private static final int COMMIT_ABBREVIATED = 7;

    private final CommandRunner runner;

    VersionProbe(CommandRunner runner) {
        this.runner = runner;
    }

    /** What the answer should hold, by its name: version, build date, the beginning of the commit. */
    static Map<String, String> stamp(String version, Instant created, Optional<String> commit) {
        Map<String, String> stamp = new LinkedHashMap<>();
        stamp.put("version", version);
        stamp.put("build date", created.truncatedTo(ChronoUnit.SECONDS).toString());
        commit.ifPresent(id -> stamp.put("commit", id.substring(0, Math.min(COMMIT_ABBREVIATED, id.length()))));
        return stamp;
    }

    VersionAnswer ask(Path program, List<String> arguments, Map<String, String> stamp) {
        List<String> commandLine = new ArrayList<>(List.of(program.toString()));
        commandLine.addAll(arguments);
        String asked = "the service, asked with " + String.join(" ", arguments) + ", ";
        try {
            CommandResult result = runner.run(new Command(commandLine, Map.of(), program.getParent(), PATIENCE));
            String output = result.output().isBlank() ? result.errors() : result.output();
            List<String> warnings = new ArrayList<>();
            if (!result.succeeded()) {
                warnings.add(asked + "ended with exit code " + result.exitCode());
            }
            String missing = stamp.entrySet().stream()
                    .filter(part -> !output.contains(part.getValue()))
                    .map(part -> part.getKey() + " " + part.getValue())
                    .collect(Collectors.joining(", "));
            if (!missing.isEmpty()) {
                warnings.add(asked + "does not print " + missing
                        + ": declare var Version, BuildDate, GitCommit string in package main and print them");
            }
            return new VersionAnswer(firstLines(output), warnings);
        } catch (IOException e) {
            return new VersionAnswer("", List.of(asked + "did not answer within " + PATIENCE.toSeconds() + " s"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Background.stopped();
        }
    }

    private static String firstLines(String output) {
        return output.lines()
                .filter(line -> !line.isBlank())
                .limit(LINES_KEPT)
                .map(line -> line.substring(0, Math.min(COLUMNS_KEPT, line.length())))
                .collect(Collectors.joining("\n"));
    }
}
