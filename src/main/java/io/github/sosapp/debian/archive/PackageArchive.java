package io.github.sosapp.debian.archive;

import io.github.sosapp.debian.archive.mirror.DebianMirrors;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.http.Transfers;
import io.github.sosapp.image.cache.BlobStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/**
 * A Debian archive: the lists of its packages, and the packages. Lists are believed for their signature, packages for the
 * digest that a list or a lock has of them, so that neither mirrors nor the way to them need to be trusted.
 */
public final class PackageArchive {

    private final ArchiveAccess access;
    private final Transfers transfers;
    private final BlobStore cache;
    private DebianMirrors mirrors;

    /** @param transfers told what is fetched */
    public PackageArchive(ArchiveAccess access, Transfers transfers) {
        this.access = access;
        this.transfers = transfers;
        this.cache = new BlobStore(access.cache(), access.clock());
    }

    /**
     * The packages of a release, such as {@code trixie}, with its updates and security updates.
     *
     * @param architectures as Debian names them
     * @throws BuildFailure when a list cannot be had or cannot be believed
     */
    public Suites open(String release, List<String> architectures) {
        return new SuiteOpening(access, mirrors(), cache, fetch(), transfers).open(release, architectures);
    }

    /**
     * Brings packages into the cache.
     *
     * @param successor the version that took the place of a package that no mirror has any more; asked only then
     * @return the files in the order of the packages, each with exactly the bytes of its digest
     * @throws BuildFailure when one cannot be had
     */
    public List<Path> fetch(List<ArchiveFile> files, Function<ArchiveFile, Optional<String>> successor) {
        List<Optional<Path>> found = new ArrayList<>(
                ParallelWork.inOrder(files.stream().map(this::lookingUp).toList()));
        if (!access.offline()) {
            fetchMissing(files, found);
        }
        List<ArchiveFile> missing = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            if (found.get(i).isEmpty()) {
                missing.add(files.get(i));
            }
        }
        if (missing.isEmpty()) {
            return found.stream().map(Optional::orElseThrow).toList();
        }
        throw access.offline() ? notCached(missing) : vanished(missing, successor);
    }

    private Callable<Optional<Path>> lookingUp(ArchiveFile file) {
        return () -> {
            try {
                return cache.find(file.sha256());
            } catch (IOException e) {
                throw ArchiveFailure.notKept(access.cache(), e);
            }
        };
    }

    /** Fills the gaps in {@code found} with what a mirror has. */
    private void fetchMissing(List<ArchiveFile> files, List<Optional<Path>> found) {
        List<Integer> gaps = IntStream.range(0, files.size())
                .filter(i -> found.get(i).isEmpty())
                .boxed()
                .toList();
        if (gaps.isEmpty()) {
            return;
        }
        long bytes = gaps.stream().mapToLong(i -> files.get(i).size()).sum();
        try (Transfers.Transfer transfer = transfers.begin(bytes)) {
            AtomicLong there = new AtomicLong();
            LongConsumer received = more -> transfer.reached(there.addAndGet(more));
            List<Callable<Optional<Path>>> tasks =
                    gaps.stream().map(i -> fetching(files.get(i), received)).toList();
            List<Optional<Path>> fetched = ParallelWork.inOrder(tasks);
            for (int i = 0; i < gaps.size(); i++) {
                found.set(gaps.get(i), fetched.get(i));
            }
        }
    }

    private Callable<Optional<Path>> fetching(ArchiveFile file, LongConsumer received) {
        return () -> fetch().fetch(file.label(), mirrors().holding(file.path()), file.size(), file.sha256(), received);
    }

    private synchronized DebianMirrors mirrors() {
        if (mirrors == null) {
            mirrors = access.mirrors().find();
        }
        return mirrors;
    }

    private FileFetch fetch() {
        return new FileFetch(access.http(), cache, new ArchiveFailure(mirrors()));
    }

    private static BuildFailure notCached(List<ArchiveFile> missing) {
        return BuildFailure.ofUser(counted(missing) + " not in the cache, and Maven is offline")
                .listing(
                        missing.size() == 1
                                ? List.of()
                                : missing.stream().map(ArchiveFile::label).toList())
                .remedy("run the build once without -o");
    }

    private BuildFailure vanished(List<ArchiveFile> missing, Function<ArchiveFile, Optional<String>> successor) {
        List<String> lines = missing.stream()
                .map(file -> file.label()
                        + successor
                                .apply(file)
                                .map(version -> version.equals(file.version())
                                        ? ", still listed: the mirror is being renewed"
                                        : ", now " + version)
                                .orElse(", without a successor"))
                .toList();
        return BuildFailure.ofUser(counted(missing) + " no longer in the archive")
                .because("no mirror has:")
                .listing(lines)
                .from(mirrors().origin())
                .remedy("take the newer versions with mvn compile sos:lock, or add a mirror that keeps old ones:"
                        + " -Dsos.debian.mirror=https://mirror.example.com/debian,"
                        + "https://snapshot.example.com/archive/debian/20260101T000000Z");
    }

    private static String counted(List<ArchiveFile> missing) {
        return missing.size() == 1 ? missing.get(0).label() + " is" : missing.size() + " packages are";
    }
}
