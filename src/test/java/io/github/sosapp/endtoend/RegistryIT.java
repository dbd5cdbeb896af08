package io.github.sosapp.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.image.Json;
import io.github.sosapp.image.layout.LayoutCheck;
import io.github.sosapp.testing.Examples;
import io.github.sosapp.testing.MavenBuild;
import io.github.sosapp.testing.MavenOutcome;
import io.github.sosapp.testing.Programs;
import io.github.sosapp.testing.RegistryServer;
import io.github.sosapp.testing.RegistryServer.Kind;
import io.github.sosapp.testing.RegistryServer.Seen;
import io.github.sosapp.testing.Required;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pushes the emergency service to real registries, and lets other people's programs look at what arrived. */
@TestInstance(Lifecycle.PER_CLASS)
class RegistryIT {

    private Path work;
    private Path service;
    private MavenBuild maven;

    @BeforeAll
    void build(@TempDir Path directory) throws Exception {
        Required.program("go", "the Go distribution");
        Required.program("crane", "go install github.com/google/go-containerregistry/cmd/crane@v0.22.1");
        Required.program("skopeo", "apt-get install skopeo");
        Required.program("umoci", "apt-get install umoci");
        work = directory;
        service = Examples.copyTo(work.resolve("examples"), "1.4.0").service("emergency-service");
        maven = MavenBuild.of(service, work.resolve("home"));
        maven.succeeds("package");
    }

    @ParameterizedTest
    @EnumSource
    void deployPushesTheBuiltBytesBeforeMavenDeploysThePom(Kind kind) throws Exception {
        String built = digest();
        try (RegistryServer registry = RegistryServer.open(kind, work.resolve("deploy-" + kind))) {
            Path repository = work.resolve("deployed-" + kind);

            MavenOutcome deployed = to(registry)
                    .with("-DaltDeploymentRepository=test::" + repository.toUri())
                    .succeeds("deploy");

            assertThat(line(deployed, ":push ")).isPositive().isLessThan(line(deployed, ":deploy "));
            assertThat(repository.resolve("io/github/sos-app/examples/emergency-service/1.4.0"))
                    .isDirectoryContaining("glob:**.pom")
                    .isDirectoryContaining("glob:**.json");
            String image = registry.host() + "/sos-app/emergency-service";
            assertThat(digest()).isEqualTo(built);
            assertThat(run("crane", "ls", image).lines()).containsExactlyInAnyOrder("1.4.0", "latest");
            assertThat(run("crane", "digest", image + ":1.4.0")).isEqualTo(built);
            assertThat(run("crane", "digest", image + ":latest")).isEqualTo(built);
            assertOthersCanReadIt(image + ":1.4.0", built, work.resolve("copies-" + kind));
        }
    }

    private void assertOthersCanReadIt(String image, String built, Path copies) throws Exception {
        for (String platform : List.of("linux/amd64", "linux/arm64")) {
            String validated = Programs.succeeded(
                            work, Map.of(), crane(), "validate", "--remote", image, "--platform", platform)
                    .toString();
            assertThat(validated).contains("PASS");
        }
        Path all = copies.resolve("all");
        Files.createDirectories(all);
        run("skopeo", "copy", "--all", "--src-tls-verify=false", "docker://" + image, "oci:" + all + ":1.4.0");
        assertThat(LayoutCheck.verify(all).digest().toString()).isEqualTo(built);
        for (String architecture : List.of("amd64", "arm64")) {
            String[] of = {"skopeo", "--override-arch", architecture};
            assertThat(run(of[0], of[1], of[2], "inspect", "--tls-verify=false", "docker://" + image))
                    .contains("\"Architecture\": \"" + architecture + "\"");
        }
        Path one = copies.resolve("one");
        run("skopeo", "copy", "--src-tls-verify=false", "docker://" + image, "oci:" + one + ":1.4.0");
        run(
                "umoci",
                "unpack",
                "--rootless",
                "--image",
                one + ":1.4.0",
                copies.resolve("bundle").toString());
        assertThat(copies.resolve("bundle/rootfs/app")).isExecutable();
    }

