package io.github.sosapp.goal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.process.CommandResult;
import io.github.sosapp.testing.Programs;
import io.github.sosapp.testing.Required;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whoever looks after Dockerfiles for a living has no complaint. Let pass are, in the files themselves: DL3018, because
 * Alpine keeps no old versions of packages that could be pinned, and DL3017, because security updates are wanted.
 */
class DockerfileLintIT {

    private static final Path GOOD = Path.of("src/test/resources/io/github/sosapp/goal/dockerfiles");

    @Test
    void hadolintHasNoComplaint() throws Exception {
        try (Stream<Path> files = Files.list(GOOD)) {
            List<Path> all = files.sorted().toList();

            assertThat(all).hasSizeGreaterThan(9).allSatisfy(file -> {
                CommandResult judged = lint(file);
                assertThat(judged.exitCode()).as(judged.output()).isZero();
                assertThat(judged.output()).isEmpty();
            });
        }
    }

    @Test
    void onlyPackagesOfAlpineArePassedOver() throws Exception {
        try (Stream<Path> files = Files.list(GOOD)) {
            assertThat(files.sorted().toList())
                    .allSatisfy(file -> assertThat(
                                    Files.readAllLines(file).stream().filter(line -> line.contains("hadolint")))
                            .allMatch(line -> line.matches("# hadolint ignore=(DL3017,)?DL3018")));
        }
    }

    @Test
    void hadolintWouldComplain(@TempDir Path directory) throws Exception {
        Path bad = Files.writeString(directory.resolve("Dockerfile"), "FROM debian\nRUN cd /tmp\n");

        assertThat(lint(bad).output()).contains("DL3006", "DL3003");
    }

    private static CommandResult lint(Path file) {
        String hadolint = Required.program("hadolint", "src/it/machine/install").toString();
        return Programs.run(Path.of("").toAbsolutePath(), Map.of(), hadolint, file.toString());
    }
}
