package io.github.sosapp.engine.docker;

import io.github.sosapp.base.BaseImage;
import io.github.sosapp.base.PlatformBase;
import io.github.sosapp.dockerfile.Dockerfile;
import io.github.sosapp.dockerfile.ImageUse;
import io.github.sosapp.engine.BuiltPlatform;
import io.github.sosapp.engine.docker.context.BuildContext;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Json;
import io.github.sosapp.image.Platform;
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
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Lets a Docker Engine carry out a Dockerfile, once for each platform, and takes the result as if it had been built here:
 * layers of the base as its registry has them, the others written anew.
 */
public final class DockerEngine implements DockerfileEngine {

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
            BuildOrder order = BuildOrder.of(plan, platform);
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

    @Override
    public void carryOut(Preparation order) {
        try (EngineConnection engine = EngineSearch.connect(endpoints)) {
            made(BuildOrder.of(order), engine, (name, text, inherited, calls) -> name);
        }
    }

    private BuiltPlatform build(ImagePlan plan, BuildOrder order, BaseImage base, EngineConnection engine) {
        long started = System.nanoTime();
        PlatformBase below = base.on(order.platform(), layers.directory());
        return made(
                order,
                engine,
                (name, text, inherited, calls) ->
                        layers.taken(plan, below, inherited, calls, name, order, text, started));
    }

    /** What is done with an image as long as the engine has it. */
    private interface Use<T> {

        T of(String name, BuildOrder.Text text, FromImages.Inherited inherited, EngineCalls calls);
    }

    private <T> T made(BuildOrder order, EngineConnection engine, Use<T> use) {
        boolean buildKit = usesBuildKit(engine);
        EngineCalls calls = new EngineCalls(engine, options.limit());
        BuildOrder.Text text = order.text(engine.platform(), image -> brought(image, order.file(), engine, calls));
        // A name of its own for each build: another build that makes the same image must not take it away.
        String name = "sos-build:" + UUID.randomUUID();
        Thread removal = new Thread(() -> remove(name), "sos-engine-removal");
        Runtime.getRuntime().addShutdownHook(removal);
        try {
            run(order, text, name, buildKit, engine, calls);
            FromImages.Inherited inherited = images.inherited(order.images(engine.platform()), engine);
            return use.of(name, text, inherited, calls);
        } finally {
            remove(name);
            Runtime.getRuntime().removeShutdownHook(removal);
        }
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
            BuildOrder order,
            BuildOrder.Text text,
            String name,
            boolean buildKit,
            EngineConnection engine,
            EngineCalls calls) {
        BuildSteps steps = new BuildSteps(order.platform(), progress, System::nanoTime);
        BuildRefusal refusal = new BuildRefusal(order.file(), order.platform(), Builder.of(engine));
        BuildContext context = order.context(text, options.executable(), options.ownFiles(), progress);
        Map<String, String> query = query(order, text.name(), name, buildKit);
        try {
            deliver(context, buildKit && engine.fetchesContexts(), query, calls, steps);
        } catch (EngineCalls.TookTooLong e) {
            throw BuildFailure.ofWorld(
                            "the engine was not done after " + options.limit().toSeconds() + " s")
                    .because(
                            steps.runningStep().map(step -> "it was at " + step).orElse("it did not begin"))
                    .from("sos.docker.timeout")
                    .remedy("give it more time with sos.docker.timeout, or look what the step waits for with mvn -X");
        } catch (IOException e) {
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

    private Map<String, String> query(BuildOrder order, String fileName, String name, boolean buildKit) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("dockerfile", fileName);
        query.put("t", name);
        query.put("platform", order.platform().toString());
        if (!order.target().isEmpty()) {
            query.put("target", order.target());
        }
        if (!order.arguments().isEmpty()) {
            var arguments = Json.object();
            order.arguments().forEach(arguments::put);
            // Not by toString, for which Jackson loads hundreds of classes more.
            query.put("buildargs", new String(Json.bytes(arguments), StandardCharsets.UTF_8));
        }
        query.put("rm", "1");
        query.put("forcerm", "1");
        if (buildKit) {
            query.put("version", "2");
        }
        return query;
    }

    private void remove(String name) {
        try (EngineConnection engine = EngineSearch.connect(endpoints)) {
            engine.images().removeName(name);
        } catch (IOException | BuildFailure notThere) {
            // Nothing was built under the name, or the engine is gone with it.
        }
    }
}
