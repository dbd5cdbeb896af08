package io.github.sosapp.debian.rootfs.deb;

import io.github.sosapp.file.DurableFile;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.cache.BlobStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The decompressed archives of packages that were opened before, so that each is decompressed once. Which archive a package
 * became stays with the project, so that no other build can plant it; only the archives, which prove themselves, are shared.
 */
public final class UnpackedPackages {

    // Raised when decompression is found to have been wrong: what was kept before is then never asked for again.
    private static final String DIRECTORY = "unpacked-1";

    private final Path directory;
    private final BlobStore blobs;

    private UnpackedPackages(Path directory, BlobStore blobs) {
        this.directory = directory;
        this.blobs = blobs;
    }

    /** Keeps nothing. */
    public static UnpackedPackages none() {
        return new UnpackedPackages(null, null);
    }

    /** @param projectDirectory this project's alone */
    public static UnpackedPackages of(Path projectDirectory, BlobStore blobs) {
        return new UnpackedPackages(projectDirectory.resolve(DIRECTORY), blobs);
    }

    /** The archive with the package's files, all of its bytes checked; empty when the package has to be decompressed. */
    Optional<Spool> find(PackageFile about) {
        if (!isKept(about)) {
            return Optional.empty();
        }
        try {
            Digest digest = new Digest(Files.readString(record(about), StandardCharsets.US_ASCII));
            Optional<Path> archive = blobs.find(digest);
            return archive.isPresent() ? Optional.of(Spool.ofKept(archive.get())) : Optional.empty();
        } catch (IOException | IllegalArgumentException absentOrDamaged) {
            return Optional.empty();
        }
    }

    /** Keeps the archive under a second name, as long as the cache has room; without one the next build is only slower. */
    void keep(PackageFile about, Spool archive) {
        if (!isKept(about) || archive.isKept()) {
            return;
        }
        try (DurableFile file = DurableFile.in(directory)) {
            Digest digest = Digest.ofFile(archive.path());
            blobs.keep(digest, archive.path());
            file.write(digest.hex().getBytes(StandardCharsets.US_ASCII));
            file.renameTo(record(about));
        } catch (IOException onlySlower) {
            return;
        }
    }

    private boolean isKept(PackageFile about) {
        return directory != null && about.sha256().isPresent();
    }

    private Path record(PackageFile about) {
        return directory.resolve(about.sha256().orElseThrow().hex());
    }
}
