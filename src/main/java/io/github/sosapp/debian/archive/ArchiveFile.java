package io.github.sosapp.debian.archive;

import io.github.sosapp.image.Digest;
import java.util.Arrays;

/**
 * A package file of an archive, by what its index or a lock says of it.
 *
 * @param path relative to the archive, as the field {@code Filename} has it, for example {@code pool/main/z/zlib/…}
 * @param size in bytes
 */
public record ArchiveFile(String name, String version, String architecture, String path, long size, Digest sha256) {

    public ArchiveFile {
        if (!isRelative(path)) {
            throw new IllegalArgumentException("not a path inside an archive: " + path);
        }
        if (size < 0) {
            throw new IllegalArgumentException("not a size: " + size);
        }
    }

    /** What failures call it: {@code zlib1g 1:1.2.13.dfsg-1 (amd64)}. */
    public String label() {
        return name + " " + version + " (" + architecture + ")";
    }

    private static boolean isRelative(String path) {
        return !path.isEmpty()
                && path.chars().allMatch(c -> c > ' ' && c != 0x7f && c != '\\')
                && Arrays.stream(path.split("/", -1))
                        .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
    }
}
