package io.github.sosapp.debian;

import io.github.sosapp.debian.archive.PackageArchive;
import io.github.sosapp.debian.rootfs.Rootfs;
import io.github.sosapp.debian.rootfs.RootfsAssembler;
import io.github.sosapp.debian.rootfs.RootfsDescription;
import io.github.sosapp.debian.rootfs.deb.PackageContent;
import io.github.sosapp.debian.rootfs.deb.PackageFile;
import io.github.sosapp.debian.rootfs.deb.PackageReader;
import io.github.sosapp.debian.rootfs.deb.UnpackedPackages;
import io.github.sosapp.debian.rootfs.tree.CutRules;
import io.github.sosapp.failure.BuildFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Turns exactly named packages into the layers of a base. */
public final class BaseAssembler {

    /** Changes whenever the same packages would give other layers. */
    public static final int VERSION = RootfsAssembler.VERSION;

    private final PackageArchive archive;
    private final RootfsAssembler rootfs;
    private final PackageReader reader;

    /**
     * @param workDirectory for temporary files, together as large as the unpacked packages of one platform
     * @param unpacked packages that need not be decompressed
     */
    public BaseAssembler(PackageArchive archive, int threads, Path workDirectory, UnpackedPackages unpacked) {
        this.archive = archive;
        this.reader = new PackageReader(threads, workDirectory, unpacked);
        this.rootfs = new RootfsAssembler(reader);
    }

    /**
     * The layers for one platform; the caller closes them when they are written.
     *
     * @param set name of the curated set; decides what is left out
     * @param added names of packages that are not of the set
     * @param successor names the version that took the place of a vanished package
     * @throws BuildFailure when a package cannot be had, or is not what it should be
     */
    public Rootfs assemble(String set, Set<String> added, List<LockedPackage> packages, PackageSuccessor successor)
            throws IOException {
        List<PackageFile> files = fetch(packages, successor);
        try {
            return rootfs.assemble(files, new RootfsDescription(kind(set), List.of(), added, false));
        } catch (BuildFailure refused) {
            forget(refused, files);
            throw refused;
        }
    }

    /** The rules by which {@link #assemble} leaves files out of these packages; the first that matches a file decides. */
    public List<CutRules.CutRule> cutRules(String set, Set<String> added, List<LockedPackage> packages) {
        return CutRules.of(kind(set), added)
                .rulesFor(packages.stream().map(LockedPackage::name).toList());
    }

    /** The packages as they are, to take files out of them; the caller closes them. */
    public List<PackageContent> open(List<LockedPackage> packages, PackageSuccessor successor) throws IOException {
        List<PackageFile> files = fetch(packages, successor);
        try {
            return reader.read(files);
        } catch (BuildFailure refused) {
            forget(refused, files);
            throw refused;
        }
    }

    // What is refused must not wait in a cache for somebody who looks less closely, though its bytes are the signed
    // ones.
    private static void forget(BuildFailure refused, List<PackageFile> files) throws IOException {
        for (PackageFile file : files) {
            if (refused.origin().equals(Optional.of(file.origin()))) {
                Files.deleteIfExists(file.path());
            }
        }
    }

    private List<PackageFile> fetch(List<LockedPackage> packages, PackageSuccessor successor) {
        List<Path> files =
                archive.fetch(packages.stream().map(PackageChoice::file).toList(), file -> successor.of(file.name()));
        List<PackageFile> fetched = new ArrayList<>();
        for (int i = 0; i < packages.size(); i++) {
            LockedPackage locked = packages.get(i);
            fetched.add(new PackageFile(
                    files.get(i),
                    locked.path(),
                    locked.name(),
                    locked.version(),
                    locked.architecture(),
                    locked.source(),
                    Optional.of(locked.sha256())));
        }
        return fetched;
    }

    /** What a set is for, whatever the version: {@code java} for {@code java17}. */
    private static String kind(String set) {
        return set.replaceAll("\\d.*$", "");
    }
}
