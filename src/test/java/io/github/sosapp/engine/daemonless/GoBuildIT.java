package io.github.sosapp.engine.daemonless;

import static io.github.sosapp.service.go.GoServiceFixture.CREATED;
import static io.github.sosapp.service.go.GoServiceFixture.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.Platform;
import io.github.sosapp.plan.Preparation;
import io.github.sosapp.process.Command;
import io.github.sosapp.process.CommandRunner;
import io.github.sosapp.service.ServicePlan;
import io.github.sosapp.service.go.GoRecipe;
import io.github.sosapp.service.go.GoServiceFixture;
import io.github.sosapp.testing.Required;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compiles with the real go, which may have to fetch the named release. */
class GoBuildIT {

    private static final String INSTALL = "apt-get install golang-go (1.21 or newer)";

    private static final String LIB = "package lib\n\nfunc Name() string { return \"lib\" }\n";
    private static final String USES_LIB =
            "package main\n\nimport \"example.com/lib\"\n\nfunc main() { println(lib.Name()) }\n";
    private static final String UUID_SUMS =
            "github.com/google/uuid v1.6.0 h1:NIvaJDMOsjHA8n1jAhLSgzrAzy1Hgr+hNrb57e+94F0=\n"
                    + "github.com/google/uuid v1.6.0/go.mod h1:TIyPZe4MgqvfeYDBFedMoGGpEw/LqOeaOaTUCFZA7YE=\n";

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
        environment.put("GOEXPERIMENT", "nosuchexperiment");

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

    @Test
    void buildInformationIsReadAsGoReadsIt() throws Exception {
        ServicePlan plan = build(GoServiceFixture.in(directory), "platforms", "linux/amd64");
        Path program = plan.preparations().get(0).output();

        String said = CommandRunner.ofThisMachine()
                .run(new Command(
                        List.of("go", "version", program.toString()), environment, directory, Duration.ofSeconds(30)))
                .output();

        assertThat(said.trim()).endsWith(": " + GoBuildInfo.releaseOf(program).orElseThrow());
    }

    @Test
    void replaceDirectoriesOutsideOfTheModuleLeaveNoTrace() throws IOException {
        assertSameBytesAnywhere(
                "service",
                root -> GoServiceFixture.empty(root)
                        .write("service/go.mod", """
                        module example.com/service

                        go 1.21.13

                        require example.com/lib v0.0.0

                        replace example.com/lib => ../lib
                        """)
                        .write("service/main.go", USES_LIB)
                        .write("lib/go.mod", "module example.com/lib\n\ngo 1.21\n")
                        .write("lib/lib.go", LIB));
    }

    @Test
    void workspacesLeaveNoTrace() throws IOException {
        assertSameBytesAnywhere(
                "service",
                root -> GoServiceFixture.empty(root)
                        .write("go.work", "go 1.21.13\n\nuse (\n\t./service\n\t./lib\n)\n")
                        .write("service/go.mod", "module example.com/service\n\ngo 1.21.13\n")
                        .write("service/main.go", USES_LIB)
                        .write("lib/go.mod", "module example.com/lib\n\ngo 1.21\n")
                        .write("lib/lib.go", LIB));
    }

    @Test
    void workspacesMayBeReachedThroughLinks() throws IOException {
        GoServiceFixture.empty(directory.resolve("real"))
                .write("go.work", "go 1.21.13\n\nuse (\n\t./service\n\t./lib\n)\n")
                .write("service/go.mod", "module example.com/service\n\ngo 1.21.13\n")
                .write("service/main.go", USES_LIB)
                .write("lib/go.mod", "module example.com/lib\n\ngo 1.21\n")
                .write("lib/lib.go", LIB);
        Files.createSymbolicLink(directory.resolve("link"), directory.resolve("real"));

        SortedMap<String, Digest> linked = digests(build(GoServiceFixture.empty(directory.resolve("link/service"))));

        assertThat(linked).isEqualTo(digests(build(GoServiceFixture.empty(directory.resolve("real/service")))));
    }

