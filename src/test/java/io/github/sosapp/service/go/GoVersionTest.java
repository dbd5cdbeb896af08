package io.github.sosapp.service.go;

import static io.github.sosapp.service.go.GoServiceFixture.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoVersionTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "'go 1.21.4', , go1.21.4",
        "'go 1.21,toolchain go1.21.13', , go1.21.13",
        "'go 1.21.4,toolchain go1.22.12', , go1.22.12",
        "'go 1.21.4,toolchain go1.22.12', 1.23.12, go1.23.12",
        "'go 1.21', go1.21.13, go1.21.13",
        "'go 1.27', 1.27rc1, go1.27rc1",
        "'go 1.20', 1.20.14, go1.20.14",
        "'', 1.26.8, go1.26.8"
    })
    void settingThenToolchainLineThenGoLine(String lines, String setting, String expected) {
        assertThat(choose(lines, setting).toolchain()).isEqualTo(expected);
    }

    @Test
    void theWorkspacesToolchainWins() {
        GoServiceFixture.empty(directory)
                .write("go.work", "go 1.21\n\ntoolchain go1.22.12\n\nuse .\n")
                .write("go.mod", "module a.com/s\n\ngo 1.21.13\n");

        assertThat(GoVersion.of(GoModule.read(directory), settings()).text()).isEqualTo("1.22.12");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1.21 | run go get toolchain@patch in DIR, which writes toolchain go1.21.13, or set sos.go.version",
                "1.25 | run go get toolchain@patch in DIR, which writes toolchain go1.25.14, or set sos.go.version",
                "1.99 | run go get toolchain@patch in DIR, which writes toolchain go1.99.<newest patch>, or set sos.go.version",
                "1.20 | set sos.go.version to 1.20.14",
                "1.12 | set sos.go.version to 1.18.10"
            })
    void aTwoPartGoLineIsRefusedWithTheNewestPatchRelease(String line, String remedy) {
        assertThatThrownBy(() -> choose("go " + line, null)).hasMessage("""
                        go %s names a line of Go releases, not one release
                          why     two releases of one line give two different images
                          from    %s
                          do      %s""".formatted(
                        line, directory.resolve("go.mod"), remedy.replace("DIR", directory.toString())));
    }

    @Test
    void aModuleThatNamesNoReleaseIsRefused() {
        assertThatThrownBy(() -> choose("", null)).hasMessage("""
                        nothing says which Go release compiles a.com/s
                          why     go.mod has no go line
                          from    %1$s/go.mod
                          do      run go get go@latest in %1$s, or set sos.go.version""".formatted(directory));
    }

    @Test
    void aSettingThatIsNoReleaseIsRefused() {
        assertThatThrownBy(() -> choose("go 1.21.13", "1.21")).hasMessage("""
                        sos.go.version = 1.21 is not a Go release
                          from    -Dsos.go.version on the command line
                          do      name one exactly, for example 1.21.13""");
    }

    @Test
    void aReleaseOlderThanTheGoLineIsRefused() {
        assertThatThrownBy(() -> choose("go 1.22", "1.21.13")).hasMessage("""
                        the module needs go 1.22, and go 1.21.13 was chosen
                          why     the go line of go.mod or go.work says so
                          from    -Dsos.go.version on the command line
                          do      raise sos.go.version or the toolchain line to a release of go 1.22 or newer""");
    }

    @Test
    void aReleaseThatIsTooOldForReproducibleProgramsIsRefused() {
        assertThatThrownBy(() -> choose("go 1.16", "1.17.13")).hasMessage("""
                        go 1.17.13 is too old
                          why     reproducible programs need flags that came with go 1.18
                          from    -Dsos.go.version on the command line
                          do      set sos.go.version to 1.18.10 or newer""");
    }

    @Test
    void anUnknownToolchainNameIsRefused() {
        assertThatThrownBy(() -> choose("go 1.21,toolchain local", null)).hasMessage("""
                        toolchain local is not a Go release
                          from    %s/go.mod
                          do      name a release like toolchain go1.21.13, or set sos.go.version""".formatted(directory));
    }

    private GoVersion choose(String lines, String setting) {
        GoServiceFixture.empty(directory).write("go.mod", "module a.com/s\n" + lines.replace(',', '\n') + "\n");
        return GoVersion.of(GoModule.read(directory), setting == null ? settings() : settings("go.version", setting));
    }
}
