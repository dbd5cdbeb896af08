package io.github.sosapp.goal;

import io.github.sosapp.base.BaseImage;
import io.github.sosapp.base.Bases;
import io.github.sosapp.base.PackagesSource;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.failure.Suggestion;
import io.github.sosapp.git.SourceHistory;
import io.github.sosapp.git.SourceState;
import io.github.sosapp.image.ExecutionConfig;
import io.github.sosapp.image.Platform;
import io.github.sosapp.plan.BaseRequest;
import io.github.sosapp.plan.ImageName;
import io.github.sosapp.plan.ImagePlan;
import io.github.sosapp.plan.ImageTags;
import io.github.sosapp.plan.LayerPlan;
import io.github.sosapp.plan.Preparation;
import io.github.sosapp.plan.StandardLabels;
import io.github.sosapp.plan.TestRun;
import io.github.sosapp.process.Background;
import io.github.sosapp.service.Development;
import io.github.sosapp.service.Recipe;
import io.github.sosapp.service.ServiceDetector;
import io.github.sosapp.service.ServiceModule;
import io.github.sosapp.service.ServicePlan;
import io.github.sosapp.settings.Setting;
import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.Settings;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Supplier;

/** Brings together what the language, the team, Git and the POM say about an image. Looks, and changes nothing but
 * the work directory. */
public final class ImagePlanner {

    private static final Supplier<ServiceModule.Origin> NO_ORIGIN =
            () -> new ServiceModule.Origin(Optional.empty(), Instant.EPOCH);

    private final ServiceDetector detector;
    private final Bases bases;
    private final SourceHistory history;
    private final Optional<EngineDockerfiles> dockerfiles;

    /** @param dockerfiles makes those that an engine carries out; empty where the recipes themselves say what to run */
    public ImagePlanner(
            ServiceDetector detector, Bases bases, SourceHistory history, Optional<EngineDockerfiles> dockerfiles) {
        this.detector = detector;
        this.bases = bases;
        this.history = history;
        this.dockerfiles = dockerfiles;
    }

    /**
     * What the image is to start from, without looking for it; empty when the module holds no service and need not hold
     * one.
     */
    public Optional<BaseRequest> baseRequest(Project project, Settings settings) {
        Path source = source(project, settings);
        return recipeOfTarget(project, settings, source)
                .map(recipe -> {
                    ServiceModule module = service(project, source, NO_ORIGIN);
                    return dockerfiles
                            .map(engine -> engine.base(project, settings, recipe, module))
                            .orElseGet(() -> recipe.base(module, settings));
                })
                .map(base -> request(base, settings));
    }

    /** What must be run for the service on this machine; nothing when the module need not hold one and holds none. */
    List<Preparation> preparations(Project project, Settings settings) {
        Path source = source(project, settings);
        if (dockerfiles.isPresent()) {
            return List.of();
        }
        return recipeOfTarget(project, settings, source)
                .map(recipe -> recipe.preparations(service(project, source, NO_ORIGIN), settings))
                .orElse(List.of());
    }

    /** Empty when the module holds no service and need not hold one. */
    public Optional<PlannedImage> plan(Project project, Settings settings) {
        Path source = source(project, settings);
        return recipeOfTarget(project, settings, source).map(recipe -> {
            // Git takes longer than everything that the plan can do without it.
            try (Background<Optional<SourceState>> state = Background.start(
                    "sos-git",
                    () -> recipe.mayBeInGit() ? lookUp(project, recipe.inputs(source, settings)) : Optional.empty())) {
                return plan(project, settings, source, recipe, state);
            }
        });
    }

    /** How the tests of the service are run; empty when there is no service, or it has none. */
    public Optional<TestRun> tests(Project project, Settings settings) {
        Path source = source(project, settings);
        return detector.detect(source, settings)
                .flatMap(recipe -> recipe.tests(
                        service(
                                project,
                                source,
                                () -> origin(project, lookUp(project, recipe.inputs(source, settings)))),
                        settings));
    }

