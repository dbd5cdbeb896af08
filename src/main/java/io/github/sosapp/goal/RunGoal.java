package io.github.sosapp.goal;

import io.github.sosapp.engine.docker.ContainerFiles;
import io.github.sosapp.engine.docker.ContainerRequest;
import io.github.sosapp.engine.docker.DockerEndpoint;
import io.github.sosapp.engine.docker.EngineContainers;
import io.github.sosapp.engine.docker.RunningContainer;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.ExecutionConfig;
import io.github.sosapp.image.layout.ImageLayout;
import io.github.sosapp.report.ImageDescription;
import io.github.sosapp.report.ResultFiles;
import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.Settings;
import java.util.List;

/** Runs the built image in an engine of this machine until it ends or the user has seen enough. */
public final class RunGoal {

    private final LoadGoal load;
    private final List<DockerEndpoint> engines;
    private final BuildLog log;

    /** @param engines where one may be; see {@link DockerEndpoint#candidates} */
    public RunGoal(LoadGoal load, List<DockerEndpoint> engines, BuildLog log) {
        this.load = load;
        this.engines = List.copyOf(engines);
        this.log = log;
    }

    /**
     * Loads the image, starts it on a read-only root, and prints its log. Ends with the container, which ends with this
     * process; nothing of it is left in the engine but the image.
     *
     * @throws BuildFailure when it cannot be started, or ends with another status than 0
     */
    public void run(Project project, Settings settings) {
        load.run(project, settings);
        ResultFiles results =
                project.results(settings.get(SettingCatalog.TARGET).value());
        ImageDescription image = BuiltImage.of(project, results);
        ExecutionConfig execution = ImageLayout.open(results.layoutDirectory())
                .config(LoadGoal.platform(image))
                .execution();
        ServiceSession session = new ServiceSession(execution, settings, log);
        try (EngineContainers engine = EngineContainers.connect(engines);
                RunningContainer container = engine.start(new ContainerRequest(
                        name(project, settings),
                        List.of(),
                        EnvironmentFile.read(project, settings),
                        session.published(),
                        ContainerFiles.OF_IMAGE,
                        ServiceSession.GRACE))) {
            log.field(
                    "running",
                    name(project, settings)
                            + session.address().map(address -> " at " + address).orElse("") + ", Ctrl-C ends it");
            session.follow(container);
        }
    }

    /** What the engine calls the image of the module. */
    static String name(Project project, Settings settings) {
        return ImagePlanner.name(project, settings)
                .tagged(ImagePlanner.tags(project, settings).get(0))
                .toString();
    }
}
