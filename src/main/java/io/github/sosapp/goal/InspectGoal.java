package io.github.sosapp.goal;

import io.github.sosapp.image.ImageReference;
import io.github.sosapp.image.layout.LayoutCheck;
import io.github.sosapp.image.layout.LayoutSummary;
import io.github.sosapp.image.layout.LayoutSummary.LayerSummary;
import io.github.sosapp.image.layout.LayoutSummary.PlatformSummary;
import io.github.sosapp.registry.RemoteImage;
import io.github.sosapp.report.ImageDescription;
import io.github.sosapp.report.ResultFiles;
import io.github.sosapp.report.Size;
import io.github.sosapp.settings.Setting;
import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.Settings;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** Prints what an image is made of: the built one, or one of a registry. */
public final class InspectGoal {

    private final Function<ImageReference, RemoteImage> registries;
    private final BuildLog log;

    /** @param registries reads what a registry has under a reference */
    public InspectGoal(Function<ImageReference, RemoteImage> registries, BuildLog log) {
        this.registries = registries;
        this.log = log;
    }

    /** Prints the image of a registry that {@code sos.reference} names, else the one that was built. */
    public void run(Project project, Settings settings) {
        Optional<Setting<String>> reference = settings.find(SettingCatalog.REFERENCE);
        if (reference.isPresent()) {
            remote(parsed(reference.get()));
        } else {
            local(project, settings);
        }
    }

    private static ImageReference parsed(Setting<String> reference) {
        try {
            return ImageReference.parse(reference.value());
        } catch (IllegalArgumentException e) {
            throw reference
                    .refused("is not an image reference")
                    .remedy("use [registry/]repository[:tag][@sha256:…], for example ghcr.io/sos-app/auth:1.0");
        }
    }

    private void local(Project project, Settings settings) {
        ResultFiles results =
                project.results(settings.get(SettingCatalog.TARGET).value());
        ImageDescription image = BuiltImage.of(project, results);
        LayoutSummary summary = LayoutCheck.verifyImage(results.layoutDirectory());
        log.verbatim(image.name() + ":" + String.join(", :", image.tags()) + "   " + summary.digest());
        int widest = summary.platforms().stream()
                .flatMap(platform -> platform.layers().stream())
                .mapToInt(layer -> layer.name().length())
                .max()
                .orElse(1);
        for (PlatformSummary platform : summary.platforms()) {
            log.verbatim(String.format(
                    Locale.ROOT,
                    "  %-12s %s pulled, %s on disk   %s",
                    platform.platform(),
                    Size.of(platform.compressedSize()),
                    Size.onDisk(platform),
                    platform.manifest()));
            for (LayerSummary layer : platform.layers()) {
                log.verbatim(String.format(
                        Locale.ROOT,
                        "    %-" + widest + "s %10s   %s",
                        layer.name(),
                        Size.of(layer.compressedSize()),
                        layer.digest()));
            }
        }
    }

    private void remote(ImageReference reference) {
        RemoteImage image = registries.apply(reference);
        log.verbatim(reference + "   " + image.digest());
        for (RemoteImage.PlatformImage platform : image.images()) {
            log.verbatim(String.format(
                    Locale.ROOT,
                    "  %-12s %s pulled   %s",
                    platform.platform(),
                    Size.of(platform.pulledSize()),
                    platform.digest()));
            platform.layers()
                    .forEach(layer -> log.verbatim(
                            String.format(Locale.ROOT, "    %10s   %s", Size.of(layer.size()), layer.digest())));
            platform.labels().forEach((name, value) -> log.verbatim("    " + name + " = " + value));
        }
    }
}
