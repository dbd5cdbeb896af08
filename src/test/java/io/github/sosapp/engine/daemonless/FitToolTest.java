package io.github.sosapp.engine.daemonless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.image.Platform;
import io.github.sosapp.plan.Preparation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FitToolTest {

    private static final int X86_64 = 62;
    private static final int AARCH64 = 183;

    @TempDir
    private Path directory;

    @BeforeEach
    void anOrdinaryPackage() throws IOException {
        write("node_modules/left-pad/index.js", "module.exports = 1\n".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void programsOfThePlatformAndItsLibcStay() throws IOException {
        write("node_modules/@s/gnu/a.node", elf(X86_64, "/lib64/ld-linux-x86-64.so.2"));
        write("node_modules/@s/static/tool", elf(X86_64, ""));

        assertThatCode(() -> fit("--platform=linux/amd64", "--libc=glibc")).doesNotThrowAnyException();
    }

    @Test
    void aProgramOfAnotherPlatformIsRefusedWithItsPackage() throws IOException {
        write("node_modules/@s/gnu/a.node", elf(X86_64, "/lib64/ld-linux-x86-64.so.2"));

        assertThatThrownBy(() -> fit("--platform=linux/arm64", "--libc=glibc")).hasMessage("""
                        programs in the image would not run on linux/arm64
                          why     a package brought, or a script made, programs for another platform or C library
                                  node_modules/@s/gnu/a.node: it is a program for linux/amd64 (package @s/gnu)
                          do      use a version of the package that has the right program as an optional dependency; if it carries programs for several platforms, name it in sos.node.foreign, and the others are left out""");
    }

    @Test
    void aProgramForAnotherLibcIsRefused() throws IOException {
        write("node_modules/a/node_modules/b/b.node", elf(AARCH64, "/lib/ld-musl-aarch64.so.1"));

        assertThatThrownBy(() -> fit("--platform=linux/arm64", "--libc=glibc"))
                .hasMessageContaining("node_modules/a/node_modules/b/b.node: it needs the C library musl, and the image"
                        + " has glibc (package b)");
        assertThatCode(() -> fit("--platform=linux/arm64", "--libc=musl")).doesNotThrowAnyException();
    }

    @Test
    void programsOfWindowsAndMacAreRefusedAndClassFilesAreNot() throws IOException {
        write("node_modules/w/w.exe", pe());
        write("node_modules/m/m.dylib", bytes(0xcafebabe, 2));
        write("node_modules/j/J.class", bytes(0xcafebabe, 65));

        assertThatThrownBy(() -> fit("--platform=linux/arm64", "--libc=glibc"))
                .hasMessageContaining("w.exe: it is a program for windows/amd64")
                .hasMessageContaining("m.dylib: it is a program for darwin/universal")
                .message()
                .doesNotContain("J.class");
    }

    @Test
    void ofPrebuildsForAllPlatformsOnlyTheRightOneStays() throws IOException {
        write("node_modules/p/binding.gyp", new byte[] {'{'});
        write("node_modules/p/prebuilds/linux-x64/p.glibc.node", elf(X86_64, "/lib64/ld-linux-x86-64.so.2"));
        write("node_modules/p/prebuilds/linux-x64/p.musl.node", elf(X86_64, "/lib/ld-musl-x86_64.so.1"));
        write("node_modules/p/prebuilds/linux-arm64/p.node", elf(AARCH64, ""));
        write("node_modules/p/prebuilds/win32-x64/p.node", pe());

        fit("--platform=linux/amd64", "--libc=glibc");

        assertThat(programs()).containsExactly("node_modules/p/prebuilds/linux-x64/p.glibc.node");
    }

    @Test
    void aPackageWithPrebuildsForOthersOnlyIsRefusedUnlessItWorksWithout() throws IOException {
        write("node_modules/p/prebuilds/linux-x64/p.node", elf(X86_64, ""));

        assertThatCode(() -> fit("--platform=linux/amd64", "--libc=glibc")).doesNotThrowAnyException();
        assertThatThrownBy(() -> fit("--platform=linux/arm64", "--libc=glibc")).hasMessage("""
                        the package p has no native part for linux/arm64
                          why     it carries native parts for other platforms only
                          from    node_modules/p
                          do      let its script run with sos.node.scripts=p, which compiles for this machine's platform only; or, if it works without, set sos.node.scripts=-p""");
        write("node_modules/p/prebuilds/linux-x64/p.node", elf(X86_64, ""));
        assertThatCode(() -> fit("--platform=linux/arm64", "--libc=glibc", "--unbuilt=p"))
                .doesNotThrowAnyException();
    }

    @Test
    void aPackageThatAScriptWouldHaveCompiledIsRefused() throws IOException {
        write("node_modules/bcrypt/binding.gyp", new byte[] {'{'});

        assertThatThrownBy(() -> fit("--platform=linux/amd64", "--libc=glibc"))
                .hasMessageStartingWith("the package bcrypt has no native part for linux/amd64")
                .hasMessageContaining("it is compiled by an install script, and install scripts are off");
    }

    @Test
    void foreignProgramsOfAPackageThatTheTeamNamedAreLeftOut() throws IOException {
        write("node_modules/n/vendor/n.exe", pe());

        fit("--platform=linux/amd64", "--libc=glibc", "--foreign=n");

        assertThat(programs()).isEmpty();
    }

    @Test
    void whatMustNotBeThereIsDeletedAndWhatMustBeThereIsMissed() throws IOException {
        write("node_modules/.package-lock.json", "{}".getBytes(StandardCharsets.US_ASCII));

        assertThatThrownBy(() -> fit(
                        "--platform=linux/amd64",
                        "--libc=glibc",
                        "--delete=node_modules/.package-lock.json",
                        "--must=dist/index.js"))
                .hasMessageStartingWith("the build script made no dist/index.js")
                .hasMessageContaining("outDir in tsconfig.json");
        assertThat(directory.resolve("node_modules/.package-lock.json")).doesNotExist();
    }

    @Test
    void whereNothingWasInstalledTheDirectoryOfPackagesIsThereAndEmpty() {
        fit("--platform=linux/amd64", "--libc=glibc", "apps/one/node_modules");

        assertThat(directory.resolve("apps/one/node_modules")).isEmptyDirectory();
    }

    private void fit(String... arguments) {
        List<String> words = new ArrayList<>(List.of(arguments));
        words.add("node_modules");
        new FitTool()
                .run(new Preparation(
                        "node-dependencies",
                        Platform.LINUX_AMD64,
                        "fit",
                        "",
                        words,
                        new TreeMap<>(),
                        directory,
                        directory));
    }

    private List<String> programs() throws IOException {
        try (var files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> directory.relativize(file).toString())
                    .filter(name -> name.endsWith(".node") || name.endsWith(".exe"))
                    .sorted()
                    .toList();
        }
    }

    private void write(String name, byte[] content) throws IOException {
        Files.createDirectories(directory.resolve(name).getParent());
        Files.write(directory.resolve(name), content);
    }

    /** An ELF file of 64 bits, little endian, with one program header that names the interpreter. */
    private static byte[] elf(int machine, String interpreter) {
        ByteBuffer bytes = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1});
        bytes.putShort(18, (short) machine).putLong(32, 64).putShort(54, (short) 56);
        bytes.putShort(56, (short) (interpreter.isEmpty() ? 0 : 1));
        bytes.putInt(64, 3).putLong(72, 128).putLong(96, interpreter.length() + 1);
        bytes.position(128);
        bytes.put(interpreter.getBytes(StandardCharsets.US_ASCII));
        return bytes.array();
    }

    private static byte[] pe() {
        ByteBuffer bytes = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(0, (byte) 'M').put(1, (byte) 'Z').putInt(0x3c, 128);
        bytes.putInt(128, 0x00004550).putShort(132, (short) 0x8664);
        return bytes.array();
    }

    private static byte[] bytes(int magic, int next) {
        return ByteBuffer.allocate(128).putInt(magic).putInt(next).array();
    }
}
