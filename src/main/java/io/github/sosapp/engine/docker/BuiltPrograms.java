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
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Makes sure that programs which an engine built run on the platform of the image, and with its C library. Packages that
 * carry one for each platform, in a directory {@code prebuilds} or by the team's leave, may have others, too.
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

    /** The C libraries that programs in the layer were linked with, by the programs' paths. */
    SortedMap<String, String> linked(List<LayerEntry> entries) throws IOException {
        SortedMap<String, String> linked = new TreeMap<>();
        for (LayerEntry entry : entries) {
            if (platform.isPresent()
                    && entry.type() == LayerEntry.Type.FILE
                    && !isAllowed(entry.path())
                    && ExecutableFormat.platformOf(head(entry)).isPresent()) {
                ExecutableFormat.libcOf(whole(entry)).ifPresent(libc -> linked.put(entry.path(), libc));
            }
        }
        return linked;
    }

    /** The C libraries that are in a layer, judged by the names of their loaders. */
    static Set<String> libraries(List<LayerEntry> entries) {
        return entries.stream()
                .filter(entry -> entry.type() != LayerEntry.Type.DIRECTORY)
                .flatMap(entry ->
                        ExecutableFormat.libcOfLoader(
                                entry.path().substring(entry.path().lastIndexOf('/') + 1))
                                .stream())
                .collect(Collectors.toSet());
    }

    /**
     * Makes sure that programs find their C library.
     *
     * @param linked of all layers, see {@link #linked}
     * @param libraries of all layers, see {@link #libraries}
     * @throws BuildFailure when one does not
     */
    static void requireLibraries(SortedMap<String, String> linked, Set<String> libraries) {
        List<String> misfits = linked.entrySet().stream()
                .filter(program -> !libraries.contains(program.getValue()))
                .map(program -> program.getKey() + ": it needs the C library " + program.getValue())
                .limit(MOST_NAMED)
                .toList();
        if (!misfits.isEmpty()) {
            throw BuildFailure.ofUser("programs in the image would not find their C library")
                    .because(
                            libraries.isEmpty()
                                    ? "the image has none"
                                    : "the image has " + String.join(" and ", new TreeSet<>(libraries)))
                    .listing(misfits)
                    .remedy("let the stages that build and that run stand on bases of one kind: Alpine has musl, Debian"
                            + " and its like have glibc; if a package carries programs for both, name it in"
                            + " sos.node.foreign");
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

    private static byte[] whole(LayerEntry entry) throws IOException {
        try (InputStream in = entry.content().open()) {
            return in.readAllBytes();
        }
    }

    private static byte[] head(LayerEntry entry) throws IOException {
        try (InputStream in = entry.content().open()) {
            return in.readNBytes(HEAD);
        }
    }
}
