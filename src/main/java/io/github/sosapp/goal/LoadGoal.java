package io.github.sosapp.goal;

import io.github.sosapp.engine.docker.EngineLoad;
import io.github.sosapp.engine.docker.LoadedImage;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Descriptor;
import io.github.sosapp.image.ImageReference;
import io.github.sosapp.image.Platform;
import io.github.sosapp.image.layout.LayoutCheck;
import io.github.sosapp.plan.ImageName;
import io.github.sosapp.report.ImageDescription;
import io.github.sosapp.report.ResultFiles;
import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.Settings;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Hands the built image of this machine's platform to the Docker Engine. */
public final class LoadGoal {

    private final EngineLoad engine;
    private final BuildLog log;

    public LoadGoal(EngineLoad engine, BuildLog log) {
        this.engine = engine;
        this.log = log;
    }

    public void run(Project project, Settings settings) {
        ResultFiles results =
                project.results(settings.get(SettingCatalog.TARGET).value());
        ImageDescription image = BuiltImage.of(project, results);
        ImageName name = ImagePlanner.name(project, settings);
        List<ImageReference> tags =
                ImagePlanner.tags(project, settings).stream().map(name::tagged).toList();
        Platform platform = platform(image);
        LoadedImage loaded = engine.load(LayoutCheck.quick(results.layoutDirectory()), platform, tags);
        log.info("  loaded " + tags.get(0) + " (" + platform + "), " + loaded.layersSent() + " of " + loaded.layers()
                + " layers sent, into the engine at " + loaded.engine());
    }

    private static Platform platform(ImageDescription image) {
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
