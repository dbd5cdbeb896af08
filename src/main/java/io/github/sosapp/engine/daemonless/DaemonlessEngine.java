package io.github.sosapp.engine.daemonless;

import io.github.sosapp.base.BaseImage;
import io.github.sosapp.base.PlatformBase;
import io.github.sosapp.engine.BuiltPlatform;
import io.github.sosapp.engine.ImageEngine;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.failure.FileTrouble;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.ImageConfig;
import io.github.sosapp.image.Platform;
import io.github.sosapp.image.cache.FileTrees;
import io.github.sosapp.image.layer.Layer;
import io.github.sosapp.image.layer.LayerCache;
import io.github.sosapp.image.layer.LayerConflicts;
import io.github.sosapp.image.layer.LayerConflicts.NamedEntries;
import io.github.sosapp.image.layer.LayerEntry;
import io.github.sosapp.image.layer.LayerWriter;
import io.github.sosapp.image.layer.WrittenLayer;
import io.github.sosapp.image.layout.PlatformImage;
import io.github.sosapp.plan.ImagePlan;
import io.github.sosapp.plan.LayerPlan;
import io.github.sosapp.process.Background;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Builds with the language's own tools on this machine and writes the layers itself. */
public final class DaemonlessEngine implements ImageEngine {

    private final PreparationRunner preparations;
    private final LayerWriter writer;
    private final LayerCache cache;
    private final Path blobDirectory;
    private final Predicate<Path> executable;
    private final FileTrees files;

    /**
     * @param blobDirectory where finished layers are put; below {@code target}
     * @param executable whether a file of the project is to be executable in the image
     * @param files the listings of this build; excluded is what never gets into an image
     */
    public DaemonlessEngine(
            PreparationRunner preparations,
            LayerWriter writer,
            LayerCache cache,
            Path blobDirectory,
            Predicate<Path> executable,
            FileTrees files) {
        this.preparations = preparations;
        this.writer = writer;
        this.cache = cache;
        this.blobDirectory = blobDirectory;
        this.executable = executable;
        this.files = files;
    }

    // Compilers leave processors idle while they link, so what does not depend on them is made meanwhile, and what
    // depends on one platform's while the next one's is at work. A conflict that shows without them is told at once; of
    // two failures later on, that of a preparation is told.
    @Override
    public List<BuiltPlatform> build(ImagePlan plan, BaseImage base) {
        Map<Platform, Map<LayerPlan, OwnLayer>> own = new ConcurrentHashMap<>();
        try (OpenArchives archives = new OpenArchives();
                Background<Map<Platform, Duration>> preparing = Background.start(
                        "sos-prepare",
                        () -> preparations.run(
                                plan.preparations(), platform -> writeOwnLayers(plan, platform, archives, own)))) {
            SharedEntries shared = sharedEntries(plan, archives);
            for (Platform platform : plan.platforms()) {
                LayerConflicts.refuse(knownEntries(plan, platform, shared));
            }
            try (Background<MadeBeside> making =
                    Background.start("sos-shared-layers", () -> makeBeside(plan, base, shared))) {
                List<BuiltPlatform> built = complete(plan, preparing.result(), own, shared, making);
                deleteAllBut(built);
                return built;
            }
        }
    }

    @Override
    public SortedMap<String, String> tools(ImagePlan plan) {
        return preparations.toolVersions(plan.preparations());
    }

    /** Of the layers that all platforms share; their content may come out of the archives. */
    private record SharedEntries(Map<LayerPlan, NamedEntries> layers, OpenArchives archives) {}

    /** Of one platform, with what its preparations made. */
    private record OwnLayer(NamedEntries entries, WrittenLayer written) {}

    /** What no preparation is needed for. */
    private record MadeBeside(Map<Platform, PlatformBase> bases, Map<LayerPlan, WrittenLayer> layers) {}

