package io.github.sosapp.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.github.sosapp.plan.Preparation;
import io.github.sosapp.plan.TestRun;
import io.github.sosapp.service.go.GoRecipe;
import io.github.sosapp.service.go.GoServiceFixture;
import io.github.sosapp.service.node.NodeRecipe;
import io.github.sosapp.service.node.NodeServiceFixture;
import io.github.sosapp.service.python.PythonRecipe;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the tests of services are found and started. */
class ServiceTestsTest {

    @TempDir
    private Path directory;

    @Test
    void goTestsAsItBuildsAndNeverFromItsCache() {
        GoServiceFixture service = GoServiceFixture.in(directory).write("cmd/main_test.go", "package main\n");

        TestRun tests = go(service, "go.tags", "netgo").orElseThrow();

        assertThat(tests.shown()).isEqualTo("go test ./...");
        assertThat(tests.preparations()).isEmpty();
        assertThat(tests.command().tool()).isEqualTo("go");
        assertThat(tests.command().toolVersion()).isEqualTo("go1.21.13");
        assertThat(tests.command().directory()).isEqualTo(directory);
        assertThat(tests.command().arguments())
                .containsExactly(
                        "test", "-mod=readonly", "-buildvcs=false", "-trimpath", "-tags", "netgo", "-count=1", "./...");
        assertThat(tests.command().environment())
                .contains(entry("GOTOOLCHAIN", "go1.21.13"), entry("CGO_ENABLED", "0"), entry("GOFLAGS", ""))
                // Tests run on this machine, whatever the image is for.
                .doesNotContainKeys("GOOS", "GOARCH");
    }

    @ParameterizedTest
    @CsvSource({
        "none,                                  cmd/main.go",
        "none of another module,                tools/go.mod  tools/a_test.go",
        "none that is vendored,                 vendor/x/a_test.go",
        "none among the test data,              internal/testdata/a_test.go",
        "none in a directory that go ignores,   _old/a_test.go .cache/a_test.go",
        "none in the work directory,            target/sos/work/a_test.go",
    })
    void aModuleWithoutTestsHasNothingToRun(String name, String files) {
        GoServiceFixture service = GoServiceFixture.in(directory);
        List.of(files.split("\\s+")).forEach(file -> service.write(file, file.endsWith("go.mod") ? "module x\n" : ""));

        assertThat(go(service)).isEmpty();
    }

    @Test
    void npmTestsWhereTheServiceIsBuilt() {
        NodeServiceFixture service = node("tsc", "node --test");

        TestRun tests = new NodeRecipe()
                .tests(service.module(), GoServiceFixture.settings())
                .orElseThrow();

        List<Preparation> ofTheImage = service.plan().preparations().stream()
                .filter(step -> step.id().startsWith("node-build"))
                .toList();
        assertThat(tests.shown()).isEqualTo("npm test");
        assertThat(tests.command().arguments()).containsExactly("test");
        // The same steps as in the build, so that nothing is compiled twice.
        assertThat(tests.preparations())
                .extracting(Preparation::arguments)
                .containsExactlyElementsOf(ofTheImage.stream()
                        .map(Preparation::arguments)
                        .distinct()
                        .toList());
        assertThat(tests.command().directory()).isEqualTo(ofTheImage.get(0).directory());
        assertThat(tests.command().environment())
                .containsEntry("SOURCE_DATE_EPOCH", Long.toString(GoServiceFixture.CREATED.getEpochSecond()));
    }

    @Test
    void aServiceWithoutABuildScriptIsTestedInACopyToo() {
        NodeServiceFixture service = node(null, "node --test")
                .write("index.js", "")
                .remove("src/index.ts")
                .remove("tsconfig.json");

        TestRun tests = new NodeRecipe()
                .tests(service.module(), GoServiceFixture.settings())
                .orElseThrow();

        assertThat(tests.command().directory()).isNotEqualTo(directory);
        assertThat(tests.preparations())
                .extracting(step -> step.tool() + " " + step.arguments().get(0))
                .containsExactly("copy " + directory, "npm ci", "copy " + directory);
    }

