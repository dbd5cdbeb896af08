package io.github.sosapp.service.java.extension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.ContainerBuildPlan;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FileEntry;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import com.google.cloud.tools.jib.api.buildplan.LayerObject;
import com.google.cloud.tools.jib.api.buildplan.Port;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.ExecutionConfig;
import io.github.sosapp.image.HealthCheck;
import io.github.sosapp.image.Platform;
import io.github.sosapp.image.layer.Compression;
import io.github.sosapp.image.layer.Owner;
import io.github.sosapp.plan.FileSource;
import io.github.sosapp.plan.ImagePlan;
import io.github.sosapp.plan.LayerPlan;
import io.github.sosapp.plan.PlannedFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExtendedPlanTest {

    private static final Owner OTHER = new Owner(7, 8);

    @TempDir
    Path directory;

    private ImagePlan plan;

    @BeforeEach
    void writeService() throws IOException {
        Path jar = write("lib.jar", "library");
        Path archive = directory.resolve("service.jar");
        try (OutputStream stream = Files.newOutputStream(archive);
                ZipOutputStream zip = new ZipOutputStream(stream)) {
            zip.putNextEntry(new ZipEntry("BOOT-INF/Main.class"));
            zip.write("class".getBytes(StandardCharsets.UTF_8));
        }
        write("pages/index.html", "Hello");
        Files.createSymbolicLink(directory.resolve("pages/start.html"), Path.of("index.html"));
        plan = new ImagePlan(
                "production",
                List.of(Platform.LINUX_AMD64, Platform.LINUX_ARM64),
                "packages:bookworm",
                List.of(),
                List.of(
                        layer("dependencies", file("/app/lib/lib.jar", 0644, new FileSource.OnDisk(jar))),
                        layer(
                                "classes",
                                file(
                                        "/app/Main.class",
                                        0644,
                                        new FileSource.ArchiveEntry(archive, "BOOT-INF/Main.class")),
                                file("/app/classpath", 0644, new FileSource.Text("-cp /app\n")),
                                file("/var/spool", 01777, new FileSource.Directory())),
                        layer(
                                "pages",
                                file(
                                        "/pages",
                                        PlannedFile.MODE_OF_SOURCE,
                                        new FileSource.OnDisk(directory.resolve("pages"))))),
                execution(),
                new TreeMap<>(Map.of("note", "kept")),
                Instant.parse("2026-11-21T00:00:00Z"),
                Compression.GZIP);
    }

    private static ExecutionConfig execution() {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("ZONE", "1");
        environment.put("LANG", "C.UTF-8");
        environment.put("MODE", "2");
        return new ExecutionConfig(
                "65532:65532",
                List.of("java", "Main"),
                List.of("--serve"),
                environment,
                new TreeSet<>(Set.of("8080/tcp", "53/udp")),
                new TreeSet<>(Set.of("/data")),
                "/app",
                "SIGINT",
                Optional.of(new HealthCheck(
                        List.of("java"), Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1), 1)),
                new TreeMap<>(Map.of("label", "one")));
    }

    private Path write(String name, String content) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    private static LayerPlan layer(String name, PlannedFile... files) {
        return new LayerPlan(name, List.of(files));
    }

    private static PlannedFile file(String path, int mode, FileSource source) {
        return new PlannedFile(path, mode, OTHER, source);
    }

    /** An extension of which only the change of the plan matters. */
    private static PlanExtension extension(UnaryOperator<ContainerBuildPlan> change) {
        return new PlanExtension() {
            @Override
            public String name() {
                return "example.Extension";
            }

            @Override
            public String origin() {
                return "pom.xml";
            }

            @Override
            public ContainerBuildPlan extend(ContainerBuildPlan shown) {
                return change.apply(shown);
            }
        };
    }

    private ImagePlan extended(UnaryOperator<ContainerBuildPlan> change) {
        return ExtendedPlan.of(plan, List.of(extension(change)), directory.resolve("work"));
    }

    /** The change in which every file becomes what {@code each} makes of it. */
    private ImagePlan extendedFiles(UnaryOperator<FileEntry> each) {
        return extended(shown -> {
            ContainerBuildPlan.Builder changed = shown.toBuilder().setLayers(List.of());
            for (LayerObject layer : shown.getLayers()) {
                List<FileEntry> entries = ((FileEntriesLayer) layer)
                        .getEntries().stream().map(each).toList();
                changed.addLayer(((FileEntriesLayer) layer)
                        .toBuilder().setEntries(entries).build());
            }
            return changed.build();
        });
    }

    private ImagePlan with(FileEntry entry) {
        return extended(shown -> shown.toBuilder()
                .addLayer(FileEntriesLayer.builder()
                        .setName("more")
                        .setEntries(List.of(entry))
                        .build())
                .build());
    }

    private static FileEntry entry(Path source, String path, String mode, String owner) {
        return new FileEntry(
                source,
                AbsoluteUnixPath.get(path),
                FilePermissions.fromOctalString(mode),
                FileEntriesLayer.DEFAULT_MODIFICATION_TIME,
                owner);
    }

    @Test
    void aPlanWithoutExtensionsIsTheSameAndNothingIsWritten() {
        assertThat(ExtendedPlan.of(plan, List.of(), directory.resolve("work"))).isSameAs(plan);
        assertThat(directory.resolve("work")).doesNotExist();
    }

    @Test
    void anExtensionThatChangesNothingLeavesThePlanAsItWas() {
        ImagePlan same = extended(shown -> shown.toBuilder().build());

        assertThat(same.execution()).isEqualTo(plan.execution());
        assertThat(same.execution().environment().keySet()).containsExactly("ZONE", "LANG", "MODE");
        assertThat(same.layers().subList(0, 2)).isEqualTo(plan.layers().subList(0, 2));
        // The tree file by file, as the engine would walk it.
        assertThat(same.layers().get(2).files())
                .containsExactlyInAnyOrder(
                        file("/pages", 0755, new FileSource.Directory()),
                        file(
                                "/pages/index.html",
                                PlannedFile.MODE_OF_SOURCE,
                                new FileSource.OnDisk(directory.resolve("pages/index.html"))),
                        file("/pages/start.html", 0777, new FileSource.Link("index.html")));
        assertThat(same).usingRecursiveComparison().ignoringFields("layers").isEqualTo(plan);
    }

    @Test
    void extensionsSeeTheContentOfFilesThatLieNowhereOnDisk() {
        extendedFiles(entry -> {
            String path = entry.getExtractionPath().toString();
            assertThat(entry.getSourceFile()).exists();
            if (path.equals("/app/Main.class")) {
                assertThat(entry.getSourceFile()).hasContent("class");
            }
            if (path.equals("/app/classpath")) {
                assertThat(entry.getSourceFile()).hasContent("-cp /app\n");
            }
            return entry;
        });
        assertThat(directory.resolve("work")).isDirectoryRecursivelyContaining("glob:**Main.class");
    }

    @Test
    void ownersModesAndPlacesAreThoseOfTheExtensionAndContentStaysWhereItWas() {
        ImagePlan changed = extendedFiles(
                entry -> entry(entry.getSourceFile(), "/srv" + entry.getExtractionPath(), "600", "1001:1002"));

        assertThat(changed.layers().get(1).files())
                .contains(new PlannedFile(
                        "/srv/app/Main.class",
                        0600,
                        new Owner(1001, 1002),
                        plan.layers().get(1).files().get(0).source()));
    }

    @Test
    void addedLayersAndFilesComeIntoTheImage() throws IOException {
        Path file = write("extra", "extra");

        ImagePlan changed = with(entry(file, "/etc/extra", "640", "12"));

        assertThat(changed.layers().get(3))
                .isEqualTo(layer(
                        "more", new PlannedFile("/etc/extra", 0640, new Owner(12, 0), new FileSource.OnDisk(file))));
    }

    @Test
    void ofTwoFilesForOnePlaceTheFirstCounts() throws IOException {
        FileEntry first = entry(write("first", "1"), "/etc/extra", "644", "");
        FileEntry second = entry(write("second", "2"), "/etc/extra", "644", "");

        ImagePlan changed = extended(shown -> shown.toBuilder()
                .setLayers(List.of(FileEntriesLayer.builder()
                        .setEntries(List.of(first, second))
                        .build()))
                .build());

        assertThat(changed.layers().get(0).files())
                .extracting(PlannedFile::source)
                .containsExactly(new FileSource.OnDisk(first.getSourceFile()));
        assertThat(changed.layers().get(0).name()).isEqualTo("files of an extension");
    }

    @Test
    void aLayerThatAnExtensionEmptiesIsLeftOutButKeepsItsLinks() {
        ImagePlan changed =
                extended(shown -> shown.toBuilder().setLayers(List.of()).build());

        assertThat(changed.layers())
                .containsExactly(layer("pages", file("/pages/start.html", 0777, new FileSource.Link("index.html"))));
    }

    @Test
    void theWayThatTheServiceIsStartedIsTheExtensions() {
        ImagePlan changed = extended(shown -> shown.toBuilder()
                .setUser(null)
                .setWorkingDirectory(null)
                .setEntrypoint(List.of("/native"))
                .setCmd(null)
                .addEnvironmentVariable("B", "b")
                .addEnvironmentVariable("A", "a")
                .addEnvironmentVariable("MODE", "3")
                .addLabel("other", "two")
                .setVolumes(Set.of())
                .addExposedPort(Port.tcp(5005))
                .build());

        ExecutionConfig execution = changed.execution();
        assertThat(execution.user() + execution.workingDirectory()).isEmpty();
        assertThat(execution.entrypoint()).containsExactly("/native");
        assertThat(execution.command()).isEmpty();
        assertThat(execution.environment().toString()).isEqualTo("{ZONE=1, LANG=C.UTF-8, MODE=3, A=a, B=b}");
        assertThat(execution.labels().toString()).isEqualTo("{label=one, other=two}");
        assertThat(execution.volumes()).isEmpty();
        assertThat(execution.ports()).containsExactly("5005/tcp", "53/udp", "8080/tcp");
        assertThat(execution.healthCheck()).isEqualTo(plan.execution().healthCheck());
        assertThat(execution.stopSignal()).isEqualTo("SIGINT");
    }

    @Test
    void eachExtensionSeesWhatTheOneBeforeMade() {
        PlanExtension add = extension(shown -> shown.toBuilder()
                .addEnvironmentVariable("SEEN", shown.getEnvironment().getOrDefault("SEEN", "") + "x")
                .build());

        ImagePlan changed = ExtendedPlan.of(plan, List.of(add, add), directory.resolve("work"));

        assertThat(changed.execution().environment()).containsEntry("SEEN", "xx");
    }

    @ParameterizedTest
    @CsvSource({
        "base, may not change the base, set sos.base",
        "platforms, may not change the platforms, set sos.platforms",
        "time, may not change the time of the image, set project.build.outputTimestamp",
        "format, may not change the format of the image, keep the format OCI"
    })
    void whatSettingsDecideIsRefused(String part, String problem, String remedy) {
        assertThatThrownBy(() -> extended(shown -> switch (part) {
                    case "base" -> shown.toBuilder().setBaseImage("scratch").build();
                    case "platforms" ->
                        shown.toBuilder().addPlatform("s390x", "linux").build();
                    case "time" ->
                        shown.toBuilder().setCreationTime(Instant.EPOCH).build();
                    default -> shown.toBuilder().setFormat(ImageFormat.Docker).build();
                }))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("extension example.Extension " + problem)
                .hasMessageContaining("pom.xml")
                .hasMessageContaining(remedy);
    }

    @Test
    void aLayerOfAnotherKindIsRefused() {
        LayerObject other = new LayerObject() {
            @Override
            public Type getType() {
                return Type.FILE_ENTRIES;
            }

            @Override
            public String getName() {
                return "strange";
            }
        };

        assertThatThrownBy(() ->
                        extended(shown -> shown.toBuilder().addLayer(other).build()))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("extension example.Extension adds layer \"strange\" that is not made of files");
    }

    @Test
    void aFileThatIsNotThereIsRefused() {
        Path missing = directory.resolve("missing");

        assertThatThrownBy(() -> with(entry(missing, "/etc/extra", "644", "")))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining(
                        "extension example.Extension adds /etc/extra to the image, but there is no such file")
                .hasMessageContaining(missing + " is neither a file nor a directory")
                .hasMessageContaining("make the file before this goal runs");
    }

    @Test
    void anOwnerByNameIsRefused() {
        assertThatThrownBy(
                        () -> extendedFiles(entry -> entry(entry.getSourceFile(), "/app/x", "644", "nobody:nogroup")))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("extension example.Extension gives /app/x to nobody:nogroup")
                .hasMessageContaining("names mean nothing outside one image")
                .hasMessageContaining("for example 65532:65532");
    }

    @Test
    void anEntryOfAnArchiveThatWouldBeWrittenElsewhereIsRefused() {
        plan = new ImagePlan(
                plan.target(),
                plan.platforms(),
                plan.base(),
                plan.preparations(),
                List.of(layer("classes", file("/app/../../../evil", 0644, new FileSource.Text("evil")))),
                plan.execution(),
                plan.annotations(),
                plan.created(),
                plan.compression());

        assertThatThrownBy(() -> extended(shown -> shown))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("/app/../../../evil is no path of an image");
        assertThat(directory.getParent().resolve("evil")).doesNotExist();
    }
}
