package io.github.sosapp.engine.docker;

import com.github.dockerjava.api.exception.DockerException;
import io.github.sosapp.base.BaseImage;
import io.github.sosapp.base.PlatformBase;
import io.github.sosapp.dockerfile.Dockerfile;
import io.github.sosapp.dockerfile.ImageUse;
import io.github.sosapp.engine.BuiltPlatform;
import io.github.sosapp.engine.ImageEngine;
import io.github.sosapp.engine.docker.context.BuildContext;
import io.github.sosapp.engine.docker.context.IgnoreRules;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.Json;
import io.github.sosapp.image.Platform;
import io.github.sosapp.plan.DockerfileFacts;
import io.github.sosapp.plan.ImagePlan;
import io.github.sosapp.plan.Preparation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Lets a Docker Engine carry out a Dockerfile, once for each platform, and takes the result as if it had been built here:
 * layers of the base as its registry has them, the others written anew.
 */
public final class DockerEngine implements ImageEngine {

    private static final String FILE = "--file=";
    private static final String TARGET = "--target=";
    private static final String FOREIGN = "--foreign=";

    private static final long LARGE_CONTEXT = 50_000_000;
    private static final int MOST_NAMED = 5;

    private final List<DockerEndpoint> endpoints;
    private final FromImages images;
    private final EngineLayers layers;
    private final BuildOptions options;
    private final BuildProgress progress;

    /**
     * How to build.
     *
     * @param builder {@code auto}, {@code buildkit} or {@code classic}
     * @param limit that one platform may take
     * @param executable whether a file of the project is executable in the context
     * @param ownFiles files and directories that this plugin writes, which are in no context
     */
    public record BuildOptions(String builder, Duration limit, Predicate<Path> executable, List<Path> ownFiles) {

        public BuildOptions {
            ownFiles = List.copyOf(ownFiles);
        }
    }

    /** @param endpoints the first that answers is used; see {@link DockerEndpoint#candidates} */
    public DockerEngine(
            List<DockerEndpoint> endpoints,
            FromImages images,
            EngineLayers layers,
            BuildOptions options,
            BuildProgress progress) {
        this.endpoints = List.copyOf(endpoints);
        this.images = images;
        this.layers = layers;
        this.options = options;
        this.progress = progress;
    }

    /** Whether an engine answers, and it is one that has BuildKit. */
    public static boolean hasBuildKit(List<DockerEndpoint> endpoints) {
        try (EngineConnection engine = EngineSearch.connect(endpoints)) {
            return engine.hasBuildKit();
        } catch (BuildFailure noEngine) {
            return false;
        }
    }

    @Override
    public List<BuiltPlatform> build(ImagePlan plan, BaseImage base) {
        List<BuiltPlatform> built = new ArrayList<>();
        for (Platform platform : plan.platforms()) {
            Preparation order = plan.preparationsFor(platform).stream()
                    .filter(preparation -> preparation.tool().equals("docker"))
                    .findFirst()
                    .orElseThrow();
            try (EngineConnection engine = EngineSearch.connect(endpoints)) {
                built.add(build(plan, order, base, engine));
            }
        }
        layers.deleteAllBut(built);
        return built;
    }

    @Override
    public SortedMap<String, String> tools(ImagePlan plan) {
        try (EngineConnection engine = EngineSearch.connect(endpoints)) {
            return new TreeMap<>(Map.of("engine", engine.release()));
        }
    }

    /** Builds a stage for what happens on the way, such as tests; nothing of it is kept but what the engine caches. */
    public void carryOut(Preparation order) {
        try (EngineConnection engine = EngineSearch.connect(endpoints)) {
            made(order, engine, (name, fileName, inherited, calls) -> name);
        }
    }

    private BuiltPlatform build(ImagePlan plan, Preparation order, BaseImage base, EngineConnection engine) {
        long started = System.nanoTime();
        PlatformBase below = base.on(order.platform(), layers.directory());
        return made(
                order,
                engine,
                (name, fileName, inherited, calls) -> layers.taken(
                        plan,
                        below,
                        inherited,
                        calls,
                        name,
                        leftOut(fileName, order),
                        programs(order),
                        order.platform(),
                        started));
    }

