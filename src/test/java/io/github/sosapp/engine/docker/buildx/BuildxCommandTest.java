package io.github.sosapp.engine.docker.buildx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.process.Command;
import io.github.sosapp.process.CommandResult;
import io.github.sosapp.process.CommandRunner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A stand-in answers for {@code docker buildx}, with what 0.13 says. */
class BuildxCommandTest {

    private static final CommandResult VERSION =
            new CommandResult(0, "github.com/docker/buildx v0.13.1 788433953af10f2a698f5c07611dddce2e08c7a0\n", "");
    private static final String RUNNING = """
            Name:   team
            Driver: remote

            Nodes:
            Name:      team0
            Endpoint:  tcp://10.0.0.1:1234
            Status:    running
            Platforms: linux/amd64
            """;

    @TempDir
    private Path directory;

    private final Map<String, CommandResult> answers = new LinkedHashMap<>();
    private final List<Command> asked = new ArrayList<>();

    @BeforeEach
    void installDocker() throws Exception {
        Path docker = Files.createFile(directory.resolve("docker"));
        docker.toFile().setExecutable(true);
        answers.put("version", VERSION);
    }

    private BuildxCommand buildx() {
        CommandRunner runner = command -> {
            asked.add(command);
            String words = String.join(
                    " ", command.arguments().subList(2, command.arguments().size()));
            if (!answers.containsKey(words)) {
                throw new AssertionError("nobody should ask: " + words);
            }
            return answers.get(words);
        };
        return new BuildxCommand(
                runner,
                Map.of("PATH", directory.toString(), "KUBECONFIG", "/k", "SOS_REGISTRY_PASSWORD", "Canary-1"),
                directory);
    }

    private void answer(String words, int exitCode, String output, String errors) {
        answers.put(words, new CommandResult(exitCode, output, errors));
    }

    @Test
    void theBuilderOfANameIsAskedForWithTheUsersOwnAccess() {
        answer("inspect team", 0, RUNNING, "");

        assertThat(buildx().builder("team", "test").description()).isEqualTo("team (remote)");
        assertThat(asked)
                .allSatisfy(command -> assertThat(command.environment())
                        .containsEntry("KUBECONFIG", "/k")
                        .doesNotContainKey("SOS_REGISTRY_PASSWORD"));
    }

    @Test
    void anUnknownBuilderIsToldWithThoseThatExist() {
        answer("inspect taem", 1, "", "ERROR: no builder \"taem\" found\n");
        answer("ls", 0, """
                NAME/NODE    DRIVER/ENDPOINT        STATUS   BUILDKIT PLATFORMS
                team*        remote
                 \\_ team0     \\_ tcp://10.0.0.1    running  v0.30.0  linux/amd64
                default      docker
                """, "");

        assertThatThrownBy(() -> buildx().builder("taem", "sos.docker.builder"))
                .isInstanceOf(BuildFailure.class)
                .hasMessage("""
                        there is no buildx builder taem
                          why     docker buildx ls knows team, default
                          from    sos.docker.builder
                          do      did you mean team?""");
    }

    @Test
    void aBuilderThatSleepsIsWokenAndOneThatDoesNotAnswerIsTold() {
        answer("inspect", 0, RUNNING.replace("running", "inactive"), "");
        answer("inspect --bootstrap team", 0, RUNNING, "");
        assertThat(buildx().builder("", "test").isRunning()).isTrue();

        answer("inspect --bootstrap team", 1, "", "#1 waiting for connection\nERROR: context deadline exceeded\n");
        assertThatThrownBy(() -> buildx().builder("", "sos.docker.builder"))
                .isInstanceOf(BuildFailure.class)
                .hasMessage("""
                        the buildx builder team does not answer
                          why     context deadline exceeded
                          from    sos.docker.builder
                          do      docker buildx ls shows its machines: start them, or name another builder in sos.docker.builder""");
    }

    @ParameterizedTest
    @CsvSource({
        "docker-container, privileged containers",
        "kubernetes, kubectl get pods",
        "remote, docker buildx ls shows its machines"
    })
    void whatToDoAboutASilentBuilderDependsOnItsDriver(String driver, String remedy) {
        answer("inspect team", 0, RUNNING.replace("running", "inactive").replace("remote", driver), "");
        answer("inspect --bootstrap team", 1, "", "ERROR: no\n");

        assertThatThrownBy(() -> buildx().builder("team", "test")).hasMessageContaining(remedy);
    }

    @Test
    void aDockerWithoutThePluginSaysWhatToInstall() {
        answer(
                "version",
                1,
                "",
                "docker: unknown command: docker buildx\n\nRun 'docker --help' for more information\n");

        assertThatThrownBy(() -> buildx().builder("", "test"))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("docker buildx is not installed")
                .hasMessageContaining("docker-buildx-plugin");
    }

    @Test
    void noDockerAtAllSaysSo() throws Exception {
        Files.delete(directory.resolve("docker"));

        assertThatThrownBy(() -> buildx().builder("", "test"))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("docker buildx is not installed")
                .hasMessageContaining("there is neither docker nor buildx on the PATH");
    }

    @Test
    void aBuildxThatCannotTellItsProgressIsTooOld() {
        answer("version", 0, "github.com/docker/buildx v0.12.1 30feaa1\n", "");

        assertThatThrownBy(() -> buildx().builder("", "test"))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("docker buildx v0.12.1 is too old")
                .hasMessageContaining("set sos.docker.builder to auto");
    }

    @Test
    void wordsWithCommasStayOneWord() {
        assertThat(BuildxCommand.listed("type=oci", "dest=/a,b/\"c\"")).isEqualTo("type=oci,\"dest=/a,b/\"\"c\"\"\"");
    }

    @Test
    void aBuildGetsItsWordsAfterTheCommand() throws Exception {
        answer("build --progress=rawjson -", 0, "", "");

        buildx().build(List.of("--progress=rawjson", "-"), out -> {}, Duration.ofSeconds(9), line -> {});

        assertThat(asked.get(0).timeout()).isEqualTo(Duration.ofSeconds(9));
        assertThat(asked.get(0).directory()).isEqualTo(directory);
    }
}
