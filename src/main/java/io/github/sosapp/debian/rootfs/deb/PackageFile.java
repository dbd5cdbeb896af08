package io.github.sosapp.debian.rootfs.deb;

import io.github.sosapp.image.Digest;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * A .deb on disk whose bytes were verified, under the names that the index of its archive gave it.
 *
 * @param origin where it is from, for people
 * @param architecture for example {@code amd64}, or {@code all}
 * @param source name of the source package, without a version
 * @param sha256 of its bytes; empty when nobody asked
 */
public record PackageFile(
        Path path,
        String origin,
        String name,
        String version,
        String architecture,
        String source,
        Optional<Digest> sha256) {

    public PackageFile {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(origin, "origin");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(architecture, "architecture");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(sha256, "sha256");
    }

    /** One that is from nowhere else than where it lies. */
    public PackageFile(Path path, String name, String version, String architecture, String source) {
        this(path, path.toString(), name, version, architecture, source, Optional.empty());
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
