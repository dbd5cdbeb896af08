package io.github.sosapp.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sosapp.image.ImageConfig.LayerLine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ImageConfigTest {

    private static final Instant CREATED = Instant.parse("2026-11-21T09:30:00Z");
    private static final LayerLine CERTIFICATES = LayerLine.of("certificates", digest('a'));
    private static final LayerLine APPLICATION = LayerLine.of("application", digest('b'));

    @Test
    void everyPropertyIsWrittenInTheOrderOfTheSpecification() throws IOException {
        ImageConfig config = ImageConfig.of(
                new Platform("linux", "arm", "v7"), CREATED, everything(), List.of(CERTIFICATES, APPLICATION));

        assertThat(readable(config.bytes())).isEqualTo(golden("config-everything.json"));
        SpecificationSchemas.assertValid("config-schema", config.bytes());
    }

    @Test
    void whatIsNotSetIsNotWritten() throws IOException {
        ImageConfig config = ImageConfig.of(
                Platform.LINUX_AMD64, CREATED, ExecutionConfig.of("1001", List.of("/app/service")), List.of());

        assertThat(readable(config.bytes())).isEqualTo(golden("config-smallest.json"));
        SpecificationSchemas.assertValid("config-schema", config.bytes());
    }

    @Test
    void whatWasWrittenIsReadBack() throws IOException {
        ImageConfig config =
                ImageConfig.of(Platform.LINUX_ARM64, CREATED, everything(), List.of(CERTIFICATES, APPLICATION));

        ImageConfig read = ImageConfig.parse(config.bytes());

        assertThat(read.bytes()).isEqualTo(config.bytes());
        assertThat(read.execution()).isEqualTo(everything());
        assertThat(read.platform()).isEqualTo(Platform.LINUX_ARM64);
        assertThat(read.created()).contains(CREATED);
        assertThat(read.layers()).containsExactly(CERTIFICATES, APPLICATION);
    }

    @Test
    void aBaseKeepsWhatIsUnknownAndItsLayersStayBelow() throws IOException {
        ImageConfig base = ImageConfig.parse(golden("config-of-a-base.json").getBytes(StandardCharsets.UTF_8));

        ImageConfig config =
                base.extendedBy(CREATED, ExecutionConfig.of("1001", List.of("/app/service")), List.of(APPLICATION));

        ObjectNode json = Json.parse(config.bytes());
        assertThat(json.path("x-builder").path("run").asText()).isEqualTo("17");
        assertThat(json.path("config").path("OnBuild").path(0).asText()).isEqualTo("RUN true");
        assertThat(json.path("config").has("Env")).isFalse();
        assertThat(config.diffIds()).containsExactly(digest('c'), digest('d'), digest('b'));
        assertThat(config.layers()).last().isEqualTo(APPLICATION);
        assertThat(config.layers()).extracting(LayerLine::ours).containsExactly(false, false, true);
        SpecificationSchemas.assertValid("config-schema", config.bytes());
    }

    @Test
    void aShellHealthCheckOfABaseIsReadAsACommand() throws IOException {
        ImageConfig base = ImageConfig.parse(golden("config-of-a-base.json").getBytes(StandardCharsets.UTF_8));

        assertThat(base.execution().healthCheck().orElseThrow().command())
                .containsExactly("/bin/sh", "-c", "wget -q localhost");
    }

    @Test
    void otherDocumentsAreRefused() {
        assertThatThrownBy(() -> ImageConfig.parse("{\"schemaVersion\":2}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> ImageConfig.parse("[]".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IOException.class);
    }

    @Test
    void manifestsAndIndicesFollowTheSchema() throws IOException {
        byte[] config = "{}".getBytes(StandardCharsets.UTF_8);
        Descriptor layer = Descriptor.of(MediaType.LAYER_GZIP, digest('e'), 1234);
        Manifest manifest = Manifest.of(
                Descriptor.of(MediaType.CONFIG, config), List.of(layer), new TreeMap<>(Map.of("b", "2", "a", "1")));
        ImageIndex index = ImageIndex.of(
                List.of(
                        Descriptor.of(MediaType.MANIFEST, manifest.bytes()).withPlatform(Platform.LINUX_AMD64),
                        Descriptor.of(MediaType.MANIFEST, digest('f'), 99)
                                .withPlatform(new Platform("linux", "arm", "v7"))),
                Map.of("b", "2", "a", "1"));

        assertThat(readable(manifest.bytes())).isEqualTo(golden("manifest.json"));
        assertThat(readable(index.bytes())).isEqualTo(golden("index.json"));
        assertThat(ImageIndex.parse(index.bytes()).manifests()).isEqualTo(index.manifests());
        SpecificationSchemas.assertValid("image-manifest-schema", manifest.bytes());
        SpecificationSchemas.assertValid("image-index-schema", index.bytes());
    }

    @Test
    void theSchemasAreReallyAsked() {
        byte[] wrong =
                "{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"sha512\"]},\"config\":{\"Volumes\":{\"/data\":1}}}"
                        .getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> SpecificationSchemas.assertValid("config-schema", wrong))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("Volumes");
    }

    private static ExecutionConfig everything() {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("ZONE", "b");
        environment.put("PATH", "/usr/bin:/bin");
        environment.put("EQUALS", "a=b");
        return new ExecutionConfig(
                "1001:1001",
                List.of("/app/service"),
                List.of("--port", "8080"),
                environment,
                new TreeSet<>(List.of("8080/tcp", "53/udp")),
                new TreeSet<>(List.of("/data")),
                "/app",
                "SIGINT",
                Optional.of(new HealthCheck(
                        List.of("/app/service", "--health"),
                        Duration.ofSeconds(10),
                        Duration.ofMillis(1500),
                        Duration.ZERO,
                        3)),
                new TreeMap<>(Map.of("org.opencontainers.image.title", "service", "a.team", "sos")));
    }

    private static Digest digest(char digit) {
        return new Digest(String.valueOf(digit).repeat(64));
    }

    private static String readable(byte[] json) throws IOException {
        return new String(Json.readable(Json.parse(json)), StandardCharsets.UTF_8);
    }

    private static String golden(String name) throws IOException {
        try (InputStream in = ImageConfigTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
