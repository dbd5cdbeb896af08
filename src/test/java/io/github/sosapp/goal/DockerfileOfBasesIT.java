package io.github.sosapp.goal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.engine.docker.dockerfile.Dialect;
import io.github.sosapp.engine.docker.dockerfile.RenderedDockerfile;
import io.github.sosapp.testing.Programs;
import io.github.sosapp.testing.Required;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lets a real engine build the bases for Python services from their Dockerfiles; the images below are stand-ins or real. */
class DockerfileOfBasesIT {

    private static final String LISTED =
            "import os;print(sorted(n for d in ('/bin','/usr/bin','/sbin') if os.path.isdir(d)"
                    + " for n in os.listdir(d) if n in ('sh','ash','dash','bash','busybox','apk','apt','dpkg','pip')))";

    @ParameterizedTest
    @CsvSource({
        "alpine-base, COMMON, 0, alpine:3.20, json",
        "base, BUILDKIT, 1, python:3.11-slim-bookworm, cryptography"
    })
    void theBaseRunsItsPythonAndHasNoShell(
            String base, Dialect dialect, String buildKit, String from, String module, @TempDir Path directory)
            throws Exception {
        String client = Files.isExecutable(Path.of("/usr/bin/docker")) ? "/usr/bin/docker" : "docker";
        Required.that(
                Programs.run(directory, Map.of(), client, "image", "inspect", from)
                                .exitCode()
                        == 0,
                "there is no image " + from,
                "bash src/it/machine/stand-ins");
        RenderedDockerfile rendered =
                new DockerfileFixture(directory).holding(base).whole(dialect);
        Files.writeString(directory.resolve("Dockerfile"), rendered.text());
        for (var file : rendered.files().entrySet()) {
            Files.createDirectories(directory.resolve(file.getKey()).getParent());
            Files.writeString(directory.resolve(file.getKey()), file.getValue());
        }
        String image = "sos-test-" + ProcessHandle.current().pid() + "-dockerfile/" + base;
        try {
            Programs.succeeded(directory, Map.of("DOCKER_BUILDKIT", buildKit), client, "build", "--tag=" + image, ".");

            assertThat(run(client, directory, image, "import os;print(os.getuid(), os.getcwd())"))
                    .isEqualTo("65532 /app");
            assertThat(run(client, directory, image, "import " + module + ";print(" + module + ".__name__)"))
                    .isEqualTo(module);
            assertThat(run(client, directory, image, LISTED)).isEqualTo("[]");
        } finally {
            Programs.run(directory, Map.of(), client, "rmi", "--force", image);
        }
    }

    private static String run(String client, Path directory, String image, String program) {
        return Programs.output(directory, client, "run", "--rm", "--read-only", "--cap-drop=ALL", image, "-c", program);
    }
}
