package io.github.sosapp.report;

import io.github.sosapp.image.layout.LayoutSummary.PlatformSummary;
import java.util.Locale;

/** Sizes as people read them; decimal units, as registries and disks are labelled. */
public final class Size {

    private Size() {}

    /** For example {@code 5.1 MB}. */
    public static String of(long bytes) {
        long magnitude = Math.abs(bytes);
        if (magnitude < 1000) {
            return bytes + " B";
        }
        // What would round to 1000.0 is shown in the next unit.
        if (magnitude < 999_950) {
            return String.format(Locale.ROOT, "%.1f KB", bytes / 1e3);
        }
        return magnitude < 999_950_000
                ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
                : String.format(Locale.ROOT, "%.2f GB", bytes / 1e9);
    }

    /** What an image takes on disk, for example {@code 12.3 MB}, or {@code 12.3 MB + base} when the base is elsewhere. */
    public static String onDisk(PlatformSummary platform) {
        return of(platform.uncompressedSize()) + (platform.hasLayersElsewhere() ? " + base" : "");
    }

    /** For example {@code +0.2 KB}; {@code same size} when nothing changed. */
    public static String difference(long bytes) {
        return bytes == 0 ? "same size" : (bytes > 0 ? "+" : "") + of(bytes);
    }
}
