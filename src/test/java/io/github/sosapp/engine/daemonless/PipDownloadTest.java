package io.github.sosapp.engine.daemonless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Platform;
import io.github.sosapp.image.cache.BlobStore;
import io.github.sosapp.image.cache.KeptFiles;
import io.github.sosapp.image.layer.LayerEntry;
import io.github.sosapp.plan.FileSource;
import io.github.sosapp.plan.Preparation;
import io.github.sosapp.process.Command;
import io.github.sosapp.process.CommandResult;
import io.github.sosapp.process.CommandRunner;
import io.github.sosapp.python.wheel.WheelFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipDownloadTest {

    @TempDir
    private Path directory;

    private final List<WheelFixture> index = new ArrayList<>();
    private final List<Command> commands = new ArrayList<>();
    private Map<String, String> user;
    private KeptFiles kept = KeptFiles.none();
    private List<String> pins = List.of();

    @BeforeEach
    void installPip() throws IOException {
        Path pip = directory.resolve("bin/pip3");
        Files.createDirectories(pip.getParent());
        Files.createFile(pip);
        assertThat(pip.toFile().setExecutable(true)).isTrue();
        Files.createDirectories(directory.resolve("home/.config/pip"));
        Files.writeString(directory.resolve("home/.config/pip/pip.conf"), "[global]\n");
        user = new TreeMap<>(Map.of(
                "PATH",
                pip.getParent().toString(),
                "HOME",
                directory.resolve("home").toString(),
                "PIP_INDEX_URL",
                "https://registry.example.com/simple",
                "GITHUB_TOKEN",
                "canary"));
    }

    @Test
    void whatWasFetchedIsNotFetchedAgainUntilItOrTheWishChanges() throws IOException {
        index.add(WheelFixture.of("six", "1.16.0"));

        download("six==1.16.0", false);
        download("six==1.16.0", false);
        assertThat(commands).hasSize(1);

        Files.writeString(output().resolve("six-1.16.0-py3-none-any.whl"), "damaged");
        download("six==1.16.0", false);
        assertThat(commands).hasSize(2);

        index.set(0, WheelFixture.of("six", "1.17.0"));
        download("six==1.17.0", false);
        assertThat(commands).hasSize(3);
        assertThat(output()).isDirectoryContaining("glob:**six-1.17.0*").isDirectoryNotContaining("glob:**six-1.16.0*");
    }

    @Test
    void pipSeesAccessAndCachesButNoSecretsOfOthers() {
        index.add(WheelFixture.of("six", "1.16.0"));
        download("six==1.16.0", false);

        assertThat(commands.get(0).environment())
                .containsEntry("PIP_INDEX_URL", "https://registry.example.com/simple")
                .containsEntry(
                        "PIP_CONFIG_FILE",
                        directory.resolve("home/.config/pip/pip.conf").toString())
                .containsEntry(
                        "PIP_CACHE_DIR", directory.resolve("home/.cache/pip").toString())
                .containsEntry("HOME", directory.resolve("work/home").toString())
                .doesNotContainValue("canary");
    }

    @Test
    void whatIsThereAlreadyIsEnoughWithoutANetwork() {
        index.add(WheelFixture.of("six", "1.16.0"));
        download("six==1.16.0", false);

        download("six==1.16.0", true);

        assertThatThrownBy(() -> download("six==1.17.0", true))
                .isInstanceOf(BuildFailure.class)
                .hasMessage("""
                the wheels for linux/arm64 are not on this machine
                  why     Maven is offline, and what is to be installed has changed or was never fetched
                  do      build once without -o""");
    }

    @Test
    void wheelsThatHashesPinSurviveTheEndOfTarget() throws IOException {
        kept = keptWheels();
        pins = List.of("--require-hashes");
        index.add(WheelFixture.of("six", "1.16.0"));
        download("six==1.16.0 --hash=sha256:1", false);
        byte[] wheel = Files.readAllBytes(output().resolve("six-1.16.0-py3-none-any.whl"));

        PipDownload.empty(directory.resolve("work"));
        download("six==1.16.0 --hash=sha256:1", false);
        assertThat(commands).hasSize(1);
        assertThat(output().resolve("six-1.16.0-py3-none-any.whl")).hasBinaryContent(wheel);

        PipDownload.empty(directory.resolve("work"));
        download("six==1.16.0 --hash=sha256:2", false);
        assertThat(commands).as("another hash").hasSize(2);
    }

    @Test
    void wheelsWithoutHashesAreFetchedAnewUnlessThereIsNoNetwork() throws IOException {
        kept = keptWheels();
        index.add(WheelFixture.of("six", "1.16.0"));
        download("six==1.16.0", false);

        PipDownload.empty(directory.resolve("work"));
        download("six==1.16.0", true);
        assertThat(commands).hasSize(1);

        PipDownload.empty(directory.resolve("work"));
        download("six==1.16.0", false);
        assertThat(commands).hasSize(2);
    }

    @Test
    void aWheelThatWasDamagedInTheCacheIsFetchedAgain() throws IOException {
        kept = keptWheels();
        pins = List.of("--require-hashes");
        index.add(WheelFixture.of("six", "1.16.0"));
        download("six==1.16.0", false);

        PipDownload.empty(directory.resolve("work"));
        try (Stream<Path> blobs = Files.list(directory.resolve("cache/blobs/sha256"))) {
            Files.writeString(blobs.findFirst().orElseThrow(), "damaged");
        }
        assertThatThrownBy(() -> download("six==1.16.0", true)).hasMessageContaining("are not on this machine");
        download("six==1.16.0", false);

        assertThat(commands).hasSize(2);
    }

    @Test
    void aListOfWheelsThatWasDamagedIsNoList() throws IOException {
        kept = keptWheels();
        index.add(WheelFixture.of("six", "1.16.0"));
        download("six==1.16.0", false);

        PipDownload.empty(directory.resolve("work"));
        try (Stream<Path> lists = Files.list(directory.resolve("project/wheels"))) {
            Files.writeString(lists.findFirst().orElseThrow(), "sha256:0 ../../outside.whl");
        }

        assertThatThrownBy(() -> download("six==1.16.0", true)).hasMessageContaining("are not on this machine");
    }

    private KeptFiles keptWheels() {
        return new KeptFiles(
                new BlobStore(directory.resolve("cache"), Clock.systemUTC()), directory.resolve("project/wheels"));
    }

    @Test
    void aMachineWithoutPipIsToldWhatToInstall() {
        user.put("PATH", directory.toString());

        assertThatThrownBy(() -> download("six==1.16.0", false))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("this service is built with pip, which is not on this machine")
                .hasMessageContaining("apt-get install python3-pip");
    }

    @Test
    void anotherPackageThanTheOneAskedForIsRefused() {
        index.add(WheelFixture.of("six", "1.15.0"));

        assertThatThrownBy(() -> download("six==1.16.0", false))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("pip gave other packages than it was asked for")
                .hasMessageContaining("asked for [six 1.16.0], got [six 1.15.0]");
        assertThatThrownBy(() -> download("six==1.16.0", true)).hasMessageContaining("are not on this machine");
    }

    @Test
    void nothingToFetchNeedsNoPip() {
        user.put("PATH", directory.toString());

        download("", false);

        assertThat(output()).isEmptyDirectory();
    }

    @Test
    void wheelsBecomeFilesOfTheImage() throws IOException {
        index.add(WheelFixture.of("six", "1.16.0"));
        download("six==1.16.0", false);

        assertThat(entries("six==1.16.0", true))
                .extracting(LayerEntry::path)
                .contains("/opt/venv/lib/python3.11/site-packages/six.py");
    }

    @Test
    void aDependencyThatNothingPinsIsNamedUnlessTheBaseMayHaveIt() throws IOException {
        index.add(WheelFixture.of("web", "1.0").metadata("Requires-Dist: anyio ; platform_machine == 'aarch64'"));
        download("web==1.0", false);

        assertThatThrownBy(() -> entries("web==1.0", true))
                .isInstanceOf(BuildFailure.class)
                .hasMessage("""
                packages are missing for Python 3.11 on linux/arm64
                  why     exactly what is pinned gets installed, and nothing pins these:
                          anyio, which web 1.0 needs
                  do      pin everything, for all platforms: uv lock, or uv pip compile --universal --generate-hashes (pip-compile and pip freeze only see the machine that they run on)""");
        assertThat(entries("web==1.0", false)).isNotEmpty();
    }

    @Test
    void aWheelForAnotherInterpreterIsRefused() {
        index.add(WheelFixture.tagged("six", "1.16.0", "cp312-cp312-manylinux_2_17_aarch64"));
        download("six==1.16.0", false);

        assertThatThrownBy(() -> entries("six==1.16.0", true))
                .hasMessageContaining("pip gave a wheel that is not for Python 3.11 on linux/arm64");
    }

    @Test
    void aWheelThatWantsANewerPythonIsRefused() {
        index.add(WheelFixture.of("six", "1.16.0").metadata("Requires-Python: >=3.12"));
        download("six==1.16.0", false);

        assertThatThrownBy(() -> entries("six==1.16.0", true))
                .hasMessageContaining("six 1.16.0 is not for Python 3.11.2")
                .hasMessageContaining("it says that it needs Python >=3.12");
    }

    private List<LayerEntry> entries(String requirements, boolean complete) throws IOException {
        try (OpenArchives archives = new OpenArchives()) {
            return InstalledWheels.entries(
                    "/opt/venv",
                    new FileSource.Wheels("python-wheels", "3.11.2", 36, "site-packages", complete),
                    preparation(requirements),
                    archives);
        }
    }

    private void download(String requirements, boolean offline) {
        new PipDownload(pip(), user, directory.resolve("work"), offline, kept).run(preparation(requirements));
    }

    private Path output() {
        return directory.resolve("work/linux-arm64/wheels");
    }

    private Preparation preparation(String requirements) {
        return new Preparation(
                "python-wheels",
                Platform.LINUX_ARM64,
                "pip",
                "",
                Stream.of(List.of("download"), pins, List.of("--dest", output().toString()))
                        .flatMap(List::stream)
                        .toList(),
                new TreeMap<>(),
                directory,
                output(),
                new TreeMap<>(Map.of("requirements.txt", requirements + "\n")));
    }

    /** Gives all wheels of the index, whatever was asked for. */
    private CommandRunner pip() {
        return command -> {
            assertThat(command.arguments())
                    .startsWith(directory.resolve("bin/pip3").toString(), "download")
                    .endsWith("--dest", output().toString());
            assertThat(output().resolveSibling("requirements.txt")).exists();
            assertThat(output()).isEmptyDirectory();
            commands.add(command);
            index.forEach(wheel -> wheel.in(output()));
            return new CommandResult(0, "", "");
        };
    }
}
