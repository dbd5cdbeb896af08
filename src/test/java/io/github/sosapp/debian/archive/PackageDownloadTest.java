package io.github.sosapp.debian.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Digest;
import io.github.sosapp.testing.FakeDebianArchive;
import io.github.sosapp.testing.Fault;
import io.github.sosapp.testing.Trap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packages themselves: only their digest makes them believed. */
class PackageDownloadTest {

    private static final byte[] CONTENT = bytes(3_000_000);
    private static final ArchiveFile FILE = ArchiveFixture.file("zlib1g", "1.2", CONTENT);
    private static final String PATH = "debian/" + FILE.path();
    private static final String RENEWED =
            "try again in some minutes, in case the mirror is just being renewed; if it stays,"
                    + " set another mirror as sos.debian.mirror";
    private static final String NETWORK = "check the network between this machine and 127.0.0.1 and the proxy in"
            + " settings.xml, or set another mirror as sos.debian.mirror";

    @TempDir
    private Path directory;

    private ArchiveFixture fixture;
    private FakeDebianArchive archive;

    @BeforeEach
    void open() {
        fixture = new ArchiveFixture(directory);
        archive = fixture.archive;
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    @Test
    void aPackageIsFetchedOnceAndThenTakenFromTheCache() throws IOException {
        archive.put(PATH, CONTENT);

        Path first = fixture.fetch(FILE).get(0);
        Path second = fixture.fetch(FILE).get(0);

        assertThat(Files.readAllBytes(first)).isEqualTo(CONTENT);
        assertThat(second).isEqualTo(first);
        assertThat(archive.requests()).containsExactly("GET /" + PATH);
        assertThat(fixture.received).hasValue(CONTENT.length);
        assertThat(fixture.ended).hasValue(1);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(fixture.cache())))
                .isEqualTo("rwx------");
    }

    @Test
    void aPackageThatWasDamagedInTheCacheIsFetchedAgain() throws IOException {
        archive.put(PATH, CONTENT);
        Files.write(fixture.fetch(FILE).get(0), new byte[] {1, 2, 3});

        assertThat(Files.readAllBytes(fixture.fetch(FILE).get(0))).isEqualTo(CONTENT);
    }

    @Test
    void packagesComeInTheOrderOfTheQuestionAndAtMostFourAtATime() throws IOException {
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CyclicBarrier four = new CyclicBarrier(4);
        List<ArchiveFile> files = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            byte[] content = bytes(1000 + i);
            ArchiveFile file = ArchiveFixture.file("lib" + i, "1", content);
            archive.put("debian/" + file.path(), content);
            archive.spoil("debian/" + file.path(), call -> {
                most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                try {
                    four.await(20, TimeUnit.SECONDS);
                } catch (Exception e) {
                    throw new IOException(e);
                }
                atOnce.decrementAndGet();
                call.proceed();
            });
            files.add(file);
        }

        List<Path> paths = fixture.fetch(files.toArray(ArchiveFile[]::new));

        for (int i = 0; i < files.size(); i++) {
            assertThat(Digest.ofFile(paths.get(i))).isEqualTo(files.get(i).sha256());
        }
        assertThat(most).hasValue(4);
    }

    @Test
    void aBrokenDownloadGoesOnWhereItEnded() throws IOException {
        archive.put(PATH, CONTENT);
        AtomicInteger calls = new AtomicInteger();
        archive.spoil(PATH, call -> {
            if (calls.getAndIncrement() == 0) {
                Fault.cutAnswer(CONTENT, 2_000_000).happen(call);
            } else {
                assertThat(call.exchange().getRequestHeaders().getFirst("Range"))
                        .startsWith("bytes=");
                call.proceed();
            }
        });

        assertThat(Files.readAllBytes(fixture.fetch(FILE).get(0))).isEqualTo(CONTENT);
        assertThat(calls).hasValue(2);
        assertThat(fixture.received).hasValue(CONTENT.length);
    }

    @Test
    void otherBytesAreRefused() {
        byte[] other = CONTENT.clone();
        other[5] ^= 1;
        archive.put(PATH, other);

        refuses("HOST answered with other bytes: wanted " + FILE.sha256() + ", received " + Digest.of(other), RENEWED);
    }

    @Test
    void aShorterFileIsRefused() {
        archive.put(PATH, Arrays.copyOf(CONTENT, 1000));

        refuses("HOST answered with other bytes: wanted 3000000 of them, announced 1000", RENEWED);
    }

    @Test
    void anAnswerThatAlwaysBreaksIsNamed() {
        archive.spoil(PATH, Fault.cutAnswer(CONTENT, 10));

        refuses("the connection to HOST broke before the answer was complete", NETWORK);
    }

    @Test
    void aPageForPeopleIsNamed() {
        archive.spoil(PATH, Fault.answer(200, "<html>Please log in</html>", "Content-Type: text/html; charset=utf-8"));

        refuses(
                "a web page came instead: HOST answered with other bytes: wanted 3000000 of them, announced 26",
                RENEWED);
    }

    @Test
    void aMirrorThatStallsIsNamed() {
        archive.spoil(PATH, Fault.stall());
        fixture.impatient();

        refuses("HOST gave no answer for 1 s", NETWORK);
    }

    @Test
    void aMirrorThatStallsInTheMiddleIsNamed() {
        archive.spoil(PATH, Fault.drip(200, 50));
        fixture.impatient();

        refuses("HOST sent no data for 1 s", NETWORK);
    }

    @Test
    void aMirrorThatIsDownIsNamed() {
        archive.close();

        refuses("HOST refused the connection", NETWORK);
    }

    @Test
    void aMirrorInTroubleIsNamed() {
        archive.spoil(PATH, Fault.status(503));

        fixture.refuses(() -> fixture.fetch(FILE), """
                cannot fetch zlib1g 1.2 (amd64)
                  why     127.0.0.1 answered 503
                  from    -Dsos.debian.mirror on the command line
                  do      try again later, or set another mirror as sos.debian.mirror
                  asked   http://HOST/%s
                """.formatted(PATH));
    }

    private void refuses(String why, String remedy) {
        fixture.refuses(() -> fixture.fetch(FILE), """
                cannot fetch zlib1g 1.2 (amd64)
                  why     %s
                  from    -Dsos.debian.mirror on the command line
                  do      %s
                  asked   http://HOST/%s
                """.formatted(why, remedy, PATH));
    }

    @Test
    void aRedirectToAnotherServerIsFollowed() throws IOException {
        try (FakeDebianArchive other = FakeDebianArchive.open()) {
            other.put("elsewhere/zlib.deb", CONTENT);
            archive.spoil(PATH, Fault.status(302, "Location: http://" + other.host() + "/elsewhere/zlib.deb"));

            assertThat(Files.readAllBytes(fixture.fetch(FILE).get(0))).isEqualTo(CONTENT);
        }
    }

    @Test
    void aRedirectToAServerWithOtherBytesIsRefused() {
        try (FakeDebianArchive other = FakeDebianArchive.open()) {
            other.put("elsewhere/zlib.deb", bytes(2_999_999));
            archive.spoil(PATH, Fault.status(302, "Location: http://" + other.host() + "/elsewhere/zlib.deb"));

            refuses(other.host() + " answered with other bytes: wanted 3000000 of them, announced 2999999", RENEWED);
        }
    }

    @Test
    void aRedirectWithALoginIsNotFollowed() {
        try (Trap trap = Trap.open()) {
            archive.spoil(
                    PATH,
                    Fault.status(302, "Location: http://me:pw@" + trap.address().substring(7) + "/x"));

            refuses(
                    "http://HOST sent us to an address with a login in it",
                    "check the address in sos.debian.mirror, or set another mirror");
            assertThat(trap.requests()).isEmpty();
        }
    }

    @Test
    void theSecondMirrorIsAskedWhenTheFirstHasTroubleOrOtherBytes() throws IOException {
        try (FakeDebianArchive second = FakeDebianArchive.open()) {
            second.put(PATH, CONTENT);
            fixture.mirrors(archive.address(), second.address());

            archive.put(PATH, bytes(2_999_999));
            assertThat(Files.readAllBytes(fixture.fetch(FILE).get(0))).isEqualTo(CONTENT);
            assertThat(second.requests()).containsExactly("GET /" + PATH);
        }
    }

    @Test
    void packagesThatVanishedAreNamedWithTheirSuccessors() {
        fixture.suite("bookworm")
                .packages("amd64", archive.stanza("zlib1g", "1.3", "amd64", new byte[7]))
                .signedBy(fixture.signer);
        Suites suites = fixture.open();
        ArchiveFile gone = ArchiveFixture.file("libgone", "0.9", new byte[3]);
        ArchiveFile there = ArchiveFixture.file("zlib1g", "1.3", new byte[7]);

        assertThatThrownBy(() -> fixture.client().fetch(List.of(FILE, there, gone), suites::successor))
                .isInstanceOf(BuildFailure.class)
                .hasMessage("""
                        2 packages are no longer in the archive
                          why     no mirror has:
                                  zlib1g 1.2 (amd64), now 1.3
                                  libgone 0.9 (amd64), without a successor
                          from    -Dsos.debian.mirror on the command line
                          do      take the newer versions with mvn compile sos:lock, or add a mirror that keeps old ones: \
                        -Dsos.debian.mirror=https://mirror.example.com/debian,\
                        https://snapshot.example.com/archive/debian/20260101T000000Z""");
    }

    @Test
    void aPackageThatIsListedButMissingIsNamedSo() {
        fixture.suite("bookworm")
                .packages("amd64", archive.stanza("zlib1g", "1.2", "amd64", CONTENT))
                .signedBy(fixture.signer);
        archive.remove(PATH);
        Suites suites = fixture.open();

        assertThatThrownBy(() -> fixture.client().fetch(List.of(FILE), suites::successor))
                .hasMessageStartingWith("""
                        zlib1g 1.2 (amd64) is no longer in the archive
                          why     no mirror has:
                                  zlib1g 1.2 (amd64), still listed: the mirror is being renewed
                        """);
    }

    @Test
    void aSecurityUpdateIsFoundWhereItMovedAtAPointRelease() throws IOException {
        ArchiveFile update = new ArchiveFile(
                "zlib1g", "1.2", "amd64", FILE.path().replace("pool/", "pool/updates/"), CONTENT.length, FILE.sha256());
        archive.put(PATH, CONTENT);

        assertThat(Files.readAllBytes(fixture.fetch(update).get(0))).isEqualTo(CONTENT);
        assertThat(archive.requests())
                .containsExactly(
                        "GET /" + PATH.replace("debian/pool/", "debian-security/pool/updates/"), "GET /" + PATH);
    }

    @Test
    void offlineTheMissingPackagesAreNamed() {
        archive.put(PATH, CONTENT);
        fixture.fetch(FILE);
        ArchiveFile other = ArchiveFixture.file("tzdata", "2026f", new byte[9]);
        fixture.offline(true).mirrors().later(Duration.ofDays(1));

        assertThat(fixture.fetch(FILE)).hasSize(1);
        fixture.refusesKeepingSome(() -> fixture.fetch(FILE, other), """
                tzdata 2026f (amd64) is not in the cache, and Maven is offline
                  do      run the build once without -o
                """);
        ArchiveFile third = ArchiveFixture.file("libc6", "2.36", new byte[8]);
        fixture.refusesKeepingSome(() -> fixture.fetch(third, FILE, other), """
                2 packages are not in the cache, and Maven is offline
                          libc6 2.36 (amd64)
                          tzdata 2026f (amd64)
                  do      run the build once without -o
                """);
        assertThat(archive.requests()).hasSize(1);
    }

    @Test
    void aCacheThatCannotBeWrittenIsNamed() throws IOException {
        archive.put(PATH, CONTENT);
        Files.writeString(fixture.cache(), "a file where the cache should be");

        assertThatThrownBy(() -> fixture.fetch(FILE))
                .isInstanceOf(BuildFailure.class)
                .hasMessageStartingWith("cannot keep packages in the cache " + fixture.cache())
                .hasMessageEndingWith(
                        "do      make the directory writable and leave room on its disk, or name another place for caches in XDG_CACHE_HOME; then run the build again");
    }

    @Test
    void thePathOfAPackageCannotLeadElsewhere() {
        for (String path :
                List.of("/etc/passwd", "../x.deb", "pool/../../x.deb", "pool//x.deb", "pool/x y", "", "a\\b")) {
            assertThatThrownBy(() -> new ArchiveFile("x", "1", "amd64", path, 1, Digest.of(new byte[1])))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
