package io.github.sosapp.engine.daemonless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.base.BaseImage;
import io.github.sosapp.base.Bases;
import io.github.sosapp.engine.BuiltPlatform;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.ExecutionConfig;
import io.github.sosapp.image.Platform;
import io.github.sosapp.image.cache.FileTrees;
import io.github.sosapp.image.layer.Compression;
import io.github.sosapp.image.layer.LayerCache;
import io.github.sosapp.image.layer.LayerEntry;
import io.github.sosapp.image.layer.LayerWriter;
import io.github.sosapp.image.layer.Owner;
import io.github.sosapp.plan.BaseRequest;
import io.github.sosapp.plan.FileSource;
import io.github.sosapp.plan.ImagePlan;
import io.github.sosapp.plan.LayerPlan;
import io.github.sosapp.plan.PlannedFile;
import io.github.sosapp.plan.Preparation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlannedEntriesTest {

    private static final BaseImage SCRATCH =
            new Bases(List.of()).find(BaseRequest.of(BaseRequest.SCRATCH, "a test"), List.of());

    private static final Owner OWNER = new Owner(7, 8);

    private final OpenArchives archives = new OpenArchives();

    @TempDir
    Path temporary;

    @BeforeEach
    void writeTree() throws IOException {
        write("tree/one.txt", "1");
        write("tree/bin/run", "2");
        write("tree/.git/config", "secret");
        write("tree/module/.git", "gitdir: elsewhere");
        Files.createSymbolicLink(temporary.resolve("tree/current"), Path.of("bin/run"));
    }

    @AfterEach
    void closeArchives() {
        archives.close();
    }

    @Test
    void aDirectoryBecomesItsFilesDirectoriesAndLinksButNothingOfGit() throws IOException {
        List<LayerEntry> entries = entries(new PlannedFile("/srv", PlannedFile.MODE_OF_SOURCE, OWNER, onDisk("tree")));

        assertThat(entries)
                .extracting(entry -> entry.path() + " " + entry.type() + " " + Integer.toOctalString(entry.mode()))
                .containsExactlyInAnyOrder(
                        "/srv DIRECTORY 755",
                        "/srv/one.txt FILE 644",
                        "/srv/bin DIRECTORY 755",
                        "/srv/bin/run FILE 755",
                        "/srv/current SYMLINK 777",
                        "/srv/module DIRECTORY 755");
        assertThat(entries)
                .filteredOn(entry -> entry.type() != LayerEntry.Type.SYMLINK)
                .allMatch(entry -> entry.owner().equals(OWNER));
    }

    @Test
    void aGivenModeIsThatOfTheFilesInATree() throws IOException {
        assertThat(entries(new PlannedFile("/srv", 0640, OWNER, onDisk("tree"))))
                .filteredOn(entry -> entry.type() == LayerEntry.Type.FILE)
                .allMatch(entry -> entry.mode() == 0640);
    }

    @Test
    void aFileStandsAtThePlannedPath() throws IOException {
        LayerEntry entry = entries(
                        new PlannedFile("/etc/app/one", PlannedFile.MODE_OF_SOURCE, OWNER, onDisk("tree/one.txt")))
                .get(0);

        assertThat(entry.path()).isEqualTo("/etc/app/one");
        assertThat(text(entry)).isEqualTo("1");
    }

    @Test
    void whatIsNotThereIsRefused() {
        assertThatThrownBy(() -> entries(new PlannedFile("/srv", 0644, OWNER, onDisk("nowhere"))))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("there is no " + temporary.resolve("nowhere"))
                .hasMessageContaining("it is to become /srv in the image");
    }

    @Test
    void aPipeIsRefusedInsteadOfBeingWaitedFor() throws Exception {
        new ProcessBuilder("mkfifo", temporary.resolve("tree/pipe").toString())
                .start()
                .waitFor();

        assertThatThrownBy(() -> entries(new PlannedFile("/srv", 0644, OWNER, onDisk("tree"))))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("tree/pipe is neither a file, nor a directory, nor a link")
                .hasMessageContaining("/srv/pipe");
    }

    @Test
    void textsLinksAndDirectoriesComeAsPlanned() throws IOException {
        List<LayerEntry> entries = entries(
                new PlannedFile("/text", 0600, OWNER, new FileSource.Text("grüße\n")),
                new PlannedFile("/link", 0777, OWNER, new FileSource.Link("text")),
                new PlannedFile("/tmp", 01777, OWNER, new FileSource.Directory()));

        assertThat(text(entries.get(0))).isEqualTo("grüße\n");
        assertThat(entries.get(1).linkTarget()).isEqualTo("text");
        assertThat(entries.get(2).mode()).isEqualTo(01777);
    }

    @Test
    void whatThePluginCarriesIsUnpackedBelowThePlannedPath() throws IOException {
        String zip = "/io/github/sosapp/service/go/zoneinfo-2026f.zip";

        List<LayerEntry> entries =
                entries(new PlannedFile("/usr/share/zoneinfo", 0644, OWNER, new FileSource.CarriedTree(zip)));

        assertThat(entries).extracting(LayerEntry::path).contains("/usr/share/zoneinfo/Asia/Almaty");
    }

    @Test
    void anEntryOfAnArchiveIsReadOutOfItWithTheOwnerAndModeOfThePlan() throws IOException {
        Path jar = temporary.resolve("service.jar");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            zip.putNextEntry(new ZipEntry("BOOT-INF/classes/words.txt"));
            zip.write("grüße\n".getBytes(StandardCharsets.UTF_8));
        }

        List<LayerEntry> entries = entries(new PlannedFile(
                "/app/words.txt", 0640, OWNER, new FileSource.ArchiveEntry(jar, "BOOT-INF/classes/words.txt")));

        assertThat(entries).hasSize(1);
        assertThat(entries.get(0).path()).isEqualTo("/app/words.txt");
        assertThat(entries.get(0).mode()).isEqualTo(0640);
        assertThat(entries.get(0).owner()).isEqualTo(OWNER);
        assertThat(entries.get(0).content().size()).isEqualTo(8);
        // Content is read as often as a layer needs it.
        assertThat(text(entries.get(0))).isEqualTo("grüße\n");
        assertThat(text(entries.get(0))).isEqualTo("grüße\n");
    }

    @Test
    void anEntryThatTheArchiveHasNoMoreIsNamed() throws IOException {
        Path jar = temporary.resolve("service.jar");
        new ZipOutputStream(Files.newOutputStream(jar)).close();

        assertThatThrownBy(
                        () -> entries(new PlannedFile("/a", 0644, OWNER, new FileSource.ArchiveEntry(jar, "gone.txt"))))
                .hasMessage(jar + " has no gone.txt any more");
    }

    @Test
    void theOutputOfAPreparationIsThatOfThePlatform() throws IOException {
        ImagePlan plan = plan(List.of(new PlannedFile("/app", 0755, OWNER, new FileSource.Prepared("compile"))));

        for (Platform platform : plan.platforms()) {
            assertThat(PlannedEntries.of(plan.layers().get(0), plan, platform, file -> false, files(), archives)
                            .get(0)
                            .content()
                            .file())
                    .contains(temporary.resolve(platform.fileName()));
        }
    }

    @Test
    void aTreeInTheOutputOfAPreparationIsThatOfThePlatform() throws IOException {
        PlannedFile modules = new PlannedFile(
                "/app/node_modules",
                PlannedFile.MODE_OF_SOURCE,
                OWNER,
                new FileSource.PreparedTree("compile", "modules"));
        ImagePlan plan = plan(List.of(modules));

        assertThat(plan.layers().get(0).isPerPlatform()).isTrue();
        for (Platform platform : plan.platforms()) {
            write(platform.fileName() + "/modules/index.js", platform.toString());
            write(platform.fileName() + "/other.js", "");
            List<LayerEntry> entries =
                    PlannedEntries.of(plan.layers().get(0), plan, platform, file -> false, files(), archives);

            assertThat(entries)
                    .extracting(LayerEntry::path)
                    .containsExactly("/app/node_modules", "/app/node_modules/index.js");
            assertThat(text(entries.get(1))).isEqualTo(platform.toString());
        }
    }

    @Test
    void layersThatPlatformsShareAreWrittenAndCountedOnce() {
        ImagePlan plan = withoutPreparations(List.of(
                new LayerPlan("text", List.of(new PlannedFile("/a", 0644, OWNER, new FileSource.Text("a")))),
                new LayerPlan("text", List.of(new PlannedFile("/b", 0644, OWNER, new FileSource.Text("b"))))));

        List<BuiltPlatform> built = engine().build(plan, SCRATCH);

        assertThat(built).extracting(BuiltPlatform::newLayers).containsExactly(2, 0);
        assertThat(built.get(0).image().layers()).isEqualTo(built.get(1).image().layers());
        assertThat(built.get(0).image().layers()).doesNotHaveDuplicates().hasSize(2);
    }

    @Test
    void layersStayTheSameWhenOnlyTheCommitIsAnother() {
        List<LayerPlan> layers =
                List.of(new LayerPlan("text", List.of(new PlannedFile("/a", 0644, OWNER, new FileSource.Text("a")))));
        ImagePlan first = withoutPreparations(layers, Instant.EPOCH);
        ImagePlan second = withoutPreparations(layers, Instant.parse("2026-11-21T12:00:00Z"));

        var before = engine().build(first, SCRATCH).get(0).image();
        var after = engine().build(second, SCRATCH).get(0).image();

        assertThat(after.layers()).isEqualTo(before.layers());
        assertThat(after.config().bytes()).isNotEqualTo(before.config().bytes());
    }

    @Test
    void layersOfEarlierBuildsDoNotPileUp() {
        engine().build(withText("first"), SCRATCH);

        var built = engine().build(withText("second"), SCRATCH);

        assertThat(temporary.resolve("blobs").toFile().list())
                .containsExactly(built.get(0)
                        .image()
                        .layers()
                        .get(0)
                        .descriptor()
                        .digest()
                        .hex());
    }

    private DaemonlessEngine engine() {
        return new DaemonlessEngine(
                new PreparationRunner(
                        command -> {
                            throw new IOException("no program is to run");
                        },
                        Map.of(),
                        temporary,
                        true,
                        false),
                new LayerWriter(1, warning -> {}),
                LayerCache.none(),
                temporary.resolve("blobs"),
                file -> false,
                files());
    }

    private ImagePlan withText(String text) {
        return withoutPreparations(
                List.of(new LayerPlan("text", List.of(new PlannedFile("/a", 0644, OWNER, new FileSource.Text(text))))));
    }

    private static ImagePlan withoutPreparations(List<LayerPlan> layers) {
        return withoutPreparations(layers, Instant.EPOCH);
    }

    private static ImagePlan withoutPreparations(List<LayerPlan> layers, Instant created) {
        return plan(List.of(), layers, created);
    }

    private List<LayerEntry> entries(PlannedFile... files) throws IOException {
        ImagePlan plan = plan(List.of(files));
        return PlannedEntries.of(
                plan.layers().get(0),
                plan,
                Platform.LINUX_AMD64,
                file -> file.endsWith(Path.of("bin/run")),
                files(),
                archives);
    }

    private static FileTrees files() {
        return new FileTrees(path -> path.endsWith(".git"));
    }

    private ImagePlan plan(List<PlannedFile> files) {
        List<Preparation> preparations = List.of(preparation(Platform.LINUX_AMD64), preparation(Platform.LINUX_ARM64));
        return plan(preparations, List.of(new LayerPlan("files", files)), Instant.EPOCH);
    }

    private static ImagePlan plan(List<Preparation> preparations, List<LayerPlan> layers, Instant created) {
        return new ImagePlan(
                "production",
                List.of(Platform.LINUX_AMD64, Platform.LINUX_ARM64),
                "scratch",
                preparations,
                layers,
                ExecutionConfig.of("7:8", List.of("/app")),
                new TreeMap<>(),
                created,
                Compression.GZIP);
    }

    private Preparation preparation(Platform platform) {
        return new Preparation(
                "compile",
                platform,
                "cc",
                "1",
                List.of(),
                new TreeMap<>(),
                temporary,
                temporary.resolve(platform.fileName()));
    }

    private FileSource onDisk(String path) {
        return new FileSource.OnDisk(temporary.resolve(path));
    }

    private void write(String name, String content) throws IOException {
        Files.createDirectories(temporary.resolve(name).getParent());
        Files.writeString(temporary.resolve(name), content);
    }

    private static String text(LayerEntry entry) throws IOException {
        try (InputStream content = entry.content().open()) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
