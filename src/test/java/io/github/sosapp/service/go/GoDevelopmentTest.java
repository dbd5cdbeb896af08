package io.github.sosapp.service.go;

import static io.github.sosapp.service.go.GoServiceFixture.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;

import io.github.sosapp.plan.LayerPlan;
import io.github.sosapp.plan.PlannedFile;
import io.github.sosapp.plan.Preparation;
import io.github.sosapp.plan.SecretFiles;
import io.github.sosapp.service.ServicePlan;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoDevelopmentTest {

    @TempDir
    private Path directory;

    @Test
    void theProgramIsNeitherOptimisedNorStripped() {
        assertThat(prepared("go-build").arguments())
                .containsSequence("-gcflags", "all=-N -l")
                .anyMatch(word -> word.contains("-X main.Version=1.4.0"))
                .noneMatch(word -> word.contains("-s -w"));
    }

    @Test
    void delveIsPinnedAndCompiledForThePlatformByTheServicesOwnRelease() {
        Preparation delve = prepared("go-delve");

        assertThat(delve.platform()).hasToString("linux/arm64");
        assertThat(delve.toolVersion()).isEqualTo("go1.21.13");
        assertThat(delve.arguments())
                .startsWith("build", "-mod=readonly")
                .endsWith("github.com/go-delve/delve/cmd/dlv");
        assertThat(delve.environment())
                .contains(entry("GOARCH", "arm64"), entry("CGO_ENABLED", "0"), entry("GOWORK", "off"));
        assertThat(delve.files().get("go.mod")).contains("require github.com/go-delve/delve v1.24.2");
        assertThat(delve.files().get("go.sum")).contains("github.com/go-delve/delve v1.24.2 h1:");
    }

    @ParameterizedTest
    @CsvSource({"1.21.13, v1.24.2", "1.23.12, v1.24.2", "1.24.13, v1.26.0", "1.26.1, v1.26.0"})
    void everyGoReleaseGetsADelveThatKnowsIt(String go, String delve) {
        assertThat(prepared("go-delve", "go.version", go).files().get("go.mod"))
                .contains("delve/delve " + delve + "\n");
    }

    @Test
    void aGoThatNoDelveKnowsIsRefused() {
        assertThatThrownBy(() -> plan("go.version", "1.27.1")).hasMessage("""
                        no release of Delve is known for go 1.27.1
                          why     the target development is there for go 1.21 to 1.26
                          do      use a newer release of this plugin, or the target production""");
        GoServiceFixture.in(directory).write("go.mod", "module example.com/a\n\ngo 1.20\n");
        assertThatThrownBy(() -> new GoRecipe()
                        .plan(
                                GoServiceFixture.empty(directory).module(),
                                settings("target", "development", "go.version", "1.20.14")))
                .hasMessageStartingWith("no release of Delve is known for go 1.20.14")
                .hasMessageContaining("raise sos.go.version");
    }

    @Test
    void theReleaseIsTheOneOfThePlatformAndChecked() {
        Preparation release = prepared("go-release");

        assertThat(release.arguments())
                .containsExactly("mod", "download", "-json", "golang.org/toolchain@v0.0.1-go1.21.13.linux-arm64");
        assertThat(release.environment()).contains(entry("GONOSUMDB", ""), entry("GOPRIVATE", ""));
    }

    @Test
    void layersThatChangeSeldomComeFirst() {
        GoServiceFixture.in(directory)
                .write("go.mod", "module example.com/a\n\ngo 1.21.13\n\nrequire example.com/b v1.0.0\n")
                .write("go.sum", "");

        List<LayerPlan> layers = planOf("target", "development").layers();

        assertThat(layers)
                .extracting(LayerPlan::name)
                .containsExactly("accounts", "go 1.21.13", "debugger", "modules", "sources", "application");
        assertThat(layers.get(1).files())
                .extracting(PlannedFile::path, PlannedFile::mode)
                .contains(
                        tuple("/usr/local/go/bin", 0755),
                        tuple("/usr/local/go/pkg/tool", 0755),
                        tuple("/usr/local/go/src", 0644));
        assertThat(planOf("target", "development").execution().entrypoint())
                .anyMatch(word -> word.startsWith("-build=-mod=vendor\n") && word.endsWith("\n./cmd"));
    }

    @Test
    void secretsAndResultsAreNoSources() {
        Preparation sources = prepared("go-sources");

        assertThat(sources.tool()).isEqualTo("copy");
        assertThat(sources.arguments()).contains("--without=" + SecretFiles.GLOB, "--without=target");
    }

    @Test
    void listensForADebuggerAndWritesBelowTmpOnly() {
        ServicePlan plan = plan();

        assertThat(plan.execution().ports()).containsExactly("2345/tcp", "8080/tcp");
        assertThat(plan.execution().entrypoint())
                .startsWith("/usr/local/bin/reload", "-program=/app", "-source=/src")
                .endsWith("-listen=:2345", "--");
        assertThat(plan.execution().environment())
                .contains(entry("HOME", "/tmp"), entry("GOCACHE", "/tmp/go-build"), entry("GOTOOLCHAIN", "local"));
        assertThat(plan.execution().user()).isEqualTo("1001:1001");
    }

    @Test
    void ofAWorkspaceTheSourcesAreOnlyShown() {
        GoServiceFixture.in(directory).write("go.work", "go 1.21.13\n\nuse .\n");

        ServicePlan plan = planOf("target", "development");

        assertThat(plan.warnings()).anyMatch(warning -> warning.contains("go.work"));
        assertThat(plan.execution().entrypoint()).noneMatch(word -> word.startsWith("-source="));
    }

    @ParameterizedTest
    @ValueSource(strings = {"on", "auto"})
    void aPackedProgramCannotBeDebugged(String upx) {
        assertThatThrownBy(() -> plan("upx", upx)).hasMessage("""
                        sos.upx = %s does not fit the target development
                          why     a debugger finds nothing in a packed program
                          from    -Dsos.upx on the command line
                          do      build this target with -Dsos.upx=off""".formatted(upx));
    }

    @Test
    void aPlatformWithoutADebuggerIsRefused() {
        assertThatThrownBy(() -> plan("platforms", "linux/amd64,linux/s390x")).hasMessage("""
                        sos.platforms = linux/amd64,linux/s390x has linux/s390x, for which the target development has no debugger
                          from    -Dsos.platforms on the command line
                          do      use linux/amd64 or linux/arm64, or native for this machine's""");
    }

    private Preparation prepared(String id, String... more) {
        List<Preparation> found = plan(more).preparations().stream()
                .filter(preparation -> preparation.id().equals(id))
                .toList();
        assertThat(found).hasSize(2);
        return found.get(1);
    }

    private ServicePlan plan(String... more) {
        GoServiceFixture.in(directory);
        List<String> all = new java.util.ArrayList<>(List.of("target", "development"));
        all.addAll(List.of(more));
        return planOf(all.toArray(String[]::new));
    }

    private ServicePlan planOf(String... namesAndValues) {
        return new GoRecipe().plan(GoServiceFixture.empty(directory).module(), settings(namesAndValues));
    }
}
