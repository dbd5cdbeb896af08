package io.github.sosapp.testing;

import io.github.sosapp.process.CommandRunner;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** Parts of a machine that some tests need: absent, a test is skipped with the reason, or fails when all are required. */
public final class Required {

    private Required() {}

    /** Needs a program on the path. */
    public static void program(String name, String installCommand) {
        Map<String, String> environment = System.getenv();
        boolean there =
                CommandRunner.find(name, environment.getOrDefault("PATH", "")).isPresent();
        String reason = name + " is not on this machine; install it with: " + installCommand;
        if ("all".equals(System.getProperty("sos.it.require")) && !there) {
            Assertions.fail(reason);
        }
        Assumptions.assumeTrue(there, reason);
    }
}
