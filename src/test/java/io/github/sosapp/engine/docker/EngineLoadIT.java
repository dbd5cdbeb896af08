package io.github.sosapp.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.sosapp.image.Digest;
import io.github.sosapp.image.ExecutionConfig;
import io.github.sosapp.image.HealthCheck;
import io.github.sosapp.image.ImageReference;
import io.github.sosapp.image.MediaType;
import io.github.sosapp.image.Platform;
import io.github.sosapp.image.layer.Layer;
import io.github.sosapp.image.layout.ImageArchive;
import io.github.sosapp.image.layout.ImageLayout;
import io.github.sosapp.image.layout.LayoutWriter;
import io.github.sosapp.image.layout.SampleImages;
import io.github.sosapp.process.Command;
import io.github.sosapp.process.CommandResult;
import io.github.sosapp.process.CommandRunner;
import io.github.sosapp.testing.Required;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real engine takes what we hand over, and runs it. */
class EngineLoadIT {

    private final List<ImageReference> tags =
            List.of(ImageReference.parse("sos.example/load-" + UUID.randomUUID() + ":1.4.0"));

    @TempDir
    Path work;

    private final Set<String> loadedIds = new TreeSet<>();
    private Path docker;
    private boolean keepsCompressedLayers;
    private EngineLoad engine;
    private Layer accounts;

    @BeforeEach
    void needAnEngine() throws Exception {
        docker = Required.program("docker", "apt-get install docker.io");
        CommandResult info = CommandRunner.ofThisMachine()
                .run(new Command(List.of(docker.toString(), "info"), System.getenv(), work, Duration.ofMinutes(1)));
        assumeTrue(
                info.succeeded() || "all".equals(System.getProperty("sos.it.require")),
                "no Docker Engine is running; start one with: dockerd");
        keepsCompressedLayers = info.output().contains("io.containerd.snapshotter");
        engine = new EngineLoad(DockerEndpoint.candidates(System.getenv()));
        accounts = SampleImages.gzip(work.resolve("layers"), "etc/", "etc/" + UUID.randomUUID());
    }

    @AfterEach
    void removeImages() throws Exception {
        for (String id : loadedIds) {
            docker("rmi", "--force", id);
        }
    }

    @Test
    void aLoadedImageRuns() throws Exception {
        ImageLayout layout = layout(MediaType.LAYER_GZIP, "one");

        LoadedImage loaded = load(layout);

        assertThat(loaded.layersSent()).isEqualTo(2);
        assertThat(run()).isEqualTo("one as 1001");
        assertThat(docker("inspect", "--format", "{{json .Config.Healthcheck.Test}}", loaded.id())
                        .output())
                .contains("[\"CMD\",\"/app/service\",\"--health\"]");
    }

    @Test
    void anImageWithoutTheLayersThatAreThereRuns() throws Exception {
        load(layout(MediaType.LAYER_GZIP, "one"));

        LoadedImage loaded = load(layout(MediaType.LAYER_GZIP, "two"));

        assertThat(loaded.layersSent()).isEqualTo(keepsCompressedLayers ? 2 : 1);
        assertThat(run()).isEqualTo("two as 1001");
    }

    @Test
    void anImageThatIsThereIsNotSentAgain() throws Exception {
        ImageLayout layout = layout(MediaType.LAYER_GZIP, "one");
        LoadedImage first = load(layout);

        LoadedImage again = load(layout);

        assertThat(again).extracting(LoadedImage::id, LoadedImage::layersSent).containsExactly(first.id(), 0);
    }

    @Test
    void zstdLayersAreTaken() throws Exception {
        load(layout(MediaType.LAYER_ZSTD, "small"));

        assertThat(run()).isEqualTo("small as 1001");
    }

    @Test
    void theRefusalOfALayerWithHolesBelowIsNoticed() throws Exception {
        ImageArchive archive = ImageArchive.of(layout(MediaType.LAYER_GZIP, "one"), Platform.ofThisMachine(), tags);
        Digest never = accounts.diffId();

        try (EngineConnection connection = EngineSearch.connect(DockerEndpoint.candidates(System.getenv()))) {
            assertThatThrownBy(() -> engine.upload(connection, archive.without(never::equals)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(accounts.descriptor().digest().hex());
        }
    }

    private LoadedImage load(ImageLayout layout) {
        LoadedImage loaded = engine.load(layout, Platform.ofThisMachine(), tags);
        loadedIds.add(loaded.id());
        return loaded;
    }

    private ImageLayout layout(String mediaType, String says) throws Exception {
        Layer app = SampleImages.layer(
                work.resolve("layers"), mediaType, SampleImages.program("app/service", program(says)));
        ExecutionConfig execution = new ExecutionConfig(
                "1001:1001",
                List.of("/app/service"),
                List.of(),
                Map.of(),
                new TreeSet<>(),
                new TreeSet<>(),
                "",
                "",
                Optional.of(new HealthCheck(
                        List.of("/app/service", "--health"),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(5),
                        Duration.ZERO,
                        3)),
                new TreeMap<>());
        return new LayoutWriter()
                .write(
                        work.resolve("layout-" + says),
                        List.of(SampleImages.image(Platform.ofThisMachine(), execution, accounts, app)),
                        Map.of(),
                        Optional.of(tags.get(0)));
    }

    private byte[] program(String says) throws Exception {
        Path go = Required.program("go", "apt-get install golang-go");
        Path source = work.resolve(says + ".go");
        Files.writeString(
                source,
                "package main\nimport (\"fmt\"; \"os\")\nfunc main() { fmt.Printf(\"" + says
                        + " as %d\", os.Getuid()) }\n");
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.putAll(Map.of("CGO_ENABLED", "0", "GO111MODULE", "off", "GOFLAGS", ""));
        command(environment, go.toString(), "build", "-ldflags=-s -w", "-o", says, source.toString());
        return Files.readAllBytes(work.resolve(says));
    }

    private String run() throws Exception {
        return docker(
                        "run",
                        "--rm",
                        "--network=none",
                        "--read-only",
                        tags.get(0).toString())
                .output();
    }

    private CommandResult docker(String... arguments) throws Exception {
        List<String> line = new ArrayList<>(List.of(docker.toString()));
        line.addAll(List.of(arguments));
        return command(System.getenv(), line.toArray(String[]::new));
    }

    private CommandResult command(Map<String, String> environment, String... line) throws Exception {
        CommandResult result =
                CommandRunner.ofThisMachine().run(new Command(List.of(line), environment, work, Duration.ofMinutes(3)));
        assertThat(result.exitCode()).as(String.join("\n", result.complaint())).isZero();
        return result;
    }
}
