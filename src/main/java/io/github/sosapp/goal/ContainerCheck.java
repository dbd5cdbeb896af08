package io.github.sosapp.goal;

import io.github.sosapp.engine.docker.ContainerFiles;
import io.github.sosapp.engine.docker.ContainerRequest;
import io.github.sosapp.engine.docker.EngineContainers;
import io.github.sosapp.engine.docker.RunningContainer;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.ExecutionConfig;
import io.github.sosapp.image.ImageReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** What an image must do when it is run; the first thing that it does not is the failure. */
final class ContainerCheck {

    private static final Duration GRACE = Duration.ofSeconds(30);
    private static final Duration VERSION_LIMIT = Duration.ofSeconds(30);
    private static final Duration SILENT_START = Duration.ofSeconds(2);
    private static final int MOST_LOG_LINES = 50;
    private static final int ANY_PORT = 0;
    private static final int KILLED = 137;
    private static final int TERMINATED = 143;

    private final EngineContainers engine;
    private final ImageReference image;
    private final ExecutionConfig execution;
    private final List<String> environment;
    private final HealthProbe health;
    private final BuildLog log;

    /**
     * @param execution of the image
     * @param environment {@code NAME=value}, that the service needs to start
     */
    ContainerCheck(
            EngineContainers engine,
            ImageReference image,
            ExecutionConfig execution,
            List<String> environment,
            HealthProbe health,
            BuildLog log) {
        this.engine = engine;
        this.image = image;
        this.execution = execution;
        this.environment = environment;
        this.health = health;
        this.log = log;
    }

    /**
     * Does all checks.
     *
     * @param version that the program must print when it is asked; empty for programs that know no such question
     * @return what was found to be so, in a few words each
     */
    List<String> run(Optional<String> version) {
        List<String> found = new ArrayList<>();
        found.add(ordinaryUser());
        version.map(this::prints).ifPresent(found::add);
        found.addAll(served());
        return found;
    }

    private String ordinaryUser() {
        String user = execution.user();
        if (user.matches("|root(:.*)?|0+(:.*)?")) {
            throw BuildFailure.ofUser("the image runs as the superuser")
                    .because(user.isEmpty() ? "the image names no user" : "its user is " + user)
                    .remedy("name another one in sos.user, or take away the setting that names this one");
        }
        return "user " + user.split(":")[0];
    }

    private String prints(String version) {
        try (RunningContainer container = engine.start(request(List.of("--version"), new TreeMap<>()))) {
            OptionalInt status = container.awaitEnd(VERSION_LIMIT);
            List<String> lines = container.log(MOST_LOG_LINES);
            if (status.isEmpty()) {
                throw failure("it does not end when it is asked for its --version", lines)
                        .because("it still ran after " + VERSION_LIMIT.toSeconds() + " s")
                        .remedy("print version, build date and commit for --version, and end");
            }
            if (status.getAsInt() != 0 || !String.join("\n", lines).contains(version)) {
                throw failure("it does not print its version when it is asked for its --version", lines)
                        .because("it ended with status " + status.getAsInt() + "; the version is " + version)
                        .remedy("print the variable main.Version for --version; the build sets it");
            }
        }
        return "--version";
    }

    private List<String> served() {
        SortedMap<Integer, Integer> ports = new TreeMap<>();
        health.neededPort().ifPresent(port -> ports.put(port, ANY_PORT));
        try (RunningContainer container = engine.start(request(List.of(), ports))) {
            return List.of(
                    health.canAsk() ? healthy(container) : keepsRunning(container), "read-only root", stops(container));
        }
    }

    private String healthy(RunningContainer container) {
        long started = System.nanoTime();
        while (true) {
            Optional<String> complaint = health.complaint(container);
            if (complaint.isEmpty()) {
                return "healthy after " + BuildLog.seconds(System.nanoTime() - started);
            }
            OptionalInt ended = container.exitStatus();
            if (ended.isPresent()) {
                throw ended(container, ended.getAsInt());
            }
            if (System.nanoTime() - started > health.startPeriod().toNanos()) {
                throw failure(health.question() + " does not succeed", container.log(MOST_LOG_LINES))
                        .because("it had " + health.startPeriod().toSeconds() + " s to start, and the last answer was: "
                                + complaint.get())
                        .remedy("look at its log; sos.health.path names another path, sos.health.startPeriod gives it"
                                + " more time, sos.run.envFile what it needs from its surroundings");
            }
            pause();
        }
    }

    private String keepsRunning(RunningContainer container) {
        OptionalInt ended = container.awaitEnd(SILENT_START);
        if (ended.isPresent() && ended.getAsInt() != 0) {
            throw ended(container, ended.getAsInt());
        }
        return "starts";
    }

    private BuildFailure ended(RunningContainer container, int status) {
        List<String> lines = container.log(MOST_LOG_LINES);
        boolean readOnly = lines.stream().anyMatch(line -> line.contains("ead-only file system"));
        return failure("it ends at once", lines)
                .because("its process ended with status " + status
                        + (readOnly ? ", and its root file system is read-only" : ""))
                .remedy(
                        readOnly
                                ? "let it write to /tmp, or to a directory that sos.volumes names"
                                : "look at its log; sos.run.envFile names what it needs from its surroundings, "
                                        + "sos.check.run=off runs nothing");
    }

    private String stops(RunningContainer container) {
        if (container.exitStatus().isPresent()) {
            return "ended by itself";
        }
        long started = System.nanoTime();
        int status = container.stop(GRACE);
        long took = System.nanoTime() - started;
        String signal = execution.stopSignal().isEmpty() ? "SIGTERM" : execution.stopSignal();
        if (status == KILLED) {
            throw failure(
                            "it does not end within " + GRACE.toSeconds() + " s of " + signal,
                            container.log(MOST_LOG_LINES))
                    .because("it had to be killed, and so will Kubernetes kill it, with the requests that it serves")
                    .remedy("end on that signal: finish what is being served, take nothing new, and exit with 0");
        }
        if (status != 0 && status != TERMINATED) {
            log.warn("it ended with status " + status + " on " + signal + "; engines report that as a failure");
        }
        return "ended " + BuildLog.seconds(took) + " after " + signal;
    }

    private ContainerRequest request(List<String> arguments, SortedMap<Integer, Integer> ports) {
        return new ContainerRequest(
                image.toString(), arguments, environment, ports, ContainerFiles.OF_IMAGE, Duration.ZERO);
    }

    private static BuildFailure.Facts failure(String problem, List<String> containerLog) {
        return BuildFailure.ofUser("the image was run, and " + problem)
                .listing(
                        containerLog.isEmpty()
                                ? List.of("its log is empty")
                                : containerLog.stream()
                                        .map(line -> "log: " + line)
                                        .toList());
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw BuildFailure.ofWorld("the check was interrupted").causedBy(e).remedy("run it again");
        }
    }
}
