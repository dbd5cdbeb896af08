package io.github.sosapp.debian.rootfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.debian.rootfs.deb.DebWriting;
import io.github.sosapp.debian.rootfs.deb.PackageFile;
import io.github.sosapp.debian.rootfs.deb.PackageReader;
import io.github.sosapp.debian.rootfs.deb.UnpackedPackages;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.layer.LayerConflicts;
import io.github.sosapp.image.layer.LayerConflicts.NamedEntries;
import io.github.sosapp.image.layer.LayerEntry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RootfsAssemblerTest {

    private static final RootfsDescription PLAIN = RootfsDescription.of("static");

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

    @Test
    void pathsAreInMergedUsrHoweverPackagesSpellThem() throws Exception {
        Map<String, String> files = assemble(
                PLAIN,
                deb("old").file("./lib/x86_64-linux-gnu/liba.so.1", "a").symlink("./lib64/ld.so", "/lib/ld.so"),
                deb("new")
                        .symlink("./bin", "usr/bin")
                        .symlink("./lib64", "usr/lib64")
                        .file("./usr/bin/tool", "b"));

        assertThat(files)
                .containsEntry("/usr/lib/x86_64-linux-gnu/liba.so.1", "a")
                .containsEntry("/usr/lib64/ld.so", "-> /lib/ld.so")
                .containsEntry("/usr/bin/tool", "b")
                .containsEntry("/bin", "-> usr/bin")
                .containsEntry("/lib", "-> usr/lib")
                .containsEntry("/lib64", "-> usr/lib64")
                .containsEntry("/sbin", "-> usr/sbin")
                .doesNotContainKey("/lib32");
    }

    @Test
    void twoPackagesMayNotHaveTheSameFile() {
        assertThatThrownBy(() -> assemble(
                        PLAIN, deb("one").file("./etc/same", "1"), deb("two").file("./etc/same", "2")))
                .isInstanceOf(BuildFailure.class)
                .hasMessage("""
                        two packages have /etc/same
                          why     one 1.0 (amd64) and two 1.0 (amd64); neither says that it replaces the other
                          do      leave one of the two packages out""");
    }

    @Test
    void theSameFileInTwoSpellingsOfADirectoryIsOneFile() {
        assertThatThrownBy(() -> assemble(
                        PLAIN, deb("one").file("./lib/same", "1"), deb("two").file("./usr/lib/same", "2")))
                .hasMessageStartingWith("two packages have /usr/lib/same");
    }

    @Test
    void aPackageThatSaysItReplacesAnotherWins() throws Exception {
        DebWriting old = deb("old").file("./etc/same", "old");
        DebWriting young = deb("young").with("Replaces", "other, old (<< 2.0)").file("./etc/same", "young");

        assertThat(assemble(PLAIN, old, young)).containsEntry("/etc/same", "young");
        assertThat(assemble(PLAIN, young, old)).containsEntry("/etc/same", "young");
    }

    @Test
    void aDirectoryHasTheModeOfTheEssentialPackage() throws Exception {
        try (Rootfs rootfs = rootfs(
                PLAIN,
                deb("aaa").directory("./srv", 0755),
                deb("base").with("Essential", "yes").directory("./srv", 0711))) {
            assertThat(rootfs.layers())
                    .flatExtracting(NamedEntries::entries)
                    .filteredOn(entry -> entry.path().equals("/srv"))
                    .extracting(LayerEntry::mode)
                    .containsOnly(0711);
        }
    }

    @Test
    void aFileBelowALinkOfAnotherPackageIsRefused() {
        assertThatThrownBy(() -> assemble(
                        PLAIN,
                        deb("one").symlink("./opt/app", "/etc"),
                        deb("two").file("./opt/app/passwd", "evil")))
                .isInstanceOf(BuildFailure.class)
                .hasMessage("""
                        the package two has /opt/app/passwd, but /opt/app of the package one is no directory
                          why     only one of them can be in an image
                          do      leave one of the two packages out""");
    }

    @Test
    void whatNoServiceNeedsIsCutButLicencesStay() throws Exception {
        Map<String, String> files = assemble(
                RootfsDescription.of("java"),
                deb("openjdk-17-jre-headless")
                        .file("./usr/share/doc/openjdk-17-jre-headless/copyright", "licence")
                        .file("./usr/share/doc/openjdk-17-jre-headless/changelog.gz", "x")
                        .file("./usr/share/man/man1/java.1.gz", "x")
                        .file("./usr/lib/jvm/java-17-openjdk-amd64/lib/ct.sym", "x")
                        .file("./usr/lib/jvm/java-17-openjdk-amd64/lib/modules", "modules"),
                deb("libc-bin").file("./usr/bin/ldd", "x").file("./usr/lib/locale/C.utf8/LC_CTYPE", "locale"));

        assertThat(files)
                .containsKeys(
                        "/usr/share/doc/openjdk-17-jre-headless/copyright",
                        "/usr/lib/jvm/java-17-openjdk-amd64/lib/modules",
                        "/usr/lib/locale/C.utf8/LC_CTYPE")
                .doesNotContainKeys(
                        "/usr/share/doc/openjdk-17-jre-headless/changelog.gz",
                        "/usr/share/man/man1/java.1.gz",
                        "/usr/lib/jvm/java-17-openjdk-amd64/lib/ct.sym",
                        "/usr/bin/ldd");
    }

    @Test
    void aShellIsRefusedInProductionAndAllowedForDevelopment() throws Exception {
        DebWriting dash = deb("dash").file("./bin/dash", "x").symlink("./bin/sh", "dash");

        assertThatThrownBy(() -> assemble(PLAIN, dash))
                .isInstanceOf(BuildFailure.class)
                .hasMessage("""
                        the package dash would bring a shell into the image: /usr/bin/dash
                          why     a production image has neither, so that whoever breaks into a service finds no tools
                          do      leave the package out of sos.packages, or build the target development, which may have it""");
        assertThat(assemble(new RootfsDescription("static", List.of(), Set.of(), true), dash))
                .containsEntry("/usr/bin/sh", "-> dash");
    }

    @Test
    void theSetForImagesThatPeopleLookIntoMayHaveAShellButNothingThatInstalls() throws Exception {
        RootfsDescription description = RootfsDescription.of("shell");
        DebWriting dash = deb("dash").file("./bin/dash", "x").symlink("./bin/sh", "dash");

        assertThat(assemble(description, dash)).containsEntry("/usr/bin/sh", "-> dash");
        assertThatThrownBy(() -> assemble(description, dash, deb("apt").file("./usr/bin/apt-get", "x")))
                .hasMessageStartingWith("the package apt would bring a package manager into the image");
    }

    @Test
    void aPackageManagerIsRefused() {
        assertThatThrownBy(() -> assemble(PLAIN, deb("node-corepack").symlink("./usr/bin/corepack", "../share/c.js")))
                .hasMessageStartingWith(
                        "the package node-corepack would bring a package manager into the image: /usr/bin/corepack");
    }

    @Test
    void packagesOfOneSourceShareALayerAndThereAreAtMostEight() throws Exception {
        String large = "x".repeat(1 << 20);
        DebWriting[] packages = Stream.of("a", "b", "c", "d", "e", "f")
                .map(name -> deb("lib" + name).with("Source", "source-" + name).file("./usr/lib/" + name, large))
                .toArray(DebWriting[]::new);
        packages[5].file("./usr/lib/more", "x");
        DebWriting[] all = Stream.concat(
                        Stream.of(packages),
                        Stream.of(
                                deb("liba-extra").with("Source", "source-a").file("./usr/lib/a-extra", "x"),
                                deb("zones").with("Architecture", "all").file("./usr/share/zones", "x"),
                                deb("added").file("./usr/lib/added", large)))
                .toArray(DebWriting[]::new);

        try (Rootfs rootfs = rootfs(new RootfsDescription("static", List.of(), Set.of("added"), false), all)) {
            assertThat(rootfs.layers())
                    .extracting(NamedEntries::name)
                    .containsExactly(
                            "data",
                            "source source-a",
                            "source source-b",
                            "source source-c",
                            "source source-f",
                            "other",
                            "added",
                            "system");
            LayerConflicts.refuse(rootfs.layers());
            assertThat(paths(rootfs, "source source-a")).contains("/usr/lib/a", "/usr/lib/a-extra");
            assertThat(paths(rootfs, "data"))
                    .contains("/usr/share/zones", "/etc/passwd", "/var/lib/dpkg/status.d/zones");
            assertThat(paths(rootfs, "added")).contains("/usr/lib/added", "/var/lib/dpkg/status.d/added");
        }
    }

    @Test
    void anAddedPackageLeavesTheLayersOfTheSetAsTheyAre() throws Exception {
        DebWriting libc = deb("libc6").with("Source", "glibc").file("./usr/lib/libc.so.6", "x".repeat(1 << 20));
        DebWriting small = deb("zlib1g").with("Source", "zlib").file("./usr/lib/libz.so.1", "x");
        DebWriting more = deb("more").file("./usr/lib/libmore.so", "x".repeat(2 << 20));
        Map<String, Set<String>> without;
        try (Rootfs rootfs = rootfs(PLAIN, libc, small)) {
            without = layers(rootfs);
        }
        try (Rootfs rootfs =
                rootfs(new RootfsDescription("static", List.of(), Set.of("more"), false), libc, small, more)) {
            Map<String, Set<String>> with = layers(rootfs);
            assertThat(with.remove("added")).contains("/usr/lib/libmore.so");
            assertThat(with).isEqualTo(without);
        }
    }

    @Test
    void checksumsNameOnlyWhatIsThere() throws Exception {
        Map<String, String> files = assemble(PLAIN, deb("hello").file("./bin/hello", "x"));

        assertThat(files)
                .containsEntry("/var/lib/dpkg/status.d/hello", "Package: hello\nVersion: 1.0\nArchitecture: amd64\n")
                .containsEntry("/var/lib/dpkg/status.d/hello.md5sums", "");
    }

    private static DebWriting deb(String name) {
        return new DebWriting(name);
    }

    private Rootfs rootfs(RootfsDescription description, DebWriting... packages) throws IOException {
        List<PackageFile> files = new ArrayList<>();
        for (DebWriting deb : packages) {
            files.add(deb.write(directory));
        }
        return new RootfsAssembler(new PackageReader(2, work, UnpackedPackages.none())).assemble(files, description);
    }

    private Map<String, String> assemble(RootfsDescription description, DebWriting... packages) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Rootfs rootfs = rootfs(description, packages)) {
            for (NamedEntries layer : rootfs.layers()) {
                for (LayerEntry entry : layer.entries()) {
                    switch (entry.type()) {
                        case DIRECTORY -> {}
                        case SYMLINK -> files.put(entry.path(), "-> " + entry.linkTarget());
                        case FILE -> files.put(entry.path(), text(entry));
                    }
                }
            }
        }
        return files;
    }

    private static String text(LayerEntry entry) throws IOException {
        try (InputStream content = entry.content().open()) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Set<String> paths(Rootfs rootfs, String layer) {
        return layers(rootfs).get(layer);
    }

    private static Map<String, Set<String>> layers(Rootfs rootfs) {
        Map<String, Set<String>> layers = new TreeMap<>();
        for (NamedEntries layer : rootfs.layers()) {
            layers.put(
                    layer.name(),
                    Set.copyOf(layer.entries().stream().map(LayerEntry::path).toList()));
        }
        return layers;
    }
}
