package io.github.sosapp.engine.daemonless;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.plan.Preparation;
import io.github.sosapp.plan.TestRun;
import io.github.sosapp.process.Command;
import io.github.sosapp.process.CommandResult;

/** A program of this machine that services are tested with. */
interface TestTool {

    /** The program with its arguments, in the environment that builds have. */
    Command command(Preparation preparation);

    /**
     * Says what the end of the program means. What it printed has been shown already.
     *
     * @throws BuildFailure when tests failed, or could not be run
     */
    default void judge(TestRun tests, CommandResult result) {
        if (!result.succeeded()) {
            throw BuildFailure.ofUser("the tests failed")
                    .because(tests.shown() + " ended with exit code " + result.exitCode() + ", see the lines above")
                    .from(tests.command().directory())
                    .remedy("correct the service or its tests; -DskipTests builds without them");
        }
    }
}
