package io.github.sosapp.image.cache;

import io.github.sosapp.file.DurableFile;
import io.github.sosapp.image.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One digest for the content of directory trees: relative paths, the executable bit, bytes of files, targets of links.
 * Neither the place of the trees nor times, owners and other permissions change it.
 */
public final class TreeFingerprint {

    private interface ContentDigest {

        String of(FileState file) throws IOException;
    }

    private TreeFingerprint() {}

    /**
     * The digest of {@code roots}, in their order; a root may be a file, or missing, which is a state of its own.
     *
     * @param listings keeps what the trees were found to hold
     * @param indexFile remembers the last answer, and one beside it those for single files; damaged or missing, everything is
     *     read
     * @param trustFileTimes whether files with unchanged size, inode and times need not be read again
     */
    public static Digest of(List<Path> roots, FileTrees listings, Path indexFile, boolean trustFileTimes)
            throws IOException {
        List<List<FileState>> trees = new ArrayList<>();
        for (Path root : roots) {
            trees.add(listings.of(root));
        }
        if (!trustFileTimes) {
            return contentOf(roots, trees, file -> Digest.ofFile(file.path()).hex());
        }
        Path directory = indexFile.toAbsolutePath().getParent();
        Files.createDirectories(directory);
        List<FileState> all = trees.stream().flatMap(List::stream).toList();
        Optional<StatIndex> stat = StatIndex.of(all, directory);
        Digest names = namesOf(roots, trees);
        Optional<Digest> known = stat.flatMap(index -> find(indexFile, names, index.digest()));
        if (known.isPresent()) {
            return known.get();
        }
        FileDigests digests = FileDigests.in(indexFile.resolveSibling(indexFile.getFileName() + ".digests"));
        Digest content = contentOf(roots, trees, digests::of);
        digests.save();
        if (stat.isPresent() && stat.get().isSettled()) {
            save(indexFile, names, stat.get().digest(), content);
        } else {
            Files.deleteIfExists(indexFile);
        }
        return content;
    }

    private static Digest namesOf(List<Path> roots, List<List<FileState>> trees) {
        MessageDigest sha256 = Digest.sha256();
        for (int i = 0; i < roots.size(); i++) {
            add(sha256, (Files.exists(roots.get(i)) ? "root " : "missing ") + roots.get(i));
            trees.get(i).forEach(state -> add(sha256, state.path().toString()));
        }
        return Digest.finish(sha256);
    }

    private static Digest contentOf(List<Path> roots, List<List<FileState>> trees, ContentDigest digests)
            throws IOException {
        MessageDigest sha256 = Digest.sha256();
        for (int i = 0; i < roots.size(); i++) {
            add(sha256, Files.exists(roots.get(i)) ? "root" : "missing");
            for (FileState state : trees.get(i)) {
                addContent(sha256, roots.get(i).relativize(state.path()).toString(), state, digests);
            }
        }
        return Digest.finish(sha256);
    }

    private static void addContent(MessageDigest sha256, String name, FileState state, ContentDigest digests)
            throws IOException {
        String path = name.replace(state.path().getFileSystem().getSeparator(), "/");
        if (state.isDirectory()) {
            add(sha256, "directory " + path);
        } else if (state.isLink()) {
            add(sha256, "link " + path);
            add(sha256, Files.readSymbolicLink(state.path()).toString());
        } else if (state.isFile()) {
            add(sha256, (state.isExecutable() ? "program " : "file ") + path);
            add(sha256, digests.of(state));
        }
    }

    // NUL cannot occur in a path or a digest, so no two different trees give the same bytes.
    private static void add(MessageDigest sha256, String text) {
        sha256.update(text.getBytes(StandardCharsets.UTF_8));
        sha256.update((byte) 0);
    }

    private static Optional<Digest> find(Path indexFile, Digest names, Digest stat) {
        try {
            List<String> lines = Files.readAllLines(indexFile);
            boolean same = lines.size() == 4
                    && lines.get(0).equals(names.hex())
                    && lines.get(1).equals(stat.hex())
                    && lines.get(3).equals(checksum(lines.subList(0, 3)));
            return same ? Optional.of(new Digest(lines.get(2))) : Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static void save(Path indexFile, Digest names, Digest stat, Digest content) throws IOException {
        List<String> lines = List.of(names.hex(), stat.hex(), content.hex());
        String text = String.join("\n", lines) + "\n" + checksum(lines) + "\n";
        try (DurableFile file = DurableFile.in(indexFile.toAbsolutePath().getParent())) {
            file.write(text.getBytes(StandardCharsets.US_ASCII));
            file.renameTo(indexFile);
        }
    }

    private static String checksum(List<String> lines) {
        return Digest.of(String.join("\n", lines).getBytes(StandardCharsets.UTF_8))
                .hex();
    }
}
