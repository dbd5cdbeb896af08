package io.github.sosapp.plan;

import java.util.List;

/**
 * How the tests of a service are run.
 *
 * @param shown the command as people type it, for example {@code go test ./...}
 * @param preparations what has to be made before
 * @param command whose exit status says whether the tests pass; nobody reads its output
 */
public record TestRun(String shown, List<Preparation> preparations, Preparation command) {

    public TestRun {
        preparations = List.copyOf(preparations);
    }
}
