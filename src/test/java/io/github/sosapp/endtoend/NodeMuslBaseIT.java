package io.github.sosapp.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sosapp.image.Json;
import io.github.sosapp.testing.MavenBuild;
import io.github.sosapp.testing.MavenOutcome;
import io.github.sosapp.testing.Programs;
import io.github.sosapp.testing.RegistryServer;
import io.github.sosapp.testing.RegistryServer.Kind;
import io.github.sosapp.testing.Required;
import io.github.sosapp.testing.ServiceProject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service on an image of a registry that is laid out like Node.js on Alpine; it stands in for the real one and cannot run. */
class NodeMuslBaseIT {

    private static final String LAY_OUT = """
            mkdir -p base/etc base/lib base/usr/local/bin
            printf 'ID=alpine\\nVERSION_ID=3.20.3\\n' > base/etc/os-release
            printf 'root:x:0:0:root:/root:/bin/sh\\nnode:x:1000:1000::/home/node:/bin/sh\\n' > base/etc/passwd
            echo loader > base/lib/ld-musl-x86_64.so.1
            echo node > base/usr/local/bin/node
            tar -C base -cf base.tar etc lib usr
            """;

    @TempDir
    private Path work;

    @Test
    void packagesAreThoseForMuslAndProgramsForGlibcAreRefused() throws Exception {
        Required.program("npm", "the Node.js distribution, 20 or newer");
        Path crane = Required.program("crane", "src/it/machine/install");
        Path service = service();
        try (RegistryServer registry = RegistryServer.open(Kind.DISTRIBUTION_3, work.resolve("registry"))) {
            String base = registry.host() + "/library/node:20-alpine";
            makeBase(crane.toString(), base);
            MavenBuild maven = MavenBuild.of(service, work.resolve("home"))
                    .with(
                            "-Dsos.base=" + base,
                            "-Dsos.registry=" + registry.host() + "/sos-app",
                            "-Dsos.insecureRegistries=" + registry.host(),
                            "-Dsos.tags=1",
                            "-Dsos.platforms=linux/amd64,linux/arm64");

            maven.succeeds("package", "sos:push");

            assertMusl(service, "amd64", "x64");
            assertMusl(service, "arm64", "arm64");
            JsonNode config = config(crane.toString(), registry.host() + "/sos-app/emergency-service:1");
            assertThat(config.path("User").asText()).isEqualTo("1001:1001");
            assertThat(config.path("Entrypoint")).hasToString("[\"node\",\"server.js\"]");
            assertThat(config.path("Cmd").isMissingNode())
                    .as("that of the base")
                    .isTrue();
            assertThat(config.path("WorkingDir").asText()).isEqualTo("/app");

            Files.copy(Path.of("/bin/true"), service.resolve("helper"), StandardCopyOption.COPY_ATTRIBUTES);
            MavenOutcome refused = maven.with("-Dsos.platforms=native").run("package");

            assertThat(refused.exitCode()).as(refused.toString()).isNotZero();
            assertThat(refused.says("helper: it needs the C library glibc, and the image has musl"))
                    .as(refused.toString())
                    .isTrue();
        }
    }

    private void makeBase(String crane, String base) {
        StringBuilder script = new StringBuilder("set -e\n" + LAY_OUT);
        for (String architecture : new String[] {"amd64", "arm64"}) {
            String tag = base + "-" + architecture;
            script.append("crane append --oci-empty-base --platform linux/" + architecture + " -f base.tar -t " + tag
                    + "\ncrane mutate --set-platform linux/" + architecture
                    + " --entrypoint docker-entrypoint.sh --cmd node " + tag + " -t " + tag + "\n");
        }
        script.append("crane index append -m " + base + "-amd64 -m " + base + "-arm64 -t " + base + "\n");
        Programs.succeeded(work, Map.of(), "sh", "-c", script.toString().replace("crane ", crane + " "));
    }

    private static void assertMusl(Path service, String architecture, String processor) {
        Path part =
                service.resolve("target/sos-work/node/linux-" + architecture + "/node_modules/@node-rs/argon2-linux-"
                        + processor + "-musl/argon2.linux-" + processor + "-musl.node");
        assertThat(part).isRegularFile();
        assertThat(Programs.run(service, Map.of(), "grep", "-c", "GLIBC_", part.toString())
                        .output()
                        .strip())
                .as("symbols of glibc")
                .isEqualTo("0");
        assertThat(part.getParent().resolveSibling("argon2-linux-" + processor + "-gnu"))
                .doesNotExist();
    }

    private JsonNode config(String crane, String image) throws Exception {
        String text = Programs.output(work, crane, "config", "--platform", "linux/amd64", image);
        return Json.parse(text.getBytes(StandardCharsets.UTF_8)).path("config");
    }

    private Path service() throws Exception {
        Path service = ServiceProject.create(work.resolve("service"))
                .write(
                        "package.json",
                        "{\"name\":\"emergency\",\"version\":\"1.0.0\",\"main\":\"server.js\","
                                + "\"dependencies\":{\"@node-rs/argon2\":\"2.0.2\"}}")
                .write("server.js", "require('@node-rs/argon2');\n")
                .directory();
        Files.delete(service.resolve("go.mod"));
        Files.delete(service.resolve("main.go"));
        Programs.output(service, "npm", "install", "--package-lock-only", "--ignore-scripts", "--audit=false");
        return service;
    }
}
