package io.github.sosapp.goal;

import io.github.sosapp.engine.daemonless.TestRunner;
import io.github.sosapp.plan.TestRun;
import io.github.sosapp.settings.Settings;
import java.util.Optional;

/** Runs the tests of the service in the words of its own language. */
public final class TestGoal {

    private final ImagePlanner planner;
    private final TestRunner runner;
    private final BuildLog log;

    public TestGoal(ImagePlanner planner, TestRunner runner, BuildLog log) {
        this.planner = planner;
        this.runner = runner;
        this.log = log;
    }

    /** Runs them whether anything has changed or not; a module without tests is no failure. */
    public void run(Project project, Settings settings) {
        Optional<TestRun> tests = planner.tests(project, settings);
        if (tests.isEmpty()) {
            log.info(project.artifactId() + ": no tests here");
            return;
        }
        String version = tests.get().command().toolVersion();
        log.info(project.artifactId() + ": " + tests.get().shown() + (version.startsWith("go") ? ", " + version : ""));
        long started = log.now();
        runner.run(tests.get(), log::verbatim);
        log.field("tests", "passed   " + log.secondsSince(started));
    }
}
