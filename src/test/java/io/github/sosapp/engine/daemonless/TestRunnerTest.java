package io.github.sosapp.engine.daemonless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Platform;
import io.github.sosapp.image.cache.BlobStore;
import io.github.sosapp.image.cache.KeptFiles;
import io.github.sosapp.plan.Preparation;
import io.github.sosapp.plan.TestRun;
import io.github.sosapp.process.CommandRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scripts stand in for the languages' programs, so that what they get to see can be read. */
class TestRunnerTest {

    /** Notes what it is asked for; fetches one wheel, and installs what was fetched. */
    private static final String PIP = """
            #!/bin/sh
            [ "$2" = pip ] || { echo 3.11; exit; }
            echo "$3" >> pip
            for word; do
              case $word in
                --dest=*) echo wheel > "${word#--dest=}/pytest.whl" ;;
                --target=*) target=${word#--target=} ;;
                --find-links=*) cp "${word#--find-links=}/pytest.whl" "$target/pytest.py" ;;
              esac
            done
            """;

    private static final String GO = """
            #!/bin/sh
            if [ "$1" = env ]; then echo '{"GOVERSION":"go1.21.13","GOPROXY":"https://proxy.example.com"}'; exit 0; fi
            /usr/bin/env > seen
            """;

    @TempDir
    private Path directory;

    private final Map<String, String> user = new HashMap<>();
    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void path() throws IOException {
        user.put("PATH", directory.resolve("bin") + ":/usr/bin:/bin");
        user.put("SECRET_TOKEN", "canary");
        user.put("SOS_REGISTRY_PASSWORD", "canary");
        user.put("HOME", directory.resolve("home-of-aigerim").toString());
    }

    @Test
    void testsOfGoSeeWhatItsBuildsSee() throws IOException {
        executable("bin/go", GO + "echo 'ok  \texample.com/a\t0.01s'\n");

        run("go", "test", "./...");

        assertThat(lines).containsExactly("ok  \texample.com/a\t0.01s");
        assertThat(seen())
                .contains("GOPROXY=https://proxy.example.com", "HOME=" + directory.resolve("work/home"))
                .noneMatch(line -> line.contains("canary") || line.contains("aigerim"));
    }

    @Test
    void testsOfPythonSeeNothingOfTheUser() throws IOException {
        executable(".venv/bin/python", "#!/bin/sh\n/usr/bin/env > seen; echo \"$@\"\n");

        run("pytest", "-m", "pytest");

        assertThat(lines).containsExactly("-m pytest");
        assertThat(seen())
                .contains("PYTHONDONTWRITEBYTECODE=1", "HOME=" + directory.resolve("work/home"))
                .noneMatch(line -> line.contains("canary") || line.contains("aigerim"));
    }

    @Test
    void failedTestsAreTheUsersToMend() throws IOException {
        executable("bin/go", GO + "echo '--- FAIL: TestAlarm (0.00s)'; echo FAIL; exit 1\n");

        assertThatThrownBy(() -> run("go", "test", "./..."))
                .hasMessage("""
                        the tests failed
                          why     tests of go ended with exit code 1, see the lines above
                          from    %s
                          do      correct the service or its tests; -DskipTests builds without them""".formatted(directory))
                .extracting(failure -> ((BuildFailure) failure).blame())
                .isEqualTo(BuildFailure.Blame.USER);
        assertThat(lines).contains("--- FAIL: TestAlarm (0.00s)");
    }

    @Test
    void aGoThatDidNotGetAsFarAsTestsSaysWhy() throws IOException {
        executable("bin/go", GO + "echo 'verifying example.com/a@v1.0.0: missing go.sum entry' >&2; exit 1\n");

        assertThatThrownBy(() -> run("go", "test", "./..."))
                .hasMessageStartingWith("go.sum lacks entries for modules of go.mod\n");
    }

    @Test
    void aMissingPytestIsToldWithWhatToDo() throws IOException {
        executable("venv/bin/python", "#!/bin/sh\necho \"$0: No module named pytest\" >&2; exit 1\n");

        assertThatThrownBy(() -> run("pytest", "-m", "pytest")).hasMessage("""
                        the tests are run by pytest, which this Python does not have
                          why     the project asks for pytest, and %1$s/venv/bin/python cannot import it
                          from    %1$s
                          do      make a virtual environment with what the tests need in %1$s: python3 -m venv .venv && .venv/bin/pip install pytest -r <your requirements>; -DskipTests builds without tests""".formatted(directory));
    }

