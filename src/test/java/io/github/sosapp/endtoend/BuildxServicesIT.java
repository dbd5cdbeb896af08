package io.github.sosapp.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.testing.Container;
import io.github.sosapp.testing.Examples;
import io.github.sosapp.testing.ImageFacts;
import io.github.sosapp.testing.MavenBuild;
import io.github.sosapp.testing.Programs;
import io.github.sosapp.testing.RegistryServer;
import io.github.sosapp.testing.RegistryServer.Kind;
import io.github.sosapp.testing.ServiceProject;
import io.github.sosapp.testing.StandInHub;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * Builders of {@code docker buildx} build services without Dockerfiles for both processors, on images that they fetch by their
 * usual names from a mirror; the same files come out as from the Docker Engine, and run. The images are stand-ins, which prove
 * nothing about Alpine.
 */
@TestInstance(Lifecycle.PER_CLASS)
class BuildxServicesIT {

    // A registry knows it; for the engine's own images nobody does.
    private static final Pattern OF_THE_BASE = Pattern.compile("label org\\.opencontainers\\.image\\.base\\..*");

    private final List<String> loaded = new ArrayList<>();
    private Path work;
    private Examples examples;
    private EngineImages images;
    private RegistryServer registry;
    private StandInHub hub;
    private BuildxMachines machines;

    @BeforeAll
    void startTheMachines(@TempDir Path directory) throws Exception {
        work = directory;
        images = EngineImages.of("buildx", work);
        EngineImages.needEmulation();
        // As EngineServicesIT has them, so that the engine needs to build once for both.
        examples = Examples.copyTo(work.resolve("examples"), "1.4.0");
        registry = RegistryServer.open(Kind.DISTRIBUTION_3, work.resolve("registry"));
        hub = StandInHub.open(work.resolve("hub"));
        machines = BuildxMachines.start(work, hub.inBuildKit());
        Files.writeString(machines.home().resolve("settings.xml"), MavenBuild.settings(hub.inSettings()));
    }

    @AfterAll
    void stopTheMachines() throws Exception {
        loaded.forEach(name -> Programs.run(work, Map.of(), "docker", "image", "rm", "--force", name));
        if (machines != null) {
            machines.close();
        }
        if (hub != null) {
            hub.close();
        }
        if (registry != null) {
            registry.close();
        }
    }

    @Test
    void twoMachinesCompileGoForTheirOwnProcessorsAndKeepWhatTheCompilerKeeps() throws Exception {
        Path service = ServiceProject.create(work.resolve("go")).directory();
        SortedMap<String, String> engine = byEngine(service, 0);

        buildx("two", service).succeeds("package", "sos:push");

        assertThat(facts(service, 0)).isEqualTo(engine);
        for (String architecture : List.of("amd64", "arm64")) {
            assertThat(Programs.output(work, "docker", "run", "--rm", fetched(service, architecture), "--version"))
                    .startsWith("emergency 1.4.0-SNAPSHOT ");
        }
        for (String mount : List.of("/root/.cache/go-build", "/go/pkg/mod")) {
            assertThat(machines.docker("buildx", "du", "--builder=two", "--verbose", "--filter=type=exec.cachemount")
                            .lines())
                    .filteredOn(line -> line.contains("cached mount " + mount))
                    .as("one of each machine")
                    .hasSize(2);
        }
    }

    @Test
    void oneMachineInstallsPythonPackagesForBothProcessors() throws Exception {
        Path service = examples.service("python-service");
        SortedMap<String, String> engine = byEngine(service, 1, "-Dsos.docker.builder=classic");

        buildx("one", service).succeeds("package", "sos:push");

        assertThat(facts(service, 1)).isEqualTo(engine);
        assertServes(fetched(service, "arm64"), "--platform=linux/arm64");
    }

    private MavenBuild buildx(String builder, Path service) {
        return MavenBuild.of(service, machines.home())
                .with(
                        "-Dsos.engine=docker",
                        "-Dsos.docker.builder=buildx:" + builder,
                        "-Dsos.platforms=linux/amd64,linux/arm64",
                        "-Dsos.port=8080",
                        "-Dsos.image=" + registry.host() + "/sos/" + service.getFileName(),
                        "-Dsos.tags=it",
                        "-Dsos.insecureRegistries=" + registry.host(),
                        "-Dsos.caCertificates=" + hub.authority());
    }

    private SortedMap<String, String> byEngine(Path service, int below, String... words) throws Exception {
        images.maven(service)
                .with(words)
                .succeeds("-Dsos.engine=docker", "-Dsos.platforms=linux/amd64", "-Dsos.port=8080", "package");
        return facts(service, below);
    }

    private static SortedMap<String, String> facts(Path service, int below) throws Exception {
        SortedMap<String, String> facts =
                ImageFacts.of(service.resolve("target/sos/production")).above(below);
        facts.keySet().removeIf(name -> OF_THE_BASE.matcher(name).matches());
        return facts;
    }

    /** The image of a processor, as the engine fetches it from the registry; the engine's name for it. */
    private String fetched(Path service, String architecture) {
        String name = registry.host() + "/sos/" + service.getFileName() + ":it";
        Programs.output(work, "docker", "pull", "--quiet", "--platform=linux/" + architecture, name);
        String id = Programs.output(work, "docker", "image", "inspect", "--format={{.Id}}", name);
        loaded.add(name);
        loaded.add(id);
        return id;
    }

    private static void assertServes(String image, String... options) {
        List<String> all = new ArrayList<>(List.of("--read-only", "--cap-drop=ALL"));
        all.addAll(List.of(options));
        try (Container container = Container.start(image, all.toArray(String[]::new))) {
            assertThat(container.json("/health").path("status").asText()).isEqualTo("healthy");
            assertThat(container.inspect("{{.Config.User}}")).isEqualTo("65532:65532");
            assertThat(container.stop()).isZero();
        }
    }
}