    @Test
    void vendorDirectoriesAreCompiledWithoutSumsOrNetwork() throws IOException {
        environment.put("GOPROXY", "off");
        assertSameBytesAnywhere(
                ".",
                root -> GoServiceFixture.empty(root)
                        .write("go.mod", "module example.com/service\n\ngo 1.21.13\n\nrequire example.com/lib v1.2.3\n")
                        .write("main.go", USES_LIB)
                        .write(
                                "vendor/modules.txt",
                                "# example.com/lib v1.2.3\n## explicit; go 1.21\nexample.com/lib\n")
                        .write("vendor/example.com/lib/lib.go", LIB));
    }

    @Test
    void aVendorDirectoryThatDoesNotFitIsNamed() {
        GoServiceFixture service = GoServiceFixture.in(directory)
                .write("go.mod", "module example.com/s\n\ngo 1.21.13\n\nrequire example.com/lib v1.2.4\n")
                .write("vendor/modules.txt", "# example.com/lib v1.2.3\n## explicit; go 1.21\nexample.com/lib\n")
                .write("vendor/example.com/lib/lib.go", LIB);

        assertThat(failure(service).problem()).isEqualTo("the vendor directory does not fit go.mod");
    }

    @Test
    void staleSumsAreNamed() {
        GoServiceFixture service = GoServiceFixture.in(directory)
                .write("go.mod", "module example.com/s\n\ngo 1.21.13\n\nrequire github.com/google/uuid v1.6.0\n")
                .write("go.sum", "")
                .write("cmd/id.go", "package main\n\nimport _ \"github.com/google/uuid\"\n");

        BuildFailure failure = failure(service);

        assertThat(failure.problem()).isEqualTo("go.sum lacks entries for modules of go.mod");
        assertThat(failure.remedy()).isEqualTo("run go mod tidy and commit go.mod and go.sum");
        assertThat(failure.details().get(0)).contains("missing go.sum entry");
    }

    @Test
    void anImportThatGoModDoesNotRequireIsNamed() {
        GoServiceFixture service = GoServiceFixture.in(directory)
                .write("cmd/id.go", "package main\n\nimport _ \"github.com/google/uuid\"\n");

        assertThat(failure(service).problem()).isEqualTo("go.mod does not fit the sources");
    }

    @Test
    void aReleaseThatDoesNotExistIsNamed() {
        BuildFailure failure = failure(GoServiceFixture.in(directory), "go.version", "1.21.99");

        assertThat(failure.problem()).isEqualTo("the Go release go1.21.99 cannot be had");
    }

    @Test
    void offlineNamesTheMissingModule() {
        environment.put("GOMODCACHE", directory.resolve("empty").toString());
        environment.put("GOFLAGS", "-modcacherw");
        GoServiceFixture service = GoServiceFixture.in(directory)
                .write("go.mod", "module example.com/s\n\ngo 1.21\n\nrequire github.com/google/uuid v1.6.0\n")
                .write("go.sum", UUID_SUMS)
                .write("cmd/id.go", "package main\n\nimport _ \"github.com/google/uuid\"\n");
        ServicePlan plan = new GoRecipe()
                .plan(service.module(), settings("go.version", hostRelease(), "platforms", "linux/amd64"));

        assertThatThrownBy(() -> runner(service, true).run(plan.preparations()))
                .hasMessageStartingWith(
                        "github.com/google/uuid v1.6.0 is not on this machine, and nothing may be fetched");
    }

