package io.github.sosapp.engine.daemonless;

import static io.github.sosapp.engine.daemonless.GoCompilation.LIB;
import static io.github.sosapp.engine.daemonless.GoCompilation.USES_LIB;
import static io.github.sosapp.engine.daemonless.GoCompilation.digests;
import static io.github.sosapp.service.go.GoServiceFixture.CREATED;
import static io.github.sosapp.service.go.GoServiceFixture.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Digest;
import io.github.sosapp.plan.Preparation;
import io.github.sosapp.service.ServicePlan;
import io.github.sosapp.service.go.GoRecipe;
import io.github.sosapp.service.go.GoServiceFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compiles with the real go, which may have to fetch the named release. */
class GoBuildIT {

    @TempDir
    private Path directory;

    private final GoCompilation go = new GoCompilation();

    @Test
    void buildsAStaticProgramForEachPlatformThatKnowsItsVersion() throws IOException {
        ServicePlan plan = go.build(GoServiceFixture.in(directory));

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
        ServicePlan plan = go.build(service, "platforms", "native");

        VersionAnswer answer = go.runner(service, false)
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

    /** A broken profile shows that the compiler reads it. */
    @Test
    void theProfileBesideTheMainPackageReachesTheCompiler() {
        GoServiceFixture service = GoServiceFixture.in(directory).write("cmd/default.pgo", "no profile\n");

        assertThatThrownBy(() -> go.build(service, "platforms", "native")).hasMessageContaining("profile");
    }

    @Test
    void theProfileDecidesTheProgramWhereverItLies() throws Exception {
        SortedMap<String, Digest> without = digests(go.build(hot("without"), "platforms", "native"));

        SortedMap<String, Digest> with = digests(go.build(profiled("with"), "platforms", "native"));

        assertThat(with).isNotEqualTo(without);
        assertThat(digests(go.build(profiled("else/where"), "platforms", "native")))
                .isEqualTo(with);
    }

    @Test
    void theSourcesOfAnImageForDebuggingCompileWithoutTheNetwork() throws Exception {
        GoServiceFixture.empty(directory.resolve("lib"))
                .write("go.mod", "module example.com/lib\n\ngo 1.21\n")
                .write("lib.go", GoCompilation.LIB);
        GoServiceFixture service = GoServiceFixture.in(directory.resolve("service"))
                .write(
                        "go.mod",
                        "module example.com/sos/emergency\n\ngo 1.21.13\n\nrequire example.com/lib v0.0.0\n\n"
                                + "replace example.com/lib => ../lib\n")
                .write("cmd/main.go", GoCompilation.USES_LIB)
                .write(".env", "TOKEN=x\n");
        ServicePlan plan = new GoRecipe()
                .plan(service.module(), GoServiceFixture.settings("target", "development", "platforms", "native"));
        List<Preparation> wanted = plan.preparations().stream()
                .filter(step -> List.of("go-sources", "go-modules").contains(step.id()))
                .toList();

        go.runner(service, false).run(wanted, platform -> {});
        Path image = Files.createDirectory(directory.resolve("image"));
        Files.move(wanted.get(0).output(), image.resolve("src"));
        Files.move(wanted.get(1).output(), image.resolve("src/vendor"));
        go.environment.put("GOPROXY", "off");
        List<String> words = new ArrayList<>(List.of("go", "build"));
        plan.execution().entrypoint().stream()
                .filter(word -> word.startsWith("-build="))
                .forEach(word ->
                        words.addAll(List.of(word.substring("-build=".length()).split("\n"))));
        words.addAll(words.size() - 1, List.of("-o", image.resolve("app").toString()));
        go.run(image.resolve("src"), words.toArray(String[]::new));

        assertThat(image.resolve("app")).isExecutable();
        assertThat(image.resolve("src/.env")).doesNotExist();
        assertThat(image.resolve("src/target")).doesNotExist();
    }

    private GoServiceFixture hot(String name) {
        return GoServiceFixture.in(directory.resolve(name)).write("cmd/main.go", text("hot.go.txt"));
    }

    private GoServiceFixture profiled(String name) throws IOException {
        GoServiceFixture service = hot(name);
        try (var profile = GoBuildIT.class.getResourceAsStream("hot.pgo")) {
            Files.copy(profile, service.directory().resolve("cmd/default.pgo"));
        }
        return service;
    }

    private static String text(String resource) {
        try (var stream = GoBuildIT.class.getResourceAsStream(resource)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void twoDirectoriesAndTwoEnvironmentsGiveTheSameBytes() throws IOException {
        SortedMap<String, Digest> here = digests(go.build(GoServiceFixture.in(directory.resolve("here"))));
        go.environment.putAll(Map.of(
                "GOFLAGS", "-ldflags=-X=main.Version=9", "GOAMD64", "v3", "GOARM64", "v9.0", "CGO_ENABLED", "1"));
        go.environment.put("GOEXPERIMENT", "nosuchexperiment");

        SortedMap<String, Digest> there = digests(go.build(GoServiceFixture.in(directory.resolve("else/where"))));

        assertThat(there).isEqualTo(here).hasSize(2);
    }

    @Test
    void buildInformationIsReadAsGoReadsIt() throws Exception {
        ServicePlan plan = go.build(GoServiceFixture.in(directory), "platforms", "linux/amd64");
        Path program = plan.preparations().get(0).output();

        String said = go.run(directory, "go", "version", program.toString());

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

        SortedMap<String, Digest> linked = digests(go.build(GoServiceFixture.empty(directory.resolve("link/service"))));

        assertThat(linked).isEqualTo(digests(go.build(GoServiceFixture.empty(directory.resolve("real/service")))));
    }

    @Test
    void vendorDirectoriesAreCompiledWithoutSumsOrNetwork() throws IOException {
        go.environment.put("GOPROXY", "off");
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
    void goLeavesNothingBehindInItsHomeButItsSilence() throws IOException {
        GoServiceFixture service = GoServiceFixture.in(directory);
        go.build(service);

        try (Stream<Path> files = Files.walk(service.module().workDirectory().resolve("home"))) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> file.getFileName().toString()))
                    .containsOnly("mode");
        }
    }

    @Test
    void offlineBuildsFromTheCache() throws IOException {
        GoServiceFixture service = GoServiceFixture.in(directory);
        SortedMap<String, Digest> online = digests(go.build(service));

        ServicePlan plan = new GoRecipe().plan(service.module(), settings());
        go.runner(service, true).run(plan.preparations(), platform -> {});

        assertThat(digests(plan)).isEqualTo(online);
    }

    @Test
    void tagsChooseSources() throws IOException {
        GoServiceFixture service = GoServiceFixture.in(directory)
                .write("cmd/extra.go", "//go:build extra\n\npackage main\n\nfunc init() { println(\"extra\") }\n");

        assertThat(digests(go.build(service, "go.tags", "extra"))).isNotEqualTo(digests(go.build(service)));
    }

    @Test
    void otherProcessorsAreBuiltAndStatic() {
        ServicePlan plan = go.build(GoServiceFixture.in(directory), "platforms", "linux/arm/v6,linux/s390x");

        assertThat(plan.preparations()).allMatch(preparation -> Files.isRegularFile(preparation.output()));
    }

    @Test
    void everyPlatformThatIsOfferedIsOneThatGoKnows() throws Exception {
        String known = go.run(directory, "go", "tool", "dist", "list");
        GoServiceFixture service = GoServiceFixture.in(directory);

        assertThatThrownBy(() -> new GoRecipe().plan(service.module(), settings("platforms", "linux/none")))
                .isInstanceOfSatisfying(BuildFailure.class, failure -> {
                    String offered = failure.remedy().replaceAll("(?s).*one of: (.*)\\)", "$1");
                    assertThat(known.lines()).contains(offered.split(", "));
                });
    }

    /** Two places that differ in name and depth; the second with a path that a linker might want to keep. */
    private void assertSameBytesAnywhere(String module, Consumer<Path> writer) throws IOException {
        Path here = directory.resolve("here");
        Path there = directory.resolve("quite/else where");
        writer.accept(here);
        writer.accept(there);

        SortedMap<String, Digest> first =
                digests(go.build(GoServiceFixture.empty(here.resolve(module).normalize())));
        SortedMap<String, Digest> second =
                digests(go.build(GoServiceFixture.empty(there.resolve(module).normalize())));

        assertThat(second).isEqualTo(first).hasSize(2);
    }
}