    /** How people work with a container of the target development; empty without a service. */
    Optional<Development> development(Project project, Settings settings) {
        Path source = source(project, settings);
        return recipe(project, settings, source)
                .map(recipe -> recipe.development(service(project, source, NO_ORIGIN), settings));
    }

    static Path source(Project project, Settings settings) {
        return project.directory()
                .resolve(settings.get(SettingCatalog.SOURCE).value())
                .normalize();
    }

    private Optional<Recipe> recipe(Project project, Settings settings, Path source) {
        Optional<Recipe> recipe = detector.detect(source, settings);
        if (recipe.isEmpty() && project.mustHoldService()) {
            throw detector.nothingIn(source);
        }
        return recipe;
    }

    private Optional<Recipe> recipeOfTarget(Project project, Settings settings, Path source) {
        Optional<Recipe> recipe = recipe(project, settings, source);
        recipe.ifPresent(found -> requireTarget(settings, found));
        return recipe;
    }

    static ServiceModule service(Project project, Path source, Supplier<ServiceModule.Origin> origin) {
        return new ServiceModule(
                project.artifactId(), project.version(), project.directory(), source, project.workDirectory(), origin);
    }

    private PlannedImage plan(
            Project project, Settings settings, Path source, Recipe recipe, Background<Optional<SourceState>> lookUp) {
        // Another word must be refused before anything is built.
        settings.get(SettingCatalog.ENGINE);
        List<String> warnings = new ArrayList<>();
        ImageName name = name(project, settings);
        warnings.addAll(name.notices());
        List<String> tags = tags(project, settings);
        // Most of the plan can do without what Git says, so Git is waited for as late as can be.
        ServiceModule module = service(project, source, () -> origin(project, lookUp.result()));
        ServicePlan service = dockerfiles
                .map(engine -> engine.plan(project, settings, recipe, module, lookUp.result()))
                .orElseGet(() -> recipe.plan(module, settings));
        List<Platform> platforms = settings.get(SettingCatalog.PLATFORMS).value();
        BaseImage base = bases.find(request(service.base(), settings), platforms);
        Optional<SourceState> state = lookUp.result();
        warnings.addAll(recipe.mayBeInGit() ? warnings(project, state) : List.of());
        warnings.addAll(service.warnings());
        warnings.addAll(base.warnings());
        SortedMap<String, String> standardLabels = standardLabels(project, state, module.created(), base);
        ExecutionConfig execution = ExecutionSettings.apply(settings, service.execution(), standardLabels);
        List<LayerPlan> layers = new ArrayList<>(service.layers());
        if (dockerfiles.isEmpty()) {
            ExtraFiles.layer(settings, project).ifPresent(layers::add);
        }
        ImagePlan plan = new ImagePlan(
                settings.get(SettingCatalog.TARGET).value(),
                platforms,
                service.base().base(),
                service.preparations(),
                layers,
                execution,
                ExecutionSettings.over(settings, "annotations", standardLabels),
                module.created(),
                settings.get(SettingCatalog.COMPRESSION).value());
        return new PlannedImage(
                recipe, service, base, recipe.finished(plan, module), name, tags, state, List.copyOf(warnings));
    }

    static ServiceModule.Origin origin(Project project, Optional<SourceState> state) {
        Instant created = project.created()
                .or(() -> state.map(SourceState::committed))
                .orElse(Instant.EPOCH)
                .truncatedTo(ChronoUnit.SECONDS);
        return new ServiceModule.Origin(state.map(SourceState::revision), created);
    }

    // Before the word is read as a target of any language, so that what is proposed can be had.
    private static void requireTarget(Settings settings, Recipe recipe) {
        settings.asWritten(SettingCatalog.TARGET).ifPresent(target -> {
            List<String> targets = recipe.targets();
            if (!targets.contains(target.value())) {
                String all = String.join(", ", targets);
                throw target.refused("is not a target of " + recipe.displayName() + " services")
                        .because("these have " + all)
                        .remedy(Suggestion.didYouMean(target.value(), targets, "use " + String.join(" or ", targets)));
            }
        });
    }

