package io.github.sosapp.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Json;
import io.github.sosapp.image.Platform;
import io.github.sosapp.image.layout.ImageLayout;
import io.github.sosapp.image.layout.LayoutCheck;
import io.github.sosapp.image.layout.LayoutSummary;
import io.github.sosapp.report.ImageDescription;
import io.github.sosapp.report.ResultFiles;
import io.github.sosapp.testing.GoldenFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildGoalTest {

    @TempDir
    Path temporary;

    private ModuleFixture module;

    @BeforeEach
    void writeNotes() {
        module = new ModuleFixture(temporary).write("notes.txt", "page one\n");
    }

    @Test
    void theFirstBuildTellsWhatItMade() {
        module.build("registry", "ghcr.io/sos-app");

        GoldenFile.of(getClass(), "build-log-first.txt").assertMatches(module.console.masked());
    }

    @Test
    void anUnchangedImageTakesOneLine() {
        module.build().console.forget();

        module.build();

        assertThat(module.console.lines).hasSize(1);
        GoldenFile.of(getClass(), "build-log-unchanged.txt").assertMatches(module.console.masked());
    }

    @Test
    void oneChangedFileIsToldAsADifference() {
        module.build().console.forget();

        module.write("notes.txt", "page one\npage two, somewhat longer than the first\n")
                .build();

        GoldenFile.of(getClass(), "build-log-one-change.txt").assertMatches(module.console.masked());
    }

    @Test
    void anImageThatIsLargerThanOthersOfItsKindIsWarnedOf() throws Exception {
        module.write("notes.txt", "page\n".repeat(240_000)).build("platforms", "linux/arm64");

        String warning = "linux/arm64 takes 1.2 MB on disk, more than the 1.0 MB that services of its kind stay below";
        assertThat(module.console.lines).contains("[WARNING] " + warning);
        var report = Json.parse(
                Files.readAllBytes(module.project().results("production").report()));
        assertThat(report.path("warnings").toString()).contains(warning);

        module.console.forget();
        module.write("notes.txt", "page\n").build("platforms", "linux/arm64");
        assertThat(module.console.lines).noneMatch(line -> line.contains("stay below"));
    }

    @Test
    void evenLongNamesAndManyPlatformsFitOnAScreen() {
        module.artifactId = "emergency-".repeat(10) + "service";

        module.build(
                "registry", "registry.example.com/" + "a-team-with-a-long-name/".repeat(4) + "x",
                "tags", "+" + "t".repeat(100) + ",+" + "u".repeat(100),
                "platforms", "linux/amd64,linux/arm64,linux/arm/v7,linux/386,linux/s390x");

        assertThat(module.console.infos()).hasSize(8).allMatch(line -> line.length() <= 160);
        assertThat(module.console.infos()).contains("  and 3 more platforms, see target/sos/report.json");
    }

    @Test
    void descriptorDigestAndReportAgreeWithTheLayout() throws Exception {
        module.build("registry", "ghcr.io/sos-app");

        ResultFiles results = module.project().results("production");
        LayoutSummary layout = LayoutCheck.verify(results.layoutDirectory());
        ImageDescription image = ImageDescription.read(results.description());
        assertThat(image.name()).isEqualTo("ghcr.io/sos-app/emergency-service");
        assertThat(image.image().digest()).isEqualTo(layout.digest());
        assertThat(image.manifests())
                .isEqualTo(ImageLayout.open(results.layoutDirectory()).manifests());
        assertThat(results.digest()).hasContent(layout.digest().toString());
        var report = Json.parse(Files.readAllBytes(results.report()));
        assertThat(report.path("digest").asText()).isEqualTo(layout.digest().toString());
        assertThat(report.path("platforms").get(1).path("manifest").asText())
                .isEqualTo(layout.platforms().get(1).manifest().toString());
        assertThat(report.path("platforms").get(0).path("compressedSize").asLong())
                .isEqualTo(layout.platforms().get(0).compressedSize());
        assertThat(report.path("platforms").get(0).path("newLayers").asInt()).isEqualTo(2);
        assertThat(report.path("platforms").get(1).path("newLayers").asInt()).isZero();
    }

    @Test
    void anImageOfOnePlatformIsDescribedWithItsPlatform() {
        module.build("platforms", "linux/arm64");

        ImageDescription image =
                ImageDescription.read(module.project().results("production").description());

        assertThat(image.manifests()).hasSize(1);
        assertThat(image.manifests().get(0).platform()).contains(Platform.LINUX_ARM64);
    }

    @Test
    void aFailingEngineLeavesTheLastGoodImageAsItWas() {
        module.build();
        Map<String, String> before = ModuleFixture.contents(module.project().outputDirectory());
        module.write("notes.txt", "broken\n");

        assertThatThrownBy(() -> module.buildGoal((plan, base) -> {
                            throw BuildFailure.ofUser("does not compile").remedy("mend it");
                        })
                        .run(module.project(), ModuleFixture.settings()))
                .isInstanceOf(BuildFailure.class);

        assertThat(ModuleFixture.contents(module.project().outputDirectory())).isEqualTo(before);
    }

    @Test
    void aSourceThatChangesWhileTheEngineReadsIsBuiltAgainNextTime() {
        module.buildGoal((plan, base) -> {
                    var built = module.engine().build(plan, base);
                    module.write("notes.txt", "saved in an editor meanwhile\n");
                    return built;
                })
                .run(module.project(), ModuleFixture.settings());
        module.console.forget();

        module.build();

        assertThat(module.console.infos().get(0)).doesNotContain("unchanged");
    }

    @Test
    void aModuleThatHoldsNoServiceIsPassedOver() {
        ModuleFixture empty = new ModuleFixture(temporary.resolve("empty")).write("README", "");
        empty.mustHoldService = false;

        empty.build();

        assertThat(empty.console.lines)
                .isEqualTo(List.of("[INFO] emergency-service: no service here, nothing to build"));
        assertThat(empty.project().outputDirectory()).doesNotExist();
    }
}
