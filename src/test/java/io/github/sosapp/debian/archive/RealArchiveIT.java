package io.github.sosapp.debian.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.debian.archive.mirror.AptSources;
import io.github.sosapp.debian.archive.mirror.DebianMirrors;
import io.github.sosapp.debian.archive.mirror.MirrorSearch;
import io.github.sosapp.debian.archive.signature.ArchiveKeys;
import io.github.sosapp.debian.archive.signature.ReleaseSignature;
import io.github.sosapp.debian.control.PackageIndex;
import io.github.sosapp.debian.control.PackageStanza;
import io.github.sosapp.http.HttpSettings;
import io.github.sosapp.http.HttpTransport;
import io.github.sosapp.http.Request;
import io.github.sosapp.http.RetryPolicy;
import io.github.sosapp.http.Transfers;
import io.github.sosapp.testing.Programs;
import io.github.sosapp.testing.Required;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The archive that this machine's apt uses, with gpgv, apt and dpkg as judges. */
class RealArchiveIT {

    private static final AptSources SOURCES = new AptSources(Path.of("/"));
    private static final HttpTransport HTTP = new HttpTransport(HttpSettings.of("sos-test/1"), RetryPolicy.standard());

    @TempDir
    private Path directory;

    @BeforeEach
    void needAMirror() {
        Required.that(
                SOURCES.mirrors().isPresent(),
                SOURCES.otherwise(),
                "run this on Debian with its archive in /etc/apt/sources.list.d");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bookworm",
                "bookworm-updates",
                "bookworm-security",
                "trixie",
                "trixie-updates",
                "trixie-security"
            })
    void theSignedTextIsTheOneThatGpgvReads(String suite) throws Exception {
        String gpgv = Required.program("gpgv", "apt-get install gpgv").toString();
        DebianMirrors mirrors = SOURCES.mirrors().orElseThrow();
        byte[] message = HTTP.exchange(Request.get(
                        mirrors.of(suite, "dists/" + suite + "/InRelease").get(0)))
                .body();
        Path file = Files.write(directory.resolve("InRelease"), message);
        Path text = directory.resolve("Release");
        Programs.output(
                directory,
                gpgv,
                "--keyring",
                Path.of("src/main/resources/io/github/sosapp/debian/archive/signature/archive-keys.gpg")
                        .toAbsolutePath()
                        .toString(),
                "--output",
                text.toString(),
                file.toString());

        String signed = new ReleaseSignature(ArchiveKeys.carried()).verify(message, Instant.now());

        assertThat(signed).isEqualTo(Files.readString(text));
        assertThat(ReleaseFile.parse(signed, suite).names().contain(suite)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bookworm", "trixie"})
    void aPackageOfARealReleaseComesAsDpkgKnowsIt(String release) {
        String dpkg = Required.program("dpkg-deb", "apt-get install dpkg").toString();
        Suites suites = client().open(release, List.of("amd64"));
        PackageIndex packages = suites.packages("amd64");
        PackageStanza hostname = packages.byName("hostname").orElseThrow();

        Path file = client().fetch(List.of(file(hostname)), missing -> Optional.empty())
                .get(0);

        assertThat(suites.notes()).isEmpty();
        assertThat(suites.dates().keySet())
                .containsExactlyInAnyOrder(release, release + "-updates", release + "-security");
        assertThat(packages.size()).isGreaterThan(50_000);
        assertThat(Programs.output(
                        directory,
                        dpkg,
                        "--show",
                        "--showformat",
                        "${Package} ${Version} ${Architecture}",
                        file.toString()))
                .isEqualTo(hostname.toString());
    }

    @Test
    void listsAndPackagesAreThoseOfApt() {
        Required.program("apt-cache", "apt-get install apt");
        String release = Programs.output(directory, "sh", "-c", ". /etc/os-release; echo $VERSION_CODENAME");
        String architecture = Programs.output(directory, "dpkg", "--print-architecture");
        PackageIndex packages = client().open(release, List.of(architecture)).packages(architecture);

        for (String name : List.of("hostname", "libbz2-1.0", "media-types", "zlib1g")) {
            PackageStanza ours = packages.byName(name).orElseThrow();
            String aptsRecord = Programs.output(directory, "apt-cache", "show", name + "=" + ours.version());

            assertThat(aptsRecord)
                    .contains("SHA256: " + ours.sha256().hex())
                    .contains("Filename: " + ours.filename())
                    .contains("Size: " + ours.size());
        }
    }

    private static ArchiveFile file(PackageStanza stanza) {
        return new ArchiveFile(
                stanza.name(),
                stanza.version().toString(),
                stanza.architecture(),
                stanza.filename(),
                stanza.size(),
                stanza.sha256());
    }

    private PackageArchive client() {
        return new PackageArchive(
                new ArchiveAccess(
                        new MirrorSearch(List.of(SOURCES)),
                        ArchiveKeys::carried,
                        HTTP,
                        directory.resolve("cache"),
                        Clock.systemUTC(),
                        false),
                Transfers.UNWATCHED);
    }
}
