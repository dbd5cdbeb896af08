package io.github.sosapp.debian;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.debian.archive.ArchiveAccess;
import io.github.sosapp.debian.archive.PackageArchive;
import io.github.sosapp.debian.archive.mirror.AptSources;
import io.github.sosapp.debian.archive.mirror.MirrorSearch;
import io.github.sosapp.debian.archive.signature.ArchiveKeys;
import io.github.sosapp.debian.rootfs.AssembledTree;
import io.github.sosapp.debian.rootfs.Rootfs;
import io.github.sosapp.debian.rootfs.deb.UnpackedPackages;
import io.github.sosapp.http.HttpSettings;
import io.github.sosapp.http.HttpTransport;
import io.github.sosapp.http.RetryPolicy;
import io.github.sosapp.http.Transfers;
import io.github.sosapp.image.layer.LayerConflicts.NamedEntries;
import io.github.sosapp.testing.Programs;
import io.github.sosapp.testing.Required;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sets of packages that the plugin carries, chosen from the real archive, assembled and run. */
class CuratedSetsIT {

    // Not a temporary directory of JUnit, which warns of each absolute link that it deletes.
    private static final Path DIRECTORY = Path.of("target", "curated-sets").toAbsolutePath();
    private static final List<String> ARCHITECTURES = List.of("amd64", "arm64");

    private static PackageArchive archive;

    @BeforeAll
    static void open() {
        AptSources sources = new AptSources(Path.of("/"));
        Required.that(
                sources.mirrors().isPresent(),
                sources.otherwise(),
                "run this on Debian with its archive in its apt sources");
        archive = new PackageArchive(
                new ArchiveAccess(
                        new MirrorSearch(List.of(sources)),
                        ArchiveKeys::carried,
                        new HttpTransport(HttpSettings.of("sos-test/1"), RetryPolicy.standard()),
                        DIRECTORY.resolve("cache"),
                        Clock.systemUTC(),
                        false),
                Transfers.UNWATCHED);
    }

    @ParameterizedTest
    @CsvSource({
        "bookworm, static java17 java17-jlink java17-modules python311",
        "trixie, static java21 java21-jlink java21-modules node20 python313"
    })
    void everySetCanBeHadForBothArchitectures(String suite, String names) {
        PackageChoice choice = PackageChoice.from(archive, suite, ARCHITECTURES);
        for (String name : names.split(" ")) {
            PackageSet set = PackageSets.carried().of(suite, name, "a test");
            for (String architecture : ARCHITECTURES) {
                List<LockedPackage> chosen = choice.choose(set, architecture);

                Set<String> packages = chosen.stream().map(LockedPackage::name).collect(Collectors.toSet());
                assertThat(packages)
                        .as(name + " for " + architecture)
                        .containsAll(set.wanted().keySet());
                packages.retainAll(set.omitted().keySet());
                assertThat(packages).as(name + " for " + architecture).isEmpty();
            }
        }
    }

    @Test
    void nodeRuns() throws Exception {
        Path root = assembled("trixie", "node20");

        assertThat(run(
                        root,
                        "/usr/bin/node",
                        "-p",
                        "process.version.split('.')[0] + ' ' + require('crypto').getHashes().includes('sha256')"))
                .isEqualTo("v20 true\n");
        assertThat(root.resolve("usr/bin/npm")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"bookworm, 3.11", "trixie, 3.13"})
    void pythonRunsWithItsStandardLibrary(String suite, String version) throws Exception {
        Path root = assembled(suite, "python" + version.replace(".", ""));

        assertThat(run(
                        root,
                        "/usr/bin/python3",
                        "-c",
                        "import ssl, sqlite3, ctypes, lzma, bz2, asyncio, zoneinfo, sys;"
                                + "print(sys.version_info[:2], len(ssl.create_default_context().get_ca_certs()) > 100,"
                                + " zoneinfo.ZoneInfo('Asia/Almaty').key)"))
                .isEqualTo("(" + version.replace(".", ", ") + ") True Asia/Almaty\n");
        assertThat(root.resolve("usr/bin/pip3")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"amd64", "arm64"})
    void theShellSetForImagesThatPeopleLookIntoCanBeHad(String architecture) {
        PackageSet set = PackageSets.carried().of("trixie", "shell", "a test");

        assertThat(PackageChoice.from(archive, "trixie", ARCHITECTURES).choose(set, architecture))
                .extracting(LockedPackage::name)
                .contains("dash", "busybox", "curl")
                .doesNotContain("apt", "dpkg", "perl-base", "debianutils");
    }

    @Test
    void shellAndCurlRun() throws Exception {
        Path root = assembled("trixie", "shell");

        assertThat(run(root, "/bin/sh", "-c", "curl --version | busybox head -n 1 | busybox cut -d ' ' -f 1"))
                .isEqualTo("curl\n");
    }

    @Test
    void java21Runs() throws Exception {
        Path root = assembled("trixie", "java21");

        assertThat(run(root, "/usr/bin/java", "-XshowSettings:properties", "-version", "-Duser.dir=/"))
                .isEmpty();
    }

    private static Path assembled(String suite, String name) throws IOException {
        PackageSet set = PackageSets.carried().of(suite, name, "a test");
        List<LockedPackage> packages =
                PackageChoice.from(archive, suite, ARCHITECTURES).choose(set, "amd64");
        Path root = DIRECTORY.resolve(name);
        Programs.output(Path.of("/"), "rm", "-rf", root.toString());
        Files.createDirectories(root);
        BaseAssembler assembler = new BaseAssembler(
                archive, 2, Files.createDirectories(DIRECTORY.resolve("work")), UnpackedPackages.none());
        try (Rootfs rootfs = assembler.assemble(name, Set.of(), packages, missing -> Optional.empty())) {
            assertThat(rootfs.layers()).extracting(NamedEntries::name).hasSizeLessThanOrEqualTo(8);
            return AssembledTree.of(rootfs, root).root();
        }
    }

    private static String run(Path root, String... command) {
        Required.that(
                Programs.run(root, Map.of(), "unshare", "--mount", "true").exitCode() == 0,
                "this user may not change the root directory",
                "run the test as root");
        List<String> words = new ArrayList<>(List.of("unshare", "--mount", "sh", "-c"));
        words.add("mount --bind /proc proc && mkdir -p dev && mount --bind /dev dev"
                + " && exec chroot --userspec=65532:65532 . \"$@\"");
        words.add("sh");
        words.addAll(List.of(command));
        return Programs.succeeded(root, Map.of("LC_ALL", "C.UTF-8"), words.toArray(String[]::new))
                .output();
    }
}