    private MadeBeside makeBeside(ImagePlan plan, BaseImage base, SharedEntries shared) {
        Map<Platform, Background<PlatformBase>> making = new LinkedHashMap<>();
        try {
            // Several at once: while one platform's packages are looked at, another one's keep the processors busy.
            for (Platform platform : plan.platforms()) {
                making.put(platform, Background.start("sos-base", () -> base.on(platform, blobDirectory)));
            }
            Map<LayerPlan, WrittenLayer> layers = sharedLayers(plan, shared);
            Map<Platform, PlatformBase> bases = new HashMap<>();
            making.forEach((platform, one) -> bases.put(platform, one.result()));
            return new MadeBeside(bases, layers);
        } finally {
            making.values().forEach(Background::close);
        }
    }

    private Map<LayerPlan, WrittenLayer> sharedLayers(ImagePlan plan, SharedEntries shared) {
        Map<LayerPlan, WrittenLayer> layers = new IdentityHashMap<>();
        for (LayerPlan layer : plan.layers()) {
            if (!layer.isPerPlatform()) {
                List<LayerEntry> entries = shared.layers().get(layer).entries();
                layers.put(layer, write(layer.name(), entries, plan));
            }
        }
        return layers;
    }

    private List<BuiltPlatform> complete(
            ImagePlan plan,
            Map<Platform, Duration> prepared,
            Map<Platform, Map<LayerPlan, OwnLayer>> own,
            SharedEntries shared,
            Background<MadeBeside> making) {
        CompiledModules modules = preparations.compiledModules();
        Set<Digest> counted = new HashSet<>();
        List<BuiltPlatform> built = new ArrayList<>();
        for (Platform platform : plan.platforms()) {
            long started = System.nanoTime();
            PlatformBase below = making.result().bases().get(platform);
            Map<LayerPlan, NamedEntries> entries = new IdentityHashMap<>(shared.layers());
            Map<LayerPlan, WrittenLayer> made =
                    new IdentityHashMap<>(making.result().layers());
            own.getOrDefault(platform, Map.of()).forEach((layer, its) -> {
                entries.put(layer, its.entries());
                made.put(layer, its.written());
            });
            for (LayerPlan layer : plan.layers()) {
                if (layer.bytecode().isPresent()) {
                    NamedEntries compiled =
                            compiled(layer, plan, entries, making.result().bases(), modules);
                    entries.put(layer, compiled);
                    made.put(layer, write(layer.name() + " " + platform, compiled.entries(), plan));
                }
            }
            LayerConflicts.refuse(plan.layers().stream().map(entries::get).toList());
            List<WrittenLayer> layers = plan.layers().stream().map(made::get).toList();
            Duration duration =
                    Duration.ofNanos(System.nanoTime() - started).plus(prepared.getOrDefault(platform, Duration.ZERO));
            built.add(new BuiltPlatform(
                    image(plan, platform, below, layers),
                    (int) layers.stream()
                            .filter(layer -> counted.add(layer.layer().diffId()) && !layer.isUnchanged())
                            .count(),
                    duration));
        }
        return built;
    }

    private static NamedEntries compiled(
            LayerPlan layer,
            ImagePlan plan,
            Map<LayerPlan, NamedEntries> entries,
            Map<Platform, PlatformBase> bases,
            CompiledModules modules) {
        List<LayerEntry> sources = plan.layers().stream()
                .filter(other ->
                        other.name().equals(layer.bytecode().orElseThrow().layer()))
                .flatMap(other -> entries.get(other).entries().stream())
                .toList();
        try {
            return new NamedEntries(layer.name(), modules.of(layer, sources, bases));
        } catch (IOException e) {
            throw unwritable(layer.name(), e);
        }
    }

