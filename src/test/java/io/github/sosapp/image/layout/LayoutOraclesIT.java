package io.github.sosapp.image.layout;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.image.ImageReference;
import io.github.sosapp.image.MediaType;
import io.github.sosapp.image.Platform;
import io.github.sosapp.image.layer.Layer;
import io.github.sosapp.process.Command;
import io.github.sosapp.process.CommandResult;
import io.github.sosapp.process.CommandRunner;
import io.github.sosapp.testing.Required;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Other people's programs read what we write. */
class LayoutOraclesIT {

    private static final ImageReference NAME = ImageReference.parse("registry.example/team/service:1.4.0");

    @TempDir
    Path work;

    private Layer etc;
    private Layer app;

    @BeforeEach
    void makeLayers() throws IOException {
        etc = SampleImages.gzip(work.resolve("layers"), "etc/", "etc/passwd");
        app = SampleImages.layer(
                work.resolve("layers"), MediaType.LAYER_GZIP, SampleImages.tar("app/", "app/service", "n".repeat(200)));
    }

    @Test
    void craneFindsNothingWrong() throws Exception {
        Path crane = Required.program("crane", "go install github.com/google/go-containerregistry/cmd/crane@v0.22.1");
        ImageLayout layout = write(SampleImages.image(Platform.LINUX_AMD64, etc, app));
        Path tar = archive(layout);

        assertThat(run(crane, "validate", "--tarball", tar.toString()).output()).contains("PASS");
    }

    @Test
    void skopeoReadsTheLayoutForEveryPlatform() throws Exception {
        Path skopeo = Required.program("skopeo", "apt-get install skopeo");
        write(SampleImages.image(Platform.LINUX_AMD64, etc, app), SampleImages.image(Platform.LINUX_ARM64, etc));

        for (String architecture : List.of("amd64", "arm64")) {
            CommandResult seen = run(
                    skopeo,
                    "--override-os",
                    "linux",
                    "--override-arch",
                    architecture,
                    "inspect",
                    "oci:" + work.resolve("production"));
            assertThat(seen.output()).contains("\"Architecture\": \"" + architecture + "\"");
        }
    }

    @Test
    void skopeoCopiesTheImageByteForByte() throws Exception {
        Path skopeo = Required.program("skopeo", "apt-get install skopeo");
        ImageLayout layout = write(
                SampleImages.image(Platform.LINUX_AMD64, etc, app), SampleImages.image(Platform.LINUX_ARM64, etc));
        Path copy = work.resolve("copy");

        run(skopeo, "copy", "--all", "oci:" + work.resolve("production") + ":1.4.0", "oci:" + copy);

        assertThat(LayoutCheck.verify(copy).digest()).isEqualTo(layout.root().digest());
    }

    @Test
    void skopeoReadsTheArchiveInBothForms() throws Exception {
        Path skopeo = Required.program("skopeo", "apt-get install skopeo");
        Path tar = archive(write(SampleImages.image(Platform.LINUX_AMD64, etc, app)));

        assertThat(run(skopeo, "inspect", "docker-archive:" + tar).output()).contains("\"amd64\"");
        assertThat(run(skopeo, "inspect", "oci-archive:" + tar + ":1.4.0").output())
                .contains("\"amd64\"");
    }

    @Test
    void umociUnpacksTheImage() throws Exception {
        Path umoci = Required.program("umoci", "apt-get install umoci");
        write(SampleImages.image(Platform.LINUX_AMD64, etc, app));
        Path bundle = work.resolve("bundle");

        run(umoci, "unpack", "--rootless", "--image", work.resolve("production") + ":1.4.0", bundle.toString());

        assertThat(bundle.resolve("rootfs/app/service")).hasContent("content of app/service");
        assertThat(bundle.resolve("rootfs/etc/passwd")).exists();
    }

    private ImageLayout write(PlatformImage... images) {
        return new LayoutWriter().write(work.resolve("production"), List.of(images), Map.of(), Optional.of(NAME));
    }

    private Path archive(ImageLayout layout) throws IOException {
        Path tar = work.resolve("image.tar");
        try (OutputStream out = Files.newOutputStream(tar)) {
            ImageArchive.of(layout, Platform.LINUX_AMD64, List.of(NAME)).writeTo(out);
        }
        return tar;
    }

    private CommandResult run(Path program, String... arguments) throws Exception {
        List<String> line = new ArrayList<>(List.of(program.toString()));
        line.addAll(List.of(arguments));
        Map<String, String> environment = Map.of("PATH", System.getenv("PATH"), "HOME", work.toString());
        CommandResult result =
                CommandRunner.ofThisMachine().run(new Command(line, environment, work, Duration.ofMinutes(1)));
        assertThat(result.exitCode()).as(String.join("\n", result.complaint())).isZero();
        return result;
    }
}
