package io.github.sosapp.engine.daemonless;

import io.github.sosapp.base.BaseImage;
import io.github.sosapp.base.PlatformBase;
import io.github.sosapp.engine.BuiltPlatform;
import io.github.sosapp.engine.ImageEngine;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.ImageConfig;
import io.github.sosapp.image.Platform;
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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Builds with the language's own tools on this machine and writes the layers itself. */
public final class DaemonlessEngine implements ImageEngine {

    private final PreparationRunner preparations;
    private final LayerWriter writer;
    private final LayerCache cache;
    private final Path blobDirectory;
    private final Predicate<Path> executable;

    /**
     * @param blobDirectory where finished layers are put; below {@code target}
     * @param executable whether a file of the project is to be executable in the image
     */
    public DaemonlessEngine(
            PreparationRunner preparations,
            LayerWriter writer,
            LayerCache cache,
            Path blobDirectory,
            Predicate<Path> executable) {
        this.preparations = preparations;
        this.writer = writer;
        this.cache = cache;
        this.blobDirectory = blobDirectory;
        this.executable = executable;
    }

    @Override
    public List<BuiltPlatform> build(ImagePlan plan, BaseImage base) {
        Map<Platform, Duration> prepared = preparations.run(plan.preparations());
        try (OpenArchives archives = new OpenArchives()) {
            return build(plan, base, prepared, archives);
        }
    }

    private List<BuiltPlatform> build(
            ImagePlan plan, BaseImage base, Map<Platform, Duration> prepared, OpenArchives archives) {
        Map<LayerPlan, WrittenLayer> shared = new HashMap<>();
        Set<WrittenLayer> counted = new HashSet<>();
        List<BuiltPlatform> built = new ArrayList<>();
        for (Platform platform : plan.platforms()) {
            long started = System.nanoTime();
            PlatformBase below = base.on(platform, blobDirectory);
            List<WrittenLayer> layers = writeLayers(plan, platform, shared, archives);
            Duration duration =
                    Duration.ofNanos(System.nanoTime() - started).plus(prepared.getOrDefault(platform, Duration.ZERO));
            built.add(new BuiltPlatform(
                    image(plan, platform, below, layers),
                    (int) layers.stream()
                            .filter(layer -> counted.add(layer) && !layer.isUnchanged())
                            .count(),
                    duration));
        }
        deleteAllBut(built);
        return built;
    }

    // Without this every edit would leave one more layer in the directory.
    private void deleteAllBut(List<BuiltPlatform> built) {
        Set<Path> wanted = built.stream()
                .flatMap(platform -> platform.image().layers().stream())
                .flatMap(layer -> layer.file().stream())
                .collect(Collectors.toSet());
        try (Stream<Path> blobs = Files.list(blobDirectory)) {
            for (Path blob : blobs.filter(blob -> !wanted.contains(blob)).toList()) {
                Files.delete(blob);
            }
        } catch (IOException e) {
            throw BuildFailure.ofWorld("cannot tidy up " + blobDirectory)
                    .because(e.getMessage())
                    .causedBy(e)
                    .remedy("let this user write to the directory");
        }
    }

    private List<WrittenLayer> writeLayers(
            ImagePlan plan, Platform platform, Map<LayerPlan, WrittenLayer> shared, OpenArchives archives) {
        List<NamedEntries> planned = plan.layers().stream()
                .map(layer -> new NamedEntries(layer.name(), entries(layer, plan, platform, archives)))
                .toList();
        LayerConflicts.refuse(planned);
        List<WrittenLayer> written = new ArrayList<>();
        for (int i = 0; i < planned.size(); i++) {
            NamedEntries layer = planned.get(i);
            written.add(
                    plan.layers().get(i).isPerPlatform()
                            ? write(layer.name() + " " + platform, layer.entries(), plan)
                            : shared.computeIfAbsent(
                                    plan.layers().get(i), same -> write(layer.name(), layer.entries(), plan)));
        }
        return written;
    }

    private List<LayerEntry> entries(LayerPlan layer, ImagePlan plan, Platform platform, OpenArchives archives) {
        try {
            return PlannedEntries.of(layer, plan, platform, executable, archives);
        } catch (IOException e) {
            throw unwritable(layer.name(), e);
        }
    }

    private WrittenLayer write(String name, List<LayerEntry> entries, ImagePlan plan) {
        try {
            return writer.write(
                    name, entries, plan.created().getEpochSecond(), plan.compression(), cache, blobDirectory);
        } catch (IOException e) {
            throw unwritable(name, e);
        }
    }

    private static BuildFailure unwritable(String layer, IOException cause) {
        return BuildFailure.ofWorld("cannot write the layer \"" + layer + "\"")
                .because(cause.getMessage())
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
