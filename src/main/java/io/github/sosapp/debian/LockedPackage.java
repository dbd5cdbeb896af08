package io.github.sosapp.debian;

import io.github.sosapp.image.Digest;

/**
 * One package exactly, wherever its file comes from.
 *
 * @param version of Debian, with epoch and revision
 * @param architecture of Debian, or {@code all}
 * @param source name of the source package
 * @param path below the root of an archive
 * @param size of the package file, in bytes
 * @param sha256 of the package file
 * @param reason why it is in the base
 */
public record LockedPackage(
        String name,
        String version,
        String architecture,
        String source,
        String path,
        long size,
        Digest sha256,
        String reason) {}
