package io.github.sosapp.engine.daemonless;

import io.github.sosapp.plan.Preparation;

/** A language's own program on this machine. */
interface Toolchain {

    /**
     * Makes the output of a preparation and checks that it is what the preparation asked for.
     *
     * @throws io.github.sosapp.failure.BuildFailure when the program fails, or what it made does not fit the platform
     */
    void run(Preparation preparation);

    /** What is the same for two programs only when they make the same; empty for the engine's own. */
    default String release() {
        return "";
    }
}
