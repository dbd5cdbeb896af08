package io.github.sosapp.debian;

import io.github.sosapp.image.Digest;
import java.util.regex.Pattern;

/**
 * One package exactly, wherever its file comes from.
 *
 * @param version of Debian, with epoch and revision
 * @param architecture of Debian, or {@code all}
 * @param source name of the source package
 * @param path below the root of an archive
 * @param size of the package file, in bytes
 * @param sha256 of the package file
 * @param wanted name of the package that somebody asked for, and that first led to it; its own for one that was asked for
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
        String wanted,
        String reason) {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9+.-]+");
    private static final Pattern PATH =
            Pattern.compile("(?!\\.{1,2}/)[!-~&&[^/\\\\]]+(/(?!\\.{1,2}/)[!-~&&[^/\\\\]]+)*\\.deb");

    /** Whether it lies where the archive keeps security updates. */
    public boolean isSecurityUpdate() {
        return path.startsWith("pool/updates/");
    }

    /** Refuses what could lead out of an archive or of a directory of packages. */
    public LockedPackage {
        boolean named = NAME.matcher(name).matches() && NAME.matcher(wanted).matches();
        if (!named || !PATH.matcher(path).matches() || size <= 0) {
            throw new IllegalArgumentException("\"" + name + "\" at \"" + path + "\" is not a package of an archive");
        }
    }
}