    /** What is done with an image as long as the engine has it. */
    private interface Use<T> {

        T of(String name, String fileName, FromImages.Inherited inherited, EngineCalls calls);
    }

    private <T> T made(Preparation order, EngineConnection engine, Use<T> use) {
        boolean buildKit = usesBuildKit(engine);
        Platform platform = order.platform();
        Dockerfile file = Dockerfile.parse(fileName(order), order.files().get(Preparation.DOCKERFILE));
        EngineCalls calls = new EngineCalls(engine, options.limit());
        String text = file.rewritten(
                target(order),
                order.environment(),
                platform,
                engine.platform(),
                image -> brought(image, file, engine, calls));
        // A name of its own for each build: another build that makes the same image must not take it away.
        String name = "sos-build:" + UUID.randomUUID();
        Thread removal = new Thread(() -> remove(name), "sos-engine-removal");
        Runtime.getRuntime().addShutdownHook(removal);
        String fileName =
                ".sos-" + Digest.of(text.getBytes(StandardCharsets.UTF_8)).hex().substring(0, 16) + ".Dockerfile";
        try {
            run(order, text, fileName, name, buildKit, engine, calls, file);
            FromImages.Inherited inherited = images.inherited(
                    file.images(target(order), order.environment(), platform, engine.platform()), engine);
            return use.of(name, fileName, inherited, calls);
        } finally {
            remove(name);
            Runtime.getRuntime().removeShutdownHook(removal);
        }
    }

    private static Set<String> leftOut(String fileName, Preparation order) {
        boolean addsFiles =
                order.files().keySet().stream().anyMatch(path -> path.startsWith(DockerfileFacts.DIRECTORY + "/"));
        return addsFiles ? Set.of(fileName, DockerfileFacts.DIRECTORY) : Set.of(fileName);
    }

    // Whoever writes a Dockerfile may want whatever it makes.
    private static BuiltPrograms programs(Preparation order) {
        return option(FILE, order).isPresent()
                ? BuiltPrograms.of(
                        order.platform(),
                        order.arguments().stream()
                                .filter(argument -> argument.startsWith(FOREIGN))
                                .map(argument -> argument.substring(FOREIGN.length()))
                                .toList())
                : BuiltPrograms.ofAnyPlatform();
    }

    private boolean usesBuildKit(EngineConnection engine) {
        if (!engine.builds()) {
            throw BuildFailure.ofWorld(
                            "the Docker Engine at " + engine.endpoint().host() + " is too old to build")
                    .because(engine.release() + " speaks version " + engine.version()
                            + " of the engine's interface; at least 1.40 is needed")
                    .remedy("install Docker Engine 19.03 or newer, or name another engine in DOCKER_HOST");
        }
        boolean wanted = !options.builder().equals("classic");
        if (options.builder().equals("buildkit") && !engine.hasBuildKit()) {
            throw BuildFailure.ofWorld("the engine at " + engine.endpoint().host() + " has no BuildKit")
                    .because(engine.withoutBuildKit())
                    .remedy("set sos.docker.builder to auto, or name another engine in DOCKER_HOST");
        }
        return wanted && engine.hasBuildKit();
    }

    private String brought(ImageUse use, Dockerfile file, EngineConnection engine, EngineCalls calls) {
        FromImages.Found found = images.find(use, file.place(use.line()));
        images.bring(found, engine, calls, progress);
        return found.reference();
    }

