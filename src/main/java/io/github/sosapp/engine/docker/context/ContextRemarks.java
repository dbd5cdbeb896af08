package io.github.sosapp.engine.docker.context;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What people may wonder about in a context, a line each. */
final class ContextRemarks {

    private static final long LARGE = 50_000_000;
    private static final int NAMED = 5;
    private static final int LONGEST_PATH = 60;

    private ContextRemarks() {}

    static List<String> of(BuildContext context) {
        List<String> lines = new ArrayList<>();
        if (context.size() > LARGE) {
            lines.add("context    " + megabytes(context.size()) + " in " + context.files()
                    + (context.files() == 1 ? " file" : " files") + "; name in .dockerignore what no step needs");
            context.biggest(NAMED).stream()
                    .map(entry -> "           " + megabytes(entry.size()) + "  " + shortened(entry.path()))
                    .forEach(lines::add);
        }
        if (!context.withheld().isEmpty()) {
            lines.add("left out   " + named(context.withheld())
                    + ": the name is that of a secret; for what is none, see \"sos:allow\" in the README");
        }
        if (!context.special().isEmpty()) {
            lines.add("left out   " + named(context.special()) + ": neither file, directory nor link");
        }
        return lines;
    }

    private static String named(List<String> paths) {
        int shown = paths.size() <= 2 ? paths.size() : 1;
        String names = paths.stream().limit(shown).map(ContextRemarks::shortened).collect(Collectors.joining(", "));
        return shown == paths.size() ? names : names + " and " + (paths.size() - shown) + " more";
    }

    // The end of a path tells more than its beginning.
    private static String shortened(String path) {
        return path.length() <= LONGEST_PATH ? path : "…" + path.substring(path.length() - LONGEST_PATH + 1);
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }
}
