package io.github.sosapp.engine.daemonless;

import static io.github.sosapp.engine.daemonless.GoCompilation.LIB;
import static io.github.sosapp.service.go.GoServiceFixture.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Platform;
import io.github.sosapp.service.ServicePlan;
import io.github.sosapp.service.go.GoRecipe;
import io.github.sosapp.service.go.GoServiceFixture;
import io.github.sosapp.testing.Required;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the real go refuses, in plain words and its own lines. */
class GoBuildFailureIT {

    private static final String UUID_SUMS =
            "github.com/google/uuid v1.6.0 h1:NIvaJDMOsjHA8n1jAhLSgzrAzy1Hgr+hNrb57e+94F0=\n"
                    + "github.com/google/uuid v1.6.0/go.mod h1:TIyPZe4MgqvfeYDBFedMoGGpEw/LqOeaOaTUCFZA7YE=\n";

    @TempDir
    private Path directory;

    private final GoCompilation go = new GoCompilation();

    @Test
    void compilersOwnLinesAreShown() {
        GoServiceFixture service =
                GoServiceFixture.in(directory).write("cmd/broken.go", "package main\n\nvar x int = y\n");

        assertThatThrownBy(() -> go.build(service, "platforms", "linux/amd64"))
                .isInstanceOf(BuildFailure.class)
                .hasMessage("""
                        the service does not compile for linux/amd64
                                  # example.com/sos/emergency/cmd
                                  cmd/broken.go:3:13: undefined: y
                          from    go build in %s
                          do      correct the lines above""".formatted(directory));
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
    void offlineNamesTheMissingModule() throws Exception {
        go.environment.put("GOMODCACHE", directory.resolve("empty").toString());
        go.environment.put("GOFLAGS", "-modcacherw");
        GoServiceFixture service = GoServiceFixture.in(directory)
                .write("go.mod", "module example.com/s\n\ngo 1.21\n\nrequire github.com/google/uuid v1.6.0\n")
                .write("go.sum", UUID_SUMS)
                .write("cmd/id.go", "package main\n\nimport _ \"github.com/google/uuid\"\n");
        ServicePlan plan = new GoRecipe()
                .plan(
                        service.module(),
                        settings(
                                "go.version", go.run(directory, "go", "env", "GOVERSION"), "platforms", "linux/amd64"));

        assertThatThrownBy(() -> go.runner(service, true).run(plan.preparations(), platform -> {}))
                .hasMessageStartingWith(
                        "github.com/google/uuid v1.6.0 is not on this machine, and nothing may be fetched");
    }

    @Test
    void sourcesThatNoPlatformWantsAreNamed() {
        GoServiceFixture service =
                GoServiceFixture.in(directory).write("cmd/main.go", "//go:build windows\n\n" + GoServiceFixture.MAIN);

        assertThat(failure(service).problem()).startsWith("nothing to compile for linux/amd64 in ");
    }

    @Test
    void aProgramThatNeedsLibrariesIsRefused() throws Exception {
        Required.program("gcc", "apt-get install gcc");
        Files.writeString(directory.resolve("c.c"), "int main(void) { return 0; }\n");
        Path program = directory.resolve("dynamic");
        go.run(directory, "gcc", "-o", program.toString(), "c.c");

        assertThatThrownBy(() -> ExecutableFormat.requireStatic(program, Platform.ofThisMachine()))
                .hasMessageContaining("it is linked dynamically");
    }

    /** Whatever makes one: upx would pack it to a program that some systems do not start. */
    @Test
    void aProgramThatRunsAtAnyAddressIsRefusedBeforeItIsPacked() throws Exception {
        Required.program("gcc", "apt-get install gcc");
        Files.writeString(directory.resolve("c.c"), "int main(void) { return 0; }\n");
        Path program = directory.resolve("pie");
        go.run(directory, "gcc", "-static-pie", "-fPIE", "-o", program.toString(), "c.c");

        assertThatThrownBy(() -> ExecutableFormat.requireStatic(program, Platform.ofThisMachine()))
                .hasMessageContaining("without plugins or -buildmode=pie");
    }

    private BuildFailure failure(GoServiceFixture service, String... namesAndValues) {
        List<String> settings = new ArrayList<>(List.of(namesAndValues));
        settings.addAll(List.of("platforms", "linux/amd64"));
        return catchThrowableOfType(BuildFailure.class, () -> go.build(service, settings.toArray(String[]::new)));
    }
}
