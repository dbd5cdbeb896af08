package io.github.sosapp.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sosapp.image.Json;
import io.github.sosapp.process.CommandResult;
import io.github.sosapp.testing.Container;
import io.github.sosapp.testing.Examples;
import io.github.sosapp.testing.MavenBuild;
import io.github.sosapp.testing.Programs;
import io.github.sosapp.testing.Required;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Builds the Python service of the examples for both platforms and runs it with nothing but its image. */
@TestInstance(Lifecycle.PER_CLASS)
class PythonEngineIT {

    private static final String VERSION = "1.4.0";
    private static final String SERVICE = "python-service";
    // Another port than the image's own, so that the variable must be read by the service and by its health check.
    private static final String PORT = "--env=SERVICE_PORT=8080";

    private Path work;
    private Examples examples;
    private EngineImages images;
    private String digest;
    private String compiledLayers;

    @BeforeAll
    void loadTheImages(@TempDir Path directory) throws Exception {
        Required.program("pip3", "apt-get install python3-pip");
        work = directory;
        images = EngineImages.of("python", work);
        examples = Examples.copyTo(work.resolve("examples"), VERSION);
        images.load(examples.service(SERVICE), VERSION, List.of(SERVICE));
        digest = digest(examples);
        compiledLayers = compiledLayers();
    }

    @AfterAll
    void removeTheImages() {
        images.close();
    }

    @Test
    void servesOnAReadOnlyRootAsAnOrdinaryUserAndEndsInOrder() throws Exception {
        try (Container container = Container.start(
                images.name(SERVICE, VERSION),
                PORT,
                "--read-only",
                "--cap-drop=ALL",
                "--security-opt=no-new-privileges")) {
            assertHealthy(container.json("/health"));
            assertThat(check(container).exitCode()).isZero();
            assertThat(Programs.run(work, Map.of(), "docker", "exec", container.id(), "sh", "-c", "true")
                            .exitCode())
                    .as("a shell")
                    .isIn(126, 127);
            assertThat(python(container, "import os; print(os.getuid(), os.getgid())"))
                    .isEqualTo("65532 65532");
            assertThat(container.stop()).isZero();
        }
    }

    @Test
    void packagesAreFoundWithTheirMetadataAndNothingOfTheHostIsLeft() {
        try (Container container = Container.start(images.name(SERVICE, VERSION), PORT, "--read-only")) {
            container.get("/health");
            assertThat(python(container, """
                    import importlib.metadata as m, pydantic_core, sys
                    missing = [f for d in m.distributions() for f in d.files or [] if not f.locate().exists()]
                    print(m.version('fastapi'), sys.prefix, missing, pydantic_core._pydantic_core.__file__)
                    """))
                    .matches(
                            "0\\.115\\.14 /opt/venv \\[\\] /opt/venv/lib/python3\\.11/site-packages/pydantic_core/.*x86_64.*");
            assertThat(Programs.output(work, "docker", "exec", container.id(), "uvicorn", "--version"))
                    .contains("0.34.3 with CPython 3.11.2");
        }
    }

    @Test
    void modulesAreThereInCompiledFormAndAreTaken() {
        try (Container container = Container.start(images.name(SERVICE, VERSION), PORT, "--read-only")) {
            container.get("/health");
            assertThat(python(container, """
                    import importlib.util as u, pathlib, struct, http.server, fastapi, src.teams
                    for m in (http.server, fastapi, src.teams):
                        cached = pathlib.Path(m.__cached__)
                        head = cached.read_bytes()[:8]
                        print(m.__name__, head[:4] == u.MAGIC_NUMBER, struct.unpack('<I', head[4:])[0],
                              cached.parent)
                    """)).isEqualTo("""
                            http.server True 1 /usr/lib/python3.11/http/__pycache__
                            fastapi True 1 /opt/venv/lib/python3.11/site-packages/fastapi/__pycache__
                            src.teams True 1 /app/src/__pycache__""");
        }
    }

    @Test
    void compiledModulesAreTheSameOnBothPlatforms() {
        assertThat(compiledLayers)
                .isEqualTo("linux/amd64 linux/arm64\ncompiled python library 1\ncompiled dependencies 1\n"
                        + "dependencies 2\ncompiled application 1");
    }

