package io.github.sosapp.git;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.git.RepositoryReader.IndexEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which files below a directory are executable as Git's index says, so that neither the umask of whoever cloned nor the
 * operating system gets into a layer.
 */
public final class TrackedModes {

    private static final int SHA1_DIGITS = 40;
    // The target of a link is a path; a longer file is none.
    private static final long LONGEST_LINK = 4096;

    private final Path directory;
    private final SortedMap<String, IndexEntry> entries;

    TrackedModes(Path directory, SortedMap<String, IndexEntry> entries) {
        this.directory = directory.toAbsolutePath().normalize();
        this.entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
    }

    /** Knows no file; for directories that have nothing to do with Git. */
    public static TrackedModes none(Path directory) {
        return new TrackedModes(directory, new TreeMap<>());
    }

    /**
     * Whether Git calls a file executable; empty when it is a link or not tracked.
     *
     * @param file below the directory of this lookup; outside of it nothing is tracked
     * @throws BuildFailure when Git has a link there and the disk has a text file with the link's target
     */
    public Optional<Boolean> executable(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        if (!absolute.startsWith(directory)) {
            return Optional.empty();
        }
        IndexEntry entry = entries.get(Checkout.slashed(directory.relativize(absolute)));
        if (entry != null && entry.isLink()) {
            refuseLinkAsText(absolute, entry);
            return Optional.empty();
        }
        return Optional.ofNullable(entry).map(IndexEntry::isExecutable);
    }

    // Compared by content: somebody may have replaced the link with a file on purpose.
    private static void refuseLinkAsText(Path file, IndexEntry entry) {
        try {
            if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    && Files.size(file) <= LONGEST_LINK
                    && blobId(Files.readAllBytes(file), entry.blob().length()).equals(entry.blob())) {
                throw BuildFailure.ofUser(file + " is a symbolic link in Git, but a text file on this disk")
                        .because("this clone was made without symbolic links,"
                                + " so the image would get the name of the link's target instead of its content")
                        .remedy("git config core.symlinks true (on Windows with Developer Mode on),"
                                + " delete the file and run git checkout -- " + file.getFileName());
            }
        } catch (IOException e) {
            throw BuildFailure.ofWorld(file + " cannot be read").causedBy(e).remedy("check its permissions");
        }
    }

    // gitformat-objects: the id of a blob is the digest of "blob <size>\0" and the content.
    private static String blobId(byte[] content, int digits) {
        try {
            MessageDigest digest = MessageDigest.getInstance(digits == SHA1_DIGITS ? "SHA-1" : "SHA-256");
            digest.update(("blob " + content.length + "\0").getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest.digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
