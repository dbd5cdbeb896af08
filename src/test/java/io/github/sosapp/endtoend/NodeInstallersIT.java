package io.github.sosapp.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sosapp.engine.daemonless.PreparationRunner;
import io.github.sosapp.image.Json;
import io.github.sosapp.process.CommandRunner;
import io.github.sosapp.service.node.NodeServiceFixture;
import io.github.sosapp.testing.Container;
import io.github.sosapp.testing.MavenBuild;
import io.github.sosapp.testing.NodeInstallers;
import io.github.sosapp.testing.NodeMonorepo;
import io.github.sosapp.testing.Programs;
import io.github.sosapp.testing.ServiceProject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A service and one workspace of a larger project, both with a package that has one native part per platform, installed by the
 * real pnpm and both generations of yarn.
 */
@TestInstance(Lifecycle.PER_CLASS)
class NodeInstallersIT {

    private static final String SERVICE = "emergency-service";
    private static final String WORKSPACE = "auth-service";
    private static final String PART = "node_modules/@node-rs";
    private static final String SERVER = """
            const { hashSync } = require("@node-rs/argon2");
            const body = () => JSON.stringify({ status: "healthy", hash: hashSync("qupiya").slice(0, 9), pad: require("left-pad")(7, 3, 0) });
            require("http").createServer((request, response) => response.end(body())).listen(process.env.PORT);
            process.on("SIGTERM", () => process.exit(0));
            """;
    private static final String REACTOR = """
            <project xmlns="http://maven.apache.org/POM/4.0.0">
              <modelVersion>4.0.0</modelVersion>
              <groupId>com.example.sos</groupId>
              <artifactId>all</artifactId>
              <version>1.4.0-SNAPSHOT</version>
              <packaging>pom</packaging>
              <modules>
                <module>service</module>
                <module>project/services/auth</module>
              </modules>
              <build><pluginManagement><plugins><plugin>
                <groupId>io.github.sos-app</groupId>
                <artifactId>sos-maven-plugin</artifactId>
                <version>%s</version>
              </plugin></plugins></pluginManagement></build>
            </project>
            """;

    private Path work;
    private EngineImages images;

    @BeforeAll
    void surroundings(@TempDir Path directory) {
        work = directory;
        images = EngineImages.of("installers", work);
        EngineImages.needEmulation();
    }

    @AfterAll
    void removeTheImages() {
        images.close();
    }

    @ParameterizedTest
    @EnumSource
    void eachPlatformGetsItsOwnPartAndEveryDirectoryTheSameImage(NodeInstallers installer) throws Exception {
        Path all = work.resolve(installer.name());
        Path service = all.resolve("service");
        Path workspace = all.resolve("project/services/auth");
        write(all, installer);
        Path elsewhere = copyWithAnotherMaps(all);

        String tag = installer.name().toLowerCase(Locale.ROOT);
        images.load(maven(installer, all), tag, List.of(SERVICE, WORKSPACE));

        for (Path module : List.of(service, workspace)) {
            assertThat(parts(module, "amd64")).containsExactly("argon2", "argon2-linux-x64-gnu");
            assertThat(parts(module, "arm64")).containsExactly("argon2", "argon2-linux-arm64-gnu");
            assertThat(tracesIn(module)).isEmpty();
        }
        assertThat(packagesOf(workspace))
                .contains("@acme/dates", "@acme/names", "left-pad 1.2.0", "left-pad 1.3.0", ".bin/dates")
                .doesNotContain("left-pad 1.1.3", "is-odd", "is-number", "maps");
        assertThat(Json.parse(Files.readAllBytes(service.resolve("target/sos/report.json")))
                        .at("/tools/" + installer.command())
                        .asText())
                .matches("\\d+\\.\\d+\\.\\d+");
        assertThat(assertRuns(images.name(SERVICE, tag)).has("names")).isFalse();
        assertThat(assertRuns(images.name(WORKSPACE, tag)).path("names").asText())
                .isEqualTo("..1980");
        aLockThatDoesNotFitAWorkspaceIsRefused(installer, elsewhere.resolve("project"));
        if (installer != NodeInstallers.PNPM_9) {
            MavenBuild careful = maven(installer, elsewhere).startedBy("sh", "-c", "umask 077; exec \"$@\"", "sh");
            images.load(careful, tag, List.of(SERVICE, WORKSPACE));
            for (String module : List.of("service", "project/services/auth")) {
                String digest = module + "/target/sos/production.digest";
                assertThat(elsewhere.resolve(digest)).hasSameTextualContentAs(all.resolve(digest));
            }
        }
        // Links to workspaces lie in other places with pnpm than with either yarn.
        if (installer == NodeInstallers.PNPM || installer == NodeInstallers.YARN) {
            images.load(
                    maven(installer, workspace).with("-Dsos.platforms=linux/arm64"),
                    tag + "-arm64",
                    List.of(WORKSPACE));
            assertRuns(images.name(WORKSPACE, tag + "-arm64"), "--platform=linux/arm64");
        }
    }

