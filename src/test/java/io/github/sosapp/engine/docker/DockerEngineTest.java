package io.github.sosapp.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.base.BaseImage;
import io.github.sosapp.base.BaseSource;
import io.github.sosapp.base.Bases;
import io.github.sosapp.dockerfile.Dockerfile;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.ExecutionConfig;
import io.github.sosapp.image.Json;
import io.github.sosapp.image.Platform;
import io.github.sosapp.image.layer.Compression;
import io.github.sosapp.image.layer.LayerCache;
import io.github.sosapp.image.layer.LayerWriter;
import io.github.sosapp.plan.BaseRequest;
import io.github.sosapp.plan.ImagePlan;
import io.github.sosapp.plan.Preparation;
import io.github.sosapp.secret.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What no real engine here can be made to do. */
class DockerEngineTest {

    private static final String TEXT = "FROM scratch\nCOPY x /x\n";

    @TempDir
    private Path directory;

    private FakeEngine engine;

    @BeforeEach
    void start() throws Exception {
        engine = new FakeEngine();
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    private void build() {
        build("auto");
    }

    private void build(String builder) {
        BaseSource none = new BaseSource() {
            @Override
            public boolean provides(BaseRequest request) {
                return false;
            }

            @Override
            public BaseImage find(BaseRequest request, List<Platform> platforms) {
                throw new AssertionError(request);
            }
        };
        Preparation order = new Preparation(
                "docker-build",
                Platform.LINUX_AMD64,
                "docker",
                "",
                List.of("build"),
                new TreeMap<>(),
                directory,
                directory.resolve("target"),
                new TreeMap<>(Map.of("Dockerfile", TEXT)));
        ImagePlan plan = new ImagePlan(
                "production",
                List.of(Platform.LINUX_AMD64),
                "",
                List.of(order),
                List.of(),
                ExecutionConfig.of("", List.of()),
                new TreeMap<>(),
                Instant.EPOCH,
                Compression.GZIP);
        EngineLayers layers = new EngineLayers(
                LayerWriter.ofLinux(1, warning -> {}),
                LayerCache.none(),
                directory.resolve("b"),
                directory.resolve("w"));
        new DockerEngine(
                        engine.endpoint(),
                        new FromImages(none, engine.endpoint(), registry -> Optional.empty()),
                        layers,
                        new DockerEngine.BuildOptions(builder, Duration.ofSeconds(30), Files::isExecutable, List.of()),
                        BuildProgress.none())
                .build(plan, new Bases(List.of()).find(BaseRequest.of("scratch", "test"), plan.platforms()));
    }

    @Test
    void anEngineThatIsTooOldSaysWhatIsNeeded() {
        engine.apiVersion = "1.38";

        assertThatThrownBy(this::build)
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("is too old to build")
                .hasMessageContaining("speaks version 1.38 of the engine's interface; at least 1.40 is needed")
                .hasMessageContaining("install Docker Engine 19.03 or newer");
    }

    @Test
    void anEngineElsewhereWhoseBuildKitLosesContextsIsAskedForTheClassicBuilder() {
        engine.apiVersion = "1.47";
        engine.containerd = true;

        assertThatThrownBy(this::build).hasMessageContaining("page not found");
        assertThat(engine.queries).anyMatch(query -> query.contains("t=sos-build"));
        assertThat(engine.queries).noneMatch(query -> query.contains("version=2") || query.contains("remote="));
        assertThatThrownBy(() -> build("buildkit"))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("has no BuildKit")
                .hasMessageContaining("keeps images in containerd's store; BuildKit gets no context there before 28.0")
                .hasMessageContaining("set sos.docker.builder to auto");
    }

    @Test
    void newerEnginesWithThatStoreAreSentTheContext() {
        engine.apiVersion = "1.48";
        engine.containerd = true;

        assertThatThrownBy(this::build).hasMessageContaining("page not found");

        assertThat(engine.queries).anyMatch(query -> query.contains("version=2"));
        assertThat(engine.queries).noneMatch(query -> query.contains("remote="));
    }

    @Test
    void podmanIsNeverAskedForBuildKit() {
        engine.podman = true;

        assertThatThrownBy(this::build).hasMessageContaining("page not found");
        assertThat(engine.queries).anyMatch(query -> query.contains("t=sos-build"));
        assertThat(engine.queries).noneMatch(query -> query.contains("version=2"));
        assertThatThrownBy(() -> build("buildkit"))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("has no BuildKit")
                .hasMessageContaining("does not offer it over this connection")
                .hasMessageContaining("set sos.docker.builder to auto");
    }

    /** What Podman 4.3.1 says; it names no line. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "RUN [\"/tool\", \"fail\"] | building at STEP \"RUN /tool fail\": while running runtime: exit status 7"
                        + " | a step of the Dockerfile failed with exit code 7, for linux/amd64",
                "COPPY a | building at STEP \"COPPY \": Build error: Unknown instruction: \"COPPY\" &imagebuilder.Step{}"
                        + " | the engine does not understand the Dockerfile: Unknown instruction: COPPY",
                "COPY no.txt /x | building at STEP \"COPY no.txt /x\": checking on sources under \"/var/tmp/libpod_builder1/build\":"
                        + " copier: stat: \"/no.txt\": no such file or directory"
                        + " | /no.txt is not in the context of the build",
            })
    void podmansMessagesArePutIntoTheSameWords(String step, String message, String problem) throws Exception {
        engine.podman = true;
        try (EngineConnection connection =
                EngineConnection.open(engine.endpoint().get(0))) {
            BuildSteps steps = new BuildSteps(Platform.LINUX_AMD64, BuildProgress.none(), () -> 0);
            steps.take(Json.object().put("stream", "STEP 1/2: FROM scratch\n"));
            steps.take(Json.object().put("stream", "STEP 2/2: " + step + "\n"));
            steps.take(Json.object().put("error", message));

            BuildFailure failure = new BuildRefusal(
                            Dockerfile.parse("Dockerfile", "FROM scratch\n" + step + "\n"),
                            Platform.LINUX_AMD64,
                            Builder.of(connection))
                    .of(message, steps);

            assertThat(failure.problem()).isEqualTo(problem);
            assertThat(failure.origin()).contains("Dockerfile, line 2");
        }
    }

    @Test
    void anEngineThatRefusesIsQuoted() {
        assertThatThrownBy(this::build)
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("the engine cannot build the Dockerfile for linux/amd64")
                .hasMessageContaining("page not found");
    }

    @Test
    void anEngineThatLeavesWhileItIsSentTheContextIsToldWithTheUsualReason() throws Exception {
        engine.leavesWhileItIsSentAContext = true;
        // More than sockets keep.
        Files.write(directory.resolve("x"), new byte[32 << 20]);

        assertThatThrownBy(this::build)
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining(engine.endpoint().get(0).host() + " stopped reading the context of the build")
                .hasMessageContaining("it does so when its disk is full, and when it is ended meanwhile");
    }

    @Test
    void aFullDiskOfTheEngineIsNoMistakeOfTheDockerfile() throws Exception {
        try (EngineConnection connection =
                EngineConnection.open(engine.endpoint().get(0))) {
            BuildSteps steps = new BuildSteps(Platform.LINUX_AMD64, BuildProgress.none(), () -> 0);

            BuildFailure failure = new BuildRefusal(
                            Dockerfile.parse("Dockerfile", TEXT), Platform.LINUX_AMD64, Builder.of(connection))
                    .of("failed to copy files: copy file range failed: no space left on device", steps);

            assertThat(failure.blame()).isEqualTo(BuildFailure.Blame.WORLD);
            assertThat(failure.problem())
                    .startsWith("the disk of the engine at tcp://127.0.0.1:")
                    .endsWith("is full");
            assertThat(failure.remedy()).contains("docker builder prune");
        }
    }

    @Test
    void theReasonIsToldAndNotTheLongStepBeforeIt() throws Exception {
        try (EngineConnection connection =
                EngineConnection.open(engine.endpoint().get(0))) {
            BuildSteps steps = new BuildSteps(Platform.LINUX_AMD64, BuildProgress.none(), () -> 0);

            BuildFailure failure = new BuildRefusal(
                            Dockerfile.parse("Dockerfile", TEXT), Platform.LINUX_AMD64, Builder.of(connection))
                    .of("executor failed running [/bin/sh -c " + "x".repeat(400) + "]: no bridge docker0", steps);

            assertThat(failure.why()).contains("no bridge docker0");
        }
    }

    @Test
    void aLoginIsForItsRegistryAlone() throws Exception {
        PullLogin password = new PullLogin("registry.example.com", "aigerim", new Secret("canary"));
        PullLogin token = new PullLogin("registry.example.com", "", new Secret("canary"));

        assertThat(decoded(password))
                .isEqualTo("{\"serveraddress\":\"registry.example.com\",\"username\":\"aigerim\","
                        + "\"password\":\"canary\"}");
        assertThat(decoded(token))
                .isEqualTo("{\"serveraddress\":\"registry.example.com\",\"identitytoken\":\"canary\"}");
        assertThat(password.toString()).doesNotContain("canary");
    }

    private static String decoded(PullLogin login) throws Exception {
        return Json.parse(Base64.getUrlDecoder().decode(login.header())).toString();
    }
}
