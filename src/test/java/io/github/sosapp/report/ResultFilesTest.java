package io.github.sosapp.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Descriptor;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.Json;
import io.github.sosapp.image.MediaType;
import io.github.sosapp.image.Platform;
import io.github.sosapp.image.layout.LayoutSummary.LayerSummary;
import io.github.sosapp.image.layout.LayoutSummary.PlatformSummary;
import io.github.sosapp.plan.CutFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResultFilesTest {

    private static final Digest DIGEST = Digest.of(new byte[] {1});
    private static final Descriptor INDEX = Descriptor.of(MediaType.INDEX, DIGEST, 400);
    private static final Descriptor MANIFEST = Descriptor.of(MediaType.MANIFEST, DIGEST, 500);
    private static final ImageDescription IMAGE = new ImageDescription(
            "ghcr.io/sos-app/emergency-service",
            "1.4.0",
            "production",
            INDEX,
            List.of(MANIFEST.withPlatform(Platform.LINUX_AMD64), MANIFEST.withPlatform(Platform.parse("linux/arm/v7"))),
            List.of("1.4.0", "latest"));

    @TempDir
    Path temporary;

    private ResultFiles results;

    @BeforeEach
    void open() {
        results = new ResultFiles(temporary.resolve("sos"), temporary.resolve("sos-work"), "production");
    }

    @Test
    void theDescriptorIsReadAsItWasWritten() {
        results.write(report());

        assertThat(ImageDescription.read(results.description())).isEqualTo(IMAGE);
    }

    @Test
    void theDigestIsOneLine() {
        results.write(report());

        assertThat(results.digest()).hasContent(DIGEST + "\n");
    }

    @Test
    void theReportHasEverythingThatWasFoundOut() throws IOException {
        results.write(report());

        var json = Json.parse(Files.readAllBytes(results.report()));
        assertThat(json.path("service").asText()).isEqualTo("emergency-service");
        assertThat(json.path("revision").asText()).isEqualTo("9be41c7");
        assertThat(json.path("versionAnswer").asText()).isEqualTo("emergency 1.4.0");
        assertThat(json.path("warnings").get(0).asText()).isEqualTo("old certificates");
        assertThat(json.path("settings").get(0).path("origin").asText()).isEqualTo("pom.xml");
        var platform = json.path("platforms").get(0);
        assertThat(platform.path("compressedSize").asLong()).isEqualTo(5_100_000);
        assertThat(platform.path("previousCompressedSize").asLong()).isEqualTo(5_000_000);
        assertThat(platform.path("milliseconds").asLong()).isEqualTo(2100);
        assertThat(platform.path("layers").get(0).path("name").asText()).isEqualTo("application");
        assertThat(platform.path("cut").toString())
                .isEqualTo("[{\"packages\":\"*\",\"paths\":\"/usr/share/man/\",\"reason\":\"manual pages\","
                        + "\"files\":3,\"bytes\":4096}]");
    }

    @Test
    void theSizesOfTheLastBuildAreKnownToTheNext() {
        assertThat(results.previousSizes()).isEmpty();

        results.write(report());

        assertThat(results.previousSizes()).isEqualTo(Map.of("linux/amd64", 5_100_000L));
        assertThat(new ResultFiles(temporary.resolve("sos"), temporary, "development").previousSizes())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{\"target\": \"production\", \"platforms\": 7}", "nonsense"})
    void aDamagedReportIsNoLastBuild(String content) throws IOException {
        Files.createDirectories(temporary.resolve("sos"));
        Files.writeString(results.report(), content);

        assertThat(results.previousSizes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{}", "{\"digest\": 1}", "nonsense"})
    void aDamagedDescriptorIsRefused(String content) throws IOException {
        Files.createDirectories(temporary.resolve("sos"));
        Files.writeString(results.description(), content);

        assertThatThrownBy(() -> ImageDescription.read(results.description()))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("there is no readable production.json in " + temporary.resolve("sos"))
                .hasMessageContaining("run mvn package first");
    }

    @Test
    void aReplacedFileLeavesNothingBeside() throws IOException {
        Path file = temporary.resolve("deep/file");

        ResultFiles.replace(file, new byte[] {1}, temporary.resolve("sos-work"));
        ResultFiles.replace(file, new byte[] {2, 3}, temporary.resolve("sos-work"));

        assertThat(file).hasBinaryContent(new byte[] {2, 3});
        try (Stream<Path> beside = Files.list(file.getParent())) {
            assertThat(beside).containsExactly(file);
        }
    }

    @Test
    void aFileThatCannotBeWrittenIsToldByItsName() throws IOException {
        Files.writeString(temporary.resolve("file"), "in the way");

        assertThatThrownBy(() -> ResultFiles.replace(
                        temporary.resolve("file/report.json"), new byte[0], temporary.resolve("sos-work")))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("cannot write " + temporary.resolve("file/report.json"))
                .hasMessageContaining("make room on the disk");
    }

    @Test
    void aGitHubJobIsToldTheImageAndAddsItToWhatIsThere() throws IOException {
        Path output = Files.writeString(temporary.resolve("output"), "other=1\n");

        new GitHubFiles(Optional.of(output), Optional.empty()).tellOutputs(IMAGE);

        assertThat(output).hasContent("""
                other=1
                image=ghcr.io/sos-app/emergency-service
                digest=%1$s
                tags=1.4.0,latest
                reference=ghcr.io/sos-app/emergency-service@%1$s
                """.formatted(DIGEST));
    }

    @Test
    void aGitHubJobGetsATable() {
        Path summary = temporary.resolve("summary.md");

        new GitHubFiles(Optional.empty(), Optional.of(summary)).summarize(report());

        assertThat(summary).hasContent("""
                ### emergency-service 1.4.0

                `ghcr.io/sos-app/emergency-service@%s`

                | platform | pulled | on disk | layers |
                |---|---|---|---|
                | linux/amd64 | 5.1 MB | 11.9 MB | 1 |

                """.formatted(DIGEST));
    }

    @Test
    void nothingIsWrittenOutsideOfGitHub() throws IOException {
        GitHubFiles none = new GitHubFiles(Optional.empty(), Optional.empty());

        none.tellOutputs(IMAGE);
        none.summarize(report());

        try (Stream<Path> files = Files.list(temporary)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void aGitHubFileThatCannotBeWrittenNamesItsVariable() {
        assertThatThrownBy(() -> new GitHubFiles(Optional.of(temporary), Optional.empty()).tellOutputs(IMAGE))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("GITHUB_OUTPUT or GITHUB_STEP_SUMMARY");
    }

    @Test
    void aFailureIsLeftAsDataUntilAGoalSucceeds() throws IOException {
        FailureFile file = new FailureFile(temporary.resolve("target"), temporary.resolve("work"));

        file.write(
                "emergency-service",
                "push",
                BuildFailure.ofWorld("cannot log in to ghcr.io")
                        .because("the registry answered 403")
                        .from("pom.xml")
                        .listing(List.of("line 1", "line 2"))
                        .asked("settings.xml (none)")
                        .remedy("docker login ghcr.io"));

        assertThat(temporary.resolve("target/sos-failure.json")).hasContent("""
                {
                  "service" : "emergency-service",
                  "goal" : "push",
                  "problem" : "cannot log in to ghcr.io",
                  "why" : "the registry answered 403",
                  "from" : "pom.xml",
                  "do" : "docker login ghcr.io",
                  "asked" : "settings.xml (none)",
                  "details" : [ "line 1", "line 2" ]
                }
                """);
        assertThat(temporary.resolve("work"))
                .as("where it was written before it had its name")
                .isEmptyDirectory();
        file.delete();
        assertThat(temporary.resolve("target")).isEmptyDirectory();
        file.delete();
    }

    @Test
    void aFailureThatCannotBeLeftDoesNotHideTheFailure() throws IOException {
        Files.writeString(temporary.resolve("target"), "in the way");

        new FailureFile(temporary.resolve("target"), temporary.resolve("target/work"))
                .write("s", "push", BuildFailure.ofUser("problem").remedy("remedy"));

        assertThat(temporary.resolve("target")).hasContent("in the way");
    }

    private static BuildReport report() {
        PlatformSummary summary = new PlatformSummary(
                Platform.LINUX_AMD64,
                DIGEST,
                DIGEST,
                List.of(new LayerSummary("application", DIGEST, DIGEST, 5_100_000, 11_900_000)));
        return new BuildReport(
                new BuildReport.Service("emergency-service", "go", "daemonless", "module x", "scratch"),
                IMAGE,
                List.of(new BuildReport.PlatformReport(
                        summary,
                        1,
                        Duration.ofMillis(2100),
                        Optional.of(5_000_000L),
                        List.of(new CutFiles("*", "/usr/share/man/", "manual pages", 3, 4096)))),
                new BuildReport.Source(Optional.of("9be41c7"), Optional.empty(), Instant.EPOCH),
                Optional.of("emergency 1.4.0"),
                List.of("old certificates"),
                List.of(new BuildReport.SettingRow("port", "8080", "pom.xml")));
    }
}
