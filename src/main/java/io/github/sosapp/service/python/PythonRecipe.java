package io.github.sosapp.service.python;

import io.github.sosapp.image.ExecutionConfig;
import io.github.sosapp.image.Platform;
import io.github.sosapp.image.layer.Owner;
import io.github.sosapp.plan.DockerfileFacts;
import io.github.sosapp.plan.FileSource;
import io.github.sosapp.plan.LayerPlan;
import io.github.sosapp.plan.PlannedFile;
import io.github.sosapp.plan.Preparation;
import io.github.sosapp.plan.TestRun;
import io.github.sosapp.python.TargetPython;
import io.github.sosapp.service.DockerfileBase;
import io.github.sosapp.service.Recipe;
import io.github.sosapp.service.ServiceModule;
import io.github.sosapp.service.ServicePlan;
import io.github.sosapp.service.python.lock.Dependencies;
import io.github.sosapp.service.python.lock.LockedPackage;
import io.github.sosapp.service.python.lock.RequirementsFile;
import io.github.sosapp.settings.LanguageSettings;
import io.github.sosapp.settings.Setting;
import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A Python service becomes its wheels in a virtual environment and its sources, on a base that has Python. An environment
 * (PEP 405), and not a search path, because only there Python reads the .pth files of packages; it also sees packages that
 * the base itself brings.
 */
public final class PythonRecipe implements Recipe {

    static final String INTERPRETER = "python";

    static final String ENVIRONMENT = "/opt/venv";
    static final String WHEELS = "python-wheels";
    private static final String REQUIREMENTS = "requirements.txt";
    private static final int DEFAULT_PORT = 8000;
    // The number that distroless images give their user, whom no system account can be.
    static final String USER = "65532:65532";

    @Override
    public String language() {
        return "python";
    }

    @Override
    public String displayName() {
        return "Python";
    }

    @Override
    public List<String> markers() {
        return List.of("requirements.txt", "pyproject.toml", "pylock.toml", "uv.lock", "poetry.lock");
    }

    @Override
    public List<Path> inputs(Path source, Settings settings) {
        return List.of(source);
    }

    @Override
    public Optional<TestRun> tests(ServiceModule service, Settings settings) {
        return PythonTests.areIn(service.source())
                ? Optional.of(PythonTests.run(service, PythonApplication.of(service.source(), settings)))
                : Optional.empty();
    }

    @Override
    public ServicePlan plan(ServiceModule service, Settings settings) {
        Setting<List<Platform>> platforms = settings.get(SettingCatalog.PLATFORMS);
        refusePlatformsWithoutWheels(platforms);
        PythonRuntime runtime = PythonRuntime.of(service.source(), settings);
        PythonApplication application = PythonApplication.of(service.source(), settings);
        Dependencies dependencies = dependencies(service.source(), settings);
        Map<Platform, List<LockedPackage>> packages = packages(platforms.value(), runtime, dependencies);
        List<Preparation> preparations = downloads(service, runtime, dependencies, packages);
        List<String> warnings = new ArrayList<>(dependencies.warnings());
        warnings.addAll(application.warnings());
        return new ServicePlan(
                runtime.base(),
                List.of(),
                description(application, dependencies, packages, runtime),
                preparations,
                layers(runtime, !preparations.isEmpty(), application),
                execution(service, settings, application),
                // What gets installed is a text of the plan, and the sources are its files; no other file matters.
                List.of(),
                new TreeMap<>(
                        Map.of("python.version", runtime.version().toString(), "python.module", application.module())),
                warnings,
                Optional.empty());
    }

    @Override
    public List<String> dockerfileTargets() {
        return PythonDockerfile.TARGETS;
    }

    @Override
    public DockerfileFacts dockerfile(ServiceModule service, Settings settings) {
        PythonRuntime runtime = PythonRuntime.of(service.source(), settings);
        Optional<String> distroless = PythonDockerfile.inPlaceOfPackages(runtime);
        String base = DockerfileBase.of(settings, distroless.orElse(""), distroless);
        boolean compiles = settings.find(LanguageSettings.PYTHON_BYTECODE)
                .map(Setting::value)
                .orElse(true);
        return new PythonDockerfile(runtime, plan(service, settings), base)
                .ofService(
                        settings.find(LanguageSettings.PYTHON_REQUIREMENTS).isPresent()
                                ? Optional.empty()
                                : Optional.of(service.source().resolve(PythonDockerfile.REQUIREMENTS)),
                        PythonApplication.of(service.source(), settings),
                        compiles);
    }

    static void refusePlatformsWithoutWheels(Setting<List<Platform>> platforms) {
        for (Platform platform : platforms.value()) {
            if (TargetPython.machine(platform).isEmpty()) {
                throw platforms
                        .refused("has " + platform + ", which wheels are not made for")
                        .remedy("use linux/amd64 and linux/arm64");
            }
        }
    }

    private static Dependencies dependencies(Path source, Settings settings) {
        return settings.find(LanguageSettings.PYTHON_REQUIREMENTS)
                .<Dependencies>map(file -> RequirementsFile.read(source.resolve(file.value())))
                .orElseGet(() -> Dependencies.of(source));
    }

    static Map<Platform, List<LockedPackage>> packages(
            List<Platform> platforms, PythonRuntime runtime, Dependencies dependencies) {
        Map<Platform, List<LockedPackage>> packages = new LinkedHashMap<>();
        platforms.forEach(platform -> packages.put(platform, dependencies.on(runtime.on(platform))));
        return packages;
    }

