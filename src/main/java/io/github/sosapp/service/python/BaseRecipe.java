package io.github.sosapp.service.python;

import io.github.sosapp.image.ExecutionConfig;
import io.github.sosapp.image.Platform;
import io.github.sosapp.image.layer.Owner;
import io.github.sosapp.plan.DockerfileFacts;
import io.github.sosapp.plan.FileSource;
import io.github.sosapp.plan.LayerPlan;
import io.github.sosapp.plan.PlannedFile;
import io.github.sosapp.plan.Preparation;
import io.github.sosapp.service.Recipe;
import io.github.sosapp.service.ServiceModule;
import io.github.sosapp.service.ServicePlan;
import io.github.sosapp.service.python.lock.Dependencies;
import io.github.sosapp.service.python.lock.LockedPackage;
import io.github.sosapp.settings.LanguageSettings;
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
 * A base for Python services becomes an assembled Python with wheels in {@code /usr/local}, where the environment of a
 * service on it sees them and can put other versions before them.
 */
public final class BaseRecipe implements Recipe {

    private static final String PREFIX = "/usr/local";

    private final BaseDefinition definition;

    public BaseRecipe(BaseDefinition definition) {
        this.definition = definition;
    }

    @Override
    public String language() {
        return "python";
    }

    @Override
    public String displayName() {
        return "Python base";
    }

    @Override
    public List<String> markers() {
        return List.of(BaseDefinition.FILE);
    }

    @Override
    public List<String> markersIn(Path source, Settings settings) {
        // The definition is at hand already, and one that the plugin carries is in no directory.
        return markers();
    }

    @Override
    public List<Path> inputs(Path source, Settings settings) {
        return definition.directory().stream().toList();
    }

    @Override
    public boolean mayBeInGit() {
        return definition.directory().isPresent();
    }

    @Override
    public ServicePlan plan(ServiceModule module, Settings settings) {
        if (!definition.isDaemonless()) {
            return AlpineBase.plan(definition, execution());
        }
        var platforms = settings.get(SettingCatalog.PLATFORMS);
        PythonRecipe.refusePlatformsWithoutWheels(platforms);
        PythonRuntime runtime = PythonRuntime.assembled(
                definition.base(),
                definition.origin(),
                definition.packages(),
                settings.find(LanguageSettings.PYTHON_BYTECODE));
        Dependencies requirements = definition.requirements();
        Map<Platform, List<LockedPackage>> packages = PythonRecipe.packages(platforms.value(), runtime, requirements);
        List<Preparation> preparations = PythonRecipe.downloads(module, runtime, requirements, packages);
        return new ServicePlan(
                runtime.base(),
                List.of(),
                "brings " + PythonRecipe.count(requirements, packages) + ", Python " + runtime.version(),
                preparations,
                layers(runtime, !preparations.isEmpty()),
                execution(),
                List.of(),
                new TreeMap<>(Map.of("python.version", runtime.version().toString())),
                requirements.warnings(),
                Optional.empty());
    }

    /** A base that the plugin carries reads nothing of the directory where somebody builds it. */
    @Override
    public Path context(ServiceModule module) {
        return definition.directory().orElseGet(() -> module.workDirectory().resolve("context"));
    }

    @Override
    public List<String> dockerfileTargets() {
        return PythonDockerfile.TARGETS;
    }

    @Override
    public DockerfileFacts dockerfile(ServiceModule module, Settings settings) {
        if (!definition.isDaemonless()) {
            return AlpineBase.facts(definition, execution());
        }
        PythonRuntime runtime = PythonRuntime.assembled(
                definition.base(), definition.origin(), definition.packages(), Optional.empty());
        String base = PythonDockerfile.inPlaceOfPackages(runtime).orElseThrow();
        return new PythonDockerfile(runtime, plan(module, settings), base).ofBase();
    }

    private static List<LayerPlan> layers(PythonRuntime runtime, boolean hasWheels) {
        String minor = runtime.version().minor();
        List<PlannedFile> files = new ArrayList<>(List.of(
                new PlannedFile(PythonApplication.DIRECTORY, 0755, Owner.ROOT, new FileSource.Directory()),
                // Services on an image look for Python where the official images have it.
                link("bin/python" + minor, runtime.interpreter()),
                link("bin/python3", "python" + minor),
                link("bin/python", "python" + minor)));
        List<LayerPlan> layers = new ArrayList<>(List.of(new LayerPlan("python", files)));
        if (hasWheels) {
            FileSource wheels = new FileSource.Wheels(
                    PythonRecipe.WHEELS, runtime.version().toString(), runtime.glibc(), "dist-packages", true);
            LayerPlan requirements =
                    new LayerPlan("requirements", List.of(new PlannedFile(PREFIX, 0644, Owner.ROOT, wheels)));
            layers.add(requirements);
            if (runtime.compiles()) {
                layers.add(PythonRecipe.compiled(requirements, PREFIX + "/lib", runtime));
            }
        }
        return layers;
    }

    private static PlannedFile link(String path, String target) {
        return new PlannedFile(PREFIX + "/" + path, 0777, Owner.ROOT, new FileSource.Link(target));
    }

    private static ExecutionConfig execution() {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("PATH", PREFIX + "/bin:/usr/bin:/bin");
        environment.put("LANG", "C.UTF-8");
        environment.put("PYTHONUNBUFFERED", "1");
        return new ExecutionConfig(
                PythonRecipe.USER,
                List.of(PREFIX + "/bin/python"),
                List.of(),
                environment,
                new TreeSet<>(),
                new TreeSet<>(),
                PythonApplication.DIRECTORY,
                "",
                Optional.empty(),
                new TreeMap<>());
    }
}