    private void run(
            Preparation order,
            String text,
            String fileName,
            String name,
            boolean buildKit,
            EngineConnection engine,
            EngineCalls calls,
            Dockerfile file) {
        Platform platform = order.platform();
        BuildSteps steps = new BuildSteps(platform, progress, System::nanoTime);
        BuildRefusal refusal = new BuildRefusal(file, platform, engine);
        SortedMap<String, byte[]> added = new TreeMap<>();
        order.files().forEach((path, content) -> added.put(path, content.getBytes(StandardCharsets.UTF_8)));
        added.remove(Preparation.DOCKERFILE);
        added.put(fileName, text.getBytes(StandardCharsets.UTF_8));
        BuildContext context = context(order.directory(), added);
        Map<String, String> query = query(order, fileName, name, buildKit);
        try {
            deliver(context, buildKit && engine.fetchesContexts(), query, calls, steps);
        } catch (EngineCalls.TookTooLong e) {
            throw BuildFailure.ofWorld(
                            "the engine was not done after " + options.limit().toSeconds() + " s")
                    .because(
                            steps.runningStep().map(step -> "it was at " + step).orElse("it did not begin"))
                    .from("sos.docker.timeout")
                    .remedy("give it more time with sos.docker.timeout, or look what the step waits for with mvn -X");
        } catch (IOException | DockerException e) {
            throw refusal.of(String.valueOf(e.getMessage()), steps);
        }
        steps.end();
        steps.error().ifPresent(error -> {
            throw refusal.of(error, steps);
        });
        if (steps.image().isEmpty()) {
            throw refusal.of("it ended without an image", steps);
        }
    }

    private static void deliver(
            BuildContext content, boolean fetched, Map<String, String> query, EngineCalls calls, BuildSteps steps)
            throws IOException {
        try (ContextDelivery context = fetched ? ContextDelivery.fetched(content) : ContextDelivery.sent(content)) {
            query.putAll(context.query());
            try {
                calls.post("/build", query, Map.of("Content-Type", "application/x-tar"), context.body(), steps::take);
            } finally {
                // What the engine says of a context that broke off is less than why it did.
                context.failure().ifPresent(failure -> {
                    throw failure;
                });
            }
        }
    }

    private BuildContext context(Path directory, SortedMap<String, byte[]> added) {
        IgnoreRules rules = IgnoreRules.find(directory, Path.of(Preparation.DOCKERFILE));
        for (Path own : options.ownFiles()) {
            if (own.startsWith(directory) && !own.equals(directory)) {
                rules = rules.without(directory.relativize(own).toString().replace('\\', '/'));
            }
        }
        BuildContext context = BuildContext.of(directory, rules, options.executable(), added);
        if (!context.withheld().isEmpty()) {
            progress.warned(
                    "kept from the build, because their names are those of secrets: " + shortened(context.withheld()));
        }
        if (!context.special().isEmpty()) {
            progress.warned("kept from the build, because sockets, pipes and devices have no content: "
                    + shortened(context.special()));
        }
        if (context.size() > LARGE_CONTEXT) {
            progress.warned("the context of the build has " + context.size() / 1_000_000 + " MB: "
                    + shortened(context.biggest(MOST_NAMED).stream()
                            .map(entry -> entry.path() + " " + entry.size() / 1_000_000 + " MB")
                            .toList())
                    + "; name in .dockerignore what the build does not need");
        }
        return context;
    }

    private static String shortened(List<String> names) {
        return String.join(", ", names.subList(0, Math.min(MOST_NAMED, names.size())))
                + (names.size() > MOST_NAMED ? " and " + (names.size() - MOST_NAMED) + " more" : "");
    }

    private Map<String, String> query(Preparation order, String fileName, String name, boolean buildKit) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("dockerfile", fileName);
        query.put("t", name);
        query.put("platform", order.platform().toString());
        if (!target(order).isEmpty()) {
            query.put("target", target(order));
        }
        if (!order.environment().isEmpty()) {
            var arguments = Json.object();
            order.environment().forEach(arguments::put);
            query.put("buildargs", arguments.toString());
        }
        query.put("rm", "1");
        query.put("forcerm", "1");
        if (buildKit) {
            query.put("version", "2");
        }
        return query;
    }

    private static String target(Preparation order) {
        return option(TARGET, order).orElse("");
    }

    /** As people know it. */
    private static String fileName(Preparation order) {
        return option(FILE, order).orElse(Preparation.DOCKERFILE);
    }

    private static Optional<String> option(String option, Preparation order) {
        return order.arguments().stream()
                .filter(argument -> argument.startsWith(option))
                .map(argument -> argument.substring(option.length()))
                .findFirst();
    }

    private void remove(String name) {
        try (EngineConnection engine = EngineSearch.connect(endpoints)) {
            new EngineCalls(engine, options.limit()).removeName(name);
        } catch (IOException | DockerException | BuildFailure notThere) {
            // Nothing was built under the name, or the engine is gone with it.
        }
    }
}
