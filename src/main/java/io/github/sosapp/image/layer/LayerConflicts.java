package io.github.sosapp.image.layer;

import io.github.sosapp.failure.BuildFailure;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Refuses layers that do not fit on top of each other. */
public final class LayerConflicts {

    private LayerConflicts() {}

    /** The entries of one layer under the name that the reader of a failure knows it by. */
    public record NamedEntries(String name, List<LayerEntry> entries) {

        public NamedEntries {
            entries = List.copyOf(entries);
        }
    }

    private record Claim(String layer, LayerEntry entry) {}

    /**
     * Checks layers from bottom to top, those of one build alone: what its base has is known only where somebody reads it,
     * see {@code LayoutCheck}, and not at all when the base's layers are elsewhere. A file may replace a file of a lower layer; a path may not change its type, have
     * a file or link above it, or differ from another only in case.
     *
     * @throws BuildFailure naming both entries and both layers
     */
    public static void refuse(List<NamedEntries> layers) {
        Map<String, Claim> claims = new HashMap<>();
        Map<String, Claim> folded = new HashMap<>();
        for (NamedEntries layer : layers) {
            for (LayerEntry entry : layer.entries()) {
                Claim claim = new Claim(layer.name(), entry);
                Claim known = claims.put(entry.path(), claim);
                if (known != null && known.entry.type() != entry.type()) {
                    throw contradiction(known, claim);
                }
                Claim twin = folded.putIfAbsent(LayerTree.foldCase(entry.path()), claim);
                if (twin != null && !twin.entry.path().equals(entry.path())) {
                    String where = "layers \"" + twin.layer + "\" and \"" + claim.layer + "\"";
                    throw LayerTree.caseTwins(twin.entry.path(), entry.path(), where);
                }
            }
        }
        claims.values().stream()
                .filter(claim -> notDirectoryAbove(claim, claims).isPresent())
                .min((left, right) -> LayerTree.compareUtf8(left.entry.path(), right.entry.path()))
                .ifPresent(claim -> {
                    throw contradiction(notDirectoryAbove(claim, claims).orElseThrow(), claim);
                });
    }

    private static Optional<Claim> notDirectoryAbove(Claim claim, Map<String, Claim> claims) {
        String path = claim.entry.path();
        for (int slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
            Claim parent = claims.get(path.substring(0, slash));
            if (parent != null && parent.entry.type() != LayerEntry.Type.DIRECTORY) {
                return Optional.of(parent);
            }
        }
        return Optional.empty();
    }

    private static BuildFailure contradiction(Claim one, Claim other) {
        String path = one.entry.path();
        String problem = path.equals(other.entry.path())
                ? "two layers claim " + path + " with different types"
                : path + " is not a directory in one layer, but " + other.entry.path() + " is below it in another";
        return BuildFailure.ofUser(problem)
                .because("layer \"" + one.layer + "\" has " + LayerTree.describe(one.entry) + ", layer \"" + other.layer
                        + "\" has " + LayerTree.describe(other.entry))
                .remedy("leave one of them out of the image");
    }
}
