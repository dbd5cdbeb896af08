package io.github.sosapp.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.testing.Examples;
import io.github.sosapp.testing.MavenBuild;
import io.github.sosapp.testing.Programs;
import io.github.sosapp.testing.RegistryServer;
import io.github.sosapp.testing.RegistryServer.Kind;
import io.github.sosapp.testing.Required;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Memory does not grow with what is packed. */
class LargeImageIT {

    private static final int MEBIBYTES = 500;

    @TempDir
    private Path work;

    @Test
    void halfAGigabyteIsBuiltAndPushedIn64MegabytesOfHeap() throws Exception {
        Required.program("go", "the Go distribution");
        String crane = Required.program("crane", "go install github.com/google/go-containerregistry/cmd/crane@v0.22.1")
                .toString();
        Path service = Examples.copyTo(work.resolve("examples"), "1.4.0").service("location-service");
        writeHalfCompressible(service.resolve("large.bin"));
        try (RegistryServer registry = RegistryServer.open(Kind.DISTRIBUTION_2, work.resolve("registry"))) {
            MavenBuild build = MavenBuild.of(service, work.resolve("home"));

            build.environment("MAVEN_OPTS", "-Xmx64m -Duser.home=" + work.resolve("home"))
                    .with("-Dsos.files.large.from=large.bin", "-Dsos.files.large.to=/large.bin")
                    .with("-Dsos.platforms=native", "-Dsos.registry=" + registry.host() + "/sos-app")
                    .with("-Dsos.insecureRegistries=" + registry.host())
                    .succeeds("package", "sos:push");

            String image = registry.host() + "/sos-app/location-service:1.4.0";
            assertThat(Programs.output(work, crane, "digest", image) + "\n")
                    .isEqualTo(Files.readString(service.resolve("target/sos/production.digest")));
            assertThat(Programs.output(work, "sh", "-c", "\"$0\" export \"$1\" - | tar --list --verbose", crane, image))
                    .containsPattern(" " + (MEBIBYTES << 20) + " .* large\\.bin");
        }
    }

    private static void writeHalfCompressible(Path file) throws Exception {
        Random random = new Random(7);
        byte[] mebibyte = new byte[1 << 20];
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int i = 0; i < MEBIBYTES; i++) {
                random.nextBytes(mebibyte);
                Arrays.fill(mebibyte, mebibyte.length / 2, mebibyte.length, (byte) i);
                out.write(mebibyte);
            }
        }
    }
}
