package io.github.sosapp.goal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.image.Descriptor;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.MediaType;
import io.github.sosapp.image.Platform;
import io.github.sosapp.image.layout.LayoutSummary.LayerSummary;
import io.github.sosapp.image.layout.LayoutSummary.PlatformSummary;
import io.github.sosapp.report.BuildReport;
import io.github.sosapp.report.ImageDescription;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BuildLogTest {

    private static final Digest DIGEST = Digest.of(new byte[] {1});
    private static final ConsoleStyle PARALLEL = new ConsoleStyle(false, false, false, "emergency-service");

    private final RecordingConsole console = new RecordingConsole();

    @Test
    void aBuiltImageIsToldWithSizesTagsAndCommit() {
        console.log()
                .built(report(Optional.of("9be41c7d0f6a4a1f8f0a52a3cbbd6ab2d31c7f10-dirty"), Optional.of(5_100_000L)));

        assertThat(console.infos())
                .containsExactly(
                        "  linux/amd64  5.1 MB pulled (+200 B), 11.9 MB on disk, 1 layer (1 new)   2.1 s",
                        "  image      ghcr.io/sos-app/emergency-service:1.4.0, :latest   " + DIGEST.abbreviated()
                                + "…   commit 9be41c7-dirty",
                        "  next       mvn sos:load · mvn sos:push · target/sos/report.json");
    }

    @Test
    void aFirstBuildOutsideGitShowsNeitherDifferenceNorCommit() {
        console.log().built(report(Optional.empty(), Optional.empty()));

        assertThat(console.infos().get(0)).contains("5.1 MB pulled, ");
        assertThat(console.infos().get(1)).endsWith("…");
    }

    @Test
    void theTimeOfAnUnchangedImageIsThatSinceTheLogBegan() {
        BuildLog log = console.log();
        console.passSeconds(0.1);

        log.unchanged("emergency-service", image());

        assertThat(console.infos())
                .containsExactly("emergency-service 1.4.0 unchanged (" + DIGEST.abbreviated() + "…), 0.1 s");
    }

    @Test
    void linesThatAreTooWideAreCutAndSaySo() {
        console.log().info("x".repeat(161));

        assertThat(console.infos()).containsExactly("x".repeat(159) + "…");
    }

    @Test
    void emphasisDoesNotCountAsWidthAndIsNotCutInTwo() {
        ConsoleStyle bold = new ConsoleStyle(true, false, false, "");

        assertThat(bold.fitted(bold.strong("x".repeat(160)))).isEqualTo("\u001b[1m" + "x".repeat(160) + "\u001b[m");
        assertThat(bold.fitted(bold.strong("x".repeat(161)))).isEqualTo("x".repeat(159) + "…");
    }

    @Test
    void outputThatSomebodyAskedForIsNotCut() {
        console.log().verbatim("first\n" + "x".repeat(500));

        assertThat(console.infos()).containsExactly("first", "x".repeat(500));
    }

    @Test
    void everyLineOfAParallelBuildNamesItsModuleOnce() {
        BuildLog log = console.log(PARALLEL);

        log.unchanged("emergency-service", image());
        log.nothingToBuild("emergency-service");
        log.field("base", "scratch");
        log.warn("no Git commit for this module");
        log.verbatim("{\n}");

        assertThat(console.lines)
                .containsExactly(
                        "[INFO] emergency-service 1.4.0 unchanged (" + DIGEST.abbreviated() + "…), 0.0 s",
                        "[INFO] emergency-service: no service here, nothing to build",
                        "[INFO] emergency-service   base       scratch",
                        "[WARNING] emergency-service no Git commit for this module",
                        "[INFO] emergency-service {",
                        "[INFO] emergency-service }");
    }

    @Test
    void aBoldHeadlineOfAParallelBuildDoesNotNameItsModuleTwice() {
        ConsoleStyle bold = new ConsoleStyle(true, false, false, "emergency-service");

        console.log(bold).info(bold.strong("emergency-service 1.4.0") + " unchanged");

        assertThat(console.infos()).containsExactly("\u001b[1memergency-service 1.4.0\u001b[m unchanged");
    }

    @Test
    void theModulesNameCountsAsWidth() {
        console.log(PARALLEL).info("x".repeat(200));

        assertThat(console.infos().get(0)).startsWith("emergency-service xx").hasSize(160);
    }

    @Test
    void aConsoleWithoutOtherLettersGetsAscii() {
        BuildLog log = console.log(new ConsoleStyle(false, true, false, ""));

        log.info("a · b — c… жұлдыз");
        log.info("·".repeat(170));

        assertThat(console.infos().get(0)).isEqualTo("a - b - c... ??????");
        assertThat(console.infos().get(1)).isEqualTo("-".repeat(157) + "...");
    }

    @Test
    void theSavingOfPackingStandsBesideItsCost() {
        assertThat(packingLine(true, List.of(Duration.ofMillis(3), Duration.ofMillis(99))))
                .isEqualTo("  upx        amd64 2.1 MB to 1.6 MB pulled, start 3 to 99 ms, memory +4.8 MB");
        assertThat(packingLine(true, List.of()))
                .isEqualTo("  upx        amd64 2.1 MB to 1.6 MB pulled, memory +4.8 MB");
        assertThat(packingLine(false, List.of())).isEqualTo("  upx        amd64 not packed, it would save 23 %");
    }

    private String packingLine(boolean kept, List<Duration> start) {
        BuildReport plain = report(Optional.empty(), Optional.empty());
        BuildReport.PlatformReport platform = plain.platforms().get(0);
        BuildReport.Packing packing = new BuildReport.Packing(kept, 4_792_320, 1_590_784, 2_073_094, 1_590_035, start);
        RecordingConsole fresh = new RecordingConsole();
        fresh.log(new ConsoleStyle(false, false, true, ""))
                .built(new BuildReport(
                        plain.service(),
                        plain.image(),
                        List.of(new BuildReport.PlatformReport(
                                platform.summary(),
                                1,
                                platform.duration(),
                                Optional.empty(),
                                List.of(),
                                Optional.of(packing))),
                        plain.source(),
                        plain.versionAnswer(),
                        plain.warnings(),
                        plain.settings()));
        return fresh.infos().stream()
                .filter(line -> line.startsWith("  upx"))
                .findFirst()
                .orElseThrow();
    }

    private static ImageDescription image() {
        Descriptor descriptor = Descriptor.of(MediaType.MANIFEST, DIGEST, 500);
        return new ImageDescription(
                "ghcr.io/sos-app/emergency-service",
                "1.4.0",
                "production",
                descriptor,
                List.of(descriptor.withPlatform(Platform.LINUX_AMD64)),
                List.of("1.4.0", "latest"));
    }

    private static BuildReport report(Optional<String> revision, Optional<Long> previousSize) {
        PlatformSummary summary = new PlatformSummary(
                Platform.LINUX_AMD64,
                DIGEST,
                DIGEST,
                List.of(new LayerSummary("application", DIGEST, DIGEST, 5_100_200, 11_900_000)));
        return new BuildReport(
                new BuildReport.Service("emergency-service", "go", "daemonless", "module x", "scratch"),
                image(),
                List.of(new BuildReport.PlatformReport(summary, 1, Duration.ofMillis(2100), previousSize, List.of())),
                new BuildReport.Source(revision, Optional.empty(), Instant.EPOCH),
                Optional.empty(),
                List.of(),
                List.of());
    }
}
