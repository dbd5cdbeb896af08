package io.github.sosapp.engine.daemonless;

import io.github.sosapp.plan.Preparation;
import java.util.SortedMap;
import java.util.TreeMap;

/** A language's own program on this machine. */
interface Toolchain {

    /**
     * Makes the output of a preparation and checks that it is what the preparation asked for.
     *
     * @throws io.github.sosapp.failure.BuildFailure when the program fails, or what it made does not fit the platform
     */
    void run(Preparation preparation);

    /**
     * The versions of the programs that have a part in what the preparation makes, by name; none for the engine's own, and
     * where hashes decide the result.
     */
    default SortedMap<String, String> versions(Preparation preparation) {
        return new TreeMap<>();
    }
}
