package io.github.sosapp.image.layout;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.ImageConfig.LayerLine;
import java.util.List;
import java.util.TreeMap;

/**
 * Watches layers being put on each other: a layer of ours must not turn a directory into a file or the other way round,
 * because all that lies below would vanish without a word. Base images may; they know what they do.
 */
final class NameClaims {

    private static final String WHITEOUT = ".wh.";
    private static final String OPAQUE = ".wh..wh..opq";

    private record Claim(boolean directory, String layer) {}

    private final TreeMap<String, Claim> claims = new TreeMap<>();

    void add(LayerLine line, LayerScan scan) {
        String layer = line.name().isEmpty() ? line.diffId().abbreviated() : line.name();
        if (line.ours() && !scan.ambiguities().isEmpty()) {
            throw BuildFailure.ofUser("layer \"" + layer + "\" has a name that is not clear")
                    .because(scan.ambiguities().get(0))
                    .remedy("give every file of the image its own path");
        }
        scan.names().keySet().forEach(this::applyWhiteout);
        scan.names().forEach((path, kind) -> {
            boolean directory = kind.isDirectory();
            Claim below = claims.get(path);
            if (below != null && below.directory() != directory) {
                if (line.ours()) {
                    throw conflict(path, below, new Claim(directory, layer));
                }
                claims.subMap(path + "/", path + "0").clear();
            }
            claims.put(path, new Claim(directory, layer));
        });
    }

    private void applyWhiteout(String path) {
        int slash = path.lastIndexOf('/');
        String name = path.substring(slash + 1);
        if (name.startsWith(WHITEOUT)) {
            String hidden = name.equals(OPAQUE)
                    ? path.substring(0, Math.max(slash, 0))
                    : path.substring(0, slash + 1) + name.substring(WHITEOUT.length());
            claims.subMap(hidden + "/", hidden + "0").clear();
            if (!name.equals(OPAQUE)) {
                claims.remove(hidden);
            }
        }
    }

    private static BuildFailure conflict(String path, Claim below, Claim above) {
        return BuildFailure.ofUser("two layers claim /" + path + " with different types")
                .because("layer \"" + below.layer() + "\" has it as " + type(below) + ", layer \"" + above.layer()
                        + "\" as " + type(above))
                .remedy("give one of them another path (files that you add are in sos.files)");
    }

    private static String type(Claim claim) {
        return claim.directory() ? "a directory" : "a file or link";
    }

    /** Checks the layers of one image, from bottom to top. */
    static void check(List<LayerLine> lines, List<LayerScan> scans) {
        if (lines.stream().noneMatch(LayerLine::ours)) {
            return;
        }
        NameClaims claims = new NameClaims();
        for (int i = 0; i < lines.size(); i++) {
            claims.add(lines.get(i), scans.get(i));
        }
    }
}
