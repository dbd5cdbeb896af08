package io.github.sosapp.engine.daemonless;

import static io.github.sosapp.service.go.GoServiceFixture.CREATED;
import static io.github.sosapp.service.go.GoServiceFixture.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Digest;
import io.github.sosapp.plan.Preparation;
import io.github.sosapp.process.CommandRunner;
import io.github.sosapp.service.ServicePlan;
import io.github.sosapp.service.go.GoRecipe;
import io.github.sosapp.service.go.GoServiceFixture;
import io.github.sosapp.testing.Required;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compiles with the real go, which may have to fetch the named release. */
class GoBuildIT {

    private static final String INSTALL = "apt-get install golang-go (1.21 or newer)";

    @TempDir
    private Path directory;

    private final Map<String, String> environment = new HashMap<>(System.getenv());

    @BeforeEach
    void needsGo() {
        Required.program("go", INSTALL);
    }

    @Test
    void buildsAStaticProgramForEachPlatformThatKnowsItsVersion() throws IOException {
        ServicePlan plan = build(GoServiceFixture.in(directory));

        for (Preparation preparation : plan.preparations()) {
            ExecutableFormat format =
                    ExecutableFormat.read(preparation.output()).orElseThrow();
            assertThat(format.architecture()).isEqualTo(preparation.platform().architecture());
            assertThat(format.needsLoader()).isFalse();
            assertThat(GoBuildInfo.releaseOf(preparation.output())).contains("go1.21.13");
        }
    }

    @Test
    void programAnswersWithVersionDateAndCommit() {
        GoServiceFixture service = GoServiceFixture.in(directory);
        ServicePlan plan = build(service, "platforms", "native");

        VersionAnswer answer = runner(service)
                .probe(
                        plan.preparations(),
                        plan.versionProbe().orElseThrow(),
                        "1.4.0",
                        CREATED,
                        Optional.of(GoServiceFixture.COMMIT))
                .orElseThrow();

        assertThat(answer.output()).isEqualTo("emergency 1.4.0 2026-11-20T10:15:30Z " + GoServiceFixture.COMMIT);
        assertThat(answer.warnings()).isEmpty();
    }

    @Test
    void twoDirectoriesAndTwoEnvironmentsGiveTheSameBytes() throws IOException {
        SortedMap<String, Digest> here = digests(build(GoServiceFixture.in(directory.resolve("here"))));
        environment.putAll(Map.of(
                "GOFLAGS", "-ldflags=-X=main.Version=9", "GOAMD64", "v3", "GOARM64", "v9.0", "CGO_ENABLED", "1"));
        environment.put("GOEXPERIMENT", "rangefunc");

        SortedMap<String, Digest> there = digests(build(GoServiceFixture.in(directory.resolve("else/where"))));

        assertThat(there).isEqualTo(here).hasSize(2);
    }

    @Test
    void compilersOwnLinesAreShown() {
        GoServiceFixture service =
                GoServiceFixture.in(directory).write("cmd/broken.go", "package main\n\nvar x int = y\n");

        assertThatThrownBy(() -> build(service, "platforms", "linux/amd64"))
                .isInstanceOf(BuildFailure.class)
                .hasMessage("""
                        the service does not compile for linux/amd64
                                  # example.com/sos/emergency/cmd
                                  cmd/broken.go:3:13: undefined: y
                          from    go build in %s
                          do      correct the lines above""".formatted(directory));
    }

    private ServicePlan build(GoServiceFixture service, String... namesAndValues) {
        ServicePlan plan = new GoRecipe().plan(service.module(), settings(namesAndValues));
        runner(service).run(plan.preparations());
        return plan;
    }

    private PreparationRunner runner(GoServiceFixture service) {
        return new PreparationRunner(
                CommandRunner.ofThisMachine(), environment, service.module().workDirectory(), false);
    }

    private static SortedMap<String, Digest> digests(ServicePlan plan) throws IOException {
        SortedMap<String, Digest> digests = new TreeMap<>();
        for (Preparation preparation : plan.preparations()) {
            digests.put(preparation.platform().toString(), Digest.ofFile(preparation.output()));
        }
        return digests;
    }
}
