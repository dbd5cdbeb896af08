package io.github.sosapp.engine.docker;

import io.github.sosapp.base.PlatformBase;
import io.github.sosapp.engine.BuiltPlatform;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.ExecutionConfig;
import io.github.sosapp.image.ImageConfig;
import io.github.sosapp.image.Platform;
import io.github.sosapp.image.layer.Layer;
import io.github.sosapp.image.layer.LayerCache;
import io.github.sosapp.image.layer.LayerEntry;
import io.github.sosapp.image.layer.LayerWriter;
import io.github.sosapp.image.layer.WrittenLayer;
import io.github.sosapp.image.layout.PlatformImage;
import io.github.sosapp.plan.ImagePlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Makes an image of ours of one that an engine built: nothing of it says when, where or by which engine it was built. Layers
 * of the base stay as its registry has them; those above are written anew, so that the same files give the same bytes.
 */
public final class EngineLayers {

    private static final String PREDEFINED_LABEL = "org.opencontainers.image.";

    /** Podman writes its release there. */
    private static final String LABEL_OF_ENGINE = "io.buildah.version";

    private final LayerWriter writer;
    private final LayerCache cache;
    private final Path blobs;
    private final Path work;

    /**
     * @param blobs directory where finished layers are put
     * @param work directory for what the engine hands over
     */
    public EngineLayers(LayerWriter writer, LayerCache cache, Path blobs, Path work) {
        this.writer = writer;
        this.cache = cache;
        this.blobs = blobs;
        this.work = work;
    }

    /** Where finished layers are put. */
    public Path directory() {
        return blobs;
    }

    /** For what an engine hands over. */
    public Path workDirectory() {
        return work;
    }

    /**
     * Takes the image of a name out of the engine.
     *
     * @param below what the Dockerfile starts from
     * @param inherited what the image has of that
     * @param text what the engine carried out
     * @param started {@link System#nanoTime} when the work for this platform began
     */
    BuiltPlatform taken(
            ImagePlan plan,
            PlatformBase below,
            FromImages.Inherited inherited,
            EngineCalls calls,
            String name,
            BuildOrder order,
            BuildOrder.Text text,
            long started) {
        List<SavedImage> saved = new ArrayList<>();
        try {
            calls.get("/images/" + name + "/get", archive -> saved.add(SavedImage.read(archive, work)));
            try (SavedImage image = saved.get(0)) {
                return written(plan, below, inherited, image, order, text, started);
            }
        } catch (IOException e) {
            throw BuildFailure.ofWorld("cannot take the image for " + order.platform() + " out of the engine")
                    .because(e.getMessage())
                    .causedBy(e)
                    .remedy("make room on this machine's disk and the engine's, and build again");
        }
    }

    private BuiltPlatform written(
            ImagePlan plan,
            PlatformBase below,
            FromImages.Inherited inherited,
            SavedImage image,
            BuildOrder order,
            BuildOrder.Text text,
            long started)
            throws IOException {
        Platform platform = order.platform();
        requirePlatform(image.config().platform(), platform);
        List<Digest> base = below.layers().stream().map(Layer::diffId).toList();
        List<Digest> all = image.config().diffIds();
        if (all.size() < base.size() || !all.subList(0, base.size()).equals(base)) {
            throw new IOException("the engine built on another base than the one that the registry has");
        }
        List<Layer> layers = new ArrayList<>(below.layers());
        List<ImageConfig.LayerLine> lines = new ArrayList<>();
        List<String> names = new LayerNames(order.instructions()).of(image.history());
        BuiltPrograms programs = order.programs();
        Set<String> leftOut = order.leftOut(text);
        SortedMap<String, String> linked = new TreeMap<>();
        Set<String> libraries = new HashSet<>();
        int fresh = 0;
        for (int i = base.size(); i < all.size(); i++) {
            List<LayerEntry> entries = image.entries(i, leftOut);
            libraries.addAll(BuiltPrograms.libraries(entries));
            // Where the base is only in the engine, its layers are among these, and not ours to judge.
            if (i >= inherited.layers()) {
                programs.judge(entries);
                linked.putAll(programs.linked(entries));
                // Not every builder makes a layer of a step that changes nothing.
                if (entries.isEmpty()) {
                    continue;
                }
            }
            WrittenLayer written = writer.write(
                    "engine " + (i - base.size()) + " " + platform, entries, plan.compression(), cache, blobs);
            layers.add(written.layer());
            lines.add(ImageConfig.LayerLine.of(name(names, i), written.layer().diffId()));
            fresh += written.isUnchanged() ? 0 : 1;
        }
        for (int i = 0; i < base.size() && !libraries.containsAll(linked.values()); i++) {
            libraries.addAll(BuiltPrograms.libraries(image.entries(i, Set.of())));
        }
        BuiltPrograms.requireLibraries(linked, libraries);
        ExecutionConfig execution =
                plan.execution().over(ownLabels(image.config().execution(), inherited.labels()));
        ImageConfig config = below.config()
                .map(known -> known.extendedBy(plan.created(), execution, lines))
                .orElseGet(() -> ImageConfig.of(platform, plan.created(), execution, lines));
        return new BuiltPlatform(
                new PlatformImage(config, layers, plan.annotations()),
                fresh,
                Duration.ofNanos(System.nanoTime() - started));
    }

