package io.github.sosapp.goal;

import io.github.sosapp.git.SourceHistory;
import io.github.sosapp.git.SourceState;
import io.github.sosapp.plan.DockerfileFacts;
import io.github.sosapp.plan.DockerfilePlan;
import io.github.sosapp.plan.LayerPlan;
import io.github.sosapp.plan.PlannedFile;
import io.github.sosapp.plan.StandardLabels;
import io.github.sosapp.service.Recipe;
import io.github.sosapp.service.ServiceDetector;
import io.github.sosapp.service.ServiceModule;
import io.github.sosapp.settings.LanguageSettings;
import io.github.sosapp.settings.RawSetting;
import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.Settings;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Brings together what the language, the team, Git and the POM say about the Dockerfile of a service. */
public final class DockerfilePlanner {

    private static final ServiceModule.Origin ANY_COMMIT = new ServiceModule.Origin(Optional.empty(), Instant.EPOCH);

    private final ServiceDetector detector;
    private final SourceHistory history;

    public DockerfilePlanner(ServiceDetector detector, SourceHistory history) {
        this.detector = detector;
        this.history = history;
    }

    /** The Dockerfile of the target in the settings, for a build of this very commit; empty without a service. */
    public Optional<DockerfilePlan> plan(Project project, Settings settings) {
        Path source = ImagePlanner.source(project, settings);
        return detector.detect(source, settings).map(recipe -> {
            Optional<SourceState> state = lookUp(project, settings, recipe, source);
            return plan(project, settings, recipe, state, ImagePlanner.origin(project, state));
        });
    }

    /**
     * The Dockerfiles of all targets, for a file that stays the same from commit to commit: what a commit decides is an
     * argument of the build. The usual target comes last; empty without a service.
     */
    public List<DockerfilePlan> lasting(Project project, Settings settings) {
        Path source = ImagePlanner.source(project, settings);
        Optional<Recipe> found = detector.detect(source, settings);
        if (found.isEmpty()) {
            if (project.mustHoldService()) {
                throw detector.nothingIn(source);
            }
            return List.of();
        }
        Recipe recipe = found.get();
        Optional<SourceState> state = lookUp(project, settings, recipe, source);
        List<DockerfilePlan> plans = new ArrayList<>();
        for (String target : recipe.dockerfileTargets()) {
            plans.add(lasting(project, with(settings, target), recipe, state));
        }
        if (plans.isEmpty()) {
            // The recipe knows why it has no template.
            recipe.dockerfile(ImagePlanner.service(project, source, () -> ANY_COMMIT), settings);
        }
        return plans;
    }

    /** The same for the target in the settings alone. */
    static DockerfilePlan lasting(Project project, Settings settings, Recipe recipe, Optional<SourceState> state) {
        return plan(project, settings, recipe, state, ANY_COMMIT);
    }

    // A debugger finds nothing in a packed program, which a team may want for all other targets.
    private static Settings with(Settings settings, String target) {
        Map<String, RawSetting> chosen = new TreeMap<>();
        String origin = "stage " + target + " of the Dockerfile";
        chosen.put(SettingCatalog.TARGET.name(), RawSetting.of(target, origin));
        if (target.equals("development")) {
            chosen.put(LanguageSettings.UPX.name(), RawSetting.of("off", origin));
        }
        return settings.under(chosen);
    }

    private Optional<SourceState> lookUp(Project project, Settings settings, Recipe recipe, Path source) {
        return recipe.mayBeInGit()
                ? ImagePlanner.lookUp(history, project, recipe.inputs(source, settings))
                : Optional.empty();
    }

    private static DockerfilePlan plan(
            Project project,
            Settings settings,
            Recipe recipe,
            Optional<SourceState> state,
            ServiceModule.Origin origin) {
        Path source = ImagePlanner.source(project, settings);
        ServiceModule module = ImagePlanner.service(project, source, () -> origin);
        DockerfileFacts facts = recipe.dockerfile(module, settings);
        SortedMap<String, String> labels = StandardLabels.of(
                ImagePlanner.described(project), ImagePlanner.found(state, origin.created()), Optional.empty());
        List<PlannedFile> extra =
                ExtraFiles.layer(settings, project).map(LayerPlan::files).orElse(List.of());
        return new DockerfilePlan(
                facts,
                settings.get(SettingCatalog.TARGET).value(),
                ExecutionSettings.apply(settings, facts.execution(), labels),
                extra,
                recipe.context(module),
                arguments(project, origin, state));
    }

    /** What a build gives to the Dockerfile. */
    static SortedMap<String, String> arguments(
            Project project, ServiceModule.Origin origin, Optional<SourceState> state) {
        return new TreeMap<>(Map.of(
                DockerfilePlan.VERSION, project.version(),
                DockerfilePlan.BUILD_DATE, origin.created().toString(),
                DockerfilePlan.GIT_COMMIT, revision(origin, state)));
    }

    // As in the image's label: with its mark where files differ from the commit.
    private static String revision(ServiceModule.Origin origin, Optional<SourceState> state) {
        return origin.commit()
                .flatMap(commit -> state.map(SourceState::revision))
                .orElse("unknown");
    }
}