    /** Fetches the wheels for each platform; nothing where no platform needs any. */
    static List<Preparation> downloads(
            ServiceModule service,
            PythonRuntime runtime,
            Dependencies dependencies,
            Map<Platform, List<LockedPackage>> packages) {
        List<Preparation> preparations = new ArrayList<>();
        if (packages.values().stream().anyMatch(found -> !found.isEmpty())) {
            packages.forEach((platform, found) ->
                    preparations.add(download(service, runtime.on(platform), dependencies.indexOptions(), found)));
        }
        return preparations;
    }

    private static Preparation download(
            ServiceModule service, TargetPython target, List<String> indexOptions, List<LockedPackage> packages) {
        Path directory = service.workDirectory().resolve(target.platform().fileName());
        Path output = directory.resolve("wheels");
        List<String> arguments = new ArrayList<>(List.of(
                "download",
                "--no-deps",
                "--only-binary=:all:",
                "--implementation=cp",
                "--python-version=" + target.version(),
                "--abi=cp" + target.version().minor().replace(".", "")));
        target.platformTags().forEach(tag -> arguments.add("--platform=" + tag));
        if (packages.stream().anyMatch(found -> !found.hashes().isEmpty())) {
            arguments.add("--require-hashes");
        }
        arguments.addAll(List.of(
                "--dest",
                output.toString(),
                "--requirement",
                directory.resolve(REQUIREMENTS).toString()));
        List<String> lines = new ArrayList<>(indexOptions);
        packages.forEach(found -> lines.add(found.line()));
        return new Preparation(
                WHEELS,
                target.platform(),
                "pip",
                "",
                arguments,
                new TreeMap<>(),
                directory,
                output,
                new TreeMap<>(Map.of(REQUIREMENTS, String.join("\n", lines) + "\n")));
    }

    // Layers of their own: they are the same on all platforms, and that of the packages stays when the service changes.
    private static List<LayerPlan> layers(PythonRuntime runtime, boolean hasWheels, PythonApplication application) {
        LayerPlan environment = environment(runtime, hasWheels);
        List<LayerPlan> layers = new ArrayList<>(List.of(environment));
        if (hasWheels && runtime.compiles()) {
            layers.add(compiled(environment, ENVIRONMENT + "/lib", runtime));
        }
        layers.add(application.layer());
        if (runtime.compiles()) {
            layers.add(compiled(application.layer(), PythonApplication.DIRECTORY, runtime));
        }
        return layers;
    }

    static LayerPlan compiled(LayerPlan layer, String root, PythonRuntime runtime) {
        FileSource modules = new FileSource.Bytecode(
                layer.name(), runtime.interpreter(), runtime.version().minor());
        return new LayerPlan("compiled " + layer.name(), List.of(new PlannedFile(root, 0644, Owner.ROOT, modules)));
    }

    private static LayerPlan environment(PythonRuntime runtime, boolean hasWheels) {
        String directory = runtime.interpreter().replaceAll("/[^/]*$", "");
        List<PlannedFile> files = new ArrayList<>(List.of(
                new PlannedFile(
                        ENVIRONMENT + "/pyvenv.cfg",
                        0644,
                        Owner.ROOT,
                        new FileSource.Text("home = " + directory + "\ninclude-system-site-packages = true\nversion = "
                                + runtime.version() + "\n")),
                link("python", runtime.interpreter()),
                link("python3", "python"),
                link("python" + runtime.version().minor(), "python")));
        if (hasWheels) {
            files.add(new PlannedFile(
                    ENVIRONMENT,
                    0644,
                    Owner.ROOT,
                    new FileSource.Wheels(
                            WHEELS,
                            runtime.version().toString(),
                            runtime.glibc(),
                            "site-packages",
                            !runtime.bringsPackages())));
        }
        return new LayerPlan(hasWheels ? "dependencies" : "environment", files);
    }

    private static PlannedFile link(String name, String target) {
        return new PlannedFile(ENVIRONMENT + "/bin/" + name, 0777, Owner.ROOT, new FileSource.Link(target));
    }

    private static ExecutionConfig execution(ServiceModule service, Settings settings, PythonApplication application) {
        int port = settings.find(SettingCatalog.PORT).map(Setting::value).orElse(DEFAULT_PORT);
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("PATH", ENVIRONMENT + "/bin:/usr/local/bin:/usr/bin:/bin");
        environment.put("LANG", "C.UTF-8");
        environment.put("PYTHONPATH", application.searchPath());
        // Without it what a service prints stays in a buffer, and is lost when it is killed.
        environment.put("PYTHONUNBUFFERED", "1");
        environment.put("SERVICE_NAME", service.name());
        environment.put("SERVICE_VERSION", service.version());
        environment.put("SERVICE_PORT", Integer.toString(port));
        return new ExecutionConfig(
                USER,
                List.of(INTERPRETER, "-m", application.module()),
                List.of(),
                environment,
                new TreeSet<>(List.of(port + "/tcp")),
                new TreeSet<>(),
                PythonApplication.DIRECTORY,
                "",
                Optional.of(PythonHealth.check(settings, port)),
                new TreeMap<>());
    }

    /** How many packages the platform with the most of them gets, for people. */
    static String count(Dependencies dependencies, Map<Platform, List<LockedPackage>> packages) {
        int most = packages.values().stream().mapToInt(List::size).max().orElse(0);
        return most == 0
                ? "no dependencies"
                : most + (most == 1 ? " package" : " packages") + " of " + dependencies.origin();
    }

    private static String description(
            PythonApplication application,
            Dependencies dependencies,
            Map<Platform, List<LockedPackage>> packages,
            PythonRuntime runtime) {
        return "module " + application.module() + ", " + count(dependencies, packages) + ", Python "
                + runtime.version();
    }
}
