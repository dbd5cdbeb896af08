package io.github.sosapp.service.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.ExecutionConfig;
import io.github.sosapp.plan.FileSource;
import io.github.sosapp.plan.LayerPlan;
import io.github.sosapp.plan.PlannedFile;
import io.github.sosapp.plan.Preparation;
import io.github.sosapp.service.ServicePlan;
import io.github.sosapp.service.go.GoServiceFixture;
import io.github.sosapp.testing.Programs;
import io.github.sosapp.testing.Required;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PythonRecipeTest {

    @TempDir
    private Path directory;

    private GoServiceFixture service;

    @BeforeEach
    void writeService() {
        service = GoServiceFixture.empty(directory)
                .write("requirements.txt", """
                        idna==3.7 --hash=sha256:aa
                        uvloop==0.19.0 ; platform_machine == "x86_64" --hash=sha256:bb
                        """)
                .write("src/main.py", "print()\n")
                .write("src/static/page.html", "<p>")
                .write("src/__pycache__/main.cpython-311.pyc", "x")
                .write("src/old.pyc", "x")
                .write("src/.env", "TOKEN=x")
                .write("src/server.key", "x")
                .write("tests/test_main.py", "");
    }

    @Test
    void wheelsComeForEachPlatformWithItsOwnRequirements() {
        List<Preparation> preparations = plan().preparations();

        assertThat(preparations)
                .extracting(one -> one.platform().toString())
                .containsExactly("linux/amd64", "linux/arm64");
        Preparation arm = preparations.get(1);
        assertThat(arm.files()).isEqualTo(Map.of("requirements.txt", "idna==3.7 --hash=sha256:aa\n"));
        assertThat(preparations.get(0).files().get("requirements.txt")).contains("uvloop==0.19.0 --hash=sha256:bb\n");
        assertThat(arm.arguments())
                .startsWith(
                        "download",
                        "--no-deps",
                        "--only-binary=:all:",
                        "--implementation=cp",
                        "--python-version=3.11.2",
                        "--abi=cp311",
                        "--platform=manylinux_2_36_aarch64")
                .contains("--platform=manylinux2014_aarch64", "--require-hashes")
                .noneMatch(word -> word.contains("musllinux") || word.contains("x86_64"))
                .endsWith(
                        "--dest",
                        arm.output().toString(),
                        "--requirement",
                        arm.output().resolveSibling("requirements.txt").toString());
    }

    @Test
    void theServiceRunsAsItsContractSays() {
        ExecutionConfig execution = plan().execution();

        assertThat(execution.user()).isEqualTo("65532:65532");
        assertThat(execution.entrypoint()).containsExactly("python", "-m", "src.main");
        assertThat(execution.ports()).containsExactly("8000/tcp");
        assertThat(execution.workingDirectory()).isEqualTo("/app");
        assertThat(execution.environment())
                .containsEntry("SERVICE_NAME", "emergency-service")
                .containsEntry("SERVICE_VERSION", "1.4.0")
                .containsEntry("SERVICE_PORT", "8000")
                .containsEntry("PYTHONPATH", "/app")
                .containsEntry("PATH", "/opt/venv/bin:/usr/local/bin:/usr/bin:/bin");
    }

    @Test
    void onlySourcesGetIntoTheLayerOfTheApplication() {
        ServicePlan plan = plan();

        assertThat(files(plan, "application"))
                .extracting(PlannedFile::path)
                .containsExactly("/app/src/main.py", "/app/src/static/page.html");
        assertThat(plan.warnings())
                .containsExactly("src/server.key stays out of the image: its name is that of a secret");
    }

    @Test
    void theEnvironmentUsesTheInterpreterOfTheBase() {
        ServicePlan plan = plan();

        assertThat(plan.base().base()).isEqualTo("packages:bookworm");
        assertThat(plan.base().packages().set()).isEqualTo("python311");
        assertThat(plan.layers().get(0).files())
                .extracting(PlannedFile::path, PlannedFile::source)
                .contains(
                        tuple(
                                "/opt/venv/pyvenv.cfg",
                                new FileSource.Text(
                                        "home = /usr/bin\ninclude-system-site-packages = true\nversion = 3.11.2\n")),
                        tuple("/opt/venv/bin/python", new FileSource.Link("/usr/bin/python3.11")),
                        tuple(
                                "/opt/venv",
                                new FileSource.Wheels("python-wheels", "3.11.2", 36, "site-packages", true)));
    }

    @Test
    void modulesAreCompiledInLayersOfTheirOwn() {
        assertThat(plan().layers())
                .extracting(LayerPlan::name)
                .containsExactly("dependencies", "compiled dependencies", "application", "compiled application");
        assertThat(files(plan(), "compiled dependencies"))
                .extracting(PlannedFile::path, PlannedFile::source)
                .containsExactly(
                        tuple("/opt/venv/lib", new FileSource.Bytecode("dependencies", "/usr/bin/python3.11", "3.11")));
        assertThat(plan().base().packages().bytecode()).isTrue();
    }

    @Test
    void modulesStayAsTheyAreWhenTheTeamSaysSoOrTheBaseIsOfARegistry() {
        assertThat(plan("python.bytecode", "false").layers())
                .extracting(LayerPlan::name)
                .containsExactly("dependencies", "application");
        assertThat(plan("python.bytecode", "false").base().packages().bytecode())
                .isFalse();
        assertThat(plan("base", "registry.example.com/python:3.12-slim", "python.version", "3.12")
                        .layers())
                .extracting(LayerPlan::name)
                .containsExactly("dependencies", "application");
    }

    @Test
    void aBaseOfAnotherModuleCompilesToo() {
        assertThat(plan("base", "module:com.example:base").layers())
                .extracting(LayerPlan::name)
                .contains("compiled dependencies", "compiled application");
    }

    @Test
    void python313ComesFromTheNextRelease() {
        for (ServicePlan plan : List.of(plan("python.version", "3.13"), plan("base", "packages:trixie"))) {
            assertThat(plan.base().base()).isEqualTo("packages:trixie");
            assertThat(plan.base().packages().set()).isEqualTo("python313");
            assertThat(plan.preparations().get(0).arguments())
                    .contains("--python-version=3.13.5", "--abi=cp313", "--platform=manylinux_2_41_x86_64");
            assertThat(plan.layers().get(0).files())
                    .extracting(PlannedFile::source)
                    .contains(
                            new FileSource.Link("/usr/bin/python3.13"),
                            new FileSource.Wheels("python-wheels", "3.13.5", 41, "site-packages", true));
        }
    }

    @Test
    void aProjectThatNeedsANewerPythonGetsIt() {
        service.write("pyproject.toml", "[project]\nrequires-python = \">=3.12\"\n");
        assertThat(plan().base().packages().set()).isEqualTo("python313");

        service.write("pyproject.toml", "[project]\nrequires-python = \">=3.9\"\n");
        assertThat(plan().base().packages().set()).isEqualTo("python311");

        service.write("pyproject.toml", "[project]\nrequires-python = \"==3.12.*\"\n");
        assertThatThrownBy(() -> plan())
                .isInstanceOf(BuildFailure.class)
                .hasMessageStartingWith("there is no package of a Python that the service runs on")
                .hasMessageContaining("requires-python = ==3.12.*")
                .hasMessageContaining("3.11 (packages:bookworm) and 3.13 (packages:trixie)");
    }

    @Test
    void anImageAsBaseHasItsOwnPythonAndMayBringPackages() {
        ServicePlan plan = plan("base", "registry.example.com/python:3.12-slim", "python.version", "3.12");

        assertThat(plan.preparations().get(0).arguments()).contains("--python-version=3.12.0", "--abi=cp312");
        assertThat(plan.layers().get(0).files())
                .extracting(PlannedFile::source)
                .contains(
                        new FileSource.Link("/usr/local/bin/python3.12"),
                        new FileSource.Wheels("python-wheels", "3.12.0", 28, "site-packages", false));
    }

    @Test
    void aPackageBelowSrcIsFoundOnItsOwnPath() {
        service.write("src/alerts/__main__.py", "");

        ServicePlan plan = plan("python.module", "alerts");

        assertThat(plan.execution().entrypoint()).containsExactly("python", "-m", "alerts");
        assertThat(plan.execution().environment()).containsEntry("PYTHONPATH", "/app/src");
        assertThat(files(plan, "application")).extracting(PlannedFile::path).contains("/app/src/alerts/__main__.py");
    }

    @Test
    void aServiceWithoutPackagesNeedsNoPip() {
        service.write("requirements.txt", "# nothing\n");

        ServicePlan plan = plan();

        assertThat(plan.preparations()).isEmpty();
        assertThat(plan.layers().get(0).name()).isEqualTo("environment");
        assertThat(plan.description()).isEqualTo("module src.main, no dependencies, Python 3.11.2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "base|scratch|sos.base = scratch holds no Python",
                "base|packages:sid|sos.base = packages:sid has no Python for services",
                "base|registry.example.com/python:3.11-alpine|has another C library than wheels need",
                "base|registry.example.com/python:3.11|does not say which Python it has",
                "python.version|3.12|there is no package of Python 3.12",
                "python.version|3.14|assembled bases have Python 3.11 (packages:bookworm) and 3.13 (packages:trixie)",
                "python.version|pypy3|\"pypy3\" is no version of Python that services run on",
                "python.interpreter|/usr/bin/python3|sos.python.interpreter = /usr/bin/python3 has no effect",
                "python.module|src.other|there is no module src.other in",
                "python.module|-c|sos.python.module = -c is no name of a Python module",
                "python.requirements|prod.txt|cannot read",
                "health.path|health'|is not the path of an address",
                "platforms|linux/riscv64|sos.platforms = linux/riscv64 has linux/riscv64, which wheels are not made for"
            })
    void whatCannotBeIsRefused(String setting, String value, String problem) {
        assertThatThrownBy(() -> plan(setting, value))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining(problem);
    }

    @Test
    void thePythonThatTheProjectNamesMustBeTheOneOfTheBase() {
        service.write(".python-version", "# ours\n3.12.1\n");
        assertThatThrownBy(() -> plan())
                .hasMessageContaining("there is no package of Python 3.12")
                .hasMessageContaining("for example python:3.12-slim");

        service.write(".python-version", "3.11.9\n")
                .write("pyproject.toml", "[project]\nrequires-python = \">=3.12\"\n");
        assertThatThrownBy(() -> plan())
                .hasMessageContaining("the service does not run on Python 3.11.2")
                .hasMessageContaining("requires-python = >=3.12");
    }

    @Test
    void theHealthCheckIsAProgramThatPythonUnderstands() {
        List<String> command = plan("health.path", "/ready")
                .execution()
                .healthCheck()
                .orElseThrow()
                .command();
        Required.program("python3", "apt-get install python3");

        assertThat(command).startsWith("python", "-I", "-S", "-c").hasSize(5);
        assertThat(Programs.run(directory, Map.of("SERVICE_PORT", "1"), "python3", "-I", "-S", "-c", command.get(4))
                        .errors())
                .contains("ConnectionRefusedError");
    }

    @Test
    void settingsThatContradictEachOtherAreRefused() {
        assertThatThrownBy(() -> plan("base", "packages:bookworm", "python.version", "3.13"))
                .hasMessageContaining("sos.base = packages:bookworm has Python 3.11, and the service wants 3.13")
                .hasMessageContaining("Python 3.13 is in packages:trixie");
        assertThatThrownBy(() -> plan(
                        "base",
                        "registry.example.com/python:3.12",
                        "python.version",
                        "3.12",
                        "python.bytecode",
                        "true"))
                .hasMessageContaining("sos.python.bytecode = true has no effect on a base of a registry")
                .hasMessageContaining("the base's own Python compiles, and layers of such a base are not fetched");
    }

    private static List<PlannedFile> files(ServicePlan plan, String layer) {
        return plan.layers().stream()
                .filter(one -> one.name().equals(layer))
                .findFirst()
                .orElseThrow()
                .files();
    }

    private ServicePlan plan(String... settings) {
        return new PythonRecipe().plan(service.module(), GoServiceFixture.settings(settings));
    }
}
