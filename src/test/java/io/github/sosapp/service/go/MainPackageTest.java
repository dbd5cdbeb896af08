package io.github.sosapp.service.go;

import static io.github.sosapp.service.go.GoServiceFixture.MAIN;
import static io.github.sosapp.service.go.GoServiceFixture.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainPackageTest {

    @TempDir
    private Path directory;

    private GoServiceFixture service;

    @BeforeEach
    void start() {
        service = GoServiceFixture.empty(directory);
    }

    @Test
    void cmdComesBeforeItsDirectoriesAndTheRoot() {
        service.write("cmd/main.go", MAIN).write("cmd/tool/main.go", MAIN).write("main.go", MAIN);

        assertThat(find()).isEqualTo("./cmd");
    }

    @Test
    void theOnlyNamedCommandComesBeforeTheRoot() {
        service.write("cmd/server/main.go", MAIN)
                .write("cmd/internal/x.go", "package internal\n")
                .write("main.go", MAIN);

        assertThat(find()).isEqualTo("./cmd/server");
    }

    @Test
    void theRootIsTheLastResort() {
        service.write("service.go", MAIN);

        assertThat(find()).isEqualTo(".");
    }

    @Test
    void aSettingChoosesByDirectoryOrFile() {
        service.write("cmd/a/main.go", MAIN).write("cmd/b/main.go", MAIN);

        assertThat(find("go.main", "cmd/a")).isEqualTo("./cmd/a");
        assertThat(find("go.main", "./cmd/b/main.go")).isEqualTo("./cmd/b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "package main",
                "\uFEFFpackage main\n",
                "// Copyright\n\n/* package other\n * */\n\npackage main // really\n",
                "//go:build linux && !ignore\n\npackage main\n",
                "package\tmain\r\n"
            })
    void packageClauseIsFoundBehindComments(String text) {
        service.write("main.go", text);

        assertThat(find()).isEqualTo(".");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//go:build ignore\n\npackage main\n",
                "//go:build tools\r\n\r\npackage main\n",
                "package mainly\n",
                "// package main\n",
                "/* package main */ package other\n",
                "/* never closed package main",
                "const text = `package main`"
            })
    void whatIsNoMainPackageDoesNotCount(String text) {
        service.write("main.go", text).write("main_test.go", MAIN).write("_old.go", MAIN);

        assertThatThrownBy(this::find).hasMessage("""
                        no main package in %s
                          why     looked for package main in cmd/*.go, cmd/<name>/*.go and *.go
                          do      set sos.go.main to the directory of the main package, for example internal/server""".formatted(directory));
    }

    @Test
    void aVeryLongCommentIsNoProblem() {
        service.write("main.go", "/*" + "*x".repeat(30_000) + "*/\npackage main\n");

        assertThat(find()).isEqualTo(".");
    }

    @Test
    void twoCandidatesAreListed() {
        service.write("cmd/worker/main.go", MAIN).write("cmd/server/main.go", MAIN);

        assertThatThrownBy(this::find).hasMessage("""
                        2 main packages: cmd/server, cmd/worker
                          why     an image holds one program
                          from    %s
                          do      say which one: sos.go.main = cmd/server""".formatted(directory));
    }

    @Test
    void aSettingThatIsNoMainPackageIsRefused() {
        service.write("lib/lib.go", "package lib\n");

        assertThatThrownBy(() -> find("go.main", "lib")).hasMessage("""
                        sos.go.main = lib has no main package
                          from    -Dsos.go.main on the command line
                          do      name the directory of a file that starts with package main""");
        assertThatThrownBy(() -> find("go.main", "nowhere")).hasMessageContaining("is not a directory");
        assertThatThrownBy(() -> find("go.main", "../other"))
                .hasMessageContaining("is outside of the service's source");
    }

    private String find(String... namesAndValues) {
        return MainPackage.find(directory, settings(namesAndValues));
    }
}
