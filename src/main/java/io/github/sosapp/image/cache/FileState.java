package io.github.sosapp.image.cache;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What a file system says about a file without reading it.
 *
 * @param mode type and permission bits as {@code stat} gives them; those of an ordinary file or directory where the
 *     system has none
 * @param size in bytes
 * @param inode 0 where the system has none, or was not asked for it
 * @param changed time of the last change of content or attributes, in nanoseconds since 1970; {@link #UNKNOWN} where the
 *     system does not record it, or was not asked for it
 */
public record FileState(Path path, int mode, long size, long inode, long changed) {

    /** Stands for a time that nobody knows; a file that has it is always read. */
    public static final long UNKNOWN = Long.MAX_VALUE;

    // Setting the time of the last change of content sets ctime to now, so ctime alone tells more than both.
    private static final String ATTRIBUTES = "unix:mode,size,ino,ctime";
    private static final int TYPE = 0170000;
    private static final int DIRECTORY = 0040000;
    private static final int FILE = 0100000;
    private static final int LINK = 0120000;

    /**
     * Asks the file system, following links.
     *
     * @throws UncheckedIOException when the file cannot be asked
     */
    public static FileState of(Path path) {
        return read(path);
    }

    static FileState ofLinkItself(Path path) {
        return read(path, LinkOption.NOFOLLOW_LINKS);
    }

    /** The link itself without inode and time of the last change, for less than half the price in a young JVM. */
    public static FileState ofLinkItselfWithoutInode(Path path) {
        return readStandard(path, LinkOption.NOFOLLOW_LINKS);
    }

    private static FileState read(Path path, LinkOption... options) {
        try {
            Map<String, Object> found = Files.readAttributes(path, ATTRIBUTES, options);
            return new FileState(
                    path,
                    (Integer) found.get("mode"),
                    (Long) found.get("size"),
                    ((Number) found.get("ino")).longValue(),
                    nanos((FileTime) found.get("ctime")));
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            return readStandard(path, options);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FileState readStandard(Path path, LinkOption... options) {
        try {
            PosixFileAttributes found = Files.readAttributes(path, PosixFileAttributes.class, options);
            boolean executable = found.permissions().contains(PosixFilePermission.OWNER_EXECUTE);
            return withoutInode(path, found, executable ? 0755 : 0644);
        } catch (UnsupportedOperationException e) {
            return readBasic(path, options);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FileState readBasic(Path path, LinkOption... options) {
        try {
            return withoutInode(path, Files.readAttributes(path, BasicFileAttributes.class, options), 0644);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FileState withoutInode(Path path, BasicFileAttributes found, int permissions) {
        int mode = found.isRegularFile()
                ? FILE | permissions
                : found.isDirectory() ? DIRECTORY | 0755 : found.isSymbolicLink() ? LINK | 0777 : 0;
        return new FileState(path, mode, found.size(), 0, UNKNOWN);
    }

    public boolean isDirectory() {
        return (mode & TYPE) == DIRECTORY;
    }

    public boolean isFile() {
        return (mode & TYPE) == FILE;
    }

    public boolean isLink() {
        return (mode & TYPE) == LINK;
    }

    /** Whether the owner may execute it. */
    public boolean isExecutable() {
        return (mode & 0100) != 0;
    }

    static long nanos(FileTime time) {
        return time.to(TimeUnit.NANOSECONDS);
    }
}
