package io.github.sosapp.debian.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.testing.ArchiveSigner;
import io.github.sosapp.testing.FakeDebianArchive;
import io.github.sosapp.testing.Fault;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lists of packages: which are believed, which are refused with what words, and what is asked for again. */
class PackageArchiveTest {

    private static final String IN_RELEASE = "debian/dists/bookworm/InRelease";
    private static final String OTHER_MIRROR = "set another mirror as sos.debian.mirror";
    private static final String UNSIGNED =
            "; for an archive that is signed with other keys than Debian's, set sos.debian.keyring to the file that holds"
                    + " them";

    @TempDir
    private Path directory;

    private ArchiveFixture fixture;
    private FakeDebianArchive archive;
    private String zlib;

    @BeforeEach
    void open() {
        fixture = new ArchiveFixture(directory);
        archive = fixture.archive;
        zlib = archive.stanza("zlib1g", "1.2", "amd64", "zlib".getBytes(StandardCharsets.UTF_8));
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private FakeDebianArchive.SuiteDraft bookworm() {
        return fixture.suite("bookworm").packages("amd64", zlib);
    }

    @Test
    void packagesOfAReleaseComeWithItsUpdates() {
        bookworm().signedBy(fixture.signer);
        fixture.suite("bookworm-updates")
                .packages("amd64", archive.stanza("tzdata", "2026f", "all", new byte[7]))
                .signedBy(fixture.signer);
        fixture.suite("bookworm-security")
                .packages("amd64", archive.stanza("zlib1g", "1.2+deb12u1", "amd64", new byte[9]))
                .signedBy(fixture.signer);

        Suites suites = fixture.open();

        assertThat(suites.packages("amd64").names()).containsExactly("tzdata", "zlib1g");
        assertThat(suites.packages("amd64").byName("zlib1g").orElseThrow().version())
                .hasToString("1.2+deb12u1");
        assertThat(suites.notes()).isEmpty();
        assertThat(suites.dates().keySet()).contains("bookworm", "bookworm-updates", "bookworm-security");
        assertThat(suites.dates()).containsEntry("bookworm", ArchiveFixture.NOW.minus(Duration.ofDays(1)));
    }

    @Test
    void aMirrorWithoutUpdatesIsUsedAndSaidSo() {
        bookworm().signedBy(fixture.signer);

        assertThat(fixture.open().notes())
                .containsExactly(
                        archive.address()
                                + " with bookworm-updates is not there: updates between two point releases are"
                                + " missing",
                        archive.address()
                                + "-security with bookworm-security is not there: security updates are missing;"
                                + " set sos.debian.securityMirror");
    }

    @Test
    void aSecurityMirrorThatWasSetMustHaveItsSuite() {
        bookworm().signedBy(fixture.signer);
        fixture.securityMirrors(archive.address() + "-sec");

        fixture.refusesKeepingSome(fixture::open, """
                there is no suite bookworm-security in the archive
                  why     127.0.0.1 answered 404
                  from    -Dsos.debian.mirror on the command line
                  do      check the name of the suite, and that the address of the mirror is that of the directory that \
                holds dists and pool, as in https://mirror.example.com/debian
                  asked   http://HOST/debian-sec/dists/bookworm-security/InRelease
                """);
    }

    @Test
    void packagesForAllArchitecturesAreReadWhereverTheArchivePutsThem() {
        fixture.suite("bookworm")
                .field("Architectures", "all amd64")
                .packages("amd64", zlib)
                .packages("all", archive.stanza("tzdata", "2026f", "all", new byte[7]))
                .signedBy(fixture.signer);

        assertThat(fixture.open().packages("amd64").names()).containsExactly("tzdata", "zlib1g");

        fixture.suite("bookworm")
                .field("Architectures", "all amd64")
                .field("No-Support-for-Architecture-all", "Packages")
                .packages("amd64", zlib)
                .signedBy(fixture.signer);
        assertThat(fixture.later(Duration.ofHours(2)).open().packages("amd64").names())
                .containsExactly("zlib1g");
    }

    @Test
    void listsPackedWithGzipAndListsWithoutDigestsInTheirAddressAreReadToo() {
        fixture.suite("bookworm").withoutByHash().packagesInGzip("amd64", zlib).signedBy(fixture.signer);

        assertThat(fixture.open().packages("amd64").size()).isEqualTo(1);
        assertThat(archive.requests()).contains("GET /debian/dists/bookworm/main/binary-amd64/Packages.gz");
    }

    @Test
    void aListThatIsNotThereByItsDigestIsAskedForByItsName() {
        bookworm().signedBy(fixture.signer);
        byte[] packed = FakeDebianArchive.xz(zlib.getBytes(StandardCharsets.UTF_8));
        String byHash = "debian/dists/bookworm/main/binary-amd64/by-hash/SHA256/" + FakeDebianArchive.sha256(packed);
        archive.remove(byHash);
        archive.put("debian/dists/bookworm/main/binary-amd64/Packages.xz", packed);

        assertThat(fixture.open().packages("amd64").size()).isEqualTo(1);
    }

    @Test
    void withinAnHourNothingIsAskedForAgain() {
        bookworm().signedBy(fixture.signer);
        fixture.suite("bookworm-updates").packages("amd64", "").signedBy(fixture.signer);
        fixture.suite("bookworm-security").packages("amd64", "").signedBy(fixture.signer);
        fixture.open();
        int before = archive.requests().size();

        fixture.later(Duration.ofMinutes(59)).open();

        assertThat(archive.requests()).hasSize(before);
    }

    @Test
    void afterAnHourOneConditionalRequestForEachSuiteIsEnough() {
        bookworm().signedBy(fixture.signer);
        fixture.suite("bookworm-updates").packages("amd64", "").signedBy(fixture.signer);
        fixture.suite("bookworm-security").packages("amd64", "").signedBy(fixture.signer);
        fixture.open();
        int before = archive.requests().size();
        String tag = "\"" + FakeDebianArchive.sha256(archive.get(IN_RELEASE)).substring(0, 8) + "\"";

        fixture.later(Duration.ofMinutes(61)).open();

        assertThat(archive.requests().subList(before, archive.requests().size()))
                .hasSize(3)
                .contains("GET /" + IN_RELEASE + " unless " + tag);

        fixture.later(Duration.ofMinutes(59)).open();
        assertThat(archive.requests()).hasSize(before + 3);
    }

    @Test
    void aNewerListTakesThePlaceOfTheOlderOneAndNotTheOtherWayRound() {
        bookworm().signedBy(fixture.signer);
        fixture.open();
        byte[] older = archive.get(IN_RELEASE);
        fixture.suite("bookworm")
                .dated(ArchiveFixture.NOW)
                .packages("amd64", archive.stanza("zlib1g", "1.3", "amd64", new byte[3]))
                .signedBy(fixture.signer);

        assertThat(version(fixture.later(Duration.ofHours(2)).open())).isEqualTo("1.3");

        archive.put(IN_RELEASE, older);
        assertThat(version(fixture.later(Duration.ofHours(2)).open())).isEqualTo("1.3");
    }

    private static String version(Suites suites) {
        return suites.packages("amd64").byName("zlib1g").orElseThrow().version().toString();
    }

    @Test
    void offlineTheCacheIsEnough() {
        bookworm().signedBy(fixture.signer);
        fixture.open();
        archive.close();

        Suites suites = fixture.later(Duration.ofDays(3)).offline(true).open();

        assertThat(version(suites)).isEqualTo("1.2");
        assertThat(suites.notes())
                .contains(
                        archive.address() + "-security with bookworm-security is not in the cache: security updates are"
                                + " missing; set sos.debian.securityMirror");
    }

    @Test
    void offlineWithoutTheListSaysWhatIsMissing() {
        fixture.refuses(() -> fixture.offline(true).open(), """
                the list of bookworm is not in the cache, and Maven is offline
                  from    -Dsos.debian.mirror on the command line
                  do      run the build once without -o
                """);
        assertThat(archive.requests()).isEmpty();
    }

    @Test
    void offlineWithoutTheListOfOneArchitectureSaysWhatIsMissing() {
        bookworm().packages("arm64", "").signedBy(fixture.signer);
        fixture.open("amd64");

        fixture.refusesKeepingSome(() -> fixture.offline(true).open("amd64", "arm64"), """
                the list of packages of bookworm/main for arm64 is not in the cache, and Maven is offline
                  from    -Dsos.debian.mirror on the command line
                  do      run the build once without -o
                """);
    }

    @Test
    void aChangedListIsRefused() {
        bookworm().signedBy(fixture.signer);
        String changed = new String(archive.get(IN_RELEASE), StandardCharsets.UTF_8).replace("Label: D", "Label: E");
        archive.put(IN_RELEASE, changed.getBytes(StandardCharsets.UTF_8));

        refuses(
                "has no good signature: key " + fixture.signer.keyId()
                        + " signed something else: the file was changed after it was signed",
                OTHER_MIRROR + UNSIGNED);
    }

    @Test
    void aListSignedByAStrangerIsRefused() {
        ArchiveSigner stranger = ArchiveSigner.since(Instant.parse("2026-01-01T00:00:00Z"));
        bookworm().signedBy(stranger);

        refuses("has no good signature: key " + stranger.keyId() + " is not known", OTHER_MIRROR + UNSIGNED);
    }

    @Test
    void aListSignedByWayOfSha1IsRefused() {
        bookworm().signedBy(fixture.signer.withSha1());

        refuses(
                "has no good signature: key " + fixture.signer.keyId() + " signed by way of a digest that is too weak",
                OTHER_MIRROR + UNSIGNED);
    }

    @Test
    void anUnsignedListIsRefused() {
        bookworm().as(bookworm().release().getBytes(StandardCharsets.UTF_8));

        refuses("is not a signed list of packages", OTHER_MIRROR + UNSIGNED);
    }

    @Test
    void aPageForPeopleIsRefused() {
        bookworm().as("<html><body>Please log in</body></html>".getBytes(StandardCharsets.UTF_8));

        refuses("is not a signed list of packages but a web page", OTHER_MIRROR + UNSIGNED);
    }

    @Test
    void aTruncatedListIsRefused() {
        bookworm().signedBy(fixture.signer);
        byte[] whole = archive.get(IN_RELEASE);
        archive.put(IN_RELEASE, Arrays.copyOf(whole, whole.length / 2));

        refuses("is not complete", OTHER_MIRROR + UNSIGNED);
    }

    @Test
    void aListThatIsNoLongerValidIsRefused() {
        bookworm().validUntil(Instant.parse("2026-11-21T11:59:00Z")).signedBy(fixture.signer);

        refuses(
                "was valid until 2026-11-21 11:59 UTC only; newer packages may be missing from it",
                OTHER_MIRROR + ", one that is kept up to date; a build with sos-lock.json needs no list");
    }

    @Test
    void aListThatExpiresInTheCacheIsFetchedAnewAndRefusedOffline() {
        bookworm().validUntil(ArchiveFixture.NOW.plusSeconds(60)).signedBy(fixture.signer);
        fixture.open();
        fixture.later(Duration.ofMinutes(5));

        fixture.refusesKeepingSome(() -> fixture.offline(true).open(), """
                the list of bookworm cannot be believed
                  why     the file was valid until 2026-11-21 12:01 UTC only; newer packages may be missing from it
                  from    -Dsos.debian.mirror on the command line
                  do      %s, one that is kept up to date; a build with sos-lock.json needs no list
                  asked   http://HOST/%s
                """.formatted(OTHER_MIRROR, IN_RELEASE));

        bookworm().validUntil(ArchiveFixture.NOW.plusSeconds(6000)).signedBy(fixture.signer);
        assertThat(version(fixture.offline(false).open())).isEqualTo("1.2");
    }

    @Test
    void aListFromTheFutureIsRefused() {
        bookworm().dated(Instant.parse("2026-11-23T12:00:00Z")).signedBy(fixture.signer);

        refuses(
                "is dated 2026-11-23 12:00 UTC, which is in the future",
                "check the clock of this machine; if it is right, " + OTHER_MIRROR);
    }

    @Test
    void theListOfAnotherSuiteIsRefused() {
        bookworm().field("Codename", "buster").field("Suite", "oldoldstable").signedBy(fixture.signer);

        refuses("is the list of buster (oldoldstable)", OTHER_MIRROR);
    }

    @Test
    void aListWithoutDateOrDigestsIsRefused() {
        archive.suite("debian", "bookworm").packages("amd64", zlib).signedBy(fixture.signer);
        refuses("has no date", OTHER_MIRROR);

        archive.suite("debian", "bookworm")
                .dated(ArchiveFixture.NOW)
                .as(ArchiveSigner.sign("Codename: bookworm\nMD5Sum:\n 00 1 main/x\n", fixture.signer));
        refuses("lists no files with their SHA-256", OTHER_MIRROR);
    }

    private void refuses(String why, String remedy) {
        fixture.refuses(fixture::open, """
                the list of bookworm cannot be believed
                  why     the file %s
                  from    -Dsos.debian.mirror on the command line
                  do      %s
                  asked   http://HOST/%s
                """.formatted(why, remedy, IN_RELEASE));
    }

    @Test
    void aMirrorThatHasNoSuchSuiteIsNamed() {
        fixture.refuses(fixture::open, """
                there is no suite bookworm in the archive
                  why     127.0.0.1 answered 404
                  from    -Dsos.debian.mirror on the command line
                  do      check the name of the suite, and that the address of the mirror is that of the directory that \
                holds dists and pool, as in https://mirror.example.com/debian
                  asked   http://HOST/debian/dists/bookworm/InRelease
                """);
    }

    @Test
    void aMirrorThatStallsIsNamed() {
        bookworm().signedBy(fixture.signer);
        archive.spoil(IN_RELEASE, Fault.stall());

        fixture.impatient().refuses(fixture::open, """
                cannot fetch the list of bookworm
                  why     HOST gave no answer for 1 s
                  from    -Dsos.debian.mirror on the command line
                  do      check the network between this machine and 127.0.0.1 and the proxy in settings.xml, or set \
                another mirror as sos.debian.mirror
                  asked   http://HOST/debian/dists/bookworm/InRelease
                """);
    }

    @Test
    void aMirrorThatForbidsIsNamed() {
        archive.spoil(IN_RELEASE, Fault.status(403));

        fixture.refuses(fixture::open, """
                cannot fetch the list of bookworm
                  why     127.0.0.1 answered 403
                  from    -Dsos.debian.mirror on the command line
                  do      set a mirror that asks for no login as sos.debian.mirror
                  asked   http://HOST/debian/dists/bookworm/InRelease
                """);
    }

    @Test
    void theSecondMirrorIsAskedWhenTheFirstHasNothing() {
        bookworm().signedBy(fixture.signer);
        fixture.mirrors("http://" + archive.host() + "/empty/debian", archive.address());

        assertThat(version(fixture.open())).isEqualTo("1.2");
    }

    @Test
    void otherBytesThanTheSignedOnesAreRefused() {
        bookworm().signedBy(fixture.signer);
        byte[] packed = FakeDebianArchive.xz(zlib.getBytes(StandardCharsets.UTF_8));
        byte[] other = packed.clone();
        other[other.length / 2] ^= 1;
        String path = "debian/dists/bookworm/main/binary-amd64/by-hash/SHA256/" + FakeDebianArchive.sha256(packed);
        archive.put(path, other);

        fixture.refusesKeepingLists(
                fixture::open, """
                cannot fetch the packages of bookworm
                  why     HOST answered with other bytes: wanted sha256:%s, received sha256:%s
                  from    -Dsos.debian.mirror on the command line
                  do      try again in some minutes, in case the mirror is just being renewed; if it stays, set another \
                mirror as sos.debian.mirror
                  asked   http://HOST/%s
                """.formatted(FakeDebianArchive.sha256(packed), FakeDebianArchive.sha256(other), path));
    }

    @Test
    void aListThatTheMirrorDoesNotHaveIsNamed() {
        bookworm().signedBy(fixture.signer);
        byte[] packed = FakeDebianArchive.xz(zlib.getBytes(StandardCharsets.UTF_8));
        archive.remove("debian/dists/bookworm/main/binary-amd64/by-hash/SHA256/" + FakeDebianArchive.sha256(packed));

        fixture.refusesKeepingLists(fixture::open, """
                the list of packages of bookworm/main for amd64 is missing
                  why     the mirror has the suite bookworm but not its main/binary-amd64/Packages.xz
                  from    -Dsos.debian.mirror on the command line
                  do      try again in some minutes, in case the mirror is just being renewed; if it stays, set another \
                mirror as sos.debian.mirror
                """);
    }

    @Test
    void aListThatUnpacksToMoreThanItsSignedSizeIsRefused() {
        byte[] bomb = FakeDebianArchive.xz(new byte[50 << 20]);
        bookworm().packed("amd64", ".xz", bomb).signedBy(fixture.signer);

        fixture.refusesKeepingLists(fixture::open, """
                the list of packages of bookworm/main cannot be believed
                  why     it does not unpack to what the archive has signed: it is longer than %s bytes
                  from    -Dsos.debian.mirror on the command line
                  do      set another mirror as sos.debian.mirror; if it says the same, report it to whoever runs the archive
                  asked   main/binary-amd64/Packages.xz
                """.formatted(zlib.length()));
    }

    @Test
    void aListThatUnpacksToSomethingElseIsRefused() {
        byte[] other = FakeDebianArchive.xz(zlib.replace("1.2", "1.3").getBytes(StandardCharsets.UTF_8));
        bookworm().packed("amd64", ".xz", other).signedBy(fixture.signer);

        fixture.refusesKeepingLists(fixture::open, """
                the list of packages of bookworm/main cannot be believed
                  why     it does not unpack to what the archive has signed: its SHA-256 is another
                  from    -Dsos.debian.mirror on the command line
                  do      set another mirror as sos.debian.mirror; if it says the same, report it to whoever runs the archive
                  asked   main/binary-amd64/Packages.xz
                """);
    }

    @Test
    void aListThatIsNotPackedAsItsNameSaysIsRefused() {
        bookworm()
                .packed("amd64", ".xz", "no xz at all".getBytes(StandardCharsets.UTF_8))
                .signedBy(fixture.signer);

        fixture.refusesKeepingLists(fixture::open, """
                the list of packages of bookworm/main cannot be believed
                  why     it does not unpack to what the archive has signed: it is damaged
                  from    -Dsos.debian.mirror on the command line
                  do      set another mirror as sos.debian.mirror; if it says the same, report it to whoever runs the archive
                  asked   main/binary-amd64/Packages.xz
                """);
    }

    @Test
    void aListOfAnUnbelievableLengthIsNotFetched() {
        String release = bookworm().release().replaceFirst(" +\\d+ (main/binary-amd64/Packages\n)", " 99999999999 $1");
        bookworm().as(ArchiveSigner.sign(release, fixture.signer));

        fixture.refusesKeepingLists(fixture::open, """
                the list of packages of bookworm is too long
                  why     main/binary-amd64/Packages has 99999999999 bytes, at most 1073741824 are read
                  from    -Dsos.debian.mirror on the command line
                  do      set another mirror as sos.debian.mirror
                """);
    }

    @Test
    void anArchitectureThatTheReleaseDoesNotHaveIsNamed() {
        bookworm().signedBy(fixture.signer);

        fixture.refusesKeepingLists(() -> fixture.open("vax"), """
                bookworm has no packages for the architecture vax
                  from    -Dsos.debian.mirror on the command line
                  do      choose other platforms with sos.platforms, or another release
                """);
    }

    @Test
    void aNameThatIsNoReleaseIsRefusedBeforeAnythingIsAsked() {
        for (String name : List.of("../etc", "Bookworm", "", "a/b", "a%2fb")) {
            fixture.refuses(() -> fixture.client().open(name, List.of("amd64")), """
                    "%s" is not the name of a Debian release
                      do      name it as Debian does, for example bookworm or trixie
                    """.formatted(name));
        }
        assertThat(archive.requests()).isEmpty();
    }

    @Test
    void aDamagedCacheIsHealed() throws Exception {
        bookworm().signedBy(fixture.signer);
        fixture.open();
        for (Path file : fixture.cached()) {
            byte[] content = Files.readAllBytes(file);
            content[content.length / 2] ^= 1;
            Files.write(file, content);
        }

        assertThat(version(fixture.open())).isEqualTo("1.2");
    }
}
