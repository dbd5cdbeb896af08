package io.github.sosapp.engine.daemonless;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Platform;
import io.github.sosapp.image.cache.KeptFiles;
import io.github.sosapp.plan.Preparation;
import io.github.sosapp.process.Background;
import io.github.sosapp.process.CommandRunner;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Runs the preparations of a plan on this machine, a few platforms at a time, and checks what they made. */
public final class PreparationRunner {

    // A compiler is parallel in itself; a third one at the same time only costs memory.
    private static final int MOST_AT_ONCE = 2;
    private static final int SECONDS_TO_END = 10;

    private final CommandRunner runner;
    private final Map<String, String> environment;
    private final Path workDirectory;
    private final boolean offline;
    private final boolean trustFileTimes;
    private final KeptFiles wheels;
    private final Consumer<SortedMap<String, String>> toolCheck;
    private final Map<String, Toolchain> found = new HashMap<>();

    /** Of a module whose tools may be of any version, and of which nothing but target is kept. */
    public PreparationRunner(
            CommandRunner runner,
            Map<String, String> environment,
            Path workDirectory,
            boolean offline,
            boolean trustFileTimes) {
        this(runner, environment, workDirectory, offline, trustFileTimes, KeptFiles.none(), versions -> {});
    }

    /**
     * @param environment the user's
     * @param workDirectory of the module; a private home directory for the children is made in it
     * @param offline true when nothing may be fetched
     * @param trustFileTimes whether files with unchanged size, inode and times need not be read again
     * @param wheels what earlier builds fetched for Python
     * @param toolCheck gets the versions of {@link #toolsToLock} before anything runs, and may refuse them
     */
    public PreparationRunner(
            CommandRunner runner,
            Map<String, String> environment,
            Path workDirectory,
            boolean offline,
            boolean trustFileTimes,
            KeptFiles wheels,
            Consumer<SortedMap<String, String>> toolCheck) {
        this.runner = runner;
        this.environment = Map.copyOf(environment);
        this.workDirectory = workDirectory.toAbsolutePath().normalize();
        this.offline = offline;
        this.trustFileTimes = trustFileTimes;
        this.wheels = wheels;
        this.toolCheck = toolCheck;
    }

    /** The variables of the user's environment that children get to see; those of the plan and of go env come on top. */
    public static List<String> passedVariables() {
        return ChildEnvironment.PASSED;
    }

    /** The variables that npm, pnpm and yarn alone get to see, while they install. */
    public static List<String> passedNpmVariables() {
        return Stream.concat(NpmAccess.PASSED.stream(), InstallerAccess.PASSED.stream())
                .toList();
    }

    /** The variables of pip that come from the user's environment, because access and caches depend on them. */
    public static List<String> passedPipVariables() {
        return PipAccess.PASSED;
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
        toolCheck.accept(toolsToLock(preparations));
        Map<Path, List<Preparation>> steps = stepsByOutput(preparations);
        Map<Platform, Set<Path>> missing = outputsByPlatform(preparations);
        int atOnce = Math.min(
                Math.min(MOST_AT_ONCE, steps.size()), Runtime.getRuntime().availableProcessors());
        ExecutorService pool = Executors.newFixedThreadPool(atOnce);
        try {
            Map<Path, Future<MadeOutput>> running = new LinkedHashMap<>();
            steps.forEach((output, towards) -> {
                // Started before, so that waiting for them cannot last for ever.
                Map<Path, Future<MadeOutput>> inside = new LinkedHashMap<>(running);
                inside.keySet().removeIf(other -> !other.startsWith(output) && !isRead(other, towards));
                running.put(output, pool.submit(() -> {
                    MadeOutput made = make(towards, toolchains, inside);
                    long started = System.nanoTime();
                    complete(missing, output).forEach(prepared);
                    return made.longer(Duration.ofNanos(System.nanoTime() - started));
                }));
            });
            Map<Platform, Duration> durations = new HashMap<>();
            running.forEach((output, one) -> durations.merge(
                    steps.get(output).get(0).platform(),
                    Background.resultOf(one).duration(),
                    Duration::plus));
            return durations;
        } finally {
            end(pool);
        }
    }

    /** Whether a step names what another one makes among its arguments. */
    private static boolean isRead(Path other, List<Preparation> towards) {
        return towards.stream().anyMatch(step -> step.arguments().contains(other.toString()));
    }

    /** @param key of what was made; empty when it cannot be known */
    private record MadeOutput(String key, Duration duration) {

        MadeOutput longer(Duration more) {
            return new MadeOutput(key, duration.plus(more));
        }
    }

    private static Map<Platform, Set<Path>> outputsByPlatform(List<Preparation> preparations) {
        Map<Platform, Set<Path>> outputs = new LinkedHashMap<>();
        preparations.forEach(preparation -> outputs.computeIfAbsent(preparation.platform(), platform -> new HashSet<>())
                .add(preparation.output()));
        return outputs;
    }

    /** The platforms that waited for this output and for no other. */
    private static List<Platform> complete(Map<Platform, Set<Path>> missing, Path output) {
        List<Platform> complete = new ArrayList<>();
        synchronized (missing) {
            missing.forEach((platform, outputs) -> {
                if (outputs.remove(output) && outputs.isEmpty()) {
                    complete.add(platform);
                }
            });
        }
        return complete;
    }

