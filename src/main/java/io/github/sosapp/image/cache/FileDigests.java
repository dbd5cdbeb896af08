package io.github.sosapp.image.cache;

import io.github.sosapp.file.DurableFile;
import io.github.sosapp.image.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The digests that the files of a tree had at the last build. A {@link StatIndex} says of all files at once that nothing
 * changed; where one class was compiled anew, this says it of the libraries beside it.
 */
final class FileDigests {

    private static final int DIGEST = 64;

    private final Path memory;
    private final long settled;
    private final String text;
    private final Map<String, String> known = new HashMap<>();
    private final StringBuilder settledLines = new StringBuilder();

    private FileDigests(Path memory, long settled, String text) {
        this.memory = memory;
        this.settled = settled;
        this.text = text;
        text.lines().forEach(line -> known.put(line.substring(DIGEST), line.substring(0, DIGEST)));
    }

    /** @param memory damaged or missing, every file is read; its directory exists */
    static FileDigests in(Path memory) throws IOException {
        return new FileDigests(
                memory, StatIndex.settledBefore(memory.toAbsolutePath().getParent()), read(memory));
    }

    /** The digest of a file, which is read if it may have changed. */
    String of(FileState file) throws IOException {
        // Asked before the file is read: what changes it meanwhile changes this too.
        String state = " " + file.size() + " " + file.inode() + " " + file.changed() + " " + file.path();
        String before = known.get(state);
        String digest = before == null ? Digest.ofFile(file.path()).hex() : before;
        if (file.changed() < settled && state.indexOf('\n') < 0 && state.indexOf('\r') < 0) {
            settledLines.append(digest).append(state).append('\n');
        }
        return digest;
    }

    /** Lets the next build know of the files that were asked for, unless they changed so lately that a later change might not show. */
    void save() throws IOException {
        String lines = settledLines.toString();
        if (lines.equals(text)) {
            return;
        }
        try (DurableFile file = DurableFile.in(memory.toAbsolutePath().getParent())) {
            file.write((lines + checksum(lines) + "\n").getBytes(StandardCharsets.UTF_8));
            file.renameTo(memory);
        }
    }

    private static String read(Path memory) {
        try {
            String text = Files.readString(memory);
            int last = text.lastIndexOf('\n', text.length() - 2) + 1;
            boolean whole = text.substring(last).strip().equals(checksum(text.substring(0, last)));
            return whole ? text.substring(0, last) : "";
        } catch (IOException absentOrDamaged) {
            return "";
        }
    }

    private static String checksum(String lines) {
        return Digest.of(lines.getBytes(StandardCharsets.UTF_8)).hex();
    }
}