    @Test
    void goLeavesNothingBehindInItsHomeButItsSilence() throws IOException {
        GoServiceFixture service = GoServiceFixture.in(directory);
        build(service);

        try (Stream<Path> files = Files.walk(service.module().workDirectory().resolve("home"))) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> file.getFileName().toString()))
                    .containsOnly("mode");
        }
    }

    @Test
    void offlineBuildsFromTheCache() throws IOException {
        GoServiceFixture service = GoServiceFixture.in(directory);
        SortedMap<String, Digest> online = digests(build(service));

        ServicePlan plan = new GoRecipe().plan(service.module(), settings());
        runner(service, true).run(plan.preparations());

        assertThat(digests(plan)).isEqualTo(online);
    }

    @Test
    void sourcesThatNoPlatformWantsAreNamed() {
        GoServiceFixture service =
                GoServiceFixture.in(directory).write("cmd/main.go", "//go:build windows\n\n" + GoServiceFixture.MAIN);

        assertThat(failure(service).problem()).startsWith("nothing to compile for linux/amd64 in ");
    }

    @Test
    void tagsChooseSources() throws IOException {
        GoServiceFixture service = GoServiceFixture.in(directory)
                .write("cmd/extra.go", "//go:build extra\n\npackage main\n\nfunc init() { println(\"extra\") }\n");

        assertThat(digests(build(service, "go.tags", "extra"))).isNotEqualTo(digests(build(service)));
    }

    @Test
    void otherProcessorsAreBuiltAndStatic() {
        ServicePlan plan = build(GoServiceFixture.in(directory), "platforms", "linux/arm/v6,linux/s390x");

        assertThat(plan.preparations()).allMatch(preparation -> Files.isRegularFile(preparation.output()));
    }

    @Test
    void everyPlatformThatIsOfferedIsOneThatGoKnows() throws Exception {
        String known = CommandRunner.ofThisMachine()
                .run(new Command(List.of("go", "tool", "dist", "list"), environment, directory, Duration.ofSeconds(30)))
                .output();
        GoServiceFixture service = GoServiceFixture.in(directory);

        assertThatThrownBy(() -> new GoRecipe().plan(service.module(), settings("platforms", "linux/none")))
                .isInstanceOfSatisfying(BuildFailure.class, failure -> {
                    String offered = failure.remedy().replaceAll("(?s).*one of: (.*)\\)", "$1");
                    assertThat(known.lines()).contains(offered.split(", "));
                });
    }

    @Test
    void aProgramThatNeedsLibrariesIsRefused() throws Exception {
        Required.program("gcc", "apt-get install gcc");
        Files.writeString(directory.resolve("c.c"), "int main(void) { return 0; }\n");
        Path program = directory.resolve("dynamic");
        CommandRunner.ofThisMachine()
                .run(new Command(
                        List.of("gcc", "-o", program.toString(), "c.c"),
                        environment,
                        directory,
                        Duration.ofSeconds(30)));

        assertThatThrownBy(() -> ExecutableFormat.requireStatic(program, Platform.ofThisMachine()))
                .hasMessageContaining("it is linked dynamically");
    }

    /** Two places that differ in name and depth; the second with a path that a linker might want to keep. */
    private void assertSameBytesAnywhere(String module, Consumer<Path> writer) throws IOException {
        Path here = directory.resolve("here");
        Path there = directory.resolve("quite/else where");
        writer.accept(here);
        writer.accept(there);

        SortedMap<String, Digest> first =
                digests(build(GoServiceFixture.empty(here.resolve(module).normalize())));
        SortedMap<String, Digest> second =
                digests(build(GoServiceFixture.empty(there.resolve(module).normalize())));

        assertThat(second).isEqualTo(first).hasSize(2);
    }

    private BuildFailure failure(GoServiceFixture service, String... namesAndValues) {
        List<String> settings = new ArrayList<>(List.of(namesAndValues));
        settings.addAll(List.of("platforms", "linux/amd64"));
        return catchThrowableOfType(BuildFailure.class, () -> build(service, settings.toArray(String[]::new)));
    }

    private String hostRelease() {
        try {
            return CommandRunner.ofThisMachine()
                    .run(new Command(List.of("go", "env", "GOVERSION"), environment, directory, Duration.ofSeconds(30)))
                    .output()
                    .trim();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private ServicePlan build(GoServiceFixture service, String... namesAndValues) {
        ServicePlan plan = new GoRecipe().plan(service.module(), settings(namesAndValues));
        runner(service).run(plan.preparations());
        return plan;
    }

    private PreparationRunner runner(GoServiceFixture service) {
        return runner(service, false);
    }

    private PreparationRunner runner(GoServiceFixture service, boolean offline) {
        return new PreparationRunner(
                CommandRunner.ofThisMachine(), environment, service.module().workDirectory(), offline);
    }

    private static SortedMap<String, Digest> digests(ServicePlan plan) throws IOException {
        SortedMap<String, Digest> digests = new TreeMap<>();
        for (Preparation preparation : plan.preparations()) {
            digests.put(preparation.platform().toString(), Digest.ofFile(preparation.output()));
        }
        return digests;
    }
}
