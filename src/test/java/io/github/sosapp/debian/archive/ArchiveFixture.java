package io.github.sosapp.debian.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.debian.archive.mirror.MirrorSearch;
import io.github.sosapp.debian.archive.mirror.SettingMirrors;
import io.github.sosapp.debian.archive.signature.ArchiveKeys;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.http.HttpSettings;
import io.github.sosapp.http.HttpTransport;
import io.github.sosapp.http.RetryPolicy;
import io.github.sosapp.http.Transfers;
import io.github.sosapp.image.Digest;
import io.github.sosapp.testing.ArchiveSigner;
import io.github.sosapp.testing.FakeDebianArchive;
import io.github.sosapp.testing.Patience;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** A client of a fake archive with a cache of its own and a clock that can be set. */
final class ArchiveFixture implements AutoCloseable {

    static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    static final String ORIGIN = "-Dsos.debian.mirror on the command line";

    final ArchiveSigner signer = ArchiveSigner.since(Instant.parse("2026-01-01T00:00:00Z"));
    final FakeDebianArchive archive = FakeDebianArchive.open();
    final AtomicLong received = new AtomicLong();
    final AtomicLong ended = new AtomicLong();
    private final Path directory;
    private List<String> mirrors = List.of(archive.address());
    private List<String> securityMirrors = List.of();
    private Duration idle = Duration.ofSeconds(20);
    private Instant now = NOW;
    private boolean offline;

    ArchiveFixture(Path directory) {
        this.directory = directory;
        signer.exportTo(directory.resolve("keyring.gpg"));
    }

    Path cache() {
        return directory.resolve("cache");
    }

    ArchiveFixture mirrors(String... addresses) {
        mirrors = List.of(addresses);
        return this;
    }

    ArchiveFixture securityMirrors(String... addresses) {
        securityMirrors = List.of(addresses);
        return this;
    }

    ArchiveFixture offline(boolean yes) {
        offline = yes;
        return this;
    }

    ArchiveFixture later(Duration duration) {
        now = now.plus(duration);
        return this;
    }

    /** For the tests of stalls alone, so that a busy machine cannot fail the others. */
    ArchiveFixture impatient() {
        idle = Duration.ofMillis(300);
        return this;
    }

    private Transfers.Transfer watched(long bytes) {
        return new Transfers.Transfer() {
            @Override
            public void reached(long there) {
                assertThat(there).isBetween(1L, bytes);
                received.accumulateAndGet(there, Math::max);
            }

            @Override
            public void close() {
                ended.incrementAndGet();
            }
        };
    }

    PackageArchive client() {
        HttpTransport http = new HttpTransport(
                Patience.of(HttpSettings.of("sos-test/1"), idle), new RetryPolicy(() -> 0.5, duration -> {}));
        return new PackageArchive(
                new ArchiveAccess(
                        new MirrorSearch(List.of(new SettingMirrors(mirrors, securityMirrors, ORIGIN))),
                        () -> ArchiveKeys.carried().with(directory.resolve("keyring.gpg"), "test"),
                        http,
                        cache(),
                        clock(),
                        offline),
                this::watched);
    }

    Suites open(String... architectures) {
        return client().open("bookworm", architectures.length == 0 ? List.of("amd64") : List.of(architectures));
    }

    List<Path> fetch(ArchiveFile... files) {
        return client().fetch(List.of(files), file -> Optional.empty());
    }

    /** The message, where {@code HOST} stands for the archive's host and port; and that the cache has nothing in it. */
    void refuses(Runnable action, String message) {
        refusesKeepingSome(action, message);
        assertThat(cached()).isEmpty();
    }

    /** As {@link #refuses}, after lists of suites were found good: the cache has nothing but those. */
    void refusesKeepingLists(Runnable action, String message) {
        refusesKeepingSome(action, message);
        assertThat(cached()).allMatch(file -> file.getParent().endsWith("archive"));
    }

    /** As {@link #refuses}, but the cache may have what was fetched before. */
    void refusesKeepingSome(Runnable action, String message) {
        assertThatThrownBy(action::run)
                .isInstanceOf(BuildFailure.class)
                .hasMessage(message.stripTrailing().replace("HOST", archive.host()));
    }

    /** All files that were put into the cache; when it was last swept is none. */
    List<Path> cached() {
        if (!Files.isDirectory(cache())) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(cache())) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("last-sweep"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A suite of that name with one package, dated yesterday. */
    FakeDebianArchive.SuiteDraft suite(String name) {
        return archive.suite(name.endsWith("-security") ? "debian-security" : "debian", name)
                .dated(NOW.minus(Duration.ofDays(1)));
    }

    static ArchiveFile file(String name, String version, byte[] content) {
        return new ArchiveFile(
                name,
                version,
                "amd64",
                FakeDebianArchive.pool(name, version, "amd64"),
                content.length,
                Digest.of(content));
    }

    private Clock clock() {
        return Clock.fixed(now, ZoneOffset.UTC);
    }

    @Override
    public void close() {
        archive.close();
    }
}
