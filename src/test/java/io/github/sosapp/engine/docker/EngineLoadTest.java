package io.github.sosapp.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.ImageReference;
import io.github.sosapp.image.MediaType;
import io.github.sosapp.image.Platform;
import io.github.sosapp.image.layer.Layer;
import io.github.sosapp.image.layout.ImageLayout;
import io.github.sosapp.image.layout.LayoutWriter;
import io.github.sosapp.image.layout.SampleImages;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineLoadTest {

    private static final List<ImageReference> TAGS =
            List.of(ImageReference.parse("registry.example:5000/team/service:1.4.0"));

    @TempDir
    Path work;

    private FakeEngine engine;
    private Layer base;

    @BeforeEach
    void start() throws IOException {
        engine = new FakeEngine();
        base = SampleImages.gzip(work.resolve("layers"), "etc/", "etc/passwd");
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    @Test
    void theFirstImageIsSentWhole() throws IOException {
        LoadedImage loaded = load(layout(base, layer("app/one")));

        assertThat(loaded.layers()).isEqualTo(2);
        assertThat(loaded.layersSent()).isEqualTo(2);
        assertThat(engine.images).extracting(FakeEngine.Held::id).containsExactly(loaded.id());
        assertThat(engine.layersReceived).containsExactly(2);
    }

    @Test
    void layersThatTheEngineHasAreLeftOut() throws IOException {
        load(layout(base, layer("app/one")));

        LoadedImage loaded = load(layout(base, layer("app/two")));

        assertThat(loaded.layersSent()).isEqualTo(1);
        assertThat(engine.layersReceived).containsExactly(2, 1);
    }

    @Test
    void anUnchangedImageSendsNoLayer() throws IOException {
        String id = load(layout(base, layer("app/one"))).id();

        LoadedImage loaded = load(layout(base, layer("app/one")));

        assertThat(loaded).extracting(LoadedImage::id, LoadedImage::layersSent).containsExactly(id, 0);
        assertThat(engine.layersReceived).containsExactly(2);
    }

    @Test
    void anImageThatIsThereUnderAnotherNameGetsTheNewOne() throws IOException {
        String id = load(layout(base, layer("app/one"))).id();
        ImageReference next = ImageReference.parse("registry.example:5000/team/service:1.5.0");

        new EngineLoad(engine.endpoint()).load(layout(base, layer("app/one")), Platform.LINUX_AMD64, List.of(next));

        assertThat(engine.images)
                .filteredOn(image -> image.tags().contains(next.toString()))
                .extracting(FakeEngine.Held::id)
                .containsExactly(id);
    }

    @Test
    void zstdLayersGoPlainToAnEngineThatCannotReadThem() throws IOException {
        Layer zstd =
                SampleImages.layer(work.resolve("layers"), MediaType.LAYER_ZSTD, SampleImages.tar("app/", "app/one"));

        assertThat(load(layout(base, zstd)).layersSent()).isEqualTo(2);
    }

    @Test
    void aLayerOnOtherLayersIsAnotherLayer() throws IOException {
        Layer app = layer("app/one");
        load(layout(base, app));

        load(layout(app, base));

        assertThat(engine.layersReceived).containsExactly(2, 2);
    }

    @Test
    void aLayerThatComesAgainFurtherUpIsSent() throws IOException {
        load(layout(base));

        load(layout(base, layer("app/one"), base));

        assertThat(engine.layersReceived).containsExactly(1, 3);
    }

    @Test
    void aRefusalIsFollowedByTheWholeImage() throws IOException {
        load(layout(base, layer("app/one")));
        engine.losesItsImagesBeforeTheFirstLoad = true;

        LoadedImage loaded = load(layout(base, layer("app/two")));

        assertThat(loaded.layersSent()).isEqualTo(2);
        assertThat(engine.layersReceived).containsExactly(2, 0, 2);
    }

    @Test
    void storesOfContainerdGetEveryLayer() throws IOException {
        engine.containerd = true;
        load(layout(base, layer("app/one")));

        load(layout(base, layer("app/two")));

        assertThat(engine.layersReceived).containsExactly(2, 2);
    }

    @Test
    void aRefusalOfTheWholeImageIsSaidInTheWordsOfTheEngine() throws IOException {
        engine.refusal = "no space left on device";
        ImageLayout layout = layout(base);

        assertThatThrownBy(() -> load(layout))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContainingAll("did not take the image", "no space left on device");
    }

    @Test
    void anEngineThatSaysYesButHasNoImageIsNotBelieved() throws IOException {
        engine.forgetsWhatItTook = true;
        ImageLayout layout = layout(base);

        assertThatThrownBy(() -> load(layout))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("it said yes, but has no image sha256:");
    }

    @Test
    void anEngineThatFallsSilentIsGivenUp() throws IOException {
        engine.neverAnswersLoads = true;
        ImageLayout layout = layout(base);

        assertThatThrownBy(() -> new EngineLoad(engine.endpoint(), Duration.ofMillis(200))
                        .load(layout, Platform.LINUX_AMD64, TAGS))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("it neither read nor answered");
    }

    @Test
    void theOlderSideDecidesTheVersion() throws IOException {
        load(layout(base));
        assertThat(engine.paths).contains("/v1.41/images/load");

        engine.apiVersion = "1.55";
        load(layout(base, layer("app/one")));
        assertThat(engine.paths).contains("/v1.44/images/load");

        engine.minimumVersion = "1.50";
        load(layout(base, layer("app/two")));
        assertThat(engine.paths).contains("/v1.50/images/load");
    }

    @Test
    void aPlaceWithoutAnEngineIsPassedOver() throws IOException {
        List<DockerEndpoint> places = new ArrayList<>(List.of(socket("gone.sock")));
        places.addAll(engine.endpoint());

        assertThat(new EngineLoad(places)
                        .load(layout(base), Platform.LINUX_AMD64, TAGS)
                        .layersSent())
                .isEqualTo(1);
    }

    @Test
    void withoutAnyEngineEveryPlaceIsNamed() throws IOException {
        assertFailure(
                List.of(socket("one.sock"), socket("two.sock")),
                "no Docker Engine was found",
                "one.sock",
                "two.sock",
                "DOCKER_HOST",
                "building and pushing need no engine");
    }

    @Test
    void aPortWhereNobodyListensIsNamed() throws IOException {
        int port;
        try (ServerSocket freed = new ServerSocket(0)) {
            port = freed.getLocalPort();
        }
        assertFailure(
                List.of(new DockerEndpoint(
                        URI.create("tcp://127.0.0.1:" + port), Optional.empty(), "DOCKER_HOST in the environment")),
                "the Docker Engine at tcp://127.0.0.1:" + port + " does not answer",
                "nobody listens there",
                "DOCKER_HOST in the environment");
    }

    @Test
    void aSocketWithoutAnEngineBehindItIsNamed() throws IOException {
        Path socket = work.resolve("stale.sock");
        try (var server = java.nio.channels.ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)) {
            server.bind(java.net.UnixDomainSocketAddress.of(socket));
        }
        assertThat(socket).exists();

        assertFailure(List.of(socket("stale.sock")), "does not answer", "nobody listens there", "start the engine");
    }

    @Test
    void somethingElseThanAnEngineIsNamed() throws IOException {
        engine.apiVersion = "";

        assertFailure(engine.endpoint(), "does not behave like a Docker Engine");
    }

    private void assertFailure(List<DockerEndpoint> places, String... words) throws IOException {
        ImageLayout layout = layout(base);
        assertThatThrownBy(() -> new EngineLoad(places).load(layout, Platform.LINUX_AMD64, TAGS))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContainingAll(words)
                .message()
                .doesNotContain("Exception", "null", "com.github");
    }

    private DockerEndpoint socket(String name) {
        return new DockerEndpoint(URI.create("unix://" + work.resolve(name)), Optional.empty(), "usual place");
    }

    private LoadedImage load(ImageLayout layout) {
        return new EngineLoad(engine.endpoint()).load(layout, Platform.LINUX_AMD64, TAGS);
    }

    private Layer layer(String name) throws IOException {
        return SampleImages.gzip(work.resolve("layers"), name);
    }

    private ImageLayout layout(Layer... layers) throws IOException {
        return new LayoutWriter()
                .write(
                        Files.createTempDirectory(work, "layout"),
                        List.of(SampleImages.image(Platform.LINUX_AMD64, layers)),
                        Map.of(),
                        Optional.empty());
    }
}
