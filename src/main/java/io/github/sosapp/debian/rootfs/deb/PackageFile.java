package io.github.sosapp.debian.rootfs.deb;

import java.nio.file.Path;
import java.util.Objects;

/**
 * A .deb on disk whose bytes were verified, under the names that the index of its archive gave it.
 *
 * @param architecture for example {@code amd64}, or {@code all}
 * @param source name of the source package, without a version
 */
public record PackageFile(Path path, String name, String version, String architecture, String source) {

    public PackageFile {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(architecture, "architecture");
        Objects.requireNonNull(source, "source");
    }

    /** Whether its files are the same on all platforms. */
    public boolean isForAllArchitectures() {
        return architecture.equals("all");
    }

    /** For a reader, for example {@code zlib1g 1:1.2.13 (amd64)}. */
    @Override
    public String toString() {
        return name + " " + version + " (" + architecture + ")";
    }
}