    @Test
    void whatNpmInitWritesIsNoTest() {
        assertThat(new NodeRecipe()
                        .tests(
                                node("tsc", "echo \\\"Error: no test specified\\\" && exit 1")
                                        .module(),
                                GoServiceFixture.settings()))
                .isEmpty();
        assertThat(new NodeRecipe().tests(NodeServiceFixture.in(directory).module(), GoServiceFixture.settings()))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "requirements-dev.txt          | pytest==8.4.2",
                "dev-requirements.txt          | -r requirements.txt\\npytest >=8",
                "requirements-dev.txt          | pytest-cov==6.0.0",
                "requirements/test.txt         | coverage\\npytest[testing]==8.4.2",
                "pyproject.toml                | [project.optional-dependencies]\\ntest = ['pytest>=8']",
                "pyproject.toml                | [dependency-groups]\\ndev = ['ruff', 'pytest']",
                "pyproject.toml                | [tool.poetry.group.dev.dependencies]\\npytest = '^8'",
                "pyproject.toml                | [tool.pytest.ini_options]\\naddopts = '-q'",
                "tests/conftest.py             | import os",
            })
    void pytestRunsWhereTheProjectAsksForIt(String file, String content) {
        GoServiceFixture service = python().write(file, content.replace("\\n", "\n"));

        TestRun tests = new PythonRecipe()
                .tests(service.module(), GoServiceFixture.settings())
                .orElseThrow();

        assertThat(tests.command().tool()).isEqualTo("pytest");
        assertThat(tests.command().arguments()).startsWith("-m", "pytest");
        assertThat(tests.command().environment().get("PYTHONPATH").split(":")).startsWith(directory.toString());
        assertThat(tests.command().directory()).isEqualTo(directory);
    }

    @Test
    void whatTestsPinIsInstalledForThemBesideWhatTheServicePins() {
        GoServiceFixture service = python().write("requirements.txt", "idna==3.7\n")
                .write("requirements-dev.txt", "pytest==8.4.2\n")
                .write("requirements-dev.in", "pytest\n")
                .write("requirements-lint.txt", "ruff==0.6.0\n");

        TestRun tests = new PythonRecipe()
                .tests(service.module(), GoServiceFixture.settings())
                .orElseThrow();

        assertThat(tests.preparations()).hasSize(1);
        assertThat(tests.preparations().get(0).arguments().stream().filter(word -> word.startsWith("--requirement=")))
                .containsExactly(
                        "--requirement=" + directory.resolve("requirements.txt"),
                        "--requirement=" + directory.resolve("requirements-dev.txt"));
        assertThat(tests.command().environment())
                .containsEntry(
                        "PYTHONPATH",
                        directory + ":" + tests.preparations().get(0).output());
    }

    @ParameterizedTest
    @CsvSource({"requirements-dev.txt, .venv/pyvenv.cfg", "requirements-dev.in, src/main.py", "pytest.ini, src/main.py"
    })
    void nothingIsInstalledIntoAnEnvironmentOfTheUserOrWithoutPins(String file, String other) {
        GoServiceFixture service = python().write(file, "pytest\n").write(other, "");

        TestRun tests = new PythonRecipe()
                .tests(service.module(), GoServiceFixture.settings())
                .orElseThrow();

        assertThat(tests.preparations()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tests/test_main.py   | def test(): pass",
                "requirements-dev.txt | mock==3\\n# pytest\\nnot-pytest",
                "pyproject.toml       | [project]\\ndependencies = ['not-pytest']",
            })
    void pytestIsNotForcedOnOthers(String file, String content) {
        GoServiceFixture service = python().write(file, content.replace("\\n", "\n"));

        assertThat(new PythonRecipe().tests(service.module(), GoServiceFixture.settings()))
                .isEmpty();
    }

    private static Optional<TestRun> go(GoServiceFixture service, String... settings) {
        return new GoRecipe().tests(service.module(), GoServiceFixture.settings(settings));
    }

    private GoServiceFixture python() {
        return GoServiceFixture.empty(directory).write("src/main.py", "print()\n");
    }

    private NodeServiceFixture node(String build, String test) {
        return NodeServiceFixture.in(directory)
                .write(
                        "package.json",
                        "{\"name\":\"auth\",\"main\":\"" + (build == null ? "index.js" : "dist/index.js")
                                + "\",\"scripts\":{" + (build == null ? "" : "\"build\":\"" + build + "\",")
                                + "\"test\":\"" + test + "\"}}");
    }
}
