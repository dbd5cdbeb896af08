package io.github.sosapp.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sosapp.image.Json;
import io.github.sosapp.testing.Container;
import io.github.sosapp.testing.Programs;
import io.github.sosapp.testing.Required;
import io.github.sosapp.testing.ServiceProject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A release of Node.js that Debian does not have, from real packages of npm, on assembled libraries. */
class NodeReleaseIT {

    private static final String SERVICE = "emergency-service";
    private static final String SERVER = """
            const body = () => JSON.stringify({ node: process.version, arch: process.arch, uid: process.getuid() });
            require("http").createServer((request, response) => response.end(body())).listen(process.env.PORT);
            process.on("SIGTERM", () => process.exit(0));
            """;

    @TempDir
    private Path work;

    @Test
    void aLockedReleaseRunsOnBothPlatforms() throws Exception {
        Required.program("npm", "the Node.js distribution, 20 or newer");
        Required.that(
                Files.exists(Path.of("/proc/sys/fs/binfmt_misc/qemu-aarch64"))
                        || System.getProperty("os.arch").equals("aarch64"),
                "this machine cannot run arm64 programs",
                "apt-get install qemu-user-static binfmt-support");
        Path service = service();
        try (EngineImages images = EngineImages.of("node-release", work)) {
            images.maven(service).succeeds("sos:lock", "-Dsos.platforms=linux/amd64,linux/arm64");
            JsonNode lock = Json.parse(Files.readAllBytes(service.resolve("sos-lock.json")));
            String locked = lock.at("/node/22.x linux~1amd64/version").asText();
            assertThat(locked).startsWith("22.");
            assertThat(lock.at("/node/22.x linux~1arm64/version").asText()).isEqualTo(locked);
            assertThat(lock.at("/tools/npm/version").asText())
                    .isEqualTo(Programs.output(work, "npm", "--version").strip());

            images.load(service, "amd64", List.of(SERVICE), "-Dsos.platforms=linux/amd64", "-Dsos.port=8080");
            images.load(service, "arm64", List.of(SERVICE), "-Dsos.platforms=linux/arm64", "-Dsos.port=8080");

            assertServes(images.name(SERVICE, "amd64"), "v" + locked, "x64");
            assertServes(images.name(SERVICE, "arm64"), "v" + locked, "arm64", "--platform=linux/arm64");
            assertThat(Json.parse(Files.readAllBytes(service.resolve("target/sos/report.json")))
                            .at("/tools/npm"))
                    .isEqualTo(lock.at("/tools/npm/version"));
        }
    }

    private Path service() throws Exception {
        Path service = ServiceProject.create(work.resolve("service"))
                .write(".nvmrc", "22\n")
                .write(
                        "package.json",
                        "{\"name\":\"emergency\",\"version\":\"1.0.0\",\"main\":\"server.js\","
                                + "\"dependencies\":{\"left-pad\":\"1.3.0\"}}")
                .write("server.js", SERVER)
                .directory();
        Files.delete(service.resolve("go.mod"));
        Files.delete(service.resolve("main.go"));
        Programs.output(service, "npm", "install", "--package-lock-only", "--ignore-scripts", "--audit=false");
        return service;
    }

    private static void assertServes(String image, String version, String processor, String... options)
            throws Exception {
        List<String> words = new ArrayList<>(List.of("--read-only", "--cap-drop=ALL"));
        words.addAll(List.of(options));
        try (Container container = Container.start(image, words.toArray(String[]::new))) {
            JsonNode health = container.json("/health");
            assertThat(health.path("uid").asInt()).isEqualTo(1001);
            assertThat(health.path("node").asText()).isEqualTo(version);
            assertThat(health.path("arch").asText()).isEqualTo(processor);
            assertThat(container.stop()).isZero();
        }
    }
}