    private void aLockThatDoesNotFitAWorkspaceIsRefused(NodeInstallers installer, Path project) throws Exception {
        Path manifest = project.resolve("packages/names/package.json");
        String fitting = Files.readString(manifest);
        // Yarn has indented it.
        Files.writeString(
                manifest, fitting.replaceFirst("\"dependencies\": ?\\{", "\"dependencies\":{\"is-number\":\"7.0.0\","));
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("PATH", installer.directory(work) + ":" + System.getenv("PATH"));
        NodeServiceFixture service = NodeServiceFixture.empty(project.resolve("services/auth"));
        PreparationRunner runner = new PreparationRunner(
                CommandRunner.ofThisMachine(), environment, service.module().workDirectory(), false, false);

        assertThatThrownBy(() ->
                        runner.run(service.plan("platforms", "linux/amd64").preparations(), platform -> {}))
                .hasMessageStartingWith("the lock file of " + installer.command() + " does not fit package.json");

        Files.writeString(manifest, fitting);
    }

    private static JsonNode assertRuns(String image, String... options) throws Exception {
        List<String> words = new ArrayList<>(List.of("--read-only"));
        words.addAll(List.of(options));
        try (Container container = Container.start(image, words.toArray(String[]::new))) {
            JsonNode health = container.json("/health");
            assertThat(health.path("hash").asText()).isEqualTo("$argon2id");
            assertThat(health.path("pad").asText()).isEqualTo("007");
            assertThat(container.stop()).isZero();
            return health;
        }
    }

    private MavenBuild maven(NodeInstallers installer, Path project) {
        MavenBuild maven = images.maven(project)
                .environment("PATH", installer.directory(work) + ":" + System.getenv("PATH"))
                .with("-Dsos.platforms=linux/amd64,linux/arm64", "-Dsos.port=8080");
        // pnpm and yarn do not read the authorities that npm is set up with.
        String authorities = System.getenv("NODE_EXTRA_CA_CERTS");
        return authorities == null ? maven : maven.environment("NODE_EXTRA_CA_CERTS", authorities);
    }

    /** What installers write down beside packages, and files and links that name this directory. */
    private String tracesIn(Path module) {
        Path installed = module.resolve("target/sos-work/node/linux-amd64");
        return Programs.output(
                        installed, "find", "node_modules", "-maxdepth", "1", "-name", ".*", "-not", "-name", ".bin")
                + Programs.run(
                                installed,
                                Map.of(),
                                "sh",
                                "-c",
                                "find . -path '*/node_modules/*' -type f -exec grep -l \"$1\" {} +",
                                "sh",
                                work.toString())
                        .output()
                + Programs.output(installed, "find", ".", "-lname", "/*");
    }

    private static List<String> parts(Path module, String architecture) throws Exception {
        try (var parts = Files.list(
                module.resolve("target/sos-work/node/linux-" + architecture).resolve(PART))) {
            return parts.map(part -> part.getFileName().toString()).sorted().toList();
        }
    }

    /** Names of everything in directories of packages that get into the image; of left-pad with its version. */
    private static Set<String> packagesOf(Path module) throws Exception {
        Set<String> names = new TreeSet<>();
        Path installed = module.resolve("target/sos-work/node/linux-amd64");
        for (String tree : List.of("", "packages/dates", "packages/names", "services/auth", "services/maps")) {
            Path packages = installed.resolve(tree).resolve("node_modules");
            if (!Files.isDirectory(packages)) {
                continue;
            }
            try (var files = Files.walk(packages, 2)) {
                for (Path file : files.toList()) {
                    names.add(packages.relativize(file).toString());
                    if (file.endsWith("left-pad")) {
                        names.add("left-pad "
                                + Json.parse(Files.readAllBytes(file.resolve("package.json")))
                                        .path("version")
                                        .asText());
                    }
                }
            }
        }
        return names;
    }

    private void write(Path all, NodeInstallers installer) throws Exception {
        new ServiceProject(all).write("pom.xml", REACTOR.formatted(ServiceProject.VERSION));
        Path service = all.resolve("service");
        module(service)
                .write(
                        "package.json",
                        "{\"name\":\"emergency\",\"version\":\"1.0.0\",\"private\":true,\"main\":\"server.js\","
                                + "\"dependencies\":{\"@node-rs/argon2\":\"2.0.2\",\"left-pad\":\"1.3.0\"}}")
                .write("server.js", SERVER);
        module(all.resolve("project/services/auth")).replace("pom.xml", SERVICE, WORKSPACE);
        NodeMonorepo.write(all.resolve("project"), installer, SERVER);
        for (Path lock : List.of(service, all.resolve("project"))) {
            installer.lock(lock, work);
            Programs.output(lock, "find", ".", "-name", "node_modules", "-prune", "-exec", "rm", "-rf", "{}", "+");
        }
    }

    private static ServiceProject module(Path directory) throws Exception {
        ServiceProject module = ServiceProject.create(directory);
        Files.delete(directory.resolve("go.mod"));
        Files.delete(directory.resolve("main.go"));
        return module;
    }

    private static Path copyWithAnotherMaps(Path all) throws Exception {
        Path elsewhere = all.resolveSibling("else/where").resolve(all.getFileName());
        new ServiceProject(all)
                .copyTo(elsewhere)
                .write("project/services/maps/index.js", "console.log(2);\n")
                .replace("project/services/maps/package.json", "1.0.0", "2.0.0");
        return elsewhere;
    }
}
