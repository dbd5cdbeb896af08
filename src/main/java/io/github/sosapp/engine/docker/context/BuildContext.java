package io.github.sosapp.engine.docker.context;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.cache.FileState;
import io.github.sosapp.image.layer.FileContent;
import io.github.sosapp.image.layer.LayerEntry;
import io.github.sosapp.image.layer.Owner;
import io.github.sosapp.image.layer.TarStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What a build in an engine gets to see: the files of a directory that its rules let through, and files that are only in
 * memory. Listed when it is made, read when it is written; the same files give the same bytes, whoever has them.
 */
public final class BuildContext {

    // Engines store it in layers, and zip archives know no time before 1980, wherever they are made.
    private static final Instant TIME = Instant.parse("1980-02-01T00:00:00Z");

    private final List<LayerEntry> entries;
    private final List<String> withheld;
    private final List<String> special;
    private final long size;

    private BuildContext(List<LayerEntry> entries, List<String> withheld, List<String> special) throws IOException {
        this.entries = entries;
        this.withheld = List.copyOf(withheld);
        this.special = List.copyOf(special);
        long sum = TarStream.endLength();
        for (LayerEntry entry : entries) {
            sum += TarStream.length(entry);
        }
        this.size = sum;
    }

    /** The same as the other one, with files executable that their owner may execute. */
    public static BuildContext of(Path root, IgnoreRules rules, SortedMap<String, byte[]> added) {
        return of(root, rules, file -> FileState.of(file).isExecutable(), added);
    }

    /**
     * Lists the files below {@code root}.
     *
     * @param rules what is left out; they do not hold for {@code added}
     * @param executable whether a file of the directory becomes executable
     * @param added content by path below the root, with slashes; takes the place of a file of that path
     * @throws BuildFailure when a link leads out of {@code root}, or something cannot be listed
     */
    public static BuildContext of(
            Path root, IgnoreRules rules, Predicate<Path> executable, SortedMap<String, byte[]> added) {
        ContextWalk walk = new ContextWalk(root.toAbsolutePath().normalize(), rules, executable, added.keySet());
        walk.run();
        SortedMap<String, LayerEntry> all = new TreeMap<>(TarStream.ORDER);
        walk.entries().forEach(entry -> all.put(entry.path(), entry));
        added.forEach((path, bytes) ->
                all.put("/" + path, LayerEntry.file("/" + path, 0644, Owner.ROOT, FileContent.of(bytes))));
        addMissingDirectories(all);
        try {
            return new BuildContext(List.copyOf(all.values()), walk.withheld(), walk.special());
        } catch (IOException sizesAreKnown) {
            throw new UncheckedIOException(sizesAreKnown);
        }
    }

    // A directory that is left out may hold what is not.
    private static void addMissingDirectories(Map<String, LayerEntry> all) {
        for (LayerEntry entry : List.copyOf(all.values())) {
            for (String above = parent(entry.path()); !above.isEmpty(); above = parent(above)) {
                LayerEntry known = all.putIfAbsent(above, LayerEntry.directory(above, 0755, Owner.ROOT));
                if (known != null && known.type() != LayerEntry.Type.DIRECTORY) {
                    throw BuildFailure.ofUser("the build adds " + entry.path().substring(1) + ", but "
                                    + above.substring(1) + " is not a directory")
                            .because("the module has something else of that name")
                            .remedy("rename it, or name it in .dockerignore");
                }
            }
        }
    }

    private static String parent(String path) {
        return path.substring(0, path.lastIndexOf('/'));
    }

    /**
     * Writes the context as a tar archive; the stream stays open.
     *
     * @throws BuildFailure when a file cannot be read, or changed since it was listed
     * @throws IOException when {@code out} cannot take it
     */
    public void writeTo(OutputStream out) throws IOException {
        TarStream tar = new TarStream(out, TIME);
        for (LayerEntry entry : entries) {
            tar.add(entry);
        }
        tar.finish();
    }

    /** What {@link #writeTo} writes, in bytes. */
    public long size() {
        return size;
    }

    /** How many files there are, links and directories not counted. */
    public int files() {
        return (int) entries.stream()
                .filter(entry -> entry.type() == LayerEntry.Type.FILE)
                .count();
    }

    /**
     * What takes the most space, the largest first: files and directories right below the root; in place of a directory
     * that is nearly all of one thing, that thing.
     */
    public List<ContextEntry> biggest(int count) {
        return ContextSizes.of(entries).biggest(count);
    }

    /** Paths that are left out for their names alone, which are those of secrets; other rules would let them in. */
    public List<String> withheld() {
        return withheld;
    }

    /** Whether the build gets to see something of that path, which has no slash at its beginning. */
    public boolean has(String path) {
        return entries.stream().anyMatch(entry -> entry.path().equals("/" + path));
    }

    /** Sockets, pipes and devices, which are left out because they have no content. */
    public List<String> special() {
        return special;
    }
}
