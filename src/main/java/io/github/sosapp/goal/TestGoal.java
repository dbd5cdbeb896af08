package io.github.sosapp.goal;

import io.github.sosapp.engine.daemonless.TestRunner;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.plan.Preparation;
import io.github.sosapp.plan.TestRun;
import io.github.sosapp.service.dockerfile.DockerfileRecipe;
import io.github.sosapp.settings.Settings;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Runs the tests of the service in the words of its own language; of a module with its own Dockerfile those of the stage
 * {@code test}, and without one those of the language, if this machine can.
 */
public final class TestGoal {

    private final ImagePlanner planner;
    private final Optional<ImagePlanner> languages;
    private final TestRunner runner;
    private final Consumer<Preparation> stages;
    private final BuildLog log;

    /**
     * @param languages knows the tests of languages where {@code planner} knows a Dockerfile only
     * @param stages builds a stage of a Dockerfile
     */
    public TestGoal(
            ImagePlanner planner,
            Optional<ImagePlanner> languages,
            TestRunner runner,
            Consumer<Preparation> stages,
            BuildLog log) {
        this.planner = planner;
        this.languages = languages;
        this.runner = runner;
        this.stages = stages;
        this.log = log;
    }

    /** Runs them whether anything has changed or not; a module without tests is no failure. */
    public void run(Project project, Settings settings) {
        Optional<TestRun> tests = planner.tests(project, settings);
        if (tests.isEmpty() && languages.isPresent()) {
            try {
                tests = languages.get().tests(project, settings);
                tests.ifPresent(runner::requireTool);
            } catch (BuildFailure impossible) {
                // Whoever builds in an engine need not have the programs of the language, nor what is asked of sources.
                log.warn(project.artifactId() + ": its tests do not run on this machine: " + impossible.problem());
                log.warn("  a stage named test in the Dockerfile would run them in the engine");
                return;
            }
        }
        tests.ifPresentOrElse(found -> run(project, found), () -> none(project));
    }

    private void none(Project project) {
        log.info(project.artifactId() + ": no tests here"
                + (languages.isPresent() ? ", and no stage test in the Dockerfile" : ""));
    }

    private void run(Project project, TestRun tests) {
        String version = tests.command().toolVersion();
        log.info(project.artifactId() + ": " + tests.shown() + (version.startsWith("go") ? ", " + version : ""));
        long started = log.now();
        if (tests.command().tool().equals(DockerfileRecipe.TOOL)) {
            stages.accept(tests.command());
        } else {
            runner.run(tests, log::verbatim);
        }
        log.field("tests", "passed   " + log.secondsSince(started));
    }
}
