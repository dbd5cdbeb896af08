package io.github.sosapp.service.python;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Platform;
import io.github.sosapp.plan.Preparation;
import io.github.sosapp.plan.TestRun;
import io.github.sosapp.service.ServiceModule;
import io.github.sosapp.service.python.lock.ProjectFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The tests of a service that says it uses pytest. */
final class PythonTests {

    private static final String REQUIREMENTS = "(?i).*requirements.*\\.(txt|in)";
    // Extensions such as pytest-cov bring pytest along.
    private static final String REQUIRED = "(?is).*(^|\\n)\\s*pytest\\b.*";
    private static final List<String> OWN_FILES =
            List.of("pytest.ini", ".pytest.ini", "conftest.py", "tests/conftest.py");

    private PythonTests() {}

    /** Whether the project names pytest among what it needs, or configures it. */
    static boolean areIn(Path source) {
        if (OWN_FILES.stream().map(source::resolve).anyMatch(Files::isRegularFile)
                || ProjectFile.read(source).asksFor("pytest")) {
            return true;
        }
        for (Path directory : List.of(source, source.resolve("requirements"))) {
            if (!Files.isDirectory(directory)) {
                continue;
            }
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    boolean lists = !directory.equals(source)
                            || file.getFileName().toString().matches(REQUIREMENTS);
                    if (lists && Files.readString(file).matches(REQUIRED)) {
                        return true;
                    }
                }
            } catch (IOException e) {
                throw BuildFailure.ofWorld("cannot look for requirements in " + directory)
                        .because(e.getMessage())
                        .causedBy(e)
                        .remedy("let this user read every file of the service");
            }
        }
        return false;
    }

    static TestRun run(ServiceModule service, PythonApplication application) {
        String root = application.searchPath().equals(PythonApplication.DIRECTORY) ? "" : "src";
        // Nothing is to appear among the sources.
        List<String> arguments = List.of("-m", "pytest", "-p", "no:cacheprovider");
        return new TestRun(
                "python -m pytest",
                List.of(),
                new Preparation(
                        "pytest",
                        Platform.ofThisMachine(),
                        "pytest",
                        "",
                        arguments,
                        new TreeMap<>(Map.of(
                                "PYTHONPATH", service.source().resolve(root).toString())),
                        service.source(),
                        service.workDirectory().resolve("tests")));
    }
}
