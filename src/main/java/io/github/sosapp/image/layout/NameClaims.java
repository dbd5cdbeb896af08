package io.github.sosapp.image.layout;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.ImageConfig.LayerLine;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Watches layers being put on each other: a layer of ours must not turn a directory into a file or the other way round,
 * because all that lies below would vanish without a word. Base images may; they know what they do.
 */
final class NameClaims {

    private static final String WHITEOUT = ".wh.";
    private static final String OPAQUE = ".wh..wh..opq";

    private record Claim(boolean directory, String layer) {}

    private final Map<String, Claim> claims = new HashMap<>();

    void add(LayerLine line, LayerScan scan) {
        String layer = line.name().isEmpty() ? line.diffId().abbreviated() : line.name();
        if (line.ours() && !scan.ambiguities().isEmpty()) {
            throw BuildFailure.ofUser("layer \"" + layer + "\" has a name that is not clear")
                    .because(scan.ambiguities().get(0))
                    .remedy("give every file of the image its own path");
        }
        hide(scan.names().keySet());
        Claim directory = new Claim(true, layer);
        Claim other = new Claim(false, layer);
        Set<String> replaced = new HashSet<>();
        for (Map.Entry<String, LayerScan.Kind> name : scan.names().entrySet()) {
            Claim claim = name.getValue().isDirectory() ? directory : other;
            Claim below = claims.put(name.getKey(), claim);
            if (below != null && below.directory() != claim.directory()) {
                if (line.ours()) {
                    throw conflict(name.getKey(), below, claim);
                }
                replaced.add(name.getKey());
            }
        }
        forgetBelow(replaced, scan.names().keySet());
    }

    private void hide(Set<String> names) {
        Set<String> hidden = new HashSet<>();
        for (String path : names) {
            int start = path.lastIndexOf('/') + 1;
            if (path.startsWith(WHITEOUT, start)) {
                if (path.substring(start).equals(OPAQUE)) {
                    hidden.add(path.substring(0, Math.max(start - 1, 0)));
                } else {
                    String name = path.substring(0, start) + path.substring(start + WHITEOUT.length());
                    hidden.add(name);
                    claims.remove(name);
                }
            }
        }
        forgetBelow(hidden, Set.of());
    }

    private void forgetBelow(Set<String> directories, Set<String> except) {
        if (!directories.isEmpty()) {
            claims.keySet().removeIf(path -> isBelow(path, directories) && !except.contains(path));
        }
    }

    private static boolean isBelow(String path, Set<String> directories) {
        for (int slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
            if (directories.contains(path.substring(0, slash))) {
                return true;
            }
        }
        return false;
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