    // Without this every edit would leave one more layer in the directory.
    private void deleteAllBut(List<BuiltPlatform> built) {
        Set<Path> wanted = new HashSet<>();
        for (BuiltPlatform platform : built) {
            for (Layer layer : platform.image().layers()) {
                layer.file().ifPresent(wanted::add);
            }
        }
        try (Stream<Path> blobs = Files.list(blobDirectory)) {
            for (Path blob : blobs.toList()) {
                if (!wanted.contains(blob)) {
                    Files.delete(blob);
                }
            }
        } catch (IOException e) {
            throw BuildFailure.ofWorld("cannot tidy up " + blobDirectory)
                    .because(e.getMessage())
                    .causedBy(e)
                    .remedy("let this user write to the directory");
        }
    }

    // By the plans themselves: to hash what all their files are takes a young JVM longer than it seems.
    private SharedEntries sharedEntries(ImagePlan plan, OpenArchives archives) {
        Map<LayerPlan, NamedEntries> shared = new IdentityHashMap<>();
        for (LayerPlan layer : plan.layers()) {
            if (!layer.isPerPlatform()) {
                shared.put(layer, entries(layer, plan, plan.platforms().get(0), archives));
            }
        }
        return new SharedEntries(shared, archives);
    }

    // What is in a prepared tree only its preparation can tell.
    private List<NamedEntries> knownEntries(ImagePlan plan, Platform platform, SharedEntries shared) {
        return plan.layers().stream()
                .filter(layer -> !layer.isListedByPreparation())
                .map(layer -> layer.isPerPlatform()
                        ? entries(layer, plan, platform, shared.archives())
                        : shared.layers().get(layer))
                .toList();
    }

    private void writeOwnLayers(
            ImagePlan plan, Platform platform, OpenArchives archives, Map<Platform, Map<LayerPlan, OwnLayer>> own) {
        Map<LayerPlan, OwnLayer> written = new IdentityHashMap<>();
        for (LayerPlan layer : plan.layers()) {
            if (layer.isPerPlatform() && layer.bytecode().isEmpty()) {
                NamedEntries entries = entries(layer, plan, platform, archives);
                written.put(
                        layer, new OwnLayer(entries, write(entries.name() + " " + platform, entries.entries(), plan)));
            }
        }
        own.put(platform, written);
    }

    private NamedEntries entries(LayerPlan layer, ImagePlan plan, Platform platform, OpenArchives archives) {
        try {
            return new NamedEntries(
                    layer.name(), PlannedEntries.of(layer, plan, platform, executable, files, archives));
        } catch (IOException e) {
            throw unwritable(layer.name(), e);
        }
    }

    // One layer at a time: a writer takes all threads and the memory that the heap has for them.
    private synchronized WrittenLayer write(String name, List<LayerEntry> entries, ImagePlan plan) {
        try {
            return writer.write(name, entries, plan.compression(), cache, blobDirectory);
        } catch (IOException e) {
            throw unwritable(name, e);
        }
    }

    private static BuildFailure unwritable(String layer, IOException cause) {
        return BuildFailure.ofWorld("cannot write the layer \"" + layer + "\"")
                .because(FileTrouble.inWords(cause))
                .causedBy(cause)
                .remedy("make room on the disk, and let this user read the sources and write to target");
    }

    private static PlatformImage image(
            ImagePlan plan, Platform platform, PlatformBase below, List<WrittenLayer> written) {
        List<Layer> layers = new ArrayList<>(below.layers());
        List<ImageConfig.LayerLine> lines = new ArrayList<>();
        for (int i = 0; i < written.size(); i++) {
            Layer layer = written.get(i).layer();
            layers.add(layer);
            lines.add(ImageConfig.LayerLine.of(plan.layers().get(i).name(), layer.diffId()));
        }
        ImageConfig config = below.config()
                .map(base -> base.extendedBy(plan.created(), plan.execution().over(base.execution()), lines))
                .orElseGet(() -> ImageConfig.of(platform, plan.created(), plan.execution(), lines));
        return new PlatformImage(config, layers, plan.annotations());
    }
}
