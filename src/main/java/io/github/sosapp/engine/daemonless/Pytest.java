package io.github.sosapp.engine.daemonless;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.plan.Preparation;
import io.github.sosapp.plan.TestRun;
import io.github.sosapp.process.Command;
import io.github.sosapp.process.CommandResult;
import io.github.sosapp.process.CommandRunner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The python3 of the service's own virtual environment, else of this machine, with the pytest that is installed there or
 * was made ready by {@link TestPackages}. Nothing is written among the sources.
 */
final class Pytest implements TestTool {

    private static final Duration PATIENCE = Duration.ofHours(1);
    private static final int NO_TESTS = 5;
    private static final String MISSING = "No module named pytest";

    private final Map<String, String> user;
    private final Path workDirectory;

    Pytest(Map<String, String> user, Path workDirectory) {
        this.user = user;
        this.workDirectory = workDirectory;
    }

    @Override
    public Command command(Preparation preparation) {
        Path python = python(preparation.directory(), user);
        SortedMap<String, String> environment = ChildEnvironment.of(user, workDirectory.resolve("home"));
        environment.putAll(new TreeMap<>(Map.of(
                // Not C: there Python before 3.15 would take files for ASCII.
                "LC_ALL", "C.UTF-8", "PYTHONDONTWRITEBYTECODE", "1", "PYTHONUNBUFFERED", "1")));
        environment.putAll(preparation.environment());
        List<String> arguments = new ArrayList<>(List.of(python.toString()));
        arguments.addAll(preparation.arguments());
        return new Command(arguments, environment, preparation.directory(), PATIENCE);
    }

    /**
     * The Python that runs the tests in the directory.
     *
     * @throws BuildFailure when there is none
     */
    static Path python(Path directory, Map<String, String> user) {
        return Stream.of(".venv/bin/python", "venv/bin/python", ".venv/Scripts/python.exe", "venv/Scripts/python.exe")
                .map(directory::resolve)
                .filter(Files::isExecutable)
                .findFirst()
                .or(() -> onPath("python3", user))
                .or(() -> onPath("python", user))
                .orElseThrow(() -> BuildFailure.ofWorld("the tests are run by python3, which is not on this machine")
                        .because("no directory of PATH has it, and there is no virtual environment in " + directory)
                        .remedy("install Python 3, or leave tests out with -DskipTests"));
    }

    private static Optional<Path> onPath(String name, Map<String, String> user) {
        return CommandRunner.find(name, user.getOrDefault("PATH", ""));
    }

    @Override
    public void judge(TestRun tests, CommandResult result) {
        if (result.output().contains(MISSING)) {
            Path directory = tests.command().directory();
            throw BuildFailure.ofWorld("the tests are run by pytest, which this Python does not have")
                    .because("the project asks for pytest, and "
                            + command(tests.command()).arguments().get(0) + " cannot import it")
                    .from(directory)
                    .remedy("make a virtual environment with what the tests need in " + directory
                            + ": python3 -m venv .venv && .venv/bin/pip install pytest -r <your requirements>;"
                            + " -DskipTests builds without tests");
        }
        if (result.exitCode() != NO_TESTS) {
            TestTool.super.judge(tests, result);
        }
    }
}
