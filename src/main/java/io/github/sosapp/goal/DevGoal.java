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
import io.github.sosapp.service.Development;
import io.github.sosapp.service.Development.Debugger;
import io.github.sosapp.service.Development.Sources;
import io.github.sosapp.settings.DevelopmentSettings;
import io.github.sosapp.settings.LanguageSettings;
import io.github.sosapp.settings.RawSetting;
import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Runs the image for development in an engine of this machine, with the sources mounted, until the user has done enough. */
public final class DevGoal {

    private static final String TARGET = "development";
    private static final String ORIGIN = "the goal sos:dev";

    private final ImagePlanner planner;
    private final BuildGoal build;
    private final LoadGoal load;
    private final List<DockerEndpoint> engines;
    private final BuildLog log;

    /**
     * @param load hands what was built to the engine
     * @param engines where one may be; see {@link DockerEndpoint#candidates}
     */
    public DevGoal(ImagePlanner planner, BuildGoal build, LoadGoal load, List<DockerEndpoint> engines, BuildLog log) {
        this.planner = planner;
        this.build = build;
        this.load = load;
        this.engines = List.copyOf(engines);
        this.log = log;
    }

    /** The settings of a build for development on this machine, whatever is said for other targets. */
    public static Settings settings(Settings given) {
        Map<String, RawSetting> chosen = new TreeMap<>();
        chosen.put(SettingCatalog.TARGET.name(), RawSetting.of(TARGET, ORIGIN));
        // A debugger finds nothing in a packed program.
        chosen.put(LanguageSettings.UPX.name(), RawSetting.of("off", ORIGIN));
        if (!given.originOf(SettingCatalog.PLATFORMS).endsWith(RawSetting.COMMAND_LINE)) {
            chosen.put(SettingCatalog.PLATFORMS.name(), RawSetting.of("native", ORIGIN));
        }
        return given.under(chosen);
    }

    /**
     * Builds the image unless it is up to date, loads and starts it. Ends with the container, which ends with this
     * process; nothing of it is left in the engine but the image.
     *
     * @param settings see {@link #settings}
     * @throws BuildFailure when it cannot be built or started, or ends with another status than 0
     */
    public void run(Project project, Settings settings) {
        Optional<Development> development = planner.development(project, settings);
        if (development.isEmpty()) {
            log.nothingToBuild(project.artifactId());
            return;
        }
        if (development.get().sources().isPresent()) {
            DockerEndpoint.requireThisMachine(engines);
        }
        EngineContainers.connect(engines).close();
        build.run(project, settings);
        load.run(project, settings);
        start(project, settings, development.get());
    }

    private void start(Project project, Settings settings, Development development) {
        ResultFiles results = project.results(TARGET);
        ImageDescription image = BuiltImage.of(project, results);
        ExecutionConfig execution = ImageLayout.open(results.layoutDirectory())
                .config(LoadGoal.platform(image))
                .execution();
        ServiceSession session = new ServiceSession(execution, settings, log);
        SourceReader reader = development
                .sources()
                .map(sources -> SourceReader.of(sources.directory(), execution.user()))
                .orElse(SourceReader.IMAGE_USER);
        ContainerRequest request = new ContainerRequest(
                RunGoal.name(project, settings),
                List.of(),
                EnvironmentFile.read(project, settings),
                session.published(),
                files(development.sources(), reader),
                ServiceSession.GRACE);
        try (MountPoints points = development.sources().map(MountPoints::in).orElseGet(MountPoints::none);
                EngineContainers engine = EngineContainers.connect(engines);
                RunningContainer container = engine.start(request)) {
            container.afterwards(points::close);
            tell(project, settings, development, session, request);
            session.follow(container);
        }
    }

    private static ContainerFiles files(Optional<Sources> sources, SourceReader reader) {
        SortedMap<String, Path> mounted = new TreeMap<>();
        // What is compiled in the container is started from there.
        SortedMap<String, String> temporary = new TreeMap<>(Map.of("/tmp", "exec"));
        sources.ifPresent(view -> {
            mounted.put(view.inside(), view.directory());
            view.made().forEach(name -> temporary.put(view.inside() + "/" + name, "mode=1777"));
        });
        return new ContainerFiles(
                reader.user(),
                mounted,
                sources.map(view -> view.kept().stream()
                                .map(name -> view.inside() + "/" + name)
                                .toList())
                        .orElse(List.of()),
                temporary);
    }

    private void tell(
            Project project,
            Settings settings,
            Development development,
            ServiceSession session,
            ContainerRequest request) {
        log.field(
                "running",
                request.image() + session.address().map(at -> " at " + at).orElse("") + ", Ctrl-C ends it");
        development
                .sources()
                .ifPresent(sources -> log.field(
                        "sources",
                        sources.directory() + ", which the container reads and cannot write"
                                + (request.files().user().isEmpty()
                                        ? ""
                                        : "; as " + request.files().user() + ", because others may not")));
        log.field("edit", development.onEdit());
        Debugger debugger = development.debugger();
        Optional.ofNullable(request.ports().get(debugger.port())).ifPresent(port -> {
            log.field("debugger", "127.0.0.1:" + port);
            tell(project, settings, new LaunchConfiguration(project.artifactId(), debugger, port));
        });
    }

    private void tell(Project project, Settings settings, LaunchConfiguration configuration) {
        Path workspace = project.directory();
        if (!settings.get(DevelopmentSettings.VSCODE).value()) {
            log.field("vs code", "for .vscode/launch.json, which -Dsos.dev.vscode writes:");
            log.verbatim(configuration.text(workspace));
            return;
        }
        switch (configuration.writeTo(workspace)) {
            case WRITTEN -> log.field("vs code", "wrote " + LaunchConfiguration.file(workspace));
            case SAME -> log.field("vs code", LaunchConfiguration.file(workspace) + " is as it should be");
            case FOREIGN -> {
                log.field("vs code", "there is another .vscode/launch.json, which stays; this is for it:");
                log.verbatim(configuration.text(workspace));
            }
        }
    }
}
