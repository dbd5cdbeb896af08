package io.github.sosapp.service.python.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.image.Platform;
import io.github.sosapp.testing.HostPython;
import io.github.sosapp.testing.Programs;
import io.github.sosapp.testing.Required;
import io.github.sosapp.testing.WheelServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Locks that the real programs write now, against what the same programs install from them on this machine. */
class LockToolsIT {

    private static final String WISHES = """
            [project]
            name = "alerts"
            version = "1.0"
            requires-python = ">=3.11,<3.14"
            dependencies = [
                "requests[socks]>=2.31",
                "sqlalchemy>=2.0,<2.1",
                "jinja2; python_version >= '3.12'",
                "tomli; python_version < '3.12'",
                "colorama; sys_platform == 'win32'",
                "markupsafe; platform_machine == 'aarch64'",
                "click; platform_machine != 'aarch64'",
            ]

            [project.optional-dependencies]
            metrics = ["prometheus-client"]

            [dependency-groups]
            dev = ["iniconfig"]
            """;

    // For an index of the test's own: poetry asks the usual one by an interface that mirrors lack.
    private static final List<String> WHEELS = List.of(
            "requests==2.31.0",
            "pysocks",
            "charset-normalizer",
            "idna",
            "urllib3",
            "certifi",
            "sqlalchemy==2.0.30",
            "greenlet",
            "typing-extensions",
            "jinja2",
            "markupsafe",
            "tomli",
            "colorama",
            "click",
            "prometheus-client",
            "iniconfig");

    @TempDir
    private Path directory;

    @BeforeEach
    void writeWishes() throws IOException {
        HostPython.require();
        Files.writeString(directory.resolve("pyproject.toml"), WISHES);
    }

    @Test
    void uvInstallsWhatIsReadInItsLock() {
        uv("lock", "--python", HostPython.PROGRAM);

        uv("sync", "--frozen", "--no-dev", "--no-install-project", "--python", HostPython.PROGRAM);

        assertThat(read()).isEqualTo(installed()).isNotEmpty();
    }

    @Test
    void uvInstallsWhatIsReadInTheLockThatAllToolsUnderstand() throws IOException {
        uv("lock", "--python", HostPython.PROGRAM);
        uv("export", "--frozen", "--no-dev", "--no-emit-project", "--format=pylock.toml", "--output-file=pylock.toml");
        Files.delete(directory.resolve("uv.lock"));

        uv("venv", "--python", HostPython.PROGRAM);
        uv("pip", "sync", "--preview", "pylock.toml");

        assertThat(read()).isEqualTo(installed()).isNotEmpty();
    }

    @Test
    void poetryInstallsWhatIsReadInItsLock() throws IOException {
        Required.program("pip3", "apt-get install python3-pip");
        List<String> download =
                new ArrayList<>(List.of("pip3", "--quiet", "download", "--no-deps", "--dest", "wheels"));
        download.addAll(List.of("--only-binary=:all:", "--python-version=3.11"));
        Programs.output(
                directory, Stream.concat(download.stream(), WHEELS.stream()).toArray(String[]::new));
        try (WheelServer index = WheelServer.of(directory.resolve("wheels"))) {
            Files.writeString(directory.resolve("pyproject.toml"), WISHES + """
                    [[tool.poetry.source]]
                    name = "wheels"
                    url = "%s"
                    """.formatted(index.address()));
            poetry("env", "use", HostPython.PROGRAM);
            poetry("lock");

            poetry("install", "--only=main", "--no-root");
        }

        assertThat(read()).isEqualTo(installed()).contains("greenlet", "pysocks", "click", "urllib3");
    }

    private void uv(String... words) {
        run(Required.program("uv", "src/it/machine/install"), words);
    }

    private void poetry(String... words) {
        run(Required.program("poetry", "src/it/machine/install"), words);
    }

    private void run(Path program, String... words) {
        List<String> command = new ArrayList<>(List.of(program.toString(), "--quiet"));
        command.addAll(List.of(words));
        Map<String, String> environment = Map.of(
                "POETRY_VIRTUALENVS_IN_PROJECT",
                "true",
                "POETRY_VIRTUALENVS_OPTIONS_NO_PIP",
                "true",
                "POETRY_NO_INTERACTION",
                "1",
                "PYTHON_KEYRING_BACKEND",
                "keyring.backends.null.Keyring");
        Programs.succeeded(directory, environment, command.toArray(String[]::new));
    }

    private String read() {
        return String.join(
                "\n",
                Dependencies.of(directory).on(LocksTest.target(Platform.ofThisMachine())).stream()
                        .map(one -> one.name() + " " + one.version())
                        .toList());
    }

    private String installed() {
        return Programs.output(directory, ".venv/bin/python", "-c", """
                import importlib.metadata, re
                print(*sorted(re.sub('[-_.]+', '-', d.name).lower() + ' ' + d.version
                              for d in importlib.metadata.distributions()), sep='\\n')
                """);
    }
}
