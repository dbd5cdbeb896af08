package io.github.sosapp.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** Real programs that a test needs: absent, the test is skipped with the reason, or fails with {@code -Dsos.it.require=all}. */
public final class Required {

    private static final String OWN_PROGRAMS = "/opt/sos-test/bin";

    private Required() {}

    /** The program's path. */
    public static Path program(String name, String installCommand) {
        Optional<Path> found = find(name);
        that(found.isPresent(), name + " is not installed", installCommand);
        return found.get();
    }

    /** Something else of the machine, for example an engine that answers. */
    public static void that(boolean there, String otherwise, String installCommand) {
        if (!there) {
            String reason = otherwise + "; get it with: " + installCommand;
            if ("all".equals(System.getProperty("sos.it.require"))) {
                Assertions.fail(reason);
            }
            Assumptions.abort(reason);
        }
    }

    /** The program's path, if this machine has it. */
    public static Optional<Path> find(String name) {
        String searched = OWN_PROGRAMS + ":" + System.getenv("PATH");
        return Arrays.stream(searched.split(":"))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