    @Test
    void aMachineWithoutPythonIsToldSo() {
        user.put("PATH", directory.toString());

        assertThatThrownBy(() -> run("pytest", "-m", "pytest")).hasMessage("""
                        the tests are run by python3, which is not on this machine
                          why     no directory of PATH has it, and there is no virtual environment in %s
                          do      install Python 3, or leave tests out with -DskipTests""".formatted(directory));
    }

    @Test
    void havingCollectedNoTestIsNoFailure() throws IOException {
        executable(".venv/bin/python", "#!/bin/sh\necho no tests ran; exit 5\n");

        run("pytest", "-m", "pytest");

        assertThat(lines).containsExactly("no tests ran");
    }

    @Test
    void whatPythonTestsNeedIsInstalledOnceAndAgainWhenItChanges() throws IOException {
        Files.writeString(directory.resolve("requirements-dev.txt"), "pytest==8.4.2\n");
        executable("bin/python3", PIP);

        runWithPackages(false);
        runWithPackages(true);
        assertThat(Files.readAllLines(directory.resolve("pip"))).containsExactly("download", "install");

        Files.writeString(directory.resolve("requirements-dev.txt"), "pytest==8.4.1\n");
        assertThatThrownBy(() -> runWithPackages(true)).hasMessage("""
                        what the tests need is not on this machine
                          why     Maven is offline, and the requirements have changed or were never installed
                          from    %1$s
                          do      test once without -o, or make a virtual environment in %1$s: python3 -m venv .venv && .venv/bin/pip install pytest -r <your requirements>; -DskipTests builds without tests""".formatted(directory));
        runWithPackages(false);
        assertThat(Files.readAllLines(directory.resolve("pip"))).hasSize(4);
    }

    @Test
    void whatPythonTestsNeedIsInstalledWithoutANetworkAfterTargetWasDeleted() throws IOException {
        Files.writeString(directory.resolve("requirements-dev.txt"), "pytest==8.4.2\n");
        executable("bin/python3", PIP);

        runWithPackages(false);
        PipDownload.empty(directory.resolve("work"));
        runWithPackages(true);

        assertThat(Files.readAllLines(directory.resolve("pip"))).containsExactly("download", "install", "install");
        assertThat(directory.resolve("work/tests/packages/pytest.py")).hasContent("wheel");
    }

    @Test
    void aPipThatCannotInstallIsQuotedWithoutLogins() throws IOException {
        executable(
                "bin/python3",
                "#!/bin/sh\n[ \"$2\" != pip ] || { echo 'ERROR: https://me:canary@index.example.com: no'"
                        + " >&2; exit 1; }\n");

        assertThatThrownBy(() -> runWithPackages(false)).hasMessage("""
                        what the tests need could not be installed
                          why     %1$s/bin/python3 -m pip ended with exit code 1 and said:
                                  ERROR: https://***@index.example.com: no
                          from    %1$s
                          do      correct the requirements, or make a virtual environment in %1$s: python3 -m venv .venv && .venv/bin/pip install pytest -r <your requirements>; -DskipTests builds without tests""".formatted(directory));
    }

    private List<String> seen() throws IOException {
        return Files.readAllLines(directory.resolve("seen"));
    }

    private void run(String tool, String... arguments) {
        Preparation command = preparation(tool, List.of(arguments), directory.resolve("work/tests"));
        run(new TestRun("tests of " + tool, List.of(), command), false);
    }

    private void runWithPackages(boolean offline) {
        Path output = directory.resolve("work/tests/packages");
        Preparation packages =
                preparation("pip-install", List.of("-m", "pip", "install", "--target=" + output), output);
        Preparation command = preparation("pytest", List.of("-m", "pytest"), directory.resolve("work/tests"));
        run(new TestRun("pytest", List.of(packages), command), offline);
    }

    private Preparation preparation(String tool, List<String> arguments, Path output) {
        return new Preparation(tool, Platform.ofThisMachine(), tool, "", arguments, new TreeMap<>(), directory, output);
    }

    private void run(TestRun tests, boolean offline) {
        Path work = directory.resolve("work");
        CommandRunner runner = CommandRunner.ofThisMachine();
        KeptFiles wheels = new KeptFiles(
                new BlobStore(directory.resolve("cache"), Clock.systemUTC()), directory.resolve("project/wheels"));
        new TestRunner(
                        new PreparationRunner(runner, user, work, offline, false, wheels, tools -> {}),
                        runner,
                        user,
                        work,
                        offline)
                .run(tests, lines::add);
    }

    private void executable(String name, String script) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
