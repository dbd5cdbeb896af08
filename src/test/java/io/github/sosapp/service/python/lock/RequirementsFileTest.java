package io.github.sosapp.service.python.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequirementsFileTest {

    @TempDir
    private Path directory;

    @Test
    void continuedLinesCommentsAndIncludesAreReadAsPipDoes() throws IOException {
        write("base.txt", "idna==3.7\n");
        write("limits.txt", "click==8.1.7\n");
        Path file = write("requirements.txt", """
                # What we need
                --require-hashes --pre
                -r base.txt
                --constraint=limits.txt
                -i https://registry.example.com/simple
                Flask[async,Dotenv] == 3.0.3   # the web
                click
                anyio==4.3.0 \\
                    ; python_version \\
                    < "4"
                winloop==0.1.0 ; sys_platform == 'win32'
                uvloop==0.19.0 ; platform_machine == "x86_64"
                """);

        assertThat(lines(file, Platform.LINUX_ARM64))
                .containsExactly("anyio==4.3.0", "click==8.1.7", "flask[async,dotenv]==3.0.3", "idna==3.7");
        assertThat(lines(file, Platform.LINUX_AMD64)).contains("uvloop==0.19.0");
        assertThat(RequirementsFile.read(file).indexOptions())
                .containsExactly("--index-url https://registry.example.com/simple");
    }

    @Test
    void hashesArePassedOnAndTheirAbsenceIsSaid() throws IOException {
        Path hashed = write("a.txt", "idna==3.7 \\\n    --hash=sha256:bb \\\n    --hash sha256:aa\n");
        Path bare = write("b.txt", "idna==3.7\n");

        assertThat(lines(hashed, Platform.LINUX_ARM64)).containsExactly("idna==3.7 --hash=sha256:aa --hash=sha256:bb");
        assertThat(RequirementsFile.read(hashed).warnings()).isEmpty();
        assertThat(RequirementsFile.read(bare).warnings())
                .singleElement()
                .asString()
                .startsWith("b.txt has no hashes: an index could give other files tomorrow");
    }

    @Test
    void aWishForAnyVersionIsRefused() throws IOException {
        Path file = write("requirements.txt", "\nflask>=3\n");

        assertThatThrownBy(() -> lines(file, Platform.LINUX_ARM64))
                .isInstanceOf(BuildFailure.class)
                .hasMessage("""
                flask is not pinned to one version
                  why     two builds of the same commit could install two versions
                  from    %s line 2
                  do      move your wishes to requirements.in and run pip-compile --generate-hashes requirements.in (or uv pip compile --universal --generate-hashes -o requirements.txt requirements.in)""".formatted(file));
    }

    @Test
    void twoVersionsAreRefusedWithBothPlaces() throws IOException {
        Path other = write("other.txt", "idna==3.6\n");
        Path file = write("requirements.txt", "idna==3.7\n-r other.txt\n");

        assertThatThrownBy(() -> lines(file, Platform.LINUX_ARM64))
                .hasMessageContaining("two versions of idna are required for Python 3.11 on linux/arm64")
                .hasMessageContaining("3.7 by " + file + " line 1, 3.6 by " + other + " line 1");
    }

    @Test
    void someHashesAreRefused() throws IOException {
        Path file = write("requirements.txt", "idna==3.7 --hash=sha256:aa\nsix==1.16.0\n");

        assertThatThrownBy(() -> lines(file, Platform.LINUX_ARM64))
                .hasMessageContaining("six has no hash, although other packages have one")
                .hasMessageContaining("line 2");
    }

    @ParameterizedTest
    @CsvSource({
        "-e ., -e",
        "-e git+https://git.example.com/x#egg=x, -e",
        "--editable=./lib, --editable",
        "--no-binary=:all:, --no-binary",
        "--find-links ./wheels, --find-links",
        "--no-index, --no-index",
        "six==1.16.0 --config-settings=a=b, --config-settings",
        "six==1.16.0 --global-option=x, --global-option"
    })
    void optionsThatChangeWhatIsInstalledAreRefused(String line, String option) throws IOException {
        Path file = write("requirements.txt", line + "\n");

        assertThatThrownBy(() -> RequirementsFile.read(file))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("the option " + option + " cannot be used")
                .hasMessageContaining(file + " line 1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "./wheels/x-1-py3-none-any.whl",
                "x-1.0.tar.gz",
                "https://example.com/x.whl",
                "git+https://git.example.com/x",
                "x @ https://example.com/x-1-py3-none-any.whl"
            })
    void packagesThatComeFromElsewhereAreRefused(String line) throws IOException {
        Path file = write("requirements.txt", line + "\n");

        assertThatThrownBy(() -> RequirementsFile.read(file))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("does not come from an index");
    }

    @Test
    void secretsInTheAddressOfAnIndexAreRefusedAndNotShown() throws IOException {
        Path file = write("requirements.txt", "--index-url https://user:hunter2@registry.example.com/simple\n");

        assertThatThrownBy(() -> RequirementsFile.read(file))
                .hasMessageContaining("the address of an index has a user or a password in it")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void aLineThatMeansNothingIsShown() throws IOException {
        Path file = write("requirements.txt", "flask = 3\n");

        assertThatThrownBy(() -> RequirementsFile.read(file)).hasMessageContaining("\"flask = 3\" is no requirement");
    }

    @Test
    void anIncludedFileThatIsMissingIsNamed() throws IOException {
        Path file = write("requirements.txt", "-r prod.txt\n");

        assertThatThrownBy(() -> RequirementsFile.read(file))
                .hasMessageContaining("cannot read " + directory.resolve("prod.txt"))
                .hasMessageContaining("there is no such file");
    }

    @Test
    void aFileThatPowerShellWroteIsNamedForWhatItIs() throws IOException {
        Path file = Files.write(directory.resolve("requirements.txt"), "click==8.1.7\r\n".getBytes("UTF-16"));

        assertThatThrownBy(() -> RequirementsFile.read(file))
                .isInstanceOf(BuildFailure.class)
                .hasMessage("""
                cannot read %s
                  why     it is not a text in UTF-8; what PowerShell's > writes is UTF-16
                  do      let this user read the file, save it as UTF-8, or correct its name""".formatted(file));
    }

    private static List<String> lines(Path file, Platform platform) {
        return RequirementsFile.read(file).on(LocksTest.target(platform)).stream()
                .map(LockedPackage::line)
                .toList();
    }

    private Path write(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content);
    }
}
