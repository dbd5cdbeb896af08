package io.github.sosapp.debian.rootfs.deb;

import io.github.sosapp.file.DurableFile;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.cache.BlobStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * The decompressed archives of packages that were opened before, so that each is decompressed once. Which archive a package
 * became stays with the project, so that no other build can plant it; only the archives, which prove themselves, are shared.
 */
public final class UnpackedPackages {

    // Raised when decompression is found to have been wrong: what was kept before is then never asked for again.
    private static final String DIRECTORY = "unpacked-1";

    // Of both archives, with a space between; then the control archive, which is small, follows.
    private static final int NAMES = 64 + 1 + 64;

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

    /**
     * What a package has.
     *
     * @param control its control archive
     * @param data the archive with its files
     */
    record Unpacked(byte[] control, Spool data) {}

    /** All bytes are checked; empty when the package has to be decompressed. */
    Optional<Unpacked> find(PackageFile about) {
        if (!isKept(about)) {
            return Optional.empty();
        }
        try {
            byte[] note = Files.readAllBytes(note(about));
            int end = Math.min(NAMES, note.length);
            String[] names = new String(note, 0, end, StandardCharsets.ISO_8859_1).split(" ", 2);
            byte[] control = Arrays.copyOfRange(note, end, note.length);
            if (!Digest.of(control).hex().equals(names[0])) {
                return Optional.empty();
            }
            Optional<Path> data = blobs.find(new Digest(names[1]));
            return data.isPresent() ? Optional.of(new Unpacked(control, Spool.ofKept(data.get()))) : Optional.empty();
        } catch (IOException | IllegalArgumentException absentOrDamaged) {
            return Optional.empty();
        }
    }

    /** Keeps the archive of files under a second name; when that is not possible, the next build is only slower. */
    void keep(PackageFile about, byte[] control, Spool data) {
        if (!isKept(about) || data.isKept()) {
            return;
        }
        try (DurableFile file = DurableFile.in(directory)) {
            Digest digest = Digest.ofFile(data.path());
            blobs.keep(digest, data.path());
            String names = Digest.of(control).hex() + ' ' + digest.hex();
            file.write(names.getBytes(StandardCharsets.US_ASCII));
            file.write(control);
            file.renameTo(note(about));
        } catch (IOException onlySlower) {
            return;
        }
    }

    private boolean isKept(PackageFile about) {
        return directory != null && about.sha256().isPresent();
    }

    private Path note(PackageFile about) {
        return directory.resolve(about.sha256().orElseThrow().hex());
    }
}
