package io.github.sosapp.service.python.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Platform;
import io.github.sosapp.python.PythonVersion;
import io.github.sosapp.python.TargetPython;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The locks of alerts-pyproject.toml were written by uv 0.13.9, only addresses, sizes and times were taken out. */
class LocksTest {

    private static final TargetPython ARM = target(Platform.LINUX_ARM64);
    private static final TargetPython AMD = target(Platform.LINUX_AMD64);

    // What uv pip compile --python-platform aarch64-manylinux_2_36 answered to the same wishes on the same day.
    private static final List<String> BY_UV_FOR_ARM = List.of(
            "anyio 4.16.0",
            "click 8.5.1",
            "h11 0.16.0",
            "httptools 0.9.0",
            "idna 3.20",
            "python-dotenv 1.2.4",
            "pyyaml 6.0.3",
            "typing-extensions 4.16.0",
            "uvicorn 0.34.3",
            "uvloop 0.23.0",
            "watchfiles 1.3.0",
            "websockets 17.4");

    private static final String POETRY = """
            [[package]]
            name = "requests"
            version = "2.31.0"
            optional = false
            python-versions = ">=3.7"
            files = [{file = "requests-2.31.0-py3-none-any.whl", hash = "sha256:aa"}]

            [package.dependencies]
            idna = ">=2.5,<4"
            pysocks = {version = ">=1.5.6", optional = true, markers = "extra == \\"socks\\""}
            fast = {version = ">=1", markers = "platform_machine == \\"aarch64\\""}

            [package.extras]
            socks = ["PySocks (>=1.5.6,!=1.5.7)"]

            [[package]]
            name = "idna"
            version = "3.7"
            files = [{file = "idna-3.7-py3-none-any.whl", hash = "sha256:bb"}, {file = "idna-3.7.tar.gz", hash = "sha256:b0"}]

            [[package]]
            name = "PySocks"
            version = "1.7.1"
            files = [{file = "PySocks-1.7.1-py3-none-any.whl", hash = "sha256:cc"}]

            [[package]]
            name = "fast"
            version = "1.0"
            markers = "python_version < \\"3.12\\""
            files = [{file = "fast-1.0-py3-none-any.whl", hash = "sha256:d1"}]

            [[package]]
            name = "fast"
            version = "2.0"
            markers = "python_version >= \\"3.12\\""
            files = [{file = "fast-2.0-py3-none-any.whl", hash = "sha256:d2"}]

            [[package]]
            name = "pytest"
            version = "8.0.0"
            files = []

            [metadata]
            lock-version = "2.1"
            """;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"uv.lock", "pylock.toml"})
    void eachPlatformGetsWhatUvInstallsThere(String lock) throws IOException {
        copy("alerts-" + lock, lock);
        Dependencies dependencies = Dependencies.of(directory);
        List<String> forAmd = new ArrayList<>(BY_UV_FOR_ARM);
        forAmd.add(2, "greenlet 3.1.1");

        assertThat(dependencies.origin()).isEqualTo(lock);
        assertThat(texts(dependencies, ARM)).containsExactlyElementsOf(BY_UV_FOR_ARM);
        assertThat(texts(dependencies, AMD)).containsExactlyElementsOf(forAmd);
        assertThat(dependencies.on(ARM))
                .allSatisfy(one ->
                        assertThat(one.hashes()).isNotEmpty().allMatch(hash -> hash.matches("sha256:[0-9a-f]{64}")));
    }

    @Test
    void aLockOfPoetryIsReadFromTheMainDependenciesOn() throws IOException {
        write("pyproject.toml", """
                [tool.poetry.dependencies]
                python = "^3.11"
                requests = {version = "^2.31", extras = ["socks"]}

                [tool.poetry.group.dev.dependencies]
                pytest = "*"
                """);
        write("poetry.lock", POETRY);

        assertThat(texts(Dependencies.of(directory), AMD))
                .containsExactly("idna 3.7", "pysocks 1.7.1", "requests 2.31.0");
        assertThat(Dependencies.of(directory).on(ARM).stream().map(LockedPackage::line))
                .containsExactly(
                        "fast==1.0 --hash=sha256:d1",
                        "idna==3.7 --hash=sha256:b0 --hash=sha256:bb",
                        "pysocks==1.7.1 --hash=sha256:cc",
                        "requests[socks]==2.31.0 --hash=sha256:aa");
    }

    @Test
    void dependenciesOfAProjectWithTheNewTableAreFoundInTheLockOfPoetryToo() throws IOException {
        write("pyproject.toml", """
                [project]
                name = "alerts"
                dependencies = ["requests (>=2.31,<3.0)"]
                """);
        write("poetry.lock", POETRY);

        assertThat(texts(Dependencies.of(directory), AMD)).containsExactly("idna 3.7", "requests 2.31.0");
    }

    @Test
    void wishesWithoutALockAreRefused() throws IOException {
        write("pyproject.toml", "[project]\nname = \"x\"\ndependencies = [\"flask\"]\n");

        assertThatThrownBy(() -> Dependencies.of(directory))
                .isInstanceOf(BuildFailure.class)
                .hasMessage("""
                no lock file next to pyproject.toml
                  why     its dependencies are wishes: without a lock two builds give two images
                  from    %s
                  do      run uv lock (or poetry lock, or pip-compile --generate-hashes) and commit the file""".formatted(directory.resolve("pyproject.toml")));
    }

    @Test
    void aProjectWithoutDependenciesNeedsNoLock() throws IOException {
        write("pyproject.toml", "[project]\nname = \"x\"\n");

        assertThat(Dependencies.of(directory).on(ARM)).isEmpty();
    }

    @Test
    void aPackageFromGitIsRefused() throws IOException {
        write("uv.lock", """
                version = 1
                requires-python = ">=3.11"

                [[package]]
                name = "service"
                source = { virtual = "." }
                dependencies = [{ name = "ours" }]

                [[package]]
                name = "ours"
                version = "1.0"
                source = { git = "https://git.example.com/ours?rev=abc" }
                """);

        assertThatThrownBy(() -> Dependencies.of(directory).on(ARM))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("ours comes from git https://git.example.com/ours?rev=abc")
                .hasMessageContaining("only wheels of an index are installed")
                .hasMessageContaining("publish ours to an index as a wheel");
    }

    @Test
    void aLockForAnotherPythonIsRefused() throws IOException {
        write("uv.lock", "version = 1\nrequires-python = \">=3.12\"\n");
        write("other/pylock.toml", "lock-version = \"1.0\"\nrequires-python = \">=3.12\"\npackages = []\n");

        assertThatThrownBy(() -> Dependencies.of(directory).on(ARM))
                .hasMessageContaining("uv.lock is not for Python 3.11.2")
                .hasMessageContaining("it says requires-python = >=3.12");
        assertThatThrownBy(() -> Dependencies.of(directory.resolve("other")).on(ARM))
                .hasMessageContaining("pylock.toml is not for Python 3.11.2");
    }

    @Test
    void brokenAndFutureLocksSayWhatIsWrong() throws IOException {
        write("a/uv.lock", "version = 2\n");
        write("b/pylock.toml", "lock-version = \"2.0\"\n");
        write("c/poetry.lock", "[metadata]\nlock-version = \"1.1\"\n");
        write("d/uv.lock", "version = \n");
        write("e/uv.lock", "version = 1\n[[package]]\nname = \"x\"\nversion = \"1\"\nsource = { registry = \"r\" }\n");

        assertThatThrownBy(() -> read("a")).hasMessageContaining("it is of version 2, not 1");
        assertThatThrownBy(() -> read("b")).hasMessageContaining("its lock-version is not 1");
        assertThatThrownBy(() -> read("c")).hasMessageContaining("its lock-version is 1.1");
        assertThatThrownBy(() -> read("d")).hasMessageContaining("uv.lock is not TOML");
        assertThatThrownBy(() -> read("e")).hasMessageContaining("it has no package for its own directory");
    }

    private List<LockedPackage> read(String name) {
        return Dependencies.of(directory.resolve(name)).on(ARM);
    }

    private static List<String> texts(Dependencies dependencies, TargetPython target) {
        return dependencies.on(target).stream()
                .map(one -> one.name() + " " + one.version())
                .toList();
    }

    static TargetPython target(Platform platform) {
        return new TargetPython(PythonVersion.parse("3.11.2"), platform, 36);
    }

    private void copy(String resource, String name) throws IOException {
        try (InputStream stream = LocksTest.class.getResourceAsStream(resource)) {
            Files.copy(stream, directory.resolve(name));
        }
    }

    private void write(String name, String content) throws IOException {
        Files.createDirectories(directory.resolve(name).getParent());
        Files.writeString(directory.resolve(name), content);
    }
}
