package io.github.sosapp.engine.docker.buildx;

import io.github.sosapp.base.BaseImage;
import io.github.sosapp.base.PlatformBase;
import io.github.sosapp.dockerfile.ImageUse;
import io.github.sosapp.engine.BuiltPlatform;
import io.github.sosapp.engine.docker.BuildOrder;
import io.github.sosapp.engine.docker.BuildProgress;
import io.github.sosapp.engine.docker.BuildRefusal;
import io.github.sosapp.engine.docker.BuildSteps;
import io.github.sosapp.engine.docker.Builder;
import io.github.sosapp.engine.docker.DockerfileEngine;
import io.github.sosapp.engine.docker.EngineLayers;
import io.github.sosapp.engine.docker.FromImages;
import io.github.sosapp.engine.docker.context.BuildContext;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Platform;
import io.github.sosapp.plan.ImagePlan;
import io.github.sosapp.plan.Preparation;
import io.github.sosapp.process.CommandResult;
import io.github.sosapp.process.CommandRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Lets a builder of the user's carry a Dockerfile out, for all platforms at the same time, and takes what it made as if it
 * had been built here. One build for each platform: several machines cannot write one archive together, and the bases of
 * each platform are named by their own digests.
 */
public final class BuildxEngine implements DockerfileEngine {

    private static final String CACHE_ONLY = "type=cacheonly";

    private final BuildxCommand buildx;
    private final FromImages images;
    private final EngineLayers layers;
    private final BuildxOptions options;
    private final BuildProgress progress;

    /** @param images that no engine has for itself */
    public BuildxEngine(
            BuildxCommand buildx,
            FromImages images,
            EngineLayers layers,
            BuildxOptions options,
            BuildProgress progress) {
        this.buildx = buildx;
        this.images = images;
        this.layers = layers;
        this.options = options;
        this.progress = new OneAtATime(progress);
    }

    @Override
    public List<BuiltPlatform> build(ImagePlan plan, BaseImage base) {
        options.requireOneCacheEach(plan.platforms());
        NamedBuilder builder = buildx.builder(options.builder(), options.origin());
        requireLayouts(builder);
        Map<Platform, NamedBuilder.Node> nodes = new LinkedHashMap<>();
        plan.platforms().forEach(platform -> nodes.put(platform, builder.nodeFor(platform)));
        // Asked one after the other: the images of one platform are mostly those of the next.
        List<PlatformBuild> builds = new ArrayList<>();
        for (Platform platform : plan.platforms()) {
            builds.add(prepared(BuildOrder.of(plan, platform), builder, nodes.get(platform)));
        }
        List<BuiltPlatform> built = Together.all("sos-buildx", builds, order -> built(plan, order, base));
        layers.deleteAllBut(built);
        return built;
    }

    @Override
    public void carryOut(Preparation stage) {
        NamedBuilder builder = buildx.builder(options.builder(), options.origin());
        BuildOrder order = BuildOrder.of(stage);
        carryOut(prepared(order, builder, builder.nodeFor(order.platform())), CACHE_ONLY);
    }

    @Override
    public SortedMap<String, String> tools(ImagePlan plan) {
        NamedBuilder builder = buildx.builder(options.builder(), options.origin());
        return new TreeMap<>(Map.of("builder", builder.description(), "buildx", buildx.version()));
    }

    private void requireLayouts(NamedBuilder builder) {
        if (builder.driver().equals("docker")
                && !buildx.hasContainerdStore(builder.nodes().get(0).endpoint())) {
            throw BuildFailure.ofUser("the buildx builder " + builder.name() + " cannot hand over what it builds")
                    .because("it is the Docker Engine itself, whose image store knows no OCI layouts")
                    .from(options.origin())
                    .remedy(
                            "leave sos.docker.builder at auto, which asks that engine directly; or name a builder of another"
                                    + " driver (docker buildx ls); or let the engine keep its images in the store of containerd");
        }
    }

    /** A build of which everything is known. */
    private record PlatformBuild(
            BuildOrder order, BuildOrder.Text text, BuildContext context, Builder builder, String name) {

        Platform platform() {
            return order.platform();
        }
    }

    private PlatformBuild prepared(BuildOrder order, NamedBuilder builder, NamedBuilder.Node node) {
        Platform own = node.platforms().get(0);
        BuildOrder.Text text = order.text(own, use -> reference(use, order));
        return new PlatformBuild(
                order,
                text,
                order.context(text, options.executable(), options.ownFiles(), progress),
                new Builder(
                        "the builder " + builder.name(),
                        "BuildKit " + node.release(),
                        own,
                        "buildx builder " + builder.description()),
                builder.name());
    }

