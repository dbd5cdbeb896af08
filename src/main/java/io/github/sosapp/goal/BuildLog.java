package io.github.sosapp.goal;

import io.github.sosapp.report.BuildReport;
import io.github.sosapp.report.BuildReport.PlatformReport;
import io.github.sosapp.report.ImageDescription;
import io.github.sosapp.report.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What people read on the console, event by event. At most eight lines for an image and no line over 160 characters, so
 * that a CI log stays readable.
 */
public final class BuildLog {

    private static final int MOST_PLATFORM_LINES = 3;

    /** Where lines go. */
    public interface Sink {

        void info(String line);

        void warn(String line);

        /** A line for those who look for something (mvn -X). */
        void debug(String line);

        /** Shows a text in the last line of a terminal in place of the one before; an empty text takes it away. */
        void bar(String text);
    }

    private final Sink sink;
    private final ConsoleStyle style;
    private final LongSupplier clock;
    private final long started;

    /** @param clock in nanoseconds from any point in time; durations are measured with it */
    public BuildLog(Sink sink, ConsoleStyle style, LongSupplier clock) {
        this.sink = sink;
        this.style = style;
        this.clock = clock;
        this.started = clock.getAsLong();
    }

    /** Does a stage of the build; how long it took is for those who look for something, and for benchmarks. */
    <T> T timed(String stage, Supplier<T> work) {
        long began = clock.getAsLong();
        T result = work.get();
        sink.debug("  " + stage + " took " + (clock.getAsLong() - began) / 1_000_000 + " ms");
        return result;
    }

    /** Says that the module holds no service, and need not. */
    public void nothingToBuild(String artifactId) {
        info(artifactId + ": no service here, nothing to build");
    }

    void planned(Project project, String engine, PlannedImage planned) {
        info(style.strong(project.artifactId() + " " + project.version())
                + " · "
                + String.join(
                        " · ", planned.recipe().displayName(), planned.plan().target(), engine));
        String[] kindAndRest = planned.service().description().split(" ", 2);
        field(kindAndRest[0], kindAndRest.length == 2 ? kindAndRest[1] : "");
        field("base", planned.baseDescription());
        planned.warnings().forEach(this::warn);
    }

    void unchanged(String artifactId, ImageDescription image) {
        info(style.strong(artifactId + " " + image.version()) + " unchanged (" + abbreviated(image) + "), "
                + secondsSince(started));
    }

    void built(BuildReport report) {
        built(report, "mvn sos:load · mvn sos:push · target/sos/report.json");
    }

    /** @param next what people can do with the image, the parts divided by dots */
    void built(BuildReport report, String next) {
        List<PlatformReport> platforms = report.platforms();
        int shown = platforms.size() > MOST_PLATFORM_LINES ? MOST_PLATFORM_LINES - 1 : platforms.size();
        platforms.stream().limit(shown).forEach(this::platform);
        if (shown < platforms.size()) {
            info("  and " + (platforms.size() - shown) + " more platforms, see target/sos/report.json");
        }
        packing(platforms);
        ImageDescription image = report.image();
        String otherTags = image.tags().stream().skip(1).map(tag -> ", :" + tag).collect(Collectors.joining());
        String commit = report.source()
                .revision()
                .map(revision -> "   commit " + shortened(revision))
                .orElse("");
        field(
                "image",
                style.strong(image.name() + ":" + image.tags().get(0)) + otherTags + "   " + abbreviated(image)
                        + commit);
        field("next", next);
    }

    private void platform(PlatformReport platform) {
        String change = platform.previousSize()
                .map(size -> " (" + Size.difference(platform.summary().compressedSize() - size) + ")")
                .orElse("");
        info(String.format(
                Locale.ROOT,
                "  %-11s  %s pulled%s, %s on disk, %s (%d new)   %s",
                platform.summary().platform(),
                Size.of(platform.summary().compressedSize()),
                change,
                Size.onDisk(platform.summary()),
                count(platform.summary().layers().size(), "layer"),
                platform.newLayers(),
                seconds(platform.duration().toNanos())));
    }

    private void packing(List<PlatformReport> platforms) {
        List<String> parts = new ArrayList<>();
        for (PlatformReport platform : platforms) {
            platform.packing().ifPresent(packing -> parts.add(describe(platform, packing)));
        }
        if (!parts.isEmpty()) {
            field("upx", String.join(" · ", parts));
        }
    }

    // What is saved once at every pull stands beside what is paid at every start and by every replica.
    private static String describe(PlatformReport platform, BuildReport.Packing packing) {
        String architecture = platform.summary().platform().architecture();
        if (!packing.kept()) {
            return architecture + " not packed, it would save " + packing.savedPercent() + " %";
        }
        String start = packing.start().isEmpty()
                ? ""
                : ", start " + packing.start().get(0).toMillis() + " to "
                        + packing.start().get(1).toMillis() + " ms";
        return architecture + " " + Size.of(packing.plainLayer()) + " to " + Size.of(packing.packedLayer()) + " pulled"
                + start + ", memory +" + Size.of(packing.plainSize());
    }

    /** A line of the kind {@code name  value}, indented below the headline. */
    void field(String name, String value) {
        info(String.format(Locale.ROOT, "  %-10s %s", name, value));
    }

    /** One line for everybody. */
    public void info(String line) {
        sink.info(style.fitted(line));
    }

    /** One line that somebody should do something about. */
    public void warn(String line) {
        sink.warn(style.fitted(line));
    }

    /** One line that only {@code mvn -X} shows. */
    public void debug(String line) {
        sink.debug(line);
    }

    /** For output that is asked for and may be of any width, such as a plan. */
    void verbatim(String text) {
        text.lines().map(style::shown).forEach(sink::info);
    }

    /** Whether progress may be a bar; else it is a line now and then. */
    boolean hasBar() {
        return style.bar();
    }

    void bar(String text) {
        sink.bar(text);
    }

    long now() {
        return clock.getAsLong();
    }

    String secondsSince(long start) {
        return seconds(now() - start);
    }

    /** For example {@code 1 layer}, {@code 2 layers}. */
    static String count(long number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
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
}
