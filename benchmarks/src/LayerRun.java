import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.sun.management.OperatingSystemMXBean;
import io.github.sosapp.image.cache.BlobStore;
import io.github.sosapp.image.cache.CheckedFiles;
import io.github.sosapp.image.cache.FileState;
import io.github.sosapp.image.cache.FileTree;
import io.github.sosapp.image.layer.Compression;
import io.github.sosapp.image.layer.FileContent;
import io.github.sosapp.image.layer.LayerCache;
import io.github.sosapp.image.layer.LayerEntry;
import io.github.sosapp.image.layer.LayerWriter;
import io.github.sosapp.image.layer.Owner;
import io.github.sosapp.image.layer.WrittenLayer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Makes one layer of one tree with one tool, and says how long it took and how large it is. It can do so several times in
 * this JVM; then the last time counts, as it is for a later module of a reactor.
 */
final class LayerRun {

    /** Arguments: tool, tree, directory, how often, then "fresh" for a new directory each time or a file to be edited. */
    public static void main(String[] args) throws Exception {
        int times = args.length > 3 ? Integer.parseInt(args[3]) : 1;
        String before = args.length > 4 ? args[4] : "";
        for (int time = 1; time <= times; time++) {
            Path work = Path.of(args[2]);
            if (before.equals("fresh")) {
                work = work.resolve("time-" + time);
            } else if (!before.isEmpty()) {
                Files.writeString(Path.of(before), "// " + System.nanoTime() + "\n", StandardOpenOption.APPEND);
            }
            // A young JVM pays for asking itself, so a single run is measured from outside alone.
            Path tree = Path.of(args[1]);
            String said = times > 1 ? measured(args[0], tree, work) : "- - ".concat(made(args[0], tree, work));
            if (time == times) {
                System.out.println(said);
            }
        }
    }

    private static String measured(String tool, Path tree, Path work) throws Exception {
        var machine = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long start = System.nanoTime();
        long processor = machine.getProcessCpuTime();
        String result = made(tool, tree, work);
        return (System.nanoTime() - start) / 1_000_000 + " " + (machine.getProcessCpuTime() - processor) / 1_000_000
                + " " + result;
    }

    private static String made(String tool, Path tree, Path work) throws Exception {
        return switch (tool) {
            case "jib" -> jib(tree, work);
            case "sos-stat" -> sos(tree, work, true, Compression.GZIP);
            case "sos-content" -> sos(tree, work, false, Compression.GZIP);
            case "sos-fast" -> sos(tree, work, false, Compression.GZIP_FAST);
            case "sos-best" -> sos(tree, work, false, Compression.GZIP_BEST);
            case "sos-zstd" -> sos(tree, work, false, Compression.ZSTD);
            default -> throw new IllegalArgumentException(tool);
        };
    }

    // As jib's Maven plugin does for a tarball: cache for layers, archive with them.
    private static String jib(Path tree, Path work) throws Exception {
        FileEntriesLayer.Builder layer = FileEntriesLayer.builder().setName("app");
        layer.addEntryRecursive(tree, AbsoluteUnixPath.get("/app"));
        var image = Jib.fromScratch()
                .addFileEntriesLayer(layer.build())
                .containerize(Containerizer.to(TarImage.at(work.resolve("image.tar")).named("app"))
                        .setApplicationLayersCache(work.resolve("cache"))
                        .setBaseImageLayersCache(work.resolve("base"))
                        .setOfflineMode(true));
        try (Stream<Path> files = Files.walk(work.resolve("cache/layers"))) {
            long largest = 0;
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                largest = Math.max(largest, Files.size(file));
            }
            return largest + " " + image.getDigest();
        }
    }

    private static String sos(Path tree, Path work, boolean trustFileTimes, Compression compression) throws Exception {
        // As a build does: with file times trusted, a blob that was read once is not read again either.
        CheckedFiles checked = trustFileTimes
                ? CheckedFiles.of(new ConcurrentHashMap<>(), work.resolve("project/checked-files"))
                : CheckedFiles.none();
        BlobStore blobs = new BlobStore(work.resolve("store"), Clock.systemUTC(), checked);
        LayerCache cache = LayerCache.of(work.resolve("project"), blobs, trustFileTimes);
        WrittenLayer written = new LayerWriter(Runtime.getRuntime().availableProcessors(), System.err::println)
                .write("app", entries(tree, trustFileTimes), compression, cache, work.resolve("blobs"));
        checked.save();
        return written.layer().descriptor().size() + " " + written.layer().descriptor().digest() + " "
                + written.encodedBlocks() + "/" + written.blocks() + (written.filesRead() ? "" : " files not read");
    }

    private static List<LayerEntry> entries(Path tree, boolean withTimes) throws IOException {
        List<LayerEntry> entries = new ArrayList<>();
        List<FileState> states = withTimes ? FileTree.list(tree, path -> false) : FileTree.listToRead(tree, path -> false);
        int prefix = tree.toString().length();
        for (FileState state : states) {
            String path = "/app".concat(state.path().toString().substring(prefix));
            if (state.isFile()) {
                entries.add(LayerEntry.file(path, state.isExecutable() ? 0755 : 0644, Owner.ROOT, FileContent.of(state)));
            }
        }
        return entries;
    }

    private LayerRun() {}
}