    private static BaseRequest request(BaseRequest base, Settings settings) {
        Optional<Setting<List<String>>> packages = settings.find(SettingCatalog.PACKAGES);
        if (packages.isPresent() && !PackagesSource.isPackages(base)) {
            throw packages.get()
                    .refused("has no effect")
                    .because(
                            base.base().startsWith(BaseRequest.DOCKERFILE)
                                    ? "a Dockerfile says what the image starts from"
                                    : "the base " + base.base() + " is not made of packages")
                    .remedy("remove the setting, or set sos.base to packages:bookworm or packages:trixie");
        }
        return packages.map(names -> base.with(names.value())).orElse(base);
    }

    /** The name of the image by the settings alone. */
    static ImageName name(Project project, Settings settings) {
        return settings.find(SettingCatalog.IMAGE)
                .map(image -> ImageName.given(image.value(), image.origin()))
                .orElseGet(() -> {
                    var registry = settings.find(SettingCatalog.REGISTRY);
                    return ImageName.below(
                            registry.map(Setting::value),
                            project.artifactId(),
                            registry.map(Setting::origin).orElse("the artifactId in pom.xml"));
                });
    }

    /** The tags of the image by the settings alone. */
    static List<String> tags(Project project, Settings settings) {
        var tags = settings.find(SettingCatalog.TAGS);
        return ImageTags.of(
                project.version(),
                settings.get(SettingCatalog.TARGET).value(),
                tags.map(Setting::value).orElse(List.of()),
                tags.map(Setting::origin).orElse("the version in pom.xml"));
    }

    private Optional<SourceState> lookUp(Project project, List<Path> inputs) {
        return lookUp(history, project, inputs);
    }

    /** What Git knows about the module and everything else that its build reads. */
    static Optional<SourceState> lookUp(SourceHistory history, Project project, List<Path> inputs) {
        List<Path> paths = new ArrayList<>(List.of(project.directory()));
        paths.addAll(inputs);
        paths.addAll(project.pomFiles());
        return history.lookUp(paths, List.of(project.buildDirectory()));
    }

    private static List<String> warnings(Project project, Optional<SourceState> state) {
        if (state.isEmpty()) {
            return List.of(
                    project.created().isPresent()
                            ? "no Git commit for this module: the image names no revision; git commit gives it one"
                            : "no Git commit for this module: the image has no revision and the time " + Instant.EPOCH
                                    + "; commit it, or set project.build.outputTimestamp");
        }
        if (state.get().shallow()) {
            refuseShallowRelease(project);
            return List.of("this is a shallow clone: the image names HEAD, which may not be the module's last commit");
        }
        return List.of();
    }

    private static void refuseShallowRelease(Project project) {
        if (project.isRelease()) {
            throw BuildFailure.ofUser("this is a shallow clone, and " + project.version() + " is a release")
                    .because("the last commit that touched the module may be missing, so two clones give two images")
                    .remedy("fetch the whole history: git fetch --unshallow"
                            + " (GitHub Actions: actions/checkout with fetch-depth: 0)");
        }
    }

    private static SortedMap<String, String> standardLabels(
            Project project, Optional<SourceState> state, Instant created, BaseImage base) {
        return StandardLabels.of(described(project), found(state, created), base.label());
    }

    /** What the POM says. */
    static StandardLabels.Project described(Project project) {
        return new StandardLabels.Project(
                project.name(),
                project.description(),
                project.version(),
                project.url(),
                project.licenses(),
                project.organization());
    }

    /** What Git says. */
    static StandardLabels.Source found(Optional<SourceState> state, Instant created) {
        return new StandardLabels.Source(created, state.map(SourceState::revision), state.flatMap(SourceState::source));
    }
}