    private static Map<Path, List<Preparation>> stepsByOutput(List<Preparation> preparations) {
        Map<Path, Map<Object, Preparation>> steps = new LinkedHashMap<>();
        for (Preparation step : preparations) {
            Object sameForAllPlatforms = List.of(step.tool(), step.arguments(), step.environment(), step.directory());
            steps.computeIfAbsent(step.output(), output -> new LinkedHashMap<>())
                    .putIfAbsent(sameForAllPlatforms, step);
        }
        Map<Path, List<Preparation>> lists = new LinkedHashMap<>();
        steps.forEach((output, towards) -> lists.put(output, List.copyOf(towards.values())));
        return lists;
    }

    private MadeOutput make(
            List<Preparation> steps, Map<String, Toolchain> toolchains, Map<Path, Future<MadeOutput>> inside) {
        List<String> facts = new ArrayList<>();
        inside.values().forEach(other -> facts.add(Background.resultOf(other).key()));
        long started = System.nanoTime();
        if (!KeptOutput.canBeKnown(steps)) {
            steps.forEach(step -> toolchains.get(step.tool()).run(step));
            return new MadeOutput("", Duration.ofNanos(System.nanoTime() - started));
        }
        steps.forEach(
                step -> facts.add(toolchains.get(step.tool()).versions(step).toString()));
        try {
            KeptOutput kept = KeptOutput.of(steps, facts, inside.keySet(), workDirectory, trustFileTimes);
            if (!kept.isCurrent()) {
                kept.forget();
                steps.forEach(step -> toolchains.get(step.tool()).run(step));
                kept.remember();
            }
            return new MadeOutput(kept.key(), Duration.ofNanos(System.nanoTime() - started));
        } catch (IOException e) {
            throw BuildFailure.ofWorld("cannot read what " + steps.get(0).output() + " is made from")
                    .because(e.getMessage())
                    .causedBy(e)
                    .remedy("let this user read the sources and write to target");
        }
    }

    /** The versions of the tools that have a part in what the preparations make, by name. */
    public SortedMap<String, String> toolVersions(List<Preparation> preparations) {
        Map<String, Toolchain> toolchains = toolchains(preparations);
        SortedMap<String, String> versions = new TreeMap<>();
        preparations.forEach(step -> versions.putAll(toolchains.get(step.tool()).versions(step)));
        return versions;
    }

    /** Those of {@link #toolVersions} that the plan leaves open; it always names the release of Go. */
    public SortedMap<String, String> toolsToLock(List<Preparation> preparations) {
        SortedMap<String, String> versions = toolVersions(
                preparations.stream().filter(step -> !step.tool().equals("go")).toList());
        preparations.forEach(step -> versions.remove(step.tool(), step.toolVersion()));
        return versions;
    }

    /**
     * Pinned packages of Python that have newer releases, a line for each, as the user's index says for the first platform.
     *
     * @return empty when the preparations fetch no packages of Python
     * @throws BuildFailure when nothing may be fetched, or the index does not answer
     */
    public Optional<List<String>> newerPackages(List<Preparation> preparations) {
        Optional<Preparation> download =
                preparations.stream().filter(step -> step.tool().equals("pip")).findFirst();
        if (offline && download.isPresent()) {
            throw BuildFailure.ofUser("nobody can tell which packages of Python are newer")
                    .because("Maven is offline")
                    .remedy("ask once without -o");
        }
        return download.map(new PipIndex(runner, environment, workDirectory)::newer);
    }

    /** Compiles modules with the interpreter of a base. */
    CompiledModules compiledModules() {
        return new CompiledModules(runner, workDirectory);
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

    /** What packing did to the programs of the plan, in its order; empty when none is packed. */
    public static List<PackedProgram> packed(List<Preparation> preparations) {
        return preparations.stream()
                .filter(preparation -> preparation.tool().equals("upx"))
                .flatMap(preparation -> PackedProgram.read(preparation.output()).stream())
                .toList();
    }

    private synchronized Map<String, Toolchain> toolchains(List<Preparation> preparations) {
        preparations.forEach(preparation -> found.computeIfAbsent(preparation.tool(), this::find));
        return Map.copyOf(found);
    }

    private Toolchain find(String tool) {
        return switch (tool) {
            case "copy" -> new CopyTool();
            case "fit" -> new FitTool();
            case "npm" -> NpmToolchain.find(runner, environment, workDirectory, offline);
            case "pnpm", "yarn" -> InstallerToolchain.find(runner, environment, workDirectory, offline, tool);
            case "go" -> GoToolchain.find(runner, environment, workDirectory, offline);
            case "go-release" -> new GoRelease(GoToolchain.find(runner, environment, workDirectory, offline));
            case "pip-install" -> new TestPackages(runner, environment, workDirectory, offline, wheels);
            case "pip" -> new PipDownload(runner, environment, workDirectory, offline, wheels);
            case "upx" -> UpxToolchain.find(runner, environment);
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
}
