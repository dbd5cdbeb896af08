package io.github.sosapp.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.testing.Container;
import io.github.sosapp.testing.Examples;
import io.github.sosapp.testing.ImageFacts;
import io.github.sosapp.testing.MavenBuild;
import io.github.sosapp.testing.StandInHub;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
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

    private static final String GO = "emergency-service";
    private static final String NODE = "auth-service";
    private static final String PYTHON = "python-service";

    private Path work;
    private Examples examples;
    private EngineImages images;
    private StandInHub hub;
    private BuildxMachines machines;

    @BeforeAll
    void startTheMachines(@TempDir Path directory) throws Exception {
        work = directory;
        images = EngineImages.of("buildx", work);
        EngineImages.needEmulation();
        // As EngineServicesIT has them, so that the engine needs to build once for both.
        examples = Examples.copyTo(work.resolve("examples"), "1.4.0");
        hub = StandInHub.open(work.resolve("hub"));
        machines = BuildxMachines.start(work, hub.inBuildKit());
        Files.writeString(machines.home().resolve("settings.xml"), MavenBuild.settings(hub.inSettings()));
    }

    @AfterAll
    void stopTheMachines() throws Exception {
        if (images != null) {
            images.close();
        }
        if (machines != null) {
            machines.close();
        }
        if (hub != null) {
            hub.close();
        }
    }

    @Test
    void twoMachinesCompileGoForTheirOwnProcessorsAndKeepWhatTheCompilerKeeps() throws Exception {
        SortedMap<String, String> engine = facts(GO, 0, "-Dsos.engine=docker");

        images.load(buildx("two", GO, "linux/amd64,linux/arm64"), "two", List.of(GO));

        assertThat(facts(GO, 0)).isEqualTo(engine);
        assertServes(GO, "two", "1001:1001");
        for (String mount : List.of("/root/.cache/go-build", "/go/pkg/mod")) {
            assertThat(machines.docker("buildx", "du", "--builder=two", "--verbose", "--filter=type=exec.cachemount")
                            .lines())
                    .filteredOn(line -> line.contains("cached mount " + mount))
                    .as("one of each machine")
                    .hasSize(2);
        }
        images.load(buildx("two", GO, "linux/arm64"), "two-arm64", List.of(GO));
        assertServes(GO, "two-arm64", "1001:1001", "--platform=linux/arm64");
    }

    @Test
    void oneMachineInstallsPythonPackagesForBothProcessors() throws Exception {
        SortedMap<String, String> engine = facts(PYTHON, 1, "-Dsos.engine=docker", "-Dsos.docker.builder=classic");

        images.load(buildx("one", PYTHON, "linux/amd64,linux/arm64"), "one", List.of(PYTHON));

        assertThat(facts(PYTHON, 1)).isEqualTo(engine);
        assertServes(PYTHON, "one", "65532:65532");
        images.load(buildx("one", PYTHON, "linux/arm64"), "one-arm64", List.of(PYTHON));
        assertServes(PYTHON, "one-arm64", "65532:65532", "--platform=linux/arm64");
    }

    private MavenBuild buildx(String builder, String service, String platforms) {
        return MavenBuild.of(examples.service(service), machines.home())
                .environment("XDG_CACHE_HOME", EngineImages.SHARED_CACHE.toString())
                .with(
                        "-Dsos.engine=docker",
                        "-Dsos.docker.builder=buildx:" + builder,
                        "-Dsos.platforms=" + platforms,
                        "-Dsos.port=8080",
                        "-Dsos.caCertificates=" + hub.authority());
    }

    /** Of what is there, or is built first if there are words. */
    private SortedMap<String, String> facts(String service, int below, String... words) throws Exception {
        if (words.length > 0) {
            List<String> all = new ArrayList<>(List.of(words));
            all.addAll(List.of("-Dsos.platforms=linux/amd64", "-Dsos.port=8080", "package"));
            images.maven(examples.service(service)).succeeds(all.toArray(String[]::new));
        }
        return ImageFacts.of(examples.service(service).resolve("target/sos/production"))
                .above(below);
    }

    private void assertServes(String service, String tag, String user, String... options) {
        List<String> all = new ArrayList<>(List.of("--read-only", "--cap-drop=ALL"));
        all.addAll(List.of(options));
        try (Container container = Container.start(images.name(service, tag), all.toArray(String[]::new))) {
            assertThat(container.json("/health").path("status").asText()).isEqualTo("healthy");
            assertThat(container.inspect("{{.Config.User}}")).isEqualTo(user);
            assertThat(container.stop()).isZero();
        }
    }
}
