package io.github.sosapp.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.image.Json;
import io.github.sosapp.image.Platform;
import io.github.sosapp.testing.Examples;
import io.github.sosapp.testing.MavenBuild;
import io.github.sosapp.testing.MavenOutcome;
import io.github.sosapp.testing.Programs;
import io.github.sosapp.testing.RegistryServer;
import io.github.sosapp.testing.RegistryServer.Kind;
import io.github.sosapp.testing.RegistryServer.Seen;
import io.github.sosapp.testing.Required;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Builds the emergency service on a base that other people's programs made and put into real registries. */
@TestInstance(Lifecycle.PER_CLASS)
class RegistryBaseIT {

    private Path work;
    private Path service;
    private MavenBuild maven;

    @BeforeAll
    void copy(@TempDir Path directory) throws Exception {
        Required.program("go", "the Go distribution");
        Required.program("crane", "go install github.com/google/go-containerregistry/cmd/crane@v0.22.1");
        Required.program("skopeo", "apt-get install skopeo");
        work = directory;
        service = Examples.copyTo(work.resolve("examples"), "1.4.0").service("emergency-service");
    }

    @ParameterizedTest
    @EnumSource
    void theBaseIsMountedWithinItsRegistryAndFetchedForAnother(Kind kind) throws Exception {
        maven = MavenBuild.of(service, work.resolve("home-" + kind));
        try (RegistryServer registry = RegistryServer.open(kind, work.resolve("first-" + kind));
                RegistryServer other = RegistryServer.open(kind, work.resolve("second-" + kind))) {
            String base = registry.host() + "/sos/base:1";
            List<String> layers = makeBase(registry.host(), "one");
            String baseDigest = crane("digest", base);

            MavenOutcome built = on(base, registry).succeeds("clean", "package");

            assertThat(built.says("  base       " + base + " (" + baseDigest.substring(0, 19) + "…)"))
                    .as(built.toString())
                    .isTrue();
            assertThat(built.lines())
                    .anyMatch(line -> line.contains("linux/arm64") && line.contains(" + base on disk"));
            assertNoneFetched(registry, layers);
            assertNoneKept(layers);

            MavenOutcome pushed = on(base, registry).succeeds("sos:push");

            assertThat(pushed.says("mounted from sos/base"))
                    .as(pushed.toString())
                    .isTrue();
            assertNoneFetched(registry, layers);
            assertSound(registry.host(), base, baseDigest);

            MavenOutcome elsewhere = on(base, other, registry).succeeds("sos:push");

            assertThat(elsewhere.says("of the base from " + registry.host() + "/sos/base"))
                    .isTrue();
            assertSound(other.host(), base, baseDigest);
            assertArchiveIsWhole(base, registry);
            assertOfflineIsTheSame(base, registry);
            makeBase(registry.host(), "two");
            assertThat(on(base, registry).succeeds("package").says(" unchanged ("))
                    .isFalse();
            assertThat(on(base, registry).succeeds("package").says(" unchanged ("))
                    .isTrue();
        }
    }

    @Test
    void anEngineThatHasTheBaseGetsTheServiceAlone() throws Exception {
        String install = "apt-get install docker.io, and start dockerd";
        Required.program("docker", install);
        Required.that(Programs.run(work, Map.of(), "docker", "info").succeeded(), "no Docker Engine answers", install);
        maven = MavenBuild.of(service, work.resolve("home-engine"));
        String image = "sos-test-" + ProcessHandle.current().pid() + "/on-a-base";
        try (RegistryServer registry = RegistryServer.open(Kind.DISTRIBUTION_3, work.resolve("engine"))) {
            String base = registry.host() + "/sos/base:1";
            List<String> layers = makeBase(
                    registry.host(), "engine " + ProcessHandle.current().pid());
            MavenBuild here = on(base, registry).with("-Dsos.platforms=native", "-Dsos.image=" + image);
            here.succeeds("clean", "package", "sos:load");
            assertThat(Programs.output(work, "docker", "run", "--rm", image + ":1.4.0", "--version"))
                    .contains("1.4.0");
            int fetchedOnce = fetched(registry, layers);
            assertThat(fetchedOnce).as("the two layers of one platform").isEqualTo(2);
            Path cache = work.resolve("home-engine/.cache/sos-maven-plugin/blobs");
            for (String layer : layers) {
                Files.deleteIfExists(cache.resolve(layer.replace(':', '/')));
            }

            MavenOutcome again = here.with("-Dsos.port=9999").succeeds("package", "sos:load");

            assertThat(again.lines()).as(again.toString()).anyMatch(line -> line.contains(" of 6 layers sent"));
            assertThat(fetched(registry, layers)).isEqualTo(fetchedOnce);
        } finally {
            Programs.run(work, Map.of(), "docker", "image", "rm", "--force", image + ":1.4.0", image + ":latest");
        }
    }