    private String reference(ImageUse use, BuildOrder order) {
        return images.find(use, order.file().place(use.line())).reference();
    }

    private BuiltPlatform built(ImagePlan plan, PlatformBuild build, BaseImage base) {
        long started = System.nanoTime();
        PlatformBase below;
        // Platforms share layers and directories, so only the builder works for them at the same time.
        synchronized (layers) {
            below = base.on(build.platform(), layers.directory());
        }
        Path archive = null;
        try {
            Files.createDirectories(layers.workDirectory());
            archive = Files.createTempFile(layers.workDirectory(), "buildx", ".tar");
            // Layers of the Dockerfile are written anew, so nobody needs them compressed.
            carryOut(build, BuildxCommand.listed("type=oci", "dest=" + archive, "compression=uncompressed"));
            synchronized (layers) {
                return layers.taken(plan, below, build.order(), build.text(), archive, started);
            }
        } catch (IOException e) {
            throw BuildFailure.ofWorld("cannot write to " + layers.workDirectory())
                    .because(e.getMessage())
                    .causedBy(e)
                    .remedy("make room on the disk, and let this user write to the directory");
        } finally {
            delete(archive);
        }
    }

    private void carryOut(PlatformBuild build, String output) {
        BuildSteps steps = new BuildSteps(build.platform(), progress, System::nanoTime);
        BuildxOutput said = new BuildxOutput(steps);
        CommandResult result;
        try {
            result = buildx.build(words(build, output), build.context()::writeTo, options.limit(), said);
        } catch (CommandRunner.TookTooLong e) {
            throw BuildFailure.ofWorld(build.builder().name() + " was not done after "
                            + options.limit().toSeconds() + " s")
                    .because(
                            steps.runningStep().map(step -> "it was at " + step).orElse("it did not begin"))
                    .from("sos.docker.timeout")
                    .remedy("give it more time with sos.docker.timeout, or look what the step waits for with mvn -X");
        } catch (IOException e) {
            throw BuildFailure.ofWorld("docker buildx could not be run")
                    .because(e.getMessage())
                    .causedBy(e)
                    .remedy("see whether docker buildx ls answers in a shell");
        }
        if (!result.succeeded()) {
            throw refusal(build, steps, said);
        }
    }

    private static BuildFailure refusal(PlatformBuild build, BuildSteps steps, BuildxOutput output) {
        String complaint = BuildxCommand.complaint(new CommandResult(1, "", String.join("\n", output.complaint())));
        if (complaint.contains("failed to resolve source metadata for")
                || complaint.contains("failed to load metadata for")) {
            return BuildFailure.ofWorld(build.builder().name() + " cannot fetch an image of the Dockerfile")
                    .because(complaint)
                    .from(build.builder().place())
                    .remedy(
                            "let its machine reach the registry, as this one does; log in with docker login, because buildx"
                                    + " takes its logins from there; registries without TLS must be named in the buildkitd.toml of"
                                    + " the builder");
        }
        return new BuildRefusal(build.order().file(), build.platform(), build.builder()).of(complaint, steps);
    }

    private List<String> words(PlatformBuild build, String output) {
        List<String> words = new ArrayList<>(List.of(
                "--builder=" + build.name(),
                "--progress=rawjson",
                "--provenance=false",
                "--sbom=false",
                "--platform=" + build.platform(),
                "--file=" + build.text().name(),
                "--output=" + output));
        if (!build.order().target().isEmpty()) {
            words.add("--target=" + build.order().target());
        }
        build.order().arguments().forEach((name, value) -> words.add("--build-arg=" + name + "=" + value));
        words.addAll(options.words(build.platform()));
        words.add("-");
        return words;
    }

    private static void delete(Path archive) {
        try {
            if (archive != null) {
                Files.deleteIfExists(archive);
            }
        } catch (IOException left) {
            // The next build deletes the directory's content, or mvn clean does.
        }
    }

    /** Several builds tell of themselves at the same time. */
    private record OneAtATime(BuildProgress listener) implements BuildProgress {

        @Override
        public synchronized void started(Platform platform, String step) {
            listener.started(platform, step);
        }

        @Override
        public synchronized void wrote(Platform platform, String step, String line) {
            listener.wrote(platform, step, line);
        }

        @Override
        public synchronized void finished(Platform platform, String step, boolean cached, java.time.Duration duration) {
            listener.finished(platform, step, cached, duration);
        }

        @Override
        public synchronized void told(String line) {
            listener.told(line);
        }

        @Override
        public synchronized void warned(String line) {
            listener.warned(line);
        }
    }
}
