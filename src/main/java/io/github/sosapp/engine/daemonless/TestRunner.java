package io.github.sosapp.engine.daemonless;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.plan.TestRun;
import io.github.sosapp.process.Background;
import io.github.sosapp.process.Command;
import io.github.sosapp.process.CommandResult;
import io.github.sosapp.process.CommandRunner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

/** Runs the tests of a service with the language's own program, which sees as little of the user as it does in builds. */
public final class TestRunner {

    private final PreparationRunner preparations;
    private final CommandRunner runner;
    private final Map<String, String> environment;
    private final Path workDirectory;
    private final boolean offline;

    /**
     * @param environment the user's
     * @param workDirectory of the module; a private home directory for the children is made in it
     * @param offline true when nothing may be fetched
     */
    public TestRunner(
            PreparationRunner preparations,
            CommandRunner runner,
            Map<String, String> environment,
            Path workDirectory,
            boolean offline) {
        this.preparations = preparations;
        this.runner = runner;
        this.environment = Map.copyOf(environment);
        this.workDirectory = workDirectory.toAbsolutePath().normalize();
        this.offline = offline;
    }

    /**
     * Runs all tests, always: that they passed before says nothing of what they ask of the world.
     *
     * @param lines gets what the tests print, line by line, as it comes
     * @throws BuildFailure when a test fails, or the tests cannot be run
     */
    public void run(TestRun tests, Consumer<String> lines) {
        TestTool tool = find(tests.command().tool());
        preparations.run(tests.preparations(), platform -> {});
        tool.judge(tests, follow(tool.command(tests.command()), lines));
    }

    /**
     * Looks whether the program that runs them is on this machine.
     *
     * @throws BuildFailure when it is not
     */
    public void requireTool(TestRun tests) {
        find(tests.command().tool()).command(tests.command());
    }

    private CommandResult follow(Command command, Consumer<String> lines) {
        try {
            return runner.follow(command, lines);
        } catch (IOException e) {
            throw BuildFailure.ofWorld("the tests did not run to their end")
                    .because(e.getMessage())
                    .from(command.arguments().get(0))
                    .causedBy(e)
                    .remedy("run them in a terminal; if that works, build again, or leave them out with -DskipTests");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Background.stopped();
        }
    }

    private TestTool find(String tool) {
        return switch (tool) {
            case "go" -> GoToolchain.find(runner, environment, workDirectory, offline);
            case "npm" -> NpmToolchain.find(runner, environment, workDirectory, offline);
            case "pytest" -> new Pytest(environment, workDirectory);
            default -> throw new IllegalArgumentException("nothing tests with " + tool);
        };
    }
}
