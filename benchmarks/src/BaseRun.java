import io.github.sosapp.base.BaseImage;
import io.github.sosapp.base.BaseLock;
import io.github.sosapp.base.BaseMemory;
import io.github.sosapp.base.LayerStore;
import io.github.sosapp.base.PackagesSource;
import io.github.sosapp.debian.BaseAssembler;
import io.github.sosapp.debian.PackageChoice;
import io.github.sosapp.debian.archive.ArchiveAccess;
import io.github.sosapp.debian.archive.PackageArchive;
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
import io.github.sosapp.image.layer.LayerCache;
import io.github.sosapp.image.layer.LayerWriter;
import io.github.sosapp.plan.BaseRequest;
import io.github.sosapp.process.Background;
import io.github.sosapp.process.CommandRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Assembles a base of both platforms out of packages that are locked and cached, several times in one JVM, with
 * nothing left of the time before but the packages; prints how many milliseconds the last time took.
 */
final class BaseRun {

    private static final List<Platform> PLATFORMS = List.of(Platform.LINUX_AMD64, Platform.LINUX_ARM64);

    /**
     * @param arguments package set, lock file, cache directory that has the packages, an empty directory, how often, and the
     *     directory of the project in the cache if it has unpacked packages
     */
    public static void main(String[] arguments) throws Exception {
        Path cache = Path.of(arguments[2]);
        int times = Integer.parseInt(arguments[4]);
        BlobStore store = new BlobStore(cache, Clock.systemUTC());
        UnpackedPackages unpacked =
                arguments.length > 5 ? UnpackedPackages.of(Path.of(arguments[5]), store) : UnpackedPackages.none();
        Set<Path> packages = Set.copyOf(blobs(cache));
        for (int time = 1; time <= times; time++) {
            long started = System.nanoTime();
            Path work = Path.of(arguments[3]).resolve("time-" + time);
            assemble(arguments[0], BaseLock.read(Path.of(arguments[1])), cache, unpacked, work);
            long took = (System.nanoTime() - started) / 1_000_000;
            for (Path blob : blobs(cache)) {
                if (!packages.contains(blob)) {
                    Files.delete(blob);
                }
            }
            if (time == times) {
                System.out.println(took);
            }
        }
    }

    private static void assemble(String set, BaseLock lock, Path cache, UnpackedPackages unpacked, Path work)
            throws IOException {
        ArchiveAccess access = new ArchiveAccess(
                new MirrorSearch(List.of()),
                ArchiveKeys::carried,
                new HttpTransport(HttpSettings.of("sos-benchmark"), RetryPolicy.standard()),
                cache,
                Clock.systemUTC(),
                true);
        PackageArchive archive = new PackageArchive(access, Transfers.UNWATCHED);
        LayerStore layers = new LayerStore(
                LayerWriter.ofBases(2, System.err::println),
                LayerCache.none(),
                new BlobStore(cache, Clock.systemUTC()),
                new BaseMemory(new ConcurrentHashMap<>(), work.resolve("memory")),
                Compression.GZIP);
        PackagesSource source = new PackagesSource(
                Optional.of(lock),
                "mvn compile sos:lock",
                (suite, architectures) -> PackageChoice.from(archive, suite, architectures),
                feature -> Optional.empty(),
                () -> {
                    throw new IllegalStateException("the suite has the release");
                },
                new BaseAssembler(archive, 2, work, unpacked),
                layers,
                CommandRunner.ofThisMachine());
        BaseImage base = source.find(
                new BaseRequest("packages:bookworm", "the benchmark", BaseRequest.Packages.of(set)), PLATFORMS);
        Path directory = Files.createDirectories(work.resolve("blobs"));
        List<Background<?>> making = new ArrayList<>();
        for (Platform platform : PLATFORMS) {
            making.add(Background.start("base", () -> base.on(platform, directory)));
        }
        making.forEach(Background::result);
    }

    private static List<Path> blobs(Path cache) throws IOException {
        try (Stream<Path> files = Files.walk(cache.resolve("blobs"))) {
            return files.filter(Files::isRegularFile).collect(Collectors.toList());
        }
    }
}