    @Test
    void layersThatSkopeoCompressedWithZstdKeepTheirBytesAndTheImageRuns() throws Exception {
        String install = "apt-get install docker.io, and start dockerd";
        Required.program("docker", install);
        Required.that(Programs.run(work, Map.of(), "docker", "info").succeeded(), "no Docker Engine answers", install);
        maven = MavenBuild.of(service, work.resolve("home-zstd"));
        String local = "sos-test-" + ProcessHandle.current().pid() + "/on-zstd";
        try (RegistryServer registry = RegistryServer.open(Kind.DISTRIBUTION_3, work.resolve("zstd"));
                RegistryServer other = RegistryServer.open(Kind.DISTRIBUTION_3, work.resolve("gzip"))) {
            String base = registry.host() + "/sos/zstd:1";
            var layers = makeZstdBase(other.host(), base);
            assertThat(layers).hasSize(1);
            assertThat(layers.get(0).path("mediaType").asText())
                    .isEqualTo("application/vnd.oci.image.layer.v1.tar+zstd");
            MavenBuild here = on(base, registry).with("-Dsos.platforms=native");

            here.succeeds("clean", "package", "sos:push");

            String image = registry.host() + "/sos-app/emergency-service:1.4.0";
            var pushed = Json.parse(crane("manifest", image).getBytes(StandardCharsets.UTF_8))
                    .path("layers");
            assertThat(pushed.size()).isGreaterThan(1);
            assertThat(pushed.get(0).path("digest")).isEqualTo(layers.get(0).path("digest"));
            assertThat(pushed.get(0).path("mediaType")).isEqualTo(layers.get(0).path("mediaType"));
            here.with("-Dsos.image=" + local).succeeds("package", "sos:load");
            assertThat(Programs.output(work, "docker", "run", "--rm", local + ":1.4.0", "--version"))
                    .contains("1.4.0");
        } finally {
            Programs.run(work, Map.of(), "docker", "image", "rm", "--force", local + ":1.4.0", local + ":latest");
        }
    }

    /**
     * By way of an archive whose layers are not compressed, because skopeo leaves gzip as it is; and from another registry,
     * because it takes the gzip layer where the registry has it.
     */
    private com.fasterxml.jackson.databind.JsonNode makeZstdBase(String host, String base) throws Exception {
        String plain = host + "/sos/plain:1";
        String content = "zstd " + ProcessHandle.current().pid();
        crane("append", "--oci-empty-base", "-t", plain, "-f", tar("all", content));
        crane("mutate", "--set-platform", Platform.ofThisMachine().toString(), "-t", plain, plain);
        String archive = "docker-archive:" + work.resolve("plain.tar");
        skopeo("--src-tls-verify=false", "docker://" + plain, archive);
        skopeo("--dest-tls-verify=false", "--dest-compress-format=zstd", "--format=oci", archive, "docker://" + base);
        return Json.parse(crane("manifest", base).getBytes(StandardCharsets.UTF_8))
                .path("layers");
    }

    private void skopeo(String... arguments) {
        List<String> all = new ArrayList<>(
                List.of(Required.program("skopeo", "apt-get install skopeo").toString(), "copy", "--quiet"));
        all.addAll(List.of(arguments));
        Programs.output(work, all.toArray(String[]::new));
    }

    private static int fetched(RegistryServer registry, List<String> layers) {
        return (int) registry.requests().stream()
                .filter(seen -> seen.method().equals("GET"))
                .filter(seen -> layers.stream().anyMatch(seen.path()::endsWith))
                .count();
    }

    /** A tag over two platforms of two layers each, with an attestation beside them; returns the layers' digests. */
    private List<String> makeBase(String host, String content) throws Exception {
        List<String> layers = new ArrayList<>();
        List<String> index = new ArrayList<>(List.of("index", "append", "-t", host + "/sos/base:1"));
        for (String platform : List.of("linux/amd64", "linux/arm64", "unknown/unknown")) {
            String name = host + "/sos/base:" + platform.replace('/', '-');
            List<String> append = new ArrayList<>(List.of("append", "--oci-empty-base", "-t", name));
            append.addAll(List.of("-f", tar("all", "for every platform"), "-f", tar(platform, content)));
            crane(append.toArray(String[]::new));
            crane(
                    "mutate",
                    "--set-platform",
                    platform,
                    "--env",
                    "BASE=" + content,
                    "-l",
                    "maintainer=base",
                    "-t",
                    name,
                    name);
            var manifest = Json.parse(crane("manifest", name).getBytes(StandardCharsets.UTF_8));
            manifest.path("layers")
                    .forEach(layer -> layers.add(layer.path("digest").asText()));
            index.addAll(List.of("-m", name));
        }
        crane(index.toArray(String[]::new));
        return layers;
    }

