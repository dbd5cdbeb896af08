package io.github.sosapp.mojo;

import io.github.sosapp.base.BaseLock;
import io.github.sosapp.base.BaseMemory;
import io.github.sosapp.base.JdkJlink;
import io.github.sosapp.base.LayerStore;
import io.github.sosapp.base.NodeBuilds;
import io.github.sosapp.base.PackagesSource;
import io.github.sosapp.debian.BaseAssembler;
import io.github.sosapp.debian.PackageChoice;
import io.github.sosapp.debian.archive.ArchiveAccess;
import io.github.sosapp.debian.archive.PackageArchive;
import io.github.sosapp.debian.archive.mirror.AptSources;
import io.github.sosapp.debian.archive.mirror.DebianMirrors;
import io.github.sosapp.debian.archive.mirror.MirrorPlace;
import io.github.sosapp.debian.archive.mirror.MirrorSearch;
import io.github.sosapp.debian.archive.mirror.SettingMirrors;
import io.github.sosapp.debian.archive.signature.ArchiveKeys;
import io.github.sosapp.debian.rootfs.deb.UnpackedPackages;
import io.github.sosapp.engine.daemonless.NpmNodeBuilds;
import io.github.sosapp.http.HttpTransport;
import io.github.sosapp.http.Transfers;
import io.github.sosapp.image.cache.BlobStore;
import io.github.sosapp.image.layer.LayerCache;
import io.github.sosapp.image.layer.LayerWriter;
import io.github.sosapp.process.CommandRunner;
import io.github.sosapp.settings.Setting;
import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.Settings;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes the sources of bases for one module out of their parts. */
final class BaseParts {

    private final MavenModule module;
    private final String howToLock;
    private final Settings settings;
    private final HttpTransport http;
    private final Transfers transfers;
    private final Path cache;
    private final Path projectCache;
    private final BlobStore blobs;
    private final LayerWriter writer;
    private final CommandRunner programs;

    /**
     * @param howToLock the command that pins packages
     * @param transfers told what is fetched
     * @param projectCache what only this project's builds may remember
     */
    BaseParts(
            MavenModule module,
            String howToLock,
            Settings settings,
            HttpTransport http,
            Transfers transfers,
            Path cache,
            Path projectCache,
            BlobStore blobs,
            LayerWriter writer,
            CommandRunner programs) {
        this.module = module;
        this.howToLock = howToLock;
        this.settings = settings;
        this.http = http;
        this.transfers = transfers;
        this.cache = cache;
        this.projectCache = projectCache;
        this.blobs = blobs;
        this.writer = writer;
        this.programs = programs;
    }

    /**
     * @param lock empty when nothing is pinned
     * @param image asked for a mirror after settings and this machine; not when Maven is offline
     */
    PackagesSource packages(Optional<BaseLock> lock, MirrorPlace image) {
        PackageArchive archive = new PackageArchive(access(image), transfers);
        return new PackagesSource(
                lock,
                howToLock,
                (suite, architectures) -> PackageChoice.from(archive, suite, architectures),
                feature -> JdkJlink.ofThisProcess(feature).or(() -> module.toolchainJlink(feature, programs)),
                this::nodeBuilds,
                new BaseAssembler(
                        archive,
                        Runtime.getRuntime().availableProcessors(),
                        module.project().workDirectory(),
                        UnpackedPackages.of(projectCache, blobs)),
                layers(),
                programs);
    }

    private NodeBuilds nodeBuilds() {
        return new NpmNodeBuilds(
                programs, module.environment(), module.project().workDirectory(), module.isOffline());
    }

    private LayerStore layers() {
        return new LayerStore(
                writer,
                LayerCache.of(projectCache, blobs, false),
                blobs,
                new BaseMemory(module.sharedTexts("bases"), projectCache.resolve("bases")),
                settings.get(SettingCatalog.COMPRESSION).value());
    }

    private ArchiveAccess access(MirrorPlace image) {
        List<MirrorPlace> places = new ArrayList<>(namedMirrors(settings));
        if (!module.isOffline()) {
            places.add(image);
        }
        return new ArchiveAccess(
                new MirrorSearch(places), this::keys, http, cache, Clock.systemUTC(), module.isOffline());
    }

    /** The mirrors that settings name, and those that this machine does. */
    private static List<MirrorPlace> namedMirrors(Settings settings) {
        var mirror = settings.find(SettingCatalog.DEBIAN_MIRROR);
        SettingMirrors set = new SettingMirrors(
                mirror.map(Setting::value).orElse(List.of()),
                settings.find(SettingCatalog.DEBIAN_SECURITY_MIRROR)
                        .map(Setting::value)
                        .orElse(List.of()),
                mirror.map(Setting::origin).orElse(""));
        return List.of(set, new AptSources(Path.of("/")));
    }

    /** Where packages come from as far as that is known without asking anybody else. */
    static Optional<DebianMirrors> knownMirrors(Settings settings) {
        return namedMirrors(settings).stream()
                .flatMap(place -> place.mirrors().stream())
                .findFirst();
    }

    private ArchiveKeys keys() {
        return settings.find(SettingCatalog.DEBIAN_KEYRING)
                .map(keyring -> ArchiveKeys.carried()
                        .with(module.project().directory().resolve(keyring.value()), keyring.origin()))
                .orElseGet(ArchiveKeys::carried);
    }
}
