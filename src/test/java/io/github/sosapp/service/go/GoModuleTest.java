package io.github.sosapp.service.go;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoModuleTest {

    @TempDir
    private Path root;

    @Test
    void replaceDirectoriesAndWorkspaceModulesAreInputs() {
        GoServiceFixture.empty(root)
                .write("go.work", "go 1.21.13\n\nuse (\n\t./service\n\t./shared\n)\n")
                .write("go.work.sum", "")
                .write("service/go.mod", "module a.com/s\n\ngo 1.21.13\n\nreplace a.com/lib => ../lib\n")
                .write("shared/go.mod", "module a.com/shared\n\ngo 1.21.13\n\nreplace a.com/deep => ../deep\n")
                .write("lib/go.mod", "module a.com/lib\n")
                .write("deep/go.mod", "module a.com/deep\n");

        GoModule module = GoModule.read(root.resolve("service"));

        assertThat(module.inputs())
                .containsExactly(
                        root.resolve("service"),
                        root.resolve("go.work"),
                        root.resolve("go.work.sum"),
                        root.resolve("shared"),
                        root.resolve("lib"),
                        root.resolve("deep"));
    }

    @Test
    void aWorkspaceThatDoesNotUseTheModuleIsNotItsWorkspace() {
        GoServiceFixture.empty(root)
                .write("go.work", "go 1.21.13\n\nuse ./other\n")
                .write("other/go.mod", "module a.com/other\n")
                .write("service/go.mod", "module a.com/s\n");

        assertThat(GoModule.read(root.resolve("service")).work()).isEmpty();
    }

    @Test
    void aWorkspaceOutsideOfTheRepositoryDecidesNothing() {
        GoServiceFixture.empty(root)
                .write("go.work", "go 1.21.13\n\nuse ./repository/service\n")
                .write("repository/.git/HEAD", "ref: refs/heads/main\n")
                .write("repository/service/go.mod", "module a.com/s\n");

        assertThat(GoModule.read(root.resolve("repository/service")).work()).isEmpty();
    }

    @Test
    void modulesFromDirectoriesNeedNoSums() {
        GoServiceFixture.empty(root)
                .write("service/go.mod", "module a.com/s\n\nrequire a.com/lib v0.0.0\n\nreplace a.com/lib => ../lib\n")
                .write("lib/go.mod", "module a.com/lib\n");

        assertThat(GoModule.read(root.resolve("service")).isVendored()).isFalse();
    }

    @Test
    void aVendorDirectoryReplacesTheSums() {
        GoServiceFixture.empty(root)
                .write("go.mod", "module a.com/s\n\nrequire a.com/lib v1.0.0\n")
                .write("vendor/modules.txt", "# a.com/lib v1.0.0\n");

        assertThat(GoModule.read(root).isVendored()).isTrue();
    }

    @Test
    void aMissingGoModIsNamed() {
        assertThatThrownBy(() -> GoModule.read(root)).hasMessage("""
                        no go.mod in %s
                          why     a Go service is a Go module
                          do      run go mod init there, or set sos.source to the directory that has go.mod""".formatted(root));
    }

    @Test
    void missingSumsAreNamed() {
        GoServiceFixture.empty(root).write("go.mod", "module a.com/s\n\nrequire a.com/lib v1.0.0\n");

        assertThatThrownBy(() -> GoModule.read(root)).hasMessage("""
                        no go.sum next to %1$s/go.mod
                          why     go.mod requires modules, and go.sum says which content of them is the right one
                          do      run go mod tidy in %1$s and commit go.sum""".formatted(root));
    }

    @Test
    void aMissingReplaceDirectoryIsNamed() {
        GoServiceFixture.empty(root).write("go.mod", "module a.com/s\n\nreplace a.com/lib => ./lib\n");

        assertThatThrownBy(() -> GoModule.read(root)).hasMessage("""
                        a.com/lib is replaced by %1$s/lib, which is no Go module
                          why     the directory is missing or has no go.mod
                          from    %1$s/go.mod
                          do      check out that directory, or remove the replace line with \
                        go mod edit -dropreplace=a.com/lib""".formatted(root));
    }

    @Test
    void aWorkspaceDirectoryWithoutModuleIsNamed() {
        GoServiceFixture.empty(root)
                .write("go.work", "go 1.21.13\n\nuse .\nuse ./gone\n")
                .write("go.mod", "module a.com/s\n");

        assertThatThrownBy(() -> GoModule.read(root)).hasMessage("""
                        %1$s/go.work uses %1$s/gone, which has no go.mod
                          do      correct the use line, or run go mod init in that directory""".formatted(root));
    }
}
