package io.github.sosapp.goal;

import io.github.sosapp.engine.docker.EngineLoad;
import io.github.sosapp.engine.docker.LoadedImage;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.file.DurableFile;
import io.github.sosapp.image.Descriptor;
import io.github.sosapp.image.ImageReference;
import io.github.sosapp.image.Platform;
import io.github.sosapp.image.layout.ImageArchive;
import io.github.sosapp.image.layout.ImageLayout;
import io.github.sosapp.image.layout.LayerFetch;
import io.github.sosapp.image.layout.LayoutCheck;
import io.github.sosapp.plan.ImageName;
import io.github.sosapp.report.ImageDescription;
import io.github.sosapp.report.ResultFiles;
import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Hands the built image of this machine's platform to the Docker Engine. */
public final class LoadGoal {

    private final EngineLoad engine;
    private final LayerFetch baseLayers;
    private final BuildLog log;

    /** @param baseLayers brings the layers of the base that the layout leaves out and the engine does not have */
    public LoadGoal(EngineLoad engine, LayerFetch baseLayers, BuildLog log) {
        this.engine = engine;
        this.baseLayers = baseLayers;
        this.log = log;
    }

    /** Loads what lies in {@code target/sos}, or writes it to the archive that {@code sos.archive} names. */
    public void run(Project project, Settings settings) {
        ResultFiles results =
                project.results(settings.get(SettingCatalog.TARGET).value());
        ImageDescription image = BuiltImage.of(project, results);
        ImageName name = ImagePlanner.name(project, settings);
        List<String> words = ImagePlanner.tags(project, settings);
        List<ImageReference> tags = words.stream().map(name::tagged).toList();
        String shown = name + ":" + String.join(", :", words) + " (" + platform(image) + ")";
        Platform platform = platform(image);
        ImageLayout layout = LayoutCheck.quick(results.layoutDirectory()).fetchingWith(baseLayers);
        var archive = settings.find(SettingCatalog.ARCHIVE);
        if (archive.isPresent()) {
            Path file = project.directory().resolve(archive.get().value());
            write(ImageArchive.of(layout, platform, tags), file);
            log.field("wrote", shown + " to " + file);
            return;
        }
        LoadedImage loaded = engine.load(layout, platform, tags);
        log.field("loaded", shown + ", " + loaded.layersSent() + " of " + loaded.layers() + " layers sent");
        log.field("engine", loaded.engine());
    }

    private static void write(ImageArchive archive, Path file) {
        try (DurableFile draft = DurableFile.in(file.toAbsolutePath().getParent())) {
            archive.writeTo(draft.stream());
            draft.moveTo(file);
        } catch (IOException e) {
            throw BuildFailure.ofWorld("cannot write the archive " + file)
                    .because(e.getMessage())
                    .causedBy(e)
                    .remedy("make room on the disk, or name another file in sos.archive");
        }
    }

    /**
     * The platform that an engine of this machine runs.
     *
     * @throws BuildFailure when the image was built for other ones
     */
    static Platform platform(ImageDescription image) {
        List<Platform> built = image.manifests().stream()
                .map(Descriptor::platform)
                .flatMap(Optional::stream)
                .toList();
        Platform own = Platform.ofThisMachine();
        if (built.contains(own)) {
            return own;
        }
        if (built.size() == 1) {
            return built.get(0);
        }
        throw BuildFailure.ofUser("the image was not built for this machine's platform, " + own)
                .because("it has " + built.stream().map(Platform::toString).collect(Collectors.joining(", ")))
                .remedy("add " + own + " to sos.platforms, or build with -Dsos.platforms=native");
    }
}
