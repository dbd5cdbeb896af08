package io.github.sosapp.goal;

import io.github.sosapp.engine.docker.DockerEndpoint;
import io.github.sosapp.engine.docker.EngineContainers;
import io.github.sosapp.engine.docker.EngineLoad;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Descriptor;
import io.github.sosapp.image.ExecutionConfig;
import io.github.sosapp.image.ImageReference;
import io.github.sosapp.image.Platform;
import io.github.sosapp.image.layout.ImageLayout;
import io.github.sosapp.image.layout.LayerFetch;
import io.github.sosapp.image.layout.LayoutCheck;
import io.github.sosapp.report.ImageDescription;
import io.github.sosapp.report.ResultFiles;
import io.github.sosapp.settings.DevelopmentSettings;
import io.github.sosapp.settings.Setting;
import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.Settings;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Runs what was built the way it will be run: in an engine, as its own user, on a root that cannot be written. */
public final class CheckGoal {

    private final List<DockerEndpoint> engines;
    private final LayerFetch baseLayers;
    private final BuildLog log;

    /**
     * @param engines where one may be; see {@link DockerEndpoint#candidates}
     * @param baseLayers brings the layers of the base that the layout leaves out and the engine does not have
     */
    public CheckGoal(List<DockerEndpoint> engines, LayerFetch baseLayers, BuildLog log) {
        this.engines = List.copyOf(engines);
        this.baseLayers = baseLayers;
        this.log = log;
    }

    /**
     * Checks the image for this machine's platform.
     *
     * @throws BuildFailure when the image does not behave; also when it cannot be run here and {@code sos.check.run} is
     *     {@code required}
     */
    public void run(Project project, Settings settings) {
        Setting<String> how = settings.get(DevelopmentSettings.CHECK_RUN);
        if (how.value().equals("off")) {
            notRun("sos.check.run = off (" + how.origin() + ")");
            return;
        }
        ResultFiles results =
                project.results(settings.get(SettingCatalog.TARGET).value());
        ImageDescription image = BuiltImage.of(project, results);
        if (image.target().equals("development")) {
            notRun("an image for development writes into its own directories");
            return;
        }
        Platform platform;
        EngineContainers containers;
        try {
            platform = LoadGoal.platform(image);
            containers = EngineContainers.connect(engines);
        } catch (BuildFailure impossible) {
            if (how.value().equals("required")) {
                throw impossible;
            }
            notRun(impossible.problem());
            return;
        }
        try (containers) {
            check(project, settings, image, platform, containers);
        }
    }

    private void notRun(String why) {
        log.field("checked", "not run: " + why);
    }

    private void check(
            Project project,
            Settings settings,
            ImageDescription image,
            Platform platform,
            EngineContainers containers) {
        ResultFiles results = project.results(image.target());
        ImageLayout layout = LayoutCheck.quick(results.layoutDirectory()).fetchingWith(baseLayers);
        // A name of its own: what other names in the engine mean stays as it is, and two builds do not meet.
        ImageReference name = ImageReference.parse("sos-check/" + UUID.randomUUID() + ":check");
        try {
            new EngineLoad(engines).load(layout, platform, List.of(name));
            ExecutionConfig execution = layout.config(platform).execution();
            ContainerCheck check = new ContainerCheck(
                    containers,
                    name,
                    execution,
                    EnvironmentFile.read(project, settings),
                    new HealthProbe(execution, settings),
                    log);
            Optional<String> version = results.language().filter("go"::equals).map(go -> project.version());
            log.field("checked", platform + " " + String.join(" · ", check.run(version)));
        } finally {
            containers.untag(name);
        }
        List<String> others = image.manifests().stream()
                .map(Descriptor::platform)
                .flatMap(Optional::stream)
                .filter(built -> !built.equals(platform))
                .map(Platform::toString)
                .toList();
        if (!others.isEmpty()) {
            notRun(String.join(", ", others) + ", not this machine's");
        }
    }
}