    /** The platforms, and how many different layers of a name they have. */
    private String compiledLayers() {
        return Programs.output(examples.service(SERVICE).resolve("target/sos/production"), "python3", "-c", """
                import json
                def blob(descriptor):
                    return json.load(open('blobs/sha256/' + descriptor['digest'][7:]))
                images = blob(json.load(open('index.json'))['manifests'][0])['manifests']
                configs = [blob(blob(image)['config']) for image in images]
                print(*(config['os'] + '/' + config['architecture'] for config in configs))
                for name in ('compiled python library', 'compiled dependencies', 'dependencies', 'compiled application'):
                    print(name, len({ids for config in configs for history, ids in
                                     zip(config['history'], config['rootfs']['diff_ids'])
                                     if history['comment'] == name}))
                """);
    }

    @Test
    void checkFailsWhenNobodyAnswers() {
        try (Container container = Container.start(images.name(SERVICE, VERSION), PORT)) {
            container.get("/health");
            CommandResult asked = Programs.run(work, Map.of(), words(container, "--env=SERVICE_PORT=9"));
            assertThat(asked.exitCode()).isEqualTo(1);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void servesOnArm64() throws Exception {
        Required.that(
                Files.exists(Path.of("/proc/sys/fs/binfmt_misc/qemu-aarch64"))
                        || System.getProperty("os.arch").equals("aarch64"),
                "this machine cannot run arm64 programs",
                "apt-get install qemu-user-static binfmt-support");
        images.load(examples.service(SERVICE), "arm64", List.of(SERVICE), "-Dsos.platforms=linux/arm64");

        try (Container container =
                Container.start(images.name(SERVICE, "arm64"), PORT, "--read-only", "--platform=linux/arm64")) {
            assertHealthy(container.json("/health"));
            assertThat(python(container, "import os; print(os.getuid(), os.getgid(), os.uname().machine)"))
                    .isEqualTo("65532 65532 aarch64");
            assertThat(check(container).exitCode()).isZero();
            assertThat(container.stop()).isZero();
        }
    }

    @Test
    void anotherDirectoryAndAnotherUmaskGiveTheSameDigestAndSoDoesNoNetworkAfterTargetWasDeleted() throws Exception {
        Examples copy = Examples.copyTo(work.resolve("elsewhere/again"), VERSION);
        MavenBuild maven = images.maven(copy.service(SERVICE))
                .startedBy("sh", "-c", "umask 077; exec \"$@\"", "sh")
                .with("-Dsos.registry=" + images.registry(), "-Dsos.tags=" + VERSION);

        maven.succeeds("package");
        assertThat(digest(copy)).isEqualTo(digest);

        Programs.output(
                work, "rm", "-r", copy.service(SERVICE).resolve("target").toString());
        maven.succeeds("-o", "package");
        assertThat(digest(copy)).isEqualTo(digest);
    }

    private static String digest(Examples examples) throws IOException {
        return Files.readString(examples.service(SERVICE).resolve("target/sos/production.digest"));
    }

    private static void assertHealthy(JsonNode health) {
        assertThat(health.path("status").asText()).isEqualTo("healthy");
        assertThat(health.path("version").asText()).isEqualTo(VERSION);
        assertThat(Instant.parse(health.path("timestamp").asText().replace("+00:00", "Z")))
                .isNotNull();
    }

    private String python(Container container, String program) {
        return Programs.output(work, "docker", "exec", container.id(), "python", "-c", program);
    }

    /** Runs the image's own health check once, instead of waiting until the engine does. */
    private CommandResult check(Container container) throws IOException {
        return Programs.run(work, Map.of(), words(container));
    }

    private static String[] words(Container container, String... options) throws IOException {
        JsonNode test = Json.parse(("{\"test\":" + container.inspect("{{json .Config.Healthcheck.Test}}") + "}")
                        .getBytes(StandardCharsets.UTF_8))
                .path("test");
        assertThat(test.path(0).asText()).isEqualTo("CMD");
        List<String> command = new ArrayList<>(List.of("docker", "exec"));
        command.addAll(List.of(options));
        command.add(container.id());
        for (int i = 1; i < test.size(); i++) {
            command.add(test.get(i).asText());
        }
        return command.toArray(String[]::new);
    }
}
