package io.github.sosapp.goal;

import io.github.sosapp.engine.docker.RunningContainer;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.ExecutionConfig;
import io.github.sosapp.settings.DevelopmentSettings;
import io.github.sosapp.settings.Setting;
import io.github.sosapp.settings.Settings;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** What people see of a service that an engine runs for them: where it is, whether it is healthy, its log, and its end. */
final class ServiceSession {

    /** How long the service has to end by itself. */
    static final Duration GRACE = Duration.ofSeconds(10);

    private static final int TERMINATED = 143;

    private final ExecutionConfig execution;
    private final Settings settings;
    private final BuildLog log;
    private final OptionalInt first;

    ServiceSession(ExecutionConfig execution, Settings settings, BuildLog log) {
        this.execution = execution;
        this.settings = settings;
        this.log = log;
        this.first = HealthProbe.firstPort(execution);
    }

    /** Where the container's ports are on this machine: the first and the debugger's where the user wants them. */
    SortedMap<Integer, Integer> published() {
        SortedMap<Integer, Integer> ports = new TreeMap<>();
        for (int port : HealthProbe.ports(execution)) {
            Optional<Setting<Integer>> wanted = port == first.orElse(0)
                    ? settings.find(DevelopmentSettings.RUN_PORT)
                    : HealthProbe.isDebugger(port) ? settings.find(DevelopmentSettings.DEBUG_PORT) : Optional.empty();
            ports.put(port, wanted.map(Setting::value).orElse(port));
        }
        return ports;
    }

    /** Where the service answers, for people; empty when it has no port. */
    Optional<String> address() {
        return first.isEmpty()
                ? Optional.empty()
                : Optional.of("http://127.0.0.1:" + published().get(first.getAsInt()));
    }

    /**
     * Says when it is healthy, prints its log, and ends with it.
     *
     * @throws BuildFailure when it ends with another status than 0
     */
    void follow(RunningContainer container) {
        watchHealth(new HealthProbe(execution, settings), container);
        container.follow(log::verbatim);
        ended(container);
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
