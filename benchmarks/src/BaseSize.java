import io.github.sosapp.base.BaseMemory;
import io.github.sosapp.base.LayerStore;
import io.github.sosapp.base.PackagesSource;
import io.github.sosapp.debian.BaseAssembler;
import io.github.sosapp.debian.PackageChoice;
import io.github.sosapp.debian.archive.ArchiveAccess;
import io.github.sosapp.debian.archive.PackageArchive;
import io.github.sosapp.debian.archive.mirror.AptSources;
import io.github.sosapp.debian.archive.mirror.MirrorSearch;
import io.github.sosapp.debian.archive.signature.ArchiveKeys;
import io.github.sosapp.debian.rootfs.deb.UnpackedPackages;
import io.github.sosapp.http.HttpSettings;
import io.github.sosapp.http.HttpTransport;
import io.github.sosapp.http.RetryPolicy;
import io.github.sosapp.http.Transfers;
import io.github.sosapp.image.Platform;
import io.github.sosapp.image.cache.BlobStore;
import io.github.sosapp.image.layer.Compression;
import io.github.sosapp.image.layer.Layer;
import io.github.sosapp.image.layer.LayerCache;
import io.github.sosapp.image.layer.LayerWriter;
import io.github.sosapp.plan.BaseRequest;
import io.github.sosapp.process.CommandRunner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Assembles a curated base that no recipe uses yet, and prints what a registry transfers for it. */
final class BaseSize {

    /** @param arguments suite, set, an empty directory */
    public static void main(String[] arguments) throws Exception {
        Path work = Path.of(arguments[2]);
        BlobStore blobs = new BlobStore(work.resolve("cache"), Clock.systemUTC());
        ArchiveAccess access = new ArchiveAccess(
                new MirrorSearch(List.of(new AptSources(Path.of("/")))),
                ArchiveKeys::carried,
                new HttpTransport(HttpSettings.of("sos-benchmark"), RetryPolicy.standard()),
                work.resolve("cache"),
                Clock.systemUTC(),
                false);
        PackageArchive archive = new PackageArchive(access, Transfers.UNWATCHED);
        LayerStore layers = new LayerStore(
                LayerWriter.ofBases(2, System.err::println),
                LayerCache.none(),
                blobs,
                new BaseMemory(new ConcurrentHashMap<>(), work.resolve("memory")),
                Compression.GZIP);
        PackagesSource source = new PackagesSource(
                Optional.empty(),
                "mvn compile sos:lock",
                (suite, architectures) -> PackageChoice.from(archive, suite, architectures),
                feature -> Optional.empty(),
                () -> {
                    throw new IllegalStateException("the suite has the release");
                },
                new BaseAssembler(archive, 2, work, UnpackedPackages.none()),
                layers,
                CommandRunner.ofThisMachine());
        BaseRequest request =
                new BaseRequest("packages:" + arguments[0], "the benchmark", BaseRequest.Packages.of(arguments[1]));
        Path directory = Files.createDirectories(work.resolve("blobs"));
        for (Platform platform : List.of(Platform.LINUX_AMD64, Platform.LINUX_ARM64)) {
            long bytes = 0;
            for (Layer layer :
                    source.find(request, List.of(platform)).on(platform, directory).layers()) {
                bytes += layer.descriptor().size();
            }
            System.out.printf("%s %s %s: %.1f MB%n", arguments[0], arguments[1], platform, bytes / 1e6);
        }
    }
}
