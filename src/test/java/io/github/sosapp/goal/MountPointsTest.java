package io.github.sosapp.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.service.Development.Sources;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The directories on which a container puts its own ones, and who reads those around them. */
class MountPointsTest {

    @TempDir
    private Path sources;

    private Sources with(String... names) {
        return new Sources(sources, "/app", List.of(names), List.of("dist"));
    }

    @Test
    void whatWasMadeGoesAgainAndWhatWasThereStays() throws Exception {
        Files.createDirectories(sources.resolve("node_modules/left-pad"));

        try (MountPoints points = MountPoints.in(with("node_modules", "services/auth/node_modules"))) {
            assertThat(sources.resolve("dist")).isEmptyDirectory();
            assertThat(sources.resolve("services/auth/node_modules")).isEmptyDirectory();
            points.close();
        }

        assertThat(sources.resolve("dist")).doesNotExist();
        assertThat(sources.resolve("services")).doesNotExist();
        assertThat(sources.resolve("node_modules/left-pad")).isDirectory();
    }

    @Test
    void whatSomebodyPutThereMeanwhileStays() throws Exception {
        try (MountPoints points = MountPoints.in(with())) {
            Files.writeString(sources.resolve("dist/index.js"), "");
        }

        assertThat(sources.resolve("dist/index.js")).exists();
    }

    @Test
    void aFileInTheWayIsNamed() throws Exception {
        Files.writeString(sources.resolve("dist"), "");

        assertThatThrownBy(() -> MountPoints.in(with()))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("cannot make the directory " + sources.resolve("dist"))
                .hasMessageContaining("the container has its own one there");
    }

    @Test
    void theImagesUserReadsWhatEverybodyMayAndTheOwnerTheRest() throws Exception {
        Files.setPosixFilePermissions(sources, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(SourceReader.of(sources, "1001:1001").user()).isEmpty();

        Files.setPosixFilePermissions(sources, PosixFilePermissions.fromString("rwxr-x---"));
        int uid = (int) Files.getAttribute(sources, "unix:uid");
        if (uid == 0) {
            assertThatThrownBy(() -> SourceReader.of(sources, "1001:1001"))
                    .isInstanceOf(BuildFailure.class)
                    .hasMessage("""
                            the service cannot read its sources
                              why     %1$s is for the superuser alone, and the image runs as 1001:1001
                              do      let others read it: chmod o+rx %1$s""".formatted(sources));
        } else {
            assertThat(SourceReader.of(sources, "1001:1001").user())
                    .isEqualTo(uid + ":" + Files.getAttribute(sources, "unix:gid"));
        }
    }
}
