package io.github.sosapp.image.cache;

import io.github.sosapp.file.DurableFile;
import io.github.sosapp.image.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Files that outlive the directory they were made in: their bytes by digest among the blobs, and which of them belong to a
 * wish where no other project writes. Nothing is given back that is not, to the last byte, what was kept.
 */
public final class KeptFiles {

    private static final Pattern LINE = Pattern.compile("(sha256:[0-9a-f]{64}) ([A-Za-z0-9][^/\\\\]*)");

    private final Optional<BlobStore> blobs;
    private final Path lists;

    /** @param lists directory of the project's own, for the names and digests of each wish; made when it is missing */
    public KeptFiles(BlobStore blobs, Path lists) {
        this(Optional.of(blobs), lists);
    }

    private KeptFiles(Optional<BlobStore> blobs, Path lists) {
        this.blobs = blobs;
        this.lists = lists;
    }

    /** Keeps nothing. */
    public static KeptFiles none() {
        return new KeptFiles(Optional.empty(), Path.of(""));
    }

    /**
     * Puts the files of a wish into a directory, all of them or none.
     *
     * @param wish everything that decides which files they are
     * @param directory exists and is empty
     * @return false when they were never kept, were pruned, or are damaged
     */
    public boolean restore(Digest wish, Path directory) throws IOException {
        Map<Path, Path> found = new LinkedHashMap<>();
        for (String line : lines(wish)) {
            Matcher named = LINE.matcher(line);
            Optional<Path> blob =
                    named.matches() ? blobs.orElseThrow().find(Digest.parse(named.group(1))) : Optional.empty();
            if (blob.isEmpty()) {
                return false;
            }
            found.put(directory.resolve(named.group(2)), blob.get());
        }
        for (Map.Entry<Path, Path> each : found.entrySet()) {
            try (DurableFile file = DurableFile.ofSame(directory, each.getValue())) {
                file.renameTo(each.getKey());
            }
        }
        return !found.isEmpty();
    }

    /** Keeps all files of a directory as those of a wish; where that fails, nothing is kept. */
    public void keep(Digest wish, Path directory) {
        if (blobs.isEmpty()) {
            return;
        }
        try (Stream<Path> files = Files.list(directory)) {
            List<String> lines = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                Digest digest = Digest.ofFile(file);
                blobs.get().keep(digest, file);
                lines.add(digest + " " + file.getFileName());
            }
            try (DurableFile list = DurableFile.in(lists)) {
                list.write(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
                list.moveTo(lists.resolve(wish.hex()));
            }
        } catch (IOException noRoom) {
            return;
        }
    }

    private List<String> lines(Digest wish) {
        try {
            Path list = lists.resolve(wish.hex());
            return blobs.isPresent() && Files.isRegularFile(list) ? Files.readAllLines(list) : List.of();
        } catch (IOException unreadable) {
            return List.of();
        }
    }
}