    @ParameterizedTest
    @EnumSource
    void pushOfAnUnchangedImageOnlyAsks(Kind kind) throws Exception {
        try (RegistryServer registry = RegistryServer.open(kind, work.resolve("again-" + kind))) {
            to(registry).succeeds("package", "sos:push");
            List<Seen> first = registry.requests();
            assertThat(first).anyMatch(seen -> seen.method().equals("PUT"));

            MavenOutcome again = to(registry).succeeds("package", "sos:push");

            List<Seen> seen = registry.requests()
                    .subList(first.size(), registry.requests().size());
            assertThat(again.says("already in the registry")).isTrue();
            assertThat(seen).noneMatch(request -> request.method().matches("POST|PATCH|PUT|DELETE"));
            assertThat(paths(seen, request -> request.method().equals("HEAD")))
                    .as("one for every blob and every manifest")
                    .doesNotHaveDuplicates()
                    .hasSize(blobsAndManifests());
            assertThat(paths(
                            seen,
                            request -> request.method().equals("GET")
                                    && !request.path().equals("/v2/")))
                    .containsExactlyInAnyOrder(
                            "/v2/sos-app/emergency-service/manifests/1.4.0",
                            "/v2/sos-app/emergency-service/manifests/latest");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aServiceOfAReactorMountsWhatTheOneBeforeHasBrought(Kind kind) throws Exception {
        try (RegistryServer registry = RegistryServer.open(kind, work.resolve("reactor-" + kind))) {
            MavenOutcome deployed = to(registry)
                    .inDirectory(work.resolve("examples"))
                    .with("-Dsos.platforms=native", "-Dmaven.deploy.skip", "-pl", "emergency-service,location-service")
                    .succeeds("deploy");

            assertThat(deployed.lines())
                    .filteredOn(line -> line.contains("mounted from"))
                    .singleElement()
                    .satisfies(line -> assertThat(line).contains(" mounted from sos-app/emergency-service"));
            Path service = work.resolve("examples/location-service");
            var receipt = Json.parse(Files.readAllBytes(service.resolve("target/sos/production.push.json")));
            List<String> mounted = receipt.path("blobs").findParents("mountedFrom").stream()
                    .map(blob -> blob.path("digest").asText())
                    .toList();
            assertThat(mounted).isNotEmpty();
            assertThat(receipt.path("mounted").path("blobs").asInt()).isEqualTo(mounted.size());
            List<Seen> seen = registry.requests().stream()
                    .filter(request -> request.path().startsWith("/v2/sos-app/location-service/"))
                    .toList();
            assertThat(seen)
                    .filteredOn(request -> request.path().contains("mount="))
                    .allMatch(request -> request.status() == 201)
                    .hasSize(mounted.size());
            assertThat(seen)
                    .filteredOn(request -> request.method().equals("PUT"))
                    .noneMatch(request ->
                            mounted.stream().anyMatch(digest -> request.path().contains(digest.substring(7))));
            assertThat(Programs.succeeded(
                                    work,
                                    Map.of(),
                                    crane(),
                                    "validate",
                                    "--remote",
                                    registry.host() + "/sos-app/location-service:1.4.0")
                            .toString())
                    .contains("PASS");
        }
    }

    @Test
    void inspectPrintsDigestPlatformsAndLayersOfWhatARegistryHas() throws Exception {
        try (RegistryServer registry = RegistryServer.open(Kind.DISTRIBUTION_2, work.resolve("inspect"))) {
            to(registry).succeeds("package", "sos:push");
            String reference = registry.host() + "/sos-app/emergency-service:1.4.0";

            MavenOutcome seen =
                    to(registry).with("-Dsos.reference=" + reference).succeeds("sos:inspect");

            assertThat(seen.says(reference + "   " + digest())).isTrue();
            for (String platform : List.of("linux/amd64", "linux/arm64")) {
                String manifest = run("crane", "digest", "--platform", platform, reference);
                assertThat(seen.lines()).anyMatch(line -> line.contains(platform) && line.contains(manifest));
                assertThat(run("crane", "manifest", reference + "@" + manifest))
                        .satisfies(text -> java.util.regex.Pattern.compile("sha256:[0-9a-f]{64}")
                                .matcher(text.substring(text.indexOf("\"layers\"")))
                                .results()
                                .limit(4)
                                .forEach(layer ->
                                        assertThat(seen.says(layer.group())).isTrue()));
            }
        }
    }

    private MavenBuild to(RegistryServer registry) {
        return maven.with(
                "-Dsos.registry=" + registry.host() + "/sos-app", "-Dsos.insecureRegistries=" + registry.host());
    }

    private String digest() throws Exception {
        return Files.readString(service.resolve("target/sos/production.digest")).strip();
    }

    /** In {@code target/sos}, the index not counted: it is asked for by its tags. */
    private int blobsAndManifests() throws Exception {
        try (var blobs = Files.list(service.resolve("target/sos/production/blobs/sha256"))) {
            return (int) blobs.count();
        }
    }

    private static List<String> paths(List<Seen> seen, Predicate<Seen> wanted) {
        return seen.stream().filter(wanted).map(Seen::path).toList();
    }

    private static int line(MavenOutcome outcome, String words) {
        for (int i = 0; i < outcome.lines().size(); i++) {
            if (outcome.lines().get(i).contains(words)) {
                return i;
            }
        }
        return -1;
    }

    private static String crane() {
        return Required.program("crane", "").toString();
    }

    private String run(String... arguments) {
        arguments[0] = Required.program(arguments[0], "").toString();
        return Programs.output(work, arguments);
    }
}
