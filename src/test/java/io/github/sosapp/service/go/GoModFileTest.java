package io.github.sosapp.service.go;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.service.go.GoModFile.Replacement;
import io.github.sosapp.service.go.GoModFile.Requirement;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoModFileTest {

    @TempDir
    private Path directory;

    @Test
    void readsBlocksSingleLinesCommentsAndStrings() {
        GoModFile mod = read("""
                // The service of the emergency team.
                module "example.com/sos/emergency" // quoted

                go 1.21
                toolchain go1.21.13

                require example.com/one v1.0.0
                require (
                \texample.com/two/v2 v2.1.0 // indirect; kept for the tests
                \t`example.com/three` v0.0.0-20240101000000-abcdefabcdef//indirect
                \texample.com/four v1.0.0 // not indirect

                )
                exclude example.com/five v1.0.0
                retract [v1.0.0, v1.1.0] // broken
                godebug (
                \tdefault=go1.21
                )
                replace (
                \texample.com/two/v2 v2.1.0 => ../two
                \texample.com/four => example.com/fork v1.0.1
                )
                replace "example.com/one" => /abs/one
                """);

        assertThat(mod.module()).isEqualTo("example.com/sos/emergency");
        assertThat(mod.goLine()).contains("1.21");
        assertThat(mod.toolchain()).contains("go1.21.13");
        assertThat(mod.requirements())
                .containsExactly(
                        new Requirement("example.com/one", "v1.0.0", false),
                        new Requirement("example.com/two/v2", "v2.1.0", true),
                        new Requirement("example.com/three", "v0.0.0-20240101000000-abcdefabcdef", true),
                        new Requirement("example.com/four", "v1.0.0", false));
        assertThat(mod.directRequirements()).isEqualTo(2);
        assertThat(mod.replacements())
                .containsExactly(
                        new Replacement("example.com/two/v2", Optional.of(directory.resolveSibling("two"))),
                        new Replacement("example.com/four", Optional.empty()),
                        new Replacement("example.com/one", Optional.of(Path.of("/abs/one"))));
    }

    @Test
    void windowsLineEndingsAndTheDefaultToolchainAreUnderstood() {
        GoModFile mod = read("module example.com/x\r\n\r\ngo 1.22.1\r\ntoolchain default\r\n");

        assertThat(mod.goLine()).contains("1.22.1");
        assertThat(mod.toolchain()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "module a b                        | go.mod line 1 | a module line has exactly one word",
                "module \"a                        | go.mod line 1 | a string has no closing quote",
                "go 1.21.13                        | go.mod        | it has no module line",
                "module a;require b                | go.mod line 2 | a require line reads: require module version",
                "module a;replace b                | go.mod line 2 | a replace line reads: replace old => new",
                "module a;require (;b v1.0.0       | go.mod line 3 | the block require ( has no closing parenthesis"
            })
    void aMistakeIsNamedWithItsLine(String text, String place, String why) {
        assertThatThrownBy(() -> read(text.replace(';', '\n')))
                .isInstanceOf(BuildFailure.class)
                .hasMessage("""
                        cannot understand %s
                          why     %s
                          do      correct the line; go mod edit -json (or go work edit -json) names the same mistake""".formatted(place, why));
    }

    @Test
    void aByteOrderMarkIsNamedBecauseNobodySeesIt() {
        assertThatThrownBy(() -> read("\uFEFFmodule example.com/a\n"))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("cannot understand go.mod line 1")
                .hasMessageContaining("it begins with a byte order mark, which go refuses");
    }

    private GoModFile read(String text) {
        GoServiceFixture.empty(directory).write("go.mod", text);
        return GoModFile.read(directory.resolve("go.mod"));
    }
}
