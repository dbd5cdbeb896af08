package io.github.sosapp.debian.rootfs.deb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.layer.LayerEntry;
import io.github.sosapp.image.layer.Owner;
import io.github.sosapp.testing.Programs;
import io.github.sosapp.testing.Required;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class PackageReaderTest {

    @TempDir
    Path directory;

    @TempDir
    Path work;

    @AfterEach
    void nothingIsLeftBehind() throws IOException {
        try (Stream<Path> left = Files.list(work)) {
            assertThat(left).isEmpty();
        }
    }

    private PackageReader reader() {
        return new PackageReader(2, work, UnpackedPackages.none());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".gz", ".xz"})
    void filesComeWithTheirContentInAnyCompression(String compression) throws Exception {
        PackageFile deb = new DebWriting("hello")
                .compression(compression)
                .directory(".", 0755)
                .directory("./usr", 0755)
                .file("./usr/bin/hello", 0755, "program")
                .symlink("./usr/bin/greet", "hello")
                .write(directory);

        assertThat(lines(deb))
                .containsExactly(
                        "/usr DIRECTORY 755", "/usr/bin/hello FILE 755 program", "/usr/bin/greet SYMLINK 777 hello");
    }

    @Test
    void zstdIsReadToo() throws Exception {
        Required.program("zstd", "apt-get install zstd");
        Path tar = Files.write(directory.resolve("data.tar"), tarOf("./etc/name", "text"));
        Programs.output(directory, "zstd", "-q", "-19", tar.toString());

        PackageFile deb = new DebWriting("hello")
                .part("data.tar.zst", Files.readAllBytes(directory.resolve("data.tar.zst")))
                .write(directory);

        assertThat(lines(deb)).containsExactly("/etc/name FILE 644 text");
    }

    @Test
    void xzWithOtherFiltersIsReadToo() throws Exception {
        Required.program("xz", "apt-get install xz-utils");
        Path tar = Files.write(directory.resolve("data.tar"), tarOf("./etc/name", "text"));
        Programs.output(directory, "xz", "--x86", "--lzma2=preset=1", tar.toString());

        PackageFile deb = new DebWriting("hello")
                .part("data.tar.xz", Files.readAllBytes(directory.resolve("data.tar.xz")))
                .write(directory);

        assertThat(lines(deb)).containsExactly("/etc/name FILE 644 text");
    }

    private byte[] tarOf(String name, String content) throws IOException {
        PackageFile plain =
                new DebWriting("plain").compression("").file(name, content).write(directory);
        try (DebFile deb = DebFile.open(plain);
                InputStream data = deb.slice(deb.data())) {
            return data.readAllBytes();
        }
    }

    @Test
    void blocksOfOneArchiveAreDecodedTogether() throws Exception {
        String content = "0123456789abcdef".repeat(100_000);
        byte[] tar = tarOf("./usr/lib/large", content);
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        XZOutputStream xz = new XZOutputStream(compressed, new LZMA2Options(1));
        for (int from = 0; from < tar.length; from += 300_000) {
            xz.write(tar, from, Math.min(300_000, tar.length - from));
            xz.endBlock();
        }
        xz.close();

        PackageFile deb = new DebWriting("hello")
                .part("data.tar.xz", compressed.toByteArray())
                .write(directory);

        assertThat(lines(deb)).containsExactly("/usr/lib/large FILE 644 " + content);
    }

    @Test
    void ownersAndSetUserIdAreDropped() throws Exception {
        PackageFile deb = new DebWriting("tools")
                .file("./usr/bin/su", 04755, "program")
                .directory("./var/local", 02775)
                .directory("./tmp", 01777)
                .write(directory);

        try (PackageContent content = reader().read(List.of(deb)).get(0)) {
            assertThat(content.entries()).extracting(LayerEntry::mode).containsExactly(0755, 0775, 01777);
            assertThat(content.entries()).extracting(LayerEntry::owner).containsOnly(Owner.ROOT);
        }
    }

    @Test
    void aHardLinkIsASecondFile() throws Exception {
        PackageFile deb = new DebWriting("zones")
                .file("./usr/share/UTC", "zone")
                .hardLink("./usr/share/Zulu", "./usr/share/UTC")
                .write(directory);

        assertThat(lines(deb)).containsExactly("/usr/share/UTC FILE 644 zone", "/usr/share/Zulu FILE 644 zone");
    }

    private record Hostile(String entry, String why, UnaryOperator<DebWriting> attack) {
        @Override
        public String toString() {
            return why;
        }
    }

    static Stream<Hostile> hostile() {
        return Stream.of(
                new Hostile("/etc/cron.d/evil", "its path is absolute", deb -> deb.file("/etc/cron.d/evil", "x")),
                new Hostile(
                        "./usr/../../evil",
                        "its path leads out of the image",
                        deb -> deb.file("./usr/../../evil", "x")),
                new Hostile("./usr//evil", "its path is not in the usual form", deb -> deb.file("./usr//evil", "x")),
                new Hostile(
                        "./dev/sda",
                        "it is a device",
                        deb -> deb.add("./dev/sda", TarConstants.LF_BLK, 0666, "", new byte[0])),
                new Hostile(
                        "./dev/null",
                        "it is a device",
                        deb -> deb.add("./dev/null", TarConstants.LF_CHR, 0666, "", new byte[0])),
                new Hostile(
                        "./run/pipe",
                        "it is a named pipe",
                        deb -> deb.add("./run/pipe", TarConstants.LF_FIFO, 0666, "", new byte[0])),
                new Hostile(
                        "./etc/odd",
                        "it is neither a file nor a directory nor a link",
                        deb -> deb.add("./etc/odd", (byte) 'Q', 0644, "", new byte[0])),
                new Hostile(
                        "./etc/evil",
                        "it is a link out of the image, to ../../etc/shadow",
                        deb -> deb.symlink("./etc/evil", "../../etc/shadow")),
                new Hostile(
                        "./etc/evil",
                        "it is a hard link to ./etc/shadow, which is no file of the package",
                        deb -> deb.hardLink("./etc/evil", "./etc/shadow")),
                new Hostile("./etc/evil", "its path is absolute", deb -> deb.hardLink("./etc/evil", "/etc/shadow")),
                new Hostile(
                        "./etc/evil",
                        "its path leads out of the image",
                        deb -> deb.hardLink("./etc/evil", "../../etc/shadow")),
                new Hostile(
                        "./etc/passwd",
                        "it is there twice",
                        deb -> deb.file("./etc/passwd", "one").file("./etc/passwd", "two")),
                new Hostile(
                        "./etc/passwd",
                        "it is there twice",
                        deb -> deb.file("./etc/passwd", "one").symlink("./etc/passwd", "two")),
                new Hostile(
                        "./etc/b\uFFFDse",
                        "its name is not text in UTF-8",
                        deb -> deb.names(StandardCharsets.ISO_8859_1).file("./etc/b\u00f6se", "x")),
                new Hostile("./etc/a?b", "its name is not text in UTF-8", deb -> deb.file("./etc/a\nb", "x")));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void aHostileEntryIsRefusedByName(Hostile hostile) throws Exception {
        PackageFile deb = hostile.attack
                .apply(new DebWriting("evil").file("./usr/ok", "x"))
                .write(directory);

        assertThatThrownBy(() -> reader().read(List.of(deb)))
                .isInstanceOf(BuildFailure.class)
                .hasMessage("the package evil 1.0 (amd64) is refused because of its entry " + hostile.entry
                        + "\n  why     " + hostile.why + "\n  from    " + deb.path()
                        + "\n  do      leave the package out; if it is your own, build it again with dpkg-deb");
    }

    @ParameterizedTest
    @ValueSource(strings = {".gz", ".xz"})
    void aPackageThatUnpacksToFarMoreThanItSaysIsRefused(String compression) throws Exception {
        byte[] bomb = DebWriting.compressed(compression, new byte[65 << 20]);
        PackageFile deb = new DebWriting("bomb")
                .with("Installed-Size", "10")
                .part("data.tar" + compression, bomb)
                .write(directory);

        assertThatThrownBy(() -> reader().read(List.of(deb)))
                .isInstanceOf(BuildFailure.class)
                .hasMessage("""
                        the package bomb 1.0 (amd64) is refused because its files need more than 64 MiB
                          why     that is far more than its own control file says, or than any package of Debian needs
                          from    %s
                          do      leave the package out; if it is your own, correct its Installed-Size""".formatted(deb.path()));
    }

    @Test
    void aControlArchiveThatUnpacksToFarMoreThanAnyHasIsRefused() throws Exception {
        PackageFile deb = new DebWriting("bomb")
                .compression(".xz")
                .with("Description", "x".repeat(65 << 20))
                .write(directory);

        assertThatThrownBy(() -> reader().read(List.of(deb)))
                .isInstanceOf(BuildFailure.class)
                .hasMessageStartingWith(
                        "the package bomb 1.0 (amd64) is refused because its files need more than 64 MiB");
    }

    @Test
    void aFileThatClaimsToBeLargerThanItsArchiveIsRefused() throws Exception {
        byte[] tar = Arrays.copyOf(tarOf("./etc/name", "text"), 1024);
        // 100 GB in the header, a few bytes behind it.
        System.arraycopy("1351035564000\0".getBytes(StandardCharsets.US_ASCII), 1, tar, 124, 12);
        int sum = 0;
        Arrays.fill(tar, 148, 156, (byte) ' ');
        for (int i = 0; i < 512; i++) {
            sum += tar[i] & 0xff;
        }
        byte[] checksum = ("%06o\0 ".formatted(sum)).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(checksum, 0, tar, 148, 8);
        PackageFile deb = new DebWriting("bomb").part("data.tar", tar).write(directory);

        assertThatThrownBy(() -> reader().read(List.of(deb)))
                .isInstanceOf(BuildFailure.class)
                .hasMessageMatching("(?s)the package bomb 1.0 \\(amd64\\) (cannot be read|is refused).*");
    }

    @Test
    void aDamagedPackageIsNotAStackTrace() throws Exception {
        PackageFile deb = new DebWriting("broken").file("./etc/name", "text").write(directory);
        byte[] whole = Files.readAllBytes(deb.path());
        for (int length = 0; length < whole.length; length += 7) {
            Files.write(deb.path(), Arrays.copyOf(whole, length));
            assertRefused(deb, "length " + length);
        }
        int refused = 0;
        for (int at = 0; at < whole.length; at += 3) {
            byte[] changed = whole.clone();
            changed[at] ^= 0x55;
            Files.write(deb.path(), changed);
            refused += isRefused(deb) ? 1 : 0;
        }
        assertThat(refused).isGreaterThan(whole.length / 12);
    }

    private void assertRefused(PackageFile deb, String what) throws IOException {
        assertThat(isRefused(deb)).as(what).isTrue();
    }

    private boolean isRefused(PackageFile deb) throws IOException {
        try {
            for (PackageContent content : reader().read(List.of(deb))) {
                content.close();
            }
            return false;
        } catch (BuildFailure failure) {
            assertThat(failure.getMessage()).contains("the package broken 1.0 (amd64)", "  why ", "  do ");
            return true;
        }
    }

    @Test
    void whatIsNoPackageSaysSo() throws Exception {
        PackageFile html = new DebWriting("page").write(directory);
        Files.writeString(html.path(), "<html>please log in</html>");

        assertThatThrownBy(() -> reader().read(List.of(html)))
                .isInstanceOf(BuildFailure.class)
                .hasMessage("the package page 1.0 (amd64) cannot be read\n  why     it is not an ar archive\n  from    "
                        + html.path() + "\n  do      start the build again, which downloads it anew; if it is your own"
                        + " package, build it again with dpkg-deb");
    }

    @Test
    void anotherPackageThanTheIndexNamesIsRefused() throws Exception {
        PackageFile deb = new DebWriting("hello").with("Version", "2.0").write(directory);
        PackageFile asked = new PackageFile(deb.path(), "hello", "1.0", "amd64", "hello");

        assertThatThrownBy(() -> reader().read(List.of(asked)))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("its control file says Version: 2.0, but its archive's index says 1.0");
    }

    @Test
    void ofSeveralBadPackagesTheFirstIsToldWhateverThreadIsFaster() throws Exception {
        PackageFile good = new DebWriting("good").file("./etc/good", "x").write(directory);
        PackageFile slow = new DebWriting("slow")
                .file("./large", "x".repeat(3_000_000))
                .file("/absolute", "x")
                .write(directory);
        PackageFile fast = new DebWriting("fast").file("../out", "x").write(directory);

        assertThatThrownBy(() -> reader().read(List.of(good, slow, fast))).hasMessageContaining("the package slow");
    }

    private List<String> lines(PackageFile deb) throws IOException {
        try (PackageContent content = reader().read(List.of(deb)).get(0)) {
            return content.entries().stream()
                    .map(entry -> entry.path() + " " + entry.type() + " " + Integer.toOctalString(entry.mode())
                            + (entry.type() == LayerEntry.Type.DIRECTORY ? "" : " " + value(entry)))
                    .toList();
        }
    }

    private static String value(LayerEntry entry) {
        if (entry.type() == LayerEntry.Type.SYMLINK) {
            return entry.linkTarget();
        }
        try (InputStream bytes = entry.content().open()) {
            return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
