package io.github.sosapp.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sosapp.testing.Container;
import io.github.sosapp.testing.Examples;
import io.github.sosapp.testing.MavenBuild;
import io.github.sosapp.testing.MavenOutcome;
import io.github.sosapp.testing.Programs;
import io.github.sosapp.testing.Required;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A team's parent POM decides once; services in two languages that say nothing themselves get it, in a parallel build. */
class SosAppIT {

    private static final String VERSION = "1.4.0";

    @TempDir
    private Path work;

    @Test
    void theTeamsChoicesReachItsServices() throws Exception {
        Required.program("go", "the Go distribution");
        Required.program("npm", "Node.js 20 with npm");
        Required.program("upx", "src/it/machine/install");
        Examples examples = Examples.copyTo(work.resolve("examples"), VERSION);
        try (EngineImages engine = EngineImages.of("sos-app", work)) {
            MavenBuild maven = engine.maven(examples.directory())
                    .withTests()
                    .with("-T2", "-pl", ":sos-app,:device-service,:notification-service", "-Dsos.platforms=native");

            MavenOutcome outcome = maven.succeeds("package");

            assertThat(outcome.says("example.com/sos/device")).isTrue();
            assertThat(outcome.says("# pass 3")).isTrue();
            for (String service : List.of("device-service", "notification-service")) {
                Path results = examples.service("sos-app/" + service).resolve("target/sos");
                JsonNode image = json(results.resolve("production.json"));
                assertThat(image.path("name").asText()).isEqualTo("ghcr.io/sos-app/" + service);
                assertThat(labels(results.resolve("production")))
                        .as(service)
                        .contains("\"team\":\"sos-app\"", "\"org.opencontainers.image.vendor\":\"SOS App\"");
            }
            JsonNode packed = json(examples.service("sos-app/device-service").resolve("target/sos/report.json"));
            assertThat(packed.at("/platforms/0/packing/kept").asBoolean()).isTrue();
            JsonNode plain =
                    json(examples.service("sos-app/notification-service").resolve("target/sos/report.json"));
            assertThat(plain.at("/platforms/0/packing").isMissingNode()).isTrue();

            engine.load(
                    examples.directory(),
                    "team",
                    List.of("device-service", "notification-service"),
                    "-pl",
                    ":device-service,:notification-service",
                    "-Dsos.port=8080",
                    "-Dsos.platforms=native");
            for (String service : List.of("device-service", "notification-service")) {
                try (Container container = Container.start(engine.name(service, "team"), "--read-only")) {
                    assertThat(container.json("/health").path("version").asText())
                            .isEqualTo(VERSION);
                    assertThat(container.stop()).as(service).isZero();
                }
            }
        }
    }

    private static String labels(Path layout) {
        return Programs.output(
                layout,
                "sh",
                "-c",
                "cat blobs/sha256/* | grep --text --only-matching '\"Labels\":{[^}]*}' | head --lines=1");
    }

    private static JsonNode json(Path file) throws Exception {
        return new ObjectMapper().readTree(file.toFile());
    }
}