    private String tar(String name, String content) throws Exception {
        Path root = work.resolve("tars").resolve(name.replace('/', '-')).resolve(content.replace(' ', '-'));
        Files.createDirectories(root.resolve("usr/share/base"));
        Files.writeString(root.resolve("usr/share/base").resolve(name.replace('/', '-')), content);
        Path tar = root.resolveSibling(root.getFileName() + ".tar.gz");
        Programs.output(work, "tar", "-czf", tar.toString(), "-C", root.toString(), "usr");
        return tar.toString();
    }

    private MavenBuild on(String base, RegistryServer target, RegistryServer... more) {
        List<String> insecure = new ArrayList<>(List.of(target.host()));
        for (RegistryServer server : more) {
            insecure.add(server.host());
        }
        return maven.with(
                "-Dsos.base=" + base,
                "-Dsos.registry=" + target.host() + "/sos-app",
                "-Dsos.image=" + target.host() + "/sos-app/emergency-service",
                "-Dsos.insecureRegistries=" + String.join(",", insecure));
    }

    private static void assertNoneFetched(RegistryServer registry, List<String> layers) {
        List<String> fetched = registry.requests().stream()
                .filter(seen -> seen.method().equals("GET"))
                .map(Seen::path)
                .toList();
        layers.forEach(layer -> assertThat(fetched).noneMatch(path -> path.contains("/blobs/" + layer)));
    }

    private void assertNoneKept(List<String> layers) {
        Path blobs = service.resolve("target/sos/production/blobs/sha256");
        layers.forEach(layer ->
                assertThat(blobs.resolve(layer.substring("sha256:".length()))).doesNotExist());
    }

    /** crane unpacks every layer and compares it with the configuration. */
    private void assertSound(String host, String base, String baseDigest) throws Exception {
        String image = host + "/sos-app/emergency-service:1.4.0";
        assertThat(crane("digest", image)).isEqualTo(digest());
        for (String platform : List.of("linux/amd64", "linux/arm64")) {
            assertThat(Programs.succeeded(
                                    work,
                                    Map.of(),
                                    craneProgram(),
                                    "validate",
                                    "--remote",
                                    image,
                                    "--platform",
                                    platform)
                            .toString())
                    .contains("PASS");
            var config =
                    Json.parse(crane("config", "--platform", platform, image).getBytes(StandardCharsets.UTF_8));
            assertThat(config.path("config").path("Env").toString()).contains("BASE=one");
            assertThat(config.path("config").path("Labels").path("maintainer").asText())
                    .isEqualTo("base");
            assertThat(config.path("config")
                            .path("Labels")
                            .path("org.opencontainers.image.base.name")
                            .asText())
                    .isEqualTo(base);
            assertThat(config.path("config")
                            .path("Labels")
                            .path("org.opencontainers.image.base.digest")
                            .asText())
                    .isEqualTo(baseDigest);
        }
    }

    private void assertArchiveIsWhole(String base, RegistryServer registry) throws Exception {
        Path archive = work.resolve("image.tar");
        on(base, registry).with("-Dsos.archive=" + archive).succeeds("sos:load");

        assertThat(Programs.succeeded(work, Map.of(), craneProgram(), "validate", "--tarball", archive.toString())
                        .toString())
                .contains("PASS");
    }

    private void assertOfflineIsTheSame(String base, RegistryServer registry) throws Exception {
        String before = digest();
        int asked = registry.requests().size();
        on(base, registry).succeeds("clean");

        on(base, registry).with("-o").succeeds("package");

        assertThat(digest()).isEqualTo(before);
        assertThat(registry.requests()).hasSize(asked);
    }

    private String digest() throws Exception {
        return Files.readString(service.resolve("target/sos/production.digest")).strip();
    }

    private static String craneProgram() {
        return Required.program("crane", "").toString();
    }

    private String crane(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = craneProgram();
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return Programs.output(work, all);
    }
}
