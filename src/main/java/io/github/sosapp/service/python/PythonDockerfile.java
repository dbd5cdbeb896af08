package io.github.sosapp.service.python;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.ExecutionConfig;
import io.github.sosapp.plan.DockerfileFacts;
import io.github.sosapp.plan.FileSource;
import io.github.sosapp.plan.PlannedFile;
import io.github.sosapp.plan.Preparation;
import io.github.sosapp.service.ServicePlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A Python service, or a base for some, as its Dockerfile says it: installed by the official image of its Python. */
final class PythonDockerfile {

    static final List<String> TARGETS = List.of("production");

    static final String REQUIREMENTS = "requirements.txt";

    private final PythonRuntime runtime;
    private final ServicePlan plan;
    private final SortedMap<String, String> values = new TreeMap<>();
    private final SortedMap<String, List<String>> lists = new TreeMap<>();
    private final SortedMap<String, String> files = new TreeMap<>();

    /** @param base image that the service runs on */
    PythonDockerfile(PythonRuntime runtime, ServicePlan plan, String base) {
        this.runtime = runtime;
        this.plan = plan;
        values.put("base", base);
        values.put(
                "pythonImage",
                "python:" + runtime.version().minor() + "-slim"
                        + PackagedPython.ofMinor(runtime.version().minor())
                                .map(packaged -> "-" + packaged.suite())
                                .orElse(""));
    }

    /** The image without shell and package manager that has the Python of a base of packages. */
    static Optional<String> inPlaceOfPackages(PythonRuntime runtime) {
        return PackagedPython.ofMinor(runtime.version().minor()).map(PackagedPython::distroless);
    }

    /** @param file that names the packages, if it is known to be the one that pip understands */
    DockerfileFacts ofService(Optional<Path> file, PythonApplication application, boolean compiles) {
        values.put("environment", PythonRecipe.ENVIRONMENT);
        values.put("compiles", compiles ? "yes" : "");
        requirements(file.filter(PythonDockerfile::standsAlone));
        String part = application.part();
        lists.put("application", List.of(part + " " + PythonApplication.DIRECTORY + "/" + part));
        return facts("python", plan.execution());
    }

    DockerfileFacts ofBase() {
        values.put("root", "/rootfs");
        values.put("site", "/usr/local/lib/python" + runtime.version().minor());
        requirements(Optional.empty());
        return facts("python-base", plan.execution());
    }

    private DockerfileFacts facts(String template, ExecutionConfig execution) {
        List<PlannedFile> contents = plan.layers().stream()
                .flatMap(layer -> layer.files().stream())
                .filter(file -> file.source() instanceof FileSource.Text
                        || file.source() instanceof FileSource.Link
                        || file.source() instanceof FileSource.Directory)
                .filter(file -> !file.path().startsWith(PythonApplication.DIRECTORY + "/"))
                .toList();
        return new DockerfileFacts(template, execution, contents, values, lists, files, plan.warnings());
    }

    // What the plan wants on each platform, unless pip can read the very file that says so.
    private void requirements(Optional<Path> file) {
        Map<String, String> byArchitecture = plan.preparations().stream()
                .filter(preparation -> preparation.id().equals(PythonRecipe.WHEELS))
                .collect(Collectors.toMap(
                        preparation -> preparation.platform().architecture(),
                        PythonDockerfile::wanted,
                        (one, same) -> one,
                        TreeMap::new));
        if (byArchitecture.isEmpty()) {
            return;
        }
        values.put("hasPackages", "yes");
        if (file.isPresent()) {
            values.put("requirements", REQUIREMENTS);
            values.put("requirementsFile", REQUIREMENTS);
        } else {
            values.put("requirements", DockerfileFacts.DIRECTORY + "/requirements-*.txt");
            values.put("requirementsFile", "requirements-$(dpkg --print-architecture).txt");
            byArchitecture.forEach((architecture, text) ->
                    files.put(DockerfileFacts.DIRECTORY + "/requirements-" + architecture + ".txt", text));
        }
    }

    private static String wanted(Preparation preparation) {
        return preparation.files().get(REQUIREMENTS);
    }

    private static boolean standsAlone(Path file) {
        List<String> locks = List.of("uv.lock", "pylock.toml", "poetry.lock");
        if (!Files.isRegularFile(file) || locks.stream().anyMatch(lock -> Files.exists(file.resolveSibling(lock)))) {
            return false;
        }
        try {
            return Files.readString(file)
                    .lines()
                    .noneMatch(line -> line.strip().matches("(-r|-c|--requirement|--constraint)\\b.*"));
        } catch (IOException e) {
            throw BuildFailure.ofUser("cannot read " + file).causedBy(e).remedy("write it in UTF-8");
        }
    }
}
