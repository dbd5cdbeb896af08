package io.github.sosapp.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sosapp.image.Json;
import io.github.sosapp.testing.Container;
import io.github.sosapp.testing.MavenBuild;
import io.github.sosapp.testing.NodeInstallers;
import io.github.sosapp.testing.Programs;
import io.github.sosapp.testing.ServiceProject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A service with a package that has one native part per platform, installed by the real pnpm and both generations of yarn. */
@TestInstance(Lifecycle.PER_CLASS)
class NodeInstallersIT {

    private static final String SERVICE = "emergency-service";
    private static final String PART = "node_modules/@node-rs";
    private static final String SERVER = """
            const { hashSync } = require("@node-rs/argon2");
            const body = () => JSON.stringify({ status: "healthy", hash: hashSync("qupiya").slice(0, 9), pad: require("left-pad")(7, 3, 0) });
            require("http").createServer((request, response) => response.end(body())).listen(process.env.PORT);
            process.on("SIGTERM", () => process.exit(0));
            """;

    private Path work;
    private EngineImages images;

    @BeforeAll
    void surroundings(@TempDir Path directory) {
        work = directory;
        images = EngineImages.of("installers", work);
    }

    @AfterAll
    void removeTheImages() {
        images.close();
    }

    @ParameterizedTest
    @EnumSource
    void eachPlatformGetsItsOwnPartAndEveryDirectoryTheSameImage(NodeInstallers installer) throws Exception {
        Path service = service(installer, work.resolve(installer + "/service"));
        Path elsewhere = service(installer, work.resolve(installer + "/else/where/service"));
        // Yarn also writes its version into package.json.
        for (String lock : List.of("package.json", "pnpm-lock.yaml", "yarn.lock", ".yarnrc.yml")) {
            if (Files.exists(service.resolve(lock))) {
                Files.copy(service.resolve(lock), elsewhere.resolve(lock), StandardCopyOption.REPLACE_EXISTING);
            }
        }

        String tag = installer.name().toLowerCase(Locale.ROOT);
        images.load(maven(installer, service), tag, List.of(SERVICE));

        assertThat(parts(service, "amd64")).containsExactly("argon2", "argon2-linux-x64-gnu");
        assertThat(parts(service, "arm64")).containsExactly("argon2", "argon2-linux-arm64-gnu");
        assertThat(tracesIn(service)).isEmpty();
        assertThat(Json.parse(Files.readAllBytes(service.resolve("target/sos/report.json")))
                        .at("/tools/" + installer.command())
                        .asText())
                .matches("\\d+\\.\\d+\\.\\d+");
        assertRuns(images.name(SERVICE, tag));
        if (installer != NodeInstallers.PNPM_9) {
            images.load(maven(installer, elsewhere), tag, List.of(SERVICE));
            assertThat(elsewhere.resolve("target/sos/production.digest"))
                    .hasSameTextualContentAs(service.resolve("target/sos/production.digest"));
        }
    }

    private static void assertRuns(String image) throws Exception {
        try (Container container = Container.start(image, "--read-only")) {
            JsonNode health = container.json("/health");
            assertThat(health.path("hash").asText()).isEqualTo("$argon2id");
            assertThat(health.path("pad").asText()).isEqualTo("007");
            assertThat(container.stop()).isZero();
        }
    }

    private MavenBuild maven(NodeInstallers installer, Path service) {
        MavenBuild maven = images.maven(service)
                .environment("PATH", installer.directory(work) + ":" + System.getenv("PATH"))
                .with("-Dsos.platforms=linux/amd64,linux/arm64", "-Dsos.port=8080");
        // pnpm and yarn do not read the authorities that npm is set up with.
        String authorities = System.getenv("NODE_EXTRA_CA_CERTS");
        return authorities == null ? maven : maven.environment("NODE_EXTRA_CA_CERTS", authorities);
    }

    /** What installers write down beside packages, and files that name this directory. */
    private String tracesIn(Path service) {
        String packages =
                service.resolve("target/sos-work/node/linux-amd64/node_modules").toString();
        String hidden =
                Programs.output(work, "find", packages, "-maxdepth", "1", "-name", ".*", "-not", "-name", ".bin");
        return hidden
                + Programs.run(work, Map.of(), "grep", "-rl", work.toString(), packages)
                        .output();
    }

    private static List<String> parts(Path service, String architecture) throws Exception {
        try (var parts = Files.list(
                service.resolve("target/sos-work/node/linux-" + architecture).resolve(PART))) {
            return parts.map(part -> part.getFileName().toString()).sorted().toList();
        }
    }

    private Path service(NodeInstallers installer, Path directory) throws Exception {
        Path service = ServiceProject.create(directory)
                .write(
                        "package.json",
                        "{\"name\":\"emergency\",\"version\":\"1.0.0\",\"private\":true,\"main\":\"server.js\","
                                + "\"dependencies\":{\"@node-rs/argon2\":\"2.0.2\",\"left-pad\":\"1.3.0\"}}")
                .write("server.js", SERVER)
                .directory();
        Files.delete(service.resolve("go.mod"));
        Files.delete(service.resolve("main.go"));
        if (directory.startsWith(work.resolve(installer + "/service"))) {
            installer.lock(service, work);
            Programs.output(service, "rm", "-rf", "node_modules", ".yarn");
        }
        return service;
    }
}
