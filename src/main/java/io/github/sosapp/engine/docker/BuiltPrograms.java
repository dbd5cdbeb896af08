package io.github.sosapp.engine.docker;

import io.github.sosapp.engine.daemonless.ExecutableFormat;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Platform;
import io.github.sosapp.image.layer.LayerEntry;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Makes sure that programs which an engine built run on the platform of the image. Packages that carry one for each platform,
 * in a directory {@code prebuilds} or by the team's leave, may have others, too.
 */
final class BuiltPrograms {

    private static final int HEAD = 64;
    private static final int MOST_NAMED = 10;
    private static final String PREBUILDS = "/prebuilds/";

    private final Optional<Platform> platform;
    private final List<String> foreign;

    private BuiltPrograms(Optional<Platform> platform, List<String> foreign) {
        this.platform = platform;
        this.foreign = List.copyOf(foreign);
    }

    /** @param foreign packages of npm that may carry programs of other platforms */
    static BuiltPrograms of(Platform platform, List<String> foreign) {
        return new BuiltPrograms(Optional.of(platform), foreign);
    }

    /** Lets everything pass. */
    static BuiltPrograms ofAnyPlatform() {
        return new BuiltPrograms(Optional.empty(), List.of());
    }

    /** @throws BuildFailure when there is a program that would not run */
    void judge(List<LayerEntry> entries) throws IOException {
        if (platform.isEmpty()) {
            return;
        }
        Map<String, String> misfits = new TreeMap<>();
        for (LayerEntry entry : entries) {
            if (entry.type() == LayerEntry.Type.FILE && !isAllowed(entry.path())) {
                ExecutableFormat.platformOf(head(entry))
                        .filter(found -> !found.equals(named(platform.get())))
                        .ifPresent(found -> misfits.put(entry.path(), found));
            }
        }
        if (!misfits.isEmpty()) {
            throw BuildFailure.ofUser("programs in the image would not run on " + platform.get())
                    .because("the engine built, or a package brought, programs for another platform")
                    .listing(misfits.entrySet().stream()
                            .limit(MOST_NAMED)
                            .map(misfit -> misfit.getKey() + ": it is a program for " + misfit.getValue())
                            .toList())
                    .remedy(
                            "use a version of the package that has the right program; if it carries programs for several"
                                    + " platforms, name it in sos.node.foreign");
        }
    }

    // Programs do not tell the variant.
    private static String named(Platform platform) {
        return platform.os() + "/" + platform.architecture();
    }

    private boolean isAllowed(String path) {
        return path.contains(PREBUILDS)
                || foreign.stream().anyMatch(name -> path.contains("/node_modules/" + name + "/"));
    }

    private static byte[] head(LayerEntry entry) throws IOException {
        try (InputStream in = entry.content().open()) {
            return in.readNBytes(HEAD);
        }
    }
}
