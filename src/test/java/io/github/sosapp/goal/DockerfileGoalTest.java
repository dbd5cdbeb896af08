package io.github.sosapp.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that teams own are neither lost nor half-written. */
class DockerfileGoalTest {

    @TempDir
    private Path directory;

    private DockerfileFixture service;

    @BeforeEach
    void writeService() {
        service = new DockerfileFixture(directory).holding("go");
    }

    @Test
    void theFilesAreWrittenAndTheWayOnIsSaid() throws IOException {
        run();

        assertThat(read("Dockerfile"))
                .startsWith("# Written by sos:dockerfile.")
                .contains("FROM scratch AS production");
        assertThat(read(".dockerignore")).contains("node_modules", "*.pem");
        assertThat(directory.resolve(".sos/delve/go.sum")).exists();
        assertThat(service.module.console.infos())
                .containsExactly(
                        "emergency-service: wrote .dockerignore and Dockerfile, and 4 files in .sos to " + directory,
                        "  targets    development, production-alpine, production (the default)",
                        "  build      docker build -t emergency-service .",
                        "  stamp      --build-arg GIT_COMMIT=$(git rev-parse HEAD) --build-arg BUILD_DATE=$(date -u"
                                + " +%FT%TZ)",
                        "  next       commit the files; mvn package -Dsos.engine=docker builds this Dockerfile from"
                                + " now on");
    }

    @Test
    void aSecondRunChangesNothingAndSaysSo() throws IOException {
        run();
        String before = read("Dockerfile");
        run();

        assertThat(read("Dockerfile")).isEqualTo(before);
        assertThat(service.module.console.infos())
                .last()
                .isEqualTo("emergency-service: Dockerfile and .dockerignore are up to date");
    }

    @Test
    void whatNobodyHasChangedIsWrittenAnewWhenTheServiceIsAnotherOne() throws IOException {
        run();
        run("port", "9090");

        assertThat(read("Dockerfile")).contains("EXPOSE 9090/tcp");
    }

    @Test
    void aChangedDockerfileStaysAndNothingElseIsWritten() throws IOException {
        run();
        Files.writeString(directory.resolve("Dockerfile"), read("Dockerfile").replace("AS production\n", "AS live\n"));
        String ignore = read(".dockerignore");
        Files.delete(directory.resolve(".dockerignore"));

        assertThatThrownBy(() -> run("port", "9090"))
                .isInstanceOf(BuildFailure.class)
                .hasMessage("""
                Dockerfile is there already, and it is not as sos:dockerfile wrote it
                  why     what somebody has written or changed would be lost
                  from    %s
                  do      keep it: builds of the docker engine use it; or delete it, or replace it by \
                -Dsos.dockerfile.overwrite""".formatted(directory.resolve("Dockerfile")));
        assertThat(read("Dockerfile")).contains("AS live\n").doesNotContain("9090");
        assertThat(directory.resolve(".dockerignore")).doesNotExist();
        assertThat(ignore).isNotEmpty();
    }

    @Test
    void dockerfileOverwriteLetsFilesOfTheTeamBeReplaced() throws IOException {
        service.module.write("Dockerfile", "FROM scratch\n").write(".dockerignore", "*\n");

        run("dockerfile.overwrite", "true");

        assertThat(read("Dockerfile")).contains("golang:1.21-alpine");
        assertThat(read(".dockerignore")).contains("node_modules");
    }

    @Test
    void lineEndsOfWindowsAreNoChange() throws IOException {
        run();
        Files.writeString(directory.resolve("Dockerfile"), read("Dockerfile").replace("\n", "\r\n"));
        run();

        assertThat(read("Dockerfile")).doesNotContain("\r");
    }

    @Test
    void dockerBuilderNamesOneThatHasCaches() throws IOException {
        run("docker.builder", "buildkit");

        assertThat(read("Dockerfile")).contains("--mount=type=cache");
    }

    private void run(String... settings) {
        service.goal().run(service.module.project(), ModuleFixture.settings(settings));
    }

    private String read(String name) throws IOException {
        return Files.readString(directory.resolve(name));
    }
}
