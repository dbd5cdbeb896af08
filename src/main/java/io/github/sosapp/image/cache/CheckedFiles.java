package io.github.sosapp.image.cache;

import io.github.sosapp.file.DurableFile;
import io.github.sosapp.image.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Remembers which files were read and had their digest: as long as size, inode and time of the last change of content are
 * the same, they are not read again. Unlike in {@link StatIndex} changes of attributes do not count, because the blobs that
 * are checked here are linked from layouts: {@code mvn clean} takes a link away and thereby changes the attributes of what
 * stays in the cache. For files of others, {@link #holdsForeign}, they do. It finds mishaps, not malice; on a machine whose
 * file times say nothing, every file is read every time.
 */
public final class CheckedFiles {

    /**
     * What tells whether a file may have changed.
     *
     * @param modified in nanoseconds since 1970; {@link FileState#UNKNOWN} where the system has no inodes to go with it
     */
    public record State(long size, long inode, long modified) {

        static State of(Path file) {
            try {
                Map<String, Object> found = Files.readAttributes(file, "unix:size,ino,lastModifiedTime");
                return new State(
                        (Long) found.get("size"), ((Number) found.get("ino")).longValue(), FileState.nanos((FileTime)
                                found.get("lastModifiedTime")));
            } catch (UnsupportedOperationException | IllegalArgumentException e) {
                return new State(0, 0, FileState.UNKNOWN);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        boolean isKnown() {
            return modified != FileState.UNKNOWN;
        }
    }

    private final ConcurrentMap<String, String> session;
    private final Optional<Path> memory;
    private final Set<String> used = ConcurrentHashMap.newKeySet();

    private CheckedFiles(ConcurrentMap<String, String> session, Optional<Path> memory) {
        this.session = session;
        this.memory = memory;
    }

    /** Believes nothing: every file is read. */
    public static CheckedFiles none() {
        return new CheckedFiles(null, Optional.empty());
    }

    /**
     * @param session shared by all modules that are built now
     * @param memory file of this project alone, so that no other build can plant anything
     */
    public static CheckedFiles of(ConcurrentMap<String, String> session, Path memory) {
        read(memory).forEach(line -> session.put(line, ""));
        return new CheckedFiles(session, Optional.of(memory));
    }

    boolean isTrusting() {
        return memory.isPresent();
    }

    /** Whether {@code file} can be read and has exactly the bytes of {@code digest}; read only if it may have changed. */
    public boolean holds(Path file, Digest digest) {
        return holds(file, digest, path -> "");
    }

    /**
     * The same for a file that others write, perhaps in place and with the old time of its content set again: it is also
     * read when its attributes may have changed, so once more after it was linked.
     */
    public boolean holdsForeign(Path file, Digest digest) {
        return holds(file, digest, path -> " " + FileState.of(path).changed());
    }

    private boolean holds(Path file, Digest digest, Function<Path, String> more) {
        try {
            if (!Files.isRegularFile(file)) {
                return false;
            }
            if (!isTrusting()) {
                return Digest.ofFile(file).equals(digest);
            }
            // Asked before the file is read: what changes it meanwhile changes this too.
            State state = State.of(file);
            String line = line(digest, state) + more.apply(file);
            if (state.isKnown() && session.containsKey(line)) {
                used.add(line);
                return true;
            }
            boolean good = Digest.ofFile(file).equals(digest);
            if (good) {
                add(digest, state);
                add(line, state);
            }
            return good;
        } catch (IOException | UncheckedIOException unreadable) {
            return false;
        }
    }

    /** Takes note of a file that the caller itself wrote with this digest, or gave another name. */
    public void note(Path file, Digest digest) {
        if (isTrusting()) {
            try {
                add(digest, State.of(file));
            } catch (UncheckedIOException onlyReadOnceMore) {
                return;
            }
        }
    }

    /** What the file system says of a file before somebody reads it; empty when that would not be believed. */
    public Optional<State> ask(Path file) {
        try {
            return isTrusting() ? Optional.of(State.of(file)) : Optional.empty();
        } catch (UncheckedIOException unreadable) {
            return Optional.empty();
        }
    }

    /** Takes note of a file that had this state before the caller read all of it, and had this digest. */
    public void note(State before, Digest digest) {
        add(digest, before);
    }

    /** Lets the next build know, too. Files that changed so lately that a later change might not show are not told. */
    public void save() {
        if (!isTrusting() || used.isEmpty()) {
            return;
        }
        Path directory = memory.get().toAbsolutePath().getParent();
        try {
            Files.createDirectories(directory);
            long settled = StatIndex.settledBefore(directory);
            List<String> lines = new TreeSet<>(used)
                    .stream().filter(line -> modified(line) < settled).toList();
            if (!Set.copyOf(read(memory.get())).equals(Set.copyOf(lines))) {
                write(directory, lines);
            }
        } catch (IOException onlySlower) {
            return;
        }
    }

    private void write(Path directory, List<String> lines) throws IOException {
        String text = lines.stream().map(line -> line + "\n").collect(Collectors.joining());
        try (DurableFile file = DurableFile.in(directory)) {
            file.write((text + checksum(text) + "\n").getBytes(StandardCharsets.US_ASCII));
            file.renameTo(memory.orElseThrow());
        }
    }

    private static List<String> read(Path memory) {
        try {
            String text = Files.readString(memory, StandardCharsets.US_ASCII);
            int last = text.lastIndexOf('\n', text.length() - 2) + 1;
            boolean whole = text.substring(last).strip().equals(checksum(text.substring(0, last)));
            return whole ? text.substring(0, last).lines().toList() : List.of();
        } catch (IOException absentOrDamaged) {
            return List.of();
        }
    }

    private static String checksum(String text) {
        return Digest.of(text.getBytes(StandardCharsets.US_ASCII)).hex();
    }

    private void add(Digest digest, State state) {
        add(line(digest, state), state);
    }

    private void add(String line, State state) {
        if (state.isKnown()) {
            session.put(line, "");
            used.add(line);
        }
    }

    private static String line(Digest digest, State state) {
        return digest.hex() + " " + state.size + " " + state.inode + " " + state.modified;
    }

    // Of a file of others it is the time at which anything of it changed, which is never the earlier one.
    private static long modified(String line) {
        return Long.parseLong(line.substring(line.lastIndexOf(' ') + 1));
    }
}
