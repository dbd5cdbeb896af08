package io.github.sosapp.image.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Runs programs of the machine as judges of what we wrote. */
final class Programs {

    private Programs() {}

    /** Everything that the program printed; it must succeed. */
    static String run(Path directory, String... command) throws Exception {
        Path output = directory.resolve("output-of-" + Path.of(command[0]).getFileName());
        ProcessBuilder builder = new ProcessBuilder(List.of(command))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .directory(directory.toFile());
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("TZ", "UTC");
        int exit = builder.start().waitFor();
        String text = Files.readString(output);
        assertThat(exit).as(text).isZero();
        return text;
    }
}
