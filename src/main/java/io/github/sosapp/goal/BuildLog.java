package io.github.sosapp.goal;

import io.github.sosapp.report.BuildReport;
import io.github.sosapp.report.BuildReport.PlatformReport;
import io.github.sosapp.report.ImageDescription;
import io.github.sosapp.report.Size;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What people read on the console, event by event. At most eight lines for an image and no line over 160 characters, so
 * that a CI log stays readable.
 */
public final class BuildLog {

    private static final int WIDEST = 160;
    private static final int MOST_PLATFORM_LINES = 3;

    /** Where lines go. */
    public interface Sink {

        void info(String line);

        void warn(String line);
    }

    private final Sink sink;
    private final ConsoleStyle style;
    private final long started = System.nanoTime();

    public BuildLog(Sink sink, ConsoleStyle style) {
        this.sink = sink;
        this.style = style;
    }

    public void nothingToBuild(String artifactId) {
        info(artifactId + ": no service here, nothing to build");
    }

    public void planned(String artifactId, String version, PlannedImage planned) {
        info(style.strong(artifactId + " " + version)
                + " · "
                + String.join(
                        " · ", planned.recipe().displayName(), planned.plan().target(), "daemonless"));
        field("service", planned.service().description());
        field("base", planned.service().baseDescription());
        planned.warnings().forEach(this::warn);
    }

    public void unchanged(String artifactId, ImageDescription image) {
        info(style.strong(artifactId + " " + image.version()) + " unchanged (" + abbreviated(image) + "), "
                + seconds(System.nanoTime() - started));
    }

    public void built(BuildReport report) {
        List<PlatformReport> platforms = report.platforms();
        platforms.stream().limit(MOST_PLATFORM_LINES).forEach(this::platform);
        if (platforms.size() > MOST_PLATFORM_LINES) {
            info("  and " + (platforms.size() - MOST_PLATFORM_LINES) + " more platforms, see target/sos/report.json");
        }
        ImageDescription image = report.image();
        String tags = image.tags().stream().skip(1).map(tag -> ", :" + tag).collect(Collectors.joining());
        field(
                "image",
                style.strong(image.name() + ":" + image.tags().get(0)) + tags + "   " + abbreviated(image)
                        + report.source()
                                .revision()
                                .map(revision -> "   commit " + shortened(revision))
                                .orElse(""));
        field("next", "mvn sos:load · mvn sos:push · target/sos/report.json");
    }

    private void platform(PlatformReport platform) {
        Optional<String> change = platform.previousSize()
                .map(size -> " (" + Size.difference(platform.summary().compressedSize() - size) + ")");
        int layers = platform.summary().layers().size();
        info(String.format(
                Locale.ROOT,
                "  %-12s %s pulled%s, %s on disk, %d layers (%d new)   %s",
                platform.summary().platform(),
                Size.of(platform.summary().compressedSize()),
                change.orElse(""),
                Size.of(platform.summary().uncompressedSize()),
                layers,
                platform.newLayers(),
                seconds(platform.duration().toNanos())));
    }

    /** A line of the kind {@code name  value}, indented below the headline. */
    public void field(String name, String value) {
        info(String.format(Locale.ROOT, "  %-12s %s", name, value));
    }

    public void info(String line) {
        sink.info(fit(line));
    }

    public void warn(String line) {
        sink.warn(fit(line));
    }

    /** For output that is asked for and may be of any width, such as a plan. */
    public void verbatim(String text) {
        text.lines().forEach(sink::info);
    }

    static String seconds(long nanoseconds) {
        return String.format(Locale.ROOT, "%.1f s", nanoseconds / 1e9);
    }

    private static String abbreviated(ImageDescription image) {
        return image.image().digest().abbreviated() + "…";
    }

    private static String shortened(String revision) {
        return revision.substring(0, Math.min(7, revision.length())) + (revision.endsWith("-dirty") ? "-dirty" : "");
    }

    private String fit(String line) {
        return style.visibleLength(line) <= WIDEST ? line : style.plain(line).substring(0, WIDEST - 1) + "…";
    }
}
