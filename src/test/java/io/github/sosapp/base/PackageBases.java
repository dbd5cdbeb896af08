package io.github.sosapp.base;

import io.github.sosapp.debian.BaseAssembler;
import io.github.sosapp.debian.PackageChoice;
import io.github.sosapp.debian.archive.ArchiveAccess;
import io.github.sosapp.debian.archive.PackageArchive;
import io.github.sosapp.debian.archive.mirror.MirrorSearch;
import io.github.sosapp.debian.archive.mirror.SettingMirrors;
import io.github.sosapp.debian.archive.signature.ArchiveKeys;
import io.github.sosapp.debian.rootfs.deb.UnpackedPackages;
import io.github.sosapp.http.HttpSettings;
import io.github.sosapp.http.HttpTransport;
import io.github.sosapp.http.RetryPolicy;
import io.github.sosapp.http.Transfers;
import io.github.sosapp.image.Platform;
import io.github.sosapp.image.cache.BlobStore;
import io.github.sosapp.image.layer.Compression;
import io.github.sosapp.image.layer.LayerCache;
import io.github.sosapp.image.layer.LayerWriter;
import io.github.sosapp.plan.BaseRequest;
import io.github.sosapp.process.CommandRunner;
import io.github.sosapp.testing.TinyDebian;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The bases of packages of one project, from a tiny archive, with a cache that several projects may share. */
final class PackageBases {

    static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    static final Platform AMD64 = Platform.parse("linux/amd64");

    final ConcurrentMap<String, String> session = new ConcurrentHashMap<>();
    private final TinyDebian debian;
    private final Path cache;
    private final Path project;
    private Optional<BaseLock> lock = Optional.empty();
    private Optional<Jlink> jlink = Optional.empty();
    private NodeBuilds nodeBuilds;

    PackageBases(TinyDebian debian, Path cache, Path project) {
        this.debian = debian;
        this.cache = cache;
        this.project = project;
    }

    PackageBases lockedBy(BaseLock known) {
        lock = Optional.of(known);
        return this;
    }

    PackageBases cutBy(Jlink program) {
        jlink = Optional.of(program);
        return this;
    }

    PackageBases withNodeOf(NodeBuilds builds) {
        nodeBuilds = builds;
        return this;
    }

    static BaseRequest node(String line) {
        return new BaseRequest(
                "packages:bookworm", ".nvmrc", BaseRequest.Packages.of("base").withNode(Optional.of(line)));
    }

    static BaseRequest java(String... morePackages) {
        return new BaseRequest(
                "packages:bookworm",
                "pom.xml",
                BaseRequest.Packages.of("java17").with(List.of(morePackages)));
    }

    static BaseRequest cutJava(String... modules) {
        return new BaseRequest(
                "packages:bookworm",
                "pom.xml",
                BaseRequest.Packages.of("java17").withJava(List.of(modules)));
    }

    PackagesSource source() {
        HttpTransport http =
                new HttpTransport(HttpSettings.of("sos-test/1"), new RetryPolicy(() -> 0.5, duration -> {}));
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        PackageArchive archive = new PackageArchive(
                new ArchiveAccess(
                        new MirrorSearch(List.of(
                                new SettingMirrors(List.of(debian.server().address()), List.of(), "test"))),
                        () -> ArchiveKeys.carried().with(debian.keyring(), "test"),
                        http,
                        cache,
                        clock,
                        false),
                Transfers.UNWATCHED);
        BlobStore blobs = new BlobStore(cache, clock);
        Path projectCache = cache.resolve("projects").resolve(project.getFileName());
        return new PackagesSource(
                lock,
                "mvn compile sos:lock",
                (suite, architectures) -> PackageChoice.from(archive, suite, architectures),
                feature -> jlink,
                () -> nodeBuilds,
                new BaseAssembler(archive, 2, project.resolve("work"), UnpackedPackages.of(projectCache, blobs)),
                new LayerStore(
                        LayerWriter.ofBases(2, warning -> {
                            throw new AssertionError(warning);
                        }),
                        LayerCache.of(projectCache, blobs, false),
                        blobs,
                        new BaseMemory(session, projectCache.resolve("bases")),
                        Compression.GZIP),
                CommandRunner.ofThisMachine());
    }

    /** The base with its layers, written below the project. */
    PlatformBase on(BaseRequest request) {
        return source().find(request, List.of(AMD64)).on(AMD64, blobs());
    }

    BaseLock locked(BaseRequest request) {
        return source().lock(request, List.of(AMD64), lock.orElseGet(() -> BaseLock.empty("sos-lock.json")));
    }

    Path blobs() {
        return project.resolve("blobs");
    }
}
