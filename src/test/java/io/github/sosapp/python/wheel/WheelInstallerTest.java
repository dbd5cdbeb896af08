package io.github.sosapp.python.wheel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Platform;
import io.github.sosapp.image.layer.FileContent;
import io.github.sosapp.image.layer.LayerEntry;
import io.github.sosapp.python.PythonVersion;
import io.github.sosapp.python.Requirement;
import io.github.sosapp.python.TargetPython;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WheelInstallerTest {

    private static final PythonVersion PYTHON = PythonVersion.parse("3.11.2");
    private static final VirtualEnvironment VENV = new VirtualEnvironment("/opt/venv", PYTHON, "site-packages");
    private static final String SITE = "/opt/venv/lib/python3.11/site-packages/";
    private static final byte[] ELF = "\u007fELF".getBytes(StandardCharsets.ISO_8859_1);

    @TempDir
    private Path directory;

    @Test
    void everyPartGoesWhereVirtualEnvironmentsHaveIt() throws IOException {
        Map<String, LayerEntry> files = install(WheelFixture.of("tool", "1.0")
                .file("tool-1.0.data/purelib/pure.py", "1")
                .file("tool-1.0.data/platlib/plat.py", "2")
                .file("tool-1.0.data/headers/tool.h", "3")
                .file("tool-1.0.data/data/share/tool/table", "4")
                .file("tool-1.0.data/scripts/raw", "#!python -E\nprint()\n")
                .file("tool-1.0.data/scripts/windowed", "#!pythonw\nprint()\n")
                .file("tool-1.0.data/scripts/shell", "#!/bin/sh\n")
                .file("bundled/program", "5")
                .mode("bundled/program", 0100755)
                .file(
                        "tool-1.0.dist-info/entry_points.txt",
                        "[console_scripts]\ntool = tool.cli:main [extra]\n\n[other]\nx = y:z\n[gui_scripts]\nwin=tool:App.run\n")
                .in(directory));

        assertThat(files.keySet())
                .containsExactlyInAnyOrder(
                        SITE + "tool.py",
                        SITE + "pure.py",
                        SITE + "plat.py",
                        SITE + "bundled/program",
                        SITE + "tool-1.0.dist-info/WHEEL",
                        SITE + "tool-1.0.dist-info/METADATA",
                        SITE + "tool-1.0.dist-info/RECORD",
                        SITE + "tool-1.0.dist-info/INSTALLER",
                        SITE + "tool-1.0.dist-info/entry_points.txt",
                        "/opt/venv/include/site/python3.11/tool/tool.h",
                        "/opt/venv/share/tool/table",
                        "/opt/venv/bin/raw",
                        "/opt/venv/bin/windowed",
                        "/opt/venv/bin/shell",
                        "/opt/venv/bin/tool",
                        "/opt/venv/bin/win");
        assertThat(text(files, "/opt/venv/bin/raw")).isEqualTo("#!/opt/venv/bin/python -E\nprint()\n");
        assertThat(text(files, "/opt/venv/bin/windowed")).isEqualTo("#!/opt/venv/bin/python\nprint()\n");
        assertThat(text(files, "/opt/venv/bin/shell")).isEqualTo("#!/bin/sh\n");
        assertThat(text(files, "/opt/venv/bin/tool")).isEqualTo("""
                #!/opt/venv/bin/python
                import sys
                from tool.cli import main
                if __name__ == "__main__":
                    sys.exit(main())
                """);
        assertThat(text(files, "/opt/venv/bin/win")).contains("from tool import App\n", "sys.exit(App.run())");
        assertThat(files.values().stream().filter(entry -> entry.mode() == 0755).map(LayerEntry::path))
                .containsExactlyInAnyOrder(
                        SITE + "bundled/program",
                        "/opt/venv/bin/raw",
                        "/opt/venv/bin/windowed",
                        "/opt/venv/bin/shell",
                        "/opt/venv/bin/tool",
                        "/opt/venv/bin/win");
    }

    @Test
    void theListOfFilesIsThatOfTheInstalledOnes() throws IOException {
        Map<String, LayerEntry> files = install(WheelFixture.of("tool", "1.0")
                .file("odd,name.txt", "x")
                .file("tool-1.0.data/scripts/raw", "#!python\n")
                .in(directory));
        WheelRecord record = WheelRecord.parse(text(files, SITE + "tool-1.0.dist-info/RECORD"));

        assertThat(record.lines().keySet())
                .containsExactly(
                        "../../../bin/raw",
                        "odd,name.txt",
                        "tool-1.0.dist-info/INSTALLER",
                        "tool-1.0.dist-info/METADATA",
                        "tool-1.0.dist-info/RECORD",
                        "tool-1.0.dist-info/WHEEL",
                        "tool.py");
        assertThat(record.lines().get("../../../bin/raw"))
                .isEqualTo(WheelRecord.Line.of("#!/opt/venv/bin/python\n".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aFileThatTwoPackagesShareIsInstalledOnce() throws IOException {
        Path one =
                WheelFixture.of("one", "1").file("shared/__init__.py", "same").in(directory);
        Path two =
                WheelFixture.of("two", "1").file("shared/__init__.py", "same").in(directory);

        assertThat(install(one, two)).containsKey(SITE + "shared/__init__.py");
    }

    @Test
    void differentFilesOfOnePathAreRefused() {
        Path one =
                WheelFixture.of("one", "1").file("shared/__init__.py", "mine").in(directory);
        Path two =
                WheelFixture.of("two", "1").file("shared/__init__.py", "yours").in(directory);

        assertThatThrownBy(() -> install(one, two))
                .isInstanceOf(BuildFailure.class)
                .hasMessage("""
                two packages have different files /opt/venv/lib/python3.11/site-packages/shared/__init__.py
                  why     one 1 and two 1 overwrite each other: which one wins would be chance
                  do      leave one of the two packages out of the requirements""");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../evil.py", "/etc/passwd", "a/../../evil", "a//b", "a\\..\\evil", "./a"})
    void namesThatLeaveTheDirectoryAreRefused(String path) {
        Path wheel = WheelFixture.of("tool", "1.0").file(path, "x").in(directory);

        assertThatThrownBy(() -> Wheel.read(wheel))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("cannot install the wheel tool-1.0-py3-none-any.whl")
                .hasMessageContaining("would lie outside of the directory that it is installed in");
    }

    @Test
    void metadataOfAnotherPackageAreRefused() {
        Path wheel = WheelFixture.of("tool", "1.0").in(directory.resolve("a"));
        Path renamed = directory.resolve("other-1.0-py3-none-any.whl");

        assertThat(wheel.toFile().renameTo(renamed.toFile())).isTrue();
        assertThatThrownBy(() -> Wheel.read(renamed))
                .hasMessageContaining("why     its metadata are those of tool-1.0.dist-info");
    }

    @Test
    void aSecondVersionOfTheFormatIsRefused() {
        Path wheel = WheelFixture.of("tool", "1.0")
                .file("tool-1.0.dist-info/WHEEL", "Wheel-Version: 2.0\n")
                .in(directory);

        assertThatThrownBy(() -> Wheel.read(wheel))
                .hasMessageContaining("why     it is not of version 1 of the wheel format");
    }

    @Test
    void anEntryPointThatIsNoScriptIsRefused() {
        Path wheel = WheelFixture.of("tool", "1.0")
                .file("tool-1.0.dist-info/entry_points.txt", "[console_scripts]\n../../evil = os:system\n")
                .in(directory);

        assertThatThrownBy(() -> install(wheel))
                .hasMessageContaining("its entry point \"../../evil = os:system\" is no script");
    }

    @Test
    void correctWheelsPassTheCheck() {
        check(Platform.LINUX_ARM64, WheelFixture.of("tool", "1.0").in(directory));
    }

    @Test
    void aFileThatChangedIsFound() {
        Path wheel = WheelFixture.of("tool", "1.0").record("""
                        tool.py,sha256=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA,5
                        tool-1.0.dist-info/RECORD,,
                        """).in(directory);

        assertThatThrownBy(() -> check(Platform.LINUX_ARM64, wheel))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("the wheel tool-1.0-py3-none-any.whl is not as it was made");
    }

    @Test
    void aFileThatNobodyListedIsFound() {
        Path wheel = WheelFixture.of("tool", "1.0")
                .record("tool-1.0.dist-info/RECORD,,\n")
                .in(directory);

        assertThatThrownBy(() -> check(Platform.LINUX_ARM64, wheel))
                .hasMessageContaining("is not in its list of files, or without a usable hash");
    }

    @Test
    void aWeakHashIsNone() {
        Path wheel = WheelFixture.of("tool", "1.0")
                .record("tool.py,md5=AAAA,5\ntool-1.0.dist-info/WHEEL,md5=AAAA,5\n")
                .in(directory);

        assertThatThrownBy(() -> check(Platform.LINUX_ARM64, wheel)).hasMessageContaining("without a usable hash");
    }

    @Test
    void aLibraryForAnotherProcessorIsFound() {
        Path wheel = WheelFixture.tagged("tool", "1.0", "cp311-cp311-manylinux_2_17_aarch64")
                .file("tool/fast.cpython-311-x86_64-linux-gnu.so", ELF)
                .in(directory);

        assertThatThrownBy(() -> check(Platform.LINUX_ARM64, wheel))
                .isInstanceOf(BuildFailure.class)
                .hasMessage("""
                the wheel tool-1.0-cp311-cp311-manylinux_2_17_aarch64.whl does not run on linux/arm64
                  why     its file tool/fast.cpython-311-x86_64-linux-gnu.so is a program for linux/amd64, although the wheel's name says otherwise
                  do      use another version of tool, or leave linux/arm64 out of sos.platforms""");
    }

    @Test
    void wheelsForEveryPlatformMayCarryDataOfOthersButNoModules() {
        check(
                Platform.LINUX_ARM64,
                WheelFixture.of("tool", "1.0")
                        .file("tool/attach_linux_amd64.so", ELF)
                        .in(directory));
        Path module = WheelFixture.of("lying", "1.0").file("lying.abi3.so", ELF).in(directory);

        assertThatThrownBy(() -> check(Platform.LINUX_ARM64, module))
                .hasMessageContaining("is a program for linux/amd64");
    }

    @Test
    void whatNobodyBroughtIsNamedPerPlatform() {
        List<Wheel> wheels = Stream.of(
                        WheelFixture.of("web", "2.0")
                                .metadata("Requires-Dist: anyio (>=3)")
                                .metadata("Requires-Dist: fast-loop ; platform_machine == 'x86_64'")
                                .metadata("Requires-Dist: extras-only ; extra == 'all'")
                                .metadata("Requires-Dist: tool[cli]"),
                        WheelFixture.of("tool", "1.0").metadata("Requires-Dist: click ; extra == 'cli'"))
                .map(fixture -> Wheel.read(fixture.in(directory)))
                .toList();

        assertThat(missing(wheels, "web==2.0", Platform.LINUX_ARM64))
                .containsExactly("anyio, which web 2.0 needs", "click, which tool 1.0 needs");
        assertThat(missing(wheels, "web[all]==2.0", Platform.LINUX_AMD64))
                .containsExactly(
                        "anyio, which web 2.0 needs",
                        "click, which tool 1.0 needs",
                        "extras-only, which web 2.0 needs",
                        "fast-loop, which web 2.0 needs");
    }

    private static List<String> missing(List<Wheel> wheels, String root, Platform platform) {
        return MissingDependencies.of(wheels, List.of(Requirement.parse(root)), new TargetPython(PYTHON, platform, 36));
    }

    /** Takes every program for one of linux/amd64. */
    private static void check(Platform platform, Path wheel) {
        new WheelCheck(
                        platform,
                        head -> head.length >= 4 && head[0] == 0x7f ? Optional.of("linux/amd64") : Optional.empty())
                .verify(Wheel.read(wheel));
    }

    private static Map<String, LayerEntry> install(Path... wheels) throws IOException {
        Map<String, LayerEntry> entries = new TreeMap<>();
        List<Wheel> read = Stream.of(wheels).map(Wheel::read).toList();
        for (LayerEntry entry : WheelInstaller.entries(read, VENV, WheelInstallerTest::content)) {
            assertThat(entries.put(entry.path(), entry)).isNull();
        }
        return entries;
    }

    static FileContent content(Path archive, String entry) throws IOException {
        try (ZipFile zip = new ZipFile(archive.toFile());
                InputStream stream = zip.getInputStream(zip.getEntry(entry))) {
            return FileContent.of(stream.readAllBytes());
        }
    }

    private static String text(Map<String, LayerEntry> files, String path) {
        try (InputStream stream = files.get(path).content().open()) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
