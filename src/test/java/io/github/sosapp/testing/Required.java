package io.github.sosapp.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** Real programs that a test needs: absent, the test is skipped with the reason, or fails with {@code -Dsos.it.require=all}. */
public final class Required {

    /** Where {@code src/it/machine/install} puts programs that are for tests alone. */
    public static final Path TEST_HOME = Path.of(System.getenv().getOrDefault("SOS_TEST_HOME", "/opt/sos-test"));

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

    /** The home of a JDK of this release: where the tests' own programs are, else where Debian puts JDKs. */
    public static Path jdk(int feature) throws IOException {
        Path own = TEST_HOME.resolve("jdk-" + feature);
        List<Path> homes = new ArrayList<>(List.of(own));
        Path debians = Path.of("/usr/lib/jvm");
        if (Files.isDirectory(debians)) {
            try (Stream<Path> entries = Files.list(debians)) {
                entries.filter(home -> home.getFileName().toString().contains(Integer.toString(feature)))
                        .sorted()
                        .forEach(homes::add);
            }
        }
        Optional<Path> found = homes.stream()
                .filter(home -> Files.isExecutable(home.resolve("bin/javac")))
                .findFirst();
        that(found.isPresent(), "there is no JDK " + feature, "src/it/machine/install");
        return found.orElseThrow();
    }
}
