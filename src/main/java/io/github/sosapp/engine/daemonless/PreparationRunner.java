package io.github.sosapp.engine.daemonless;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Platform;
import io.github.sosapp.plan.Preparation;
import io.github.sosapp.process.Background;
import io.github.sosapp.process.CommandRunner;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Runs the preparations of a plan on this machine, a few platforms at a time, and checks what they made. */
public final class PreparationRunner {

    // A compiler is parallel in itself; a third one at the same time only costs memory.
    private static final int MOST_AT_ONCE = 2;
    private static final int SECONDS_TO_END = 10;

    private final CommandRunner runner;
    private final Map<String, String> environment;
    private final Path workDirectory;
    private final boolean offline;

    /**
     * @param environment the user's
     * @param workDirectory of the module; a private home directory for the children is made in it
     * @param offline true when nothing may be fetched
     */
    public PreparationRunner(
            CommandRunner runner, Map<String, String> environment, Path workDirectory, boolean offline) {
        this.runner = runner;
        this.environment = Map.copyOf(environment);
        this.workDirectory = workDirectory.toAbsolutePath().normalize();
        this.offline = offline;
    }

    /** The variables of the user's environment that children get to see; those of the plan and of go env come on top. */
    public static List<String> passedVariables() {
        return ChildEnvironment.PASSED;
    }

    /** The variables of pip that come from the user's environment, because access and caches depend on them. */
    public static List<String> passedPipVariables() {
        return PipDownload.PASSED;
    }

    /** The settings of go that come from the user's own configuration, because access and caches depend on them. */
    public static List<String> passedGoSettings() {
        return GoToolchain.ASKED_FOR;
    }

    /**
     * Runs all preparations; afterwards every output is there, made by the named version of its tool, and fits its
     * platform.
     *
     * @param prepared does what has to wait for a platform's preparations and for no other's, in one of several threads
     * @return how long each platform took
     * @throws BuildFailure of the first platform, in the plan's order, that failed
     */
    public Map<Platform, Duration> run(List<Preparation> preparations, Consumer<Platform> prepared) {
        if (preparations.isEmpty()) {
            return Map.of();
        }
        Map<String, Toolchain> toolchains = toolchains(preparations);
        Map<Platform, List<Preparation>> platforms = new LinkedHashMap<>();
        for (Preparation preparation : preparations) {
            platforms
                    .computeIfAbsent(preparation.platform(), platform -> new ArrayList<>())
                    .add(preparation);
        }
        int atOnce = Math.min(
                Math.min(MOST_AT_ONCE, platforms.size()), Runtime.getRuntime().availableProcessors());
        ExecutorService pool = Executors.newFixedThreadPool(atOnce);
        try {
            Map<Platform, Future<Duration>> running = new LinkedHashMap<>();
            platforms.forEach((platform, its) -> running.put(platform, pool.submit(() -> {
                long started = System.nanoTime();
                its.forEach(preparation -> toolchains.get(preparation.tool()).run(preparation));
                prepared.accept(platform);
                return Duration.ofNanos(System.nanoTime() - started);
            })));
            Map<Platform, Duration> durations = new HashMap<>();
            running.forEach((platform, one) -> durations.put(platform, await(one)));
            return durations;
        } finally {
            end(pool);
        }
    }

    /**
     * Asks the program that was built for this machine's platform for its version. Its answer is for the report; a service
     * that does not answer well is not a failure.
     *
     * @param arguments for example {@code --version}
     * @return empty when no program of the plan can run here
     */
    public Optional<VersionAnswer> probe(
            List<Preparation> preparations,
            List<String> arguments,
            String version,
            Instant created,
            Optional<String> commit) {
        if (!System.getProperty("os.name").equals("Linux")) {
            return Optional.empty();
        }
        return preparations.stream()
                .filter(preparation -> preparation.platform().equals(Platform.ofThisMachine()))
                .findFirst()
                .map(preparation -> new VersionProbe(runner)
                        .ask(preparation.output(), arguments, VersionProbe.stamp(version, created, commit)));
    }

    private Map<String, Toolchain> toolchains(List<Preparation> preparations) {
        Map<String, Toolchain> toolchains = new HashMap<>();
        for (Preparation preparation : preparations) {
            toolchains.computeIfAbsent(preparation.tool(), this::find);
        }
        return toolchains;
    }

    private Toolchain find(String tool) {
        return switch (tool) {
            case "go" -> GoToolchain.find(runner, environment, workDirectory, offline);
            case "pip" -> new PipDownload(runner, environment, workDirectory, offline);
            default -> throw new IllegalArgumentException("no toolchain " + tool);
        };
    }

    // Waits for children that get killed, also when this thread is told to end, so that nobody writes any more when the
    // failure is told.
    private static void end(ExecutorService pool) {
        pool.shutdownNow();
        boolean interrupted = Thread.interrupted();
        try {
            pool.awaitTermination(SECONDS_TO_END, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static Duration await(Future<Duration> running) {
        try {
            return running.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Background.stopped();
        }
    }
}
