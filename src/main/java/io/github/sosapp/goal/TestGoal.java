package io.github.sosapp.goal;

import io.github.sosapp.engine.daemonless.TestRunner;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.plan.Preparation;
import io.github.sosapp.plan.TestRun;
import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.Settings;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Runs the tests of the service in the words of its own language; of a module with its own Dockerfile those of the stage
 * {@code test}, if it has one.
 */
public final class TestGoal {

    private final Optional<ImagePlanner> dockerfile;
    private final ImagePlanner languages;
    private final TestRunner runner;
    private final Consumer<Preparation> stages;
    private final BuildLog log;

    /**
     * @param dockerfile knows the stages of the module's own Dockerfile; empty without one
     * @param stages builds one
     */
    public TestGoal(
            Optional<ImagePlanner> dockerfile,
            ImagePlanner languages,
            TestRunner runner,
            Consumer<Preparation> stages,
            BuildLog log) {
        this.dockerfile = dockerfile;
        this.languages = languages;
        this.runner = runner;
        this.stages = stages;
        this.log = log;
    }

    /** Runs them whether anything has changed or not; a module without tests is no failure. */
    public void run(Project project, Settings settings) {
        Optional<TestRun> stage = dockerfile.flatMap(planner -> planner.tests(project, settings));
        if (stage.isPresent()) {
            timed(project, stage.get(), () -> stages.accept(stage.get().command()));
        } else if (settings.get(SettingCatalog.ENGINE).value().equals("docker")) {
            runWherePossible(project, settings);
        } else {
            runOfLanguage(project, languages.tests(project, settings));
        }
    }

    // Whoever builds in an engine need not have the programs of the language here, nor what is asked of sources.
    private void runWherePossible(Project project, Settings settings) {
        Optional<TestRun> tests;
        try {
            tests = languages.tests(project, settings);
            tests.ifPresent(runner::requireTool);
        } catch (BuildFailure impossible) {
            log.warn(project.artifactId() + ": its tests do not run on this machine: " + impossible.problem());
            log.warn("  a stage named test in a Dockerfile of the module's own would run them in the engine");
            return;
        }
        runOfLanguage(project, tests);
    }

    private void runOfLanguage(Project project, Optional<TestRun> tests) {
        tests.ifPresentOrElse(
                found -> timed(project, found, () -> runner.run(found, log::verbatim)),
                () -> log.info(project.artifactId() + ": no tests here"
                        + (dockerfile.isPresent() ? ", and no stage test in the Dockerfile" : "")));
    }

    private void timed(Project project, TestRun tests, Runnable work) {
        String version = tests.command().toolVersion();
        log.info(project.artifactId() + ": " + tests.shown() + (version.startsWith("go") ? ", " + version : ""));
        long started = log.now();
        work.run();
        log.field("tests", "passed   " + log.secondsSince(started));
    }
}
