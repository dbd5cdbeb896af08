package io.github.sosapp.service.python;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Platform;
import io.github.sosapp.plan.Preparation;
import io.github.sosapp.plan.TestRun;
import io.github.sosapp.service.ServiceModule;
import io.github.sosapp.service.python.lock.ProjectFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The tests of a service that says it uses pytest. */
final class PythonTests {

    private static final String REQUIREMENTS = "(?i).*requirements.*\\.(txt|in)";
    // Extensions such as pytest-cov bring pytest along.
    private static final String REQUIRED = "(?is).*(^|\\n)\\s*pytest\\b.*";
    private static final List<String> VIRTUAL_ENVIRONMENTS = List.of(".venv", "venv");
    private static final List<String> OWN_FILES =
            List.of("pytest.ini", ".pytest.ini", "conftest.py", "tests/conftest.py");

    private PythonTests() {}

    /** Whether the project names pytest among what it needs, or configures it. */
    static boolean areIn(Path source) {
        if (OWN_FILES.stream().map(source::resolve).anyMatch(Files::isRegularFile)
                || ProjectFile.read(source).asksFor("pytest")) {
            return true;
        }
        return !requirements(source).isEmpty();
    }

    /** The files of requirements that name pytest. */
    private static List<Path> requirements(Path source) {
        List<Path> found = new ArrayList<>();
        for (Path directory : List.of(source, source.resolve("requirements"))) {
            if (!Files.isDirectory(directory)) {
                continue;
            }
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                    boolean lists = !directory.equals(source)
                            || file.getFileName().toString().matches(REQUIREMENTS);
                    if (lists && names(file)) {
                        found.add(file);
                    }
                }
            } catch (IOException e) {
                throw BuildFailure.ofWorld("cannot look for requirements in " + directory)
                        .because(e.getMessage())
                        .causedBy(e)
                        .remedy("let this user read every file of the service");
            }
        }
        return found;
    }

    // By bytes: a file in another encoding is a mistake that the build tells of, not the tests.
    private static boolean names(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1).matches(REQUIRED);
    }

    static TestRun run(ServiceModule service, PythonApplication application) {
        String root = application.searchPath().equals(PythonApplication.DIRECTORY) ? "" : "src";
        List<Preparation> packages = packages(service);
        List<String> path =
                new ArrayList<>(List.of(service.source().resolve(root).toString()));
        packages.forEach(made -> path.add(made.output().toString()));
        // Nothing is to appear among the sources.
        List<String> arguments = List.of("-m", "pytest", "-p", "no:cacheprovider");
        return new TestRun(
                "python -m pytest",
                packages,
                new Preparation(
                        "pytest",
                        Platform.ofThisMachine(),
                        "pytest",
                        "",
                        arguments,
                        new TreeMap<>(Map.of("PYTHONPATH", String.join(System.getProperty("path.separator"), path))),
                        service.source(),
                        service.workDirectory().resolve("tests")));
    }

    /** Installs what the service and its tests pin, unless somebody has made a virtual environment for that. */
    private static List<Preparation> packages(ServiceModule service) {
        Path source = service.source();
        List<Path> ofTests = requirements(source).stream()
                .filter(file -> file.toString().endsWith(".txt"))
                .toList();
        if (ofTests.isEmpty()
                || VIRTUAL_ENVIRONMENTS.stream().map(source::resolve).anyMatch(Files::isDirectory)) {
            return List.of();
        }
        Path output = service.workDirectory().resolve("tests").resolve("packages");
        List<String> arguments = new ArrayList<>(
                List.of("-m", "pip", "install", "--quiet", "--only-binary=:all:", "--target=" + output));
        Stream.concat(
                        Stream.of(source.resolve("requirements.txt")),
                        ofTests.stream().limit(1))
                .filter(Files::isRegularFile)
                .distinct()
                .forEach(file -> arguments.add("--requirement=" + file));
        return List.of(new Preparation(
                "test-packages",
                Platform.ofThisMachine(),
                "pip-install",
                "",
                arguments,
                new TreeMap<>(),
                source,
                output));
    }
}
