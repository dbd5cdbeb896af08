package io.github.sosapp.goal;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.ImageReference;
import io.github.sosapp.image.layout.LayerFetch;
import io.github.sosapp.image.layout.LayoutCheck;
import io.github.sosapp.plan.ImageName;
import io.github.sosapp.registry.ImagePush;
import io.github.sosapp.registry.KnownBlobs;
import io.github.sosapp.registry.PushReceipt;
import io.github.sosapp.registry.RegistryClient;
import io.github.sosapp.registry.TransferProgress.State;
import io.github.sosapp.report.ImageDescription;
import io.github.sosapp.report.ResultFiles;
import io.github.sosapp.report.Size;
import io.github.sosapp.settings.Setting;
import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Pushes the image that was built, byte for byte, tags last. Never builds. */
public final class PushGoal {

    private final Function<ImageReference, RegistryClient> registries;
    private final KnownBlobs known;
    private final LayerFetch baseLayers;
    private final BuildLog log;

    /**
     * @param registries gives a client that may write to the repository of a reference
     * @param known shared by all pushes of a reactor, so that what one has sent the next need not send
     * @param baseLayers brings the layers of the base that the layout leaves out and the registry cannot mount
     */
    public PushGoal(
            Function<ImageReference, RegistryClient> registries,
            KnownBlobs known,
            LayerFetch baseLayers,
            BuildLog log) {
        this.registries = registries;
        this.known = known;
        this.baseLayers = baseLayers;
        this.log = log;
    }

    /** Pushes what lies in {@code target/sos}; fails when that is missing, stale or incomplete, and then no tag has moved. */
    public void run(Project project, Settings settings) {
        Setting<Boolean> push = settings.get(SettingCatalog.PUSH);
        if (!push.value()) {
            log.info(project.artifactId() + " not pushed: sos.push = false (" + push.origin() + ")");
            return;
        }
        ResultFiles results =
                project.results(settings.get(SettingCatalog.TARGET).value());
        ImageDescription image = BuiltImage.of(project, results);
        ImageName name = ImagePlanner.name(project, settings);
        if (!name.hasRegistry()) {
            throw BuildFailure.ofUser("there is no registry to push " + image.name() + " to")
                    .because("neither sos.registry nor sos.image names one")
                    .remedy("set sos.registry, for example <sos.registry>ghcr.io/your-team</sos.registry> in the"
                            + " properties of the parent POM");
        }
        List<String> tags = ImagePlanner.tags(project, settings);
        LayoutCheck.verifyImage(results.layoutDirectory());

        long started = log.now();
        RegistryClient registry = registries.apply(name.tagged(tags.get(0)));
        PushReceipt receipt;
        try (PushProgress progress = new PushProgress(log)) {
            receipt = new ImagePush(registry, known, progress)
                    .push(LayoutCheck.quick(results.layoutDirectory()).fetchingWith(baseLayers), tags);
        }
        results.writePushReceipt(receipt.toJson());
        report(receipt, image, log.secondsSince(started));
    }

    private void report(PushReceipt receipt, ImageDescription image, String duration) {
        log.info("  " + receipt.repository()
                + receipt.login().map(login -> "   login: " + login).orElse("   no login asked for"));
        log.info("  " + BuildLog.count(image.manifests().size(), "platform") + ", "
                + BuildLog.count(receipt.blobs().size(), "blob") + ": " + whatHappened(receipt) + "   " + duration);
        log.info("  " + (receipt.tags().size() == 1 ? "tag " : "tags ") + String.join(", ", receipt.tags()) + " -> "
                + receipt.digest().abbreviated() + "…  (same as built)");
    }

    private static String whatHappened(PushReceipt receipt) {
        if (!receipt.changed()) {
            return "already in the registry";
        }
        List<String> parts = new ArrayList<>();
        if (receipt.count(State.UPLOADED) > 0) {
            parts.add(receipt.count(State.UPLOADED) + " uploaded (" + Size.of(receipt.bytes(State.UPLOADED)) + ")");
        }
        if (receipt.count(State.PRESENT) > 0) {
            parts.add(receipt.count(State.PRESENT) + " already there");
        }
        if (receipt.count(State.MOUNTED) > 0) {
            parts.add(receipt.count(State.MOUNTED) + " mounted from " + String.join(", ", receipt.mountedFrom()));
        }
        return String.join(", ", parts);
    }
}