    // What the base says of itself with the predefined keys (image-spec, annotations.md) is not true of the image.
    private static ExecutionConfig ownLabels(ExecutionConfig built, Map<String, String> inherited) {
        SortedMap<String, String> labels = new TreeMap<>(built.labels());
        labels.entrySet()
                .removeIf(label -> label.getKey().equals(LABEL_OF_ENGINE)
                        || (label.getKey().startsWith(PREDEFINED_LABEL)
                                && label.getValue().equals(inherited.get(label.getKey()))));
        return new ExecutionConfig(
                built.user(),
                built.entrypoint(),
                built.command(),
                built.environment(),
                built.ports(),
                built.volumes(),
                built.workingDirectory(),
                built.stopSignal(),
                built.healthCheck(),
                labels);
    }

    private static String name(List<String> names, int layer) {
        String name = layer < names.size() ? names.get(layer) : "";
        return name.isEmpty() ? "layer " + (layer + 1) : name;
    }

    private static void requirePlatform(Platform built, Platform wanted) throws IOException {
        if (!built.os().equals(wanted.os()) || !built.architecture().equals(wanted.architecture())) {
            throw new IOException("it built for " + built + " instead; its builder cannot build for other platforms");
        }
    }

    /**
     * Takes an image that an engine wrote to a file, and deletes the file.
     *
     * @param below what the Dockerfile starts from
     * @param text what the engine carried out
     * @param started {@link System#nanoTime} when the work for this platform began
     */
    public BuiltPlatform taken(
            ImagePlan plan, PlatformBase below, BuildOrder order, BuildOrder.Text text, Path archive, long started) {
        Map<String, String> labels =
                below.config().map(config -> config.execution().labels()).orElse(new TreeMap<>());
        FromImages.Inherited inherited =
                new FromImages.Inherited(labels, below.layers().size());
        try (SavedImage image = SavedImage.open(archive, work)) {
            return written(plan, below, inherited, image, order, text, started);
        } catch (IOException e) {
            throw BuildFailure.ofWorld("cannot take the image for " + order.platform() + " from the builder")
                    .because(e.getMessage())
                    .causedBy(e)
                    .remedy("make room on this machine's disk and the builder's, and build again");
        }
    }

    /** Without this every edit would leave one more layer in the directory. */
    public void deleteAllBut(List<BuiltPlatform> built) {
        Set<Path> wanted = new HashSet<>();
        built.forEach(platform ->
                platform.image().layers().forEach(layer -> layer.file().ifPresent(wanted::add)));
        if (!Files.isDirectory(blobs)) {
            return;
        }
        try (Stream<Path> files = Files.list(blobs)) {
            for (Path blob : files.toList()) {
                if (!wanted.contains(blob)) {
                    Files.delete(blob);
                }
            }
        } catch (IOException e) {
            throw BuildFailure.ofWorld("cannot tidy up " + blobs)
                    .because(e.getMessage())
                    .causedBy(e)
                    .remedy("let this user write to the directory");
        }
    }
}
