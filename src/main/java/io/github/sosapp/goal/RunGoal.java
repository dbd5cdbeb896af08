package io.github.sosapp.goal;

import io.github.sosapp.engine.docker.ContainerRequest;
import io.github.sosapp.engine.docker.DockerEndpoint;
import io.github.sosapp.engine.docker.EngineContainers;
import io.github.sosapp.engine.docker.RunningContainer;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.ExecutionConfig;
import io.github.sosapp.image.layout.ImageLayout;
import io.github.sosapp.report.ImageDescription;
import io.github.sosapp.report.ResultFiles;
import io.github.sosapp.settings.Setting;
import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Runs the built image in an engine of this machine until it ends or the user has seen enough. */
public final class RunGoal {

    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final int TERMINATED = 143;

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
        String name = ImagePlanner.name(project, settings)
                .tagged(ImagePlanner.tags(project, settings).get(0))
                .toString();
        OptionalInt port = HealthProbe.firstPort(execution);
        int offered = settings.find(SettingCatalog.RUN_PORT).map(Setting::value).orElse(port.orElse(0));
        try (EngineContainers engine = EngineContainers.connect(engines);
                RunningContainer container = engine.start(new ContainerRequest(
                        name,
                        List.of(),
                        EnvironmentFile.read(project, settings),
                        published(execution, port, offered),
                        GRACE))) {
            log.field("running", name + (port.isEmpty() ? "" : " at http://127.0.0.1:" + offered) + ", Ctrl-C ends it");
            watchHealth(new HealthProbe(execution, settings), container);
            container.follow(log::verbatim);
            ended(container);
        }
    }

    /** The first port where the user wants it, the others, such as a debugger's, where they are inside. */
    private static SortedMap<Integer, Integer> published(ExecutionConfig execution, OptionalInt first, int offered) {
        SortedMap<Integer, Integer> ports = new TreeMap<>();
        for (String port : execution.ports()) {
            if (port.endsWith("/tcp")) {
                int number = Integer.parseInt(port.substring(0, port.indexOf('/')));
                ports.put(number, number == first.orElse(0) ? offered : number);
            }
        }
        return ports;
    }

    // Beside the log, which is what the user looks at; a service that never gets healthy is told once.
    private void watchHealth(HealthProbe health, RunningContainer container) {
        if (!health.canAsk()) {
            return;
        }
        long started = System.nanoTime();
        Thread watch = new Thread(
                () -> {
                    Optional<String> complaint = Optional.of("");
                    while (complaint.isPresent()
                            && System.nanoTime() - started
                                    < health.startPeriod().toNanos()) {
                        if (container.exitStatus().isPresent()) {
                            return;
                        }
                        complaint = health.complaint(container);
                        pause();
                    }
                    String took = BuildLog.seconds(System.nanoTime() - started);
                    if (complaint.isEmpty()) {
                        log.field("healthy", "after " + took);
                    } else {
                        log.warn(health.question() + " does not succeed after " + took + ": " + complaint.get());
                    }
                },
                "sos-run-health");
        watch.setDaemon(true);
        watch.setUncaughtExceptionHandler((thread, engineHasGone) -> {});
        watch.start();
    }

    private void ended(RunningContainer container) {
        int status = container.awaitEnd(GRACE).orElse(0);
        if (status != 0 && status != TERMINATED) {
            throw BuildFailure.ofUser("the service ended with status " + status)
                    .because("its log above says why, if anything does")
                    .remedy("sos.run.envFile names what it needs from its surroundings; its root file system is"
                            + " read-only but for /tmp and sos.volumes");
        }
        log.field("ended", "with status " + status);
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
