package io.github.sosapp.debian.archive;

import io.github.sosapp.debian.archive.ReleaseFile.IndexFile;
import io.github.sosapp.debian.archive.mirror.DebianMirrors;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.http.Transfers;
import io.github.sosapp.image.cache.BlobStore;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/** Reads what a release and its updates consist of, and brings the lists of their packages into the cache. */
final class SuiteOpening {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9.-]{0,63}");
    private static final Set<String> WITHOUT_UPDATES = Set.of("sid", "unstable", "experimental");
    private static final String COMPONENT = "main";
    private static final List<String> PACKED = List.of(".xz", ".gz", "");
    private static final long MOST_PACKED = 256L << 20;
    private static final long MOST_PLAIN = 1L << 30;

    private final ArchiveAccess access;
    private final DebianMirrors mirrors;
    private final BlobStore cache;
    private final FileFetch fetch;
    private final Transfers transfers;

    SuiteOpening(ArchiveAccess access, DebianMirrors mirrors, BlobStore cache, FileFetch fetch, Transfers transfers) {
        this.access = access;
        this.mirrors = mirrors;
        this.cache = cache;
        this.fetch = fetch;
        this.transfers = transfers;
    }

    /** One list of a suite that is to be read. */
    private record Wanted(String suite, String architecture, ReleaseFile release, IndexFile packed, IndexFile plain) {}

    Suites open(String release, List<String> architectures) {
        if (!NAME.matcher(release).matches()) {
            throw BuildFailure.ofUser("\"" + release + "\" is not the name of a Debian release")
                    .remedy("name it as Debian does, for example bookworm or trixie");
        }
        List<String> names = suites(release);
        SuiteReader reader = new SuiteReader(access, mirrors);
        List<Callable<Optional<ReleaseFile>>> readings = new ArrayList<>();
        names.forEach(name -> readings.add(() -> reader.read(name, isRequired(name, release))));
        List<Optional<ReleaseFile>> releases = ParallelWork.inOrder(readings);

        Map<String, Instant> dates = new TreeMap<>();
        List<String> notes = new ArrayList<>();
        List<Wanted> wanted = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            if (releases.get(i).isEmpty()) {
                notes.add(missing(name));
                continue;
            }
            ReleaseFile file = releases.get(i).get();
            dates.put(name, file.date());
            for (String architecture : architectures) {
                wanted.addAll(wanted(name, release, architecture, file, notes));
            }
        }
        return new Suites(dates, notes, obtained(wanted, architectures));
    }

    private static List<String> suites(String release) {
        boolean single = release.contains("-") || WITHOUT_UPDATES.contains(release);
        return single ? List.of(release) : List.of(release, release + "-updates", release + "-security");
    }

    private boolean isRequired(String suite, String release) {
        return suite.equals(release) || DebianMirrors.isSecurity(suite) && mirrors.securityIsKnown();
    }

    private String missing(String suite) {
        String place = mirrors.of(suite).get(0).toString();
        String state = access.offline() ? " is not in the cache" : " is not there";
        return DebianMirrors.isSecurity(suite)
                ? place + " with " + suite + state + ": security updates are missing; set sos.debian.securityMirror"
                : place + " with " + suite + state + ": updates between two point releases are missing";
    }

    private List<Wanted> wanted(
            String suite, String release, String architecture, ReleaseFile file, List<String> notes) {
        List<Wanted> wanted = new ArrayList<>();
        for (String part : file.separateAll() ? List.of(architecture, "all") : List.of(architecture)) {
            String path = COMPONENT + "/binary-" + part + "/Packages";
            IndexFile plain = file.files().get(path);
            Optional<IndexFile> packed = PACKED.stream()
                    .map(ending -> file.files().get(path + ending))
                    .filter(listed -> listed != null)
                    .findFirst();
            if (plain == null && suite.equals(release)) {
                throw BuildFailure.ofUser(release + " has no packages for the architecture " + architecture)
                        .from(mirrors.origin())
                        .remedy("choose other platforms with sos.platforms, or another release");
            }
            if (plain == null) {
                notes.add(suite + " has no packages for the architecture " + part);
                continue;
            }
            Wanted list = new Wanted(suite, architecture, file, packed.orElseThrow(), plain);
            wanted.add(checked(list));
        }
        return wanted;
    }

    private Wanted checked(Wanted list) {
        if (list.packed().size() > MOST_PACKED || list.plain().size() > MOST_PLAIN) {
            throw BuildFailure.ofWorld("the list of packages of " + list.suite() + " is too long")
                    .because(list.plain().path() + " has " + list.plain().size() + " bytes, at most " + MOST_PLAIN
                            + " are read")
                    .from(mirrors.origin())
                    .remedy("set another mirror as sos.debian.mirror");
        }
        return list;
    }

    private Map<String, List<PackageList>> obtained(List<Wanted> wanted, List<String> architectures) {
        List<Callable<PackageList>> tasks = new ArrayList<>();
        wanted.forEach(list -> tasks.add(() -> obtain(list)));
        List<PackageList> lists = ParallelWork.inOrder(tasks);
        Map<String, List<PackageList>> byArchitecture = new TreeMap<>();
        architectures.forEach(architecture -> byArchitecture.put(architecture, new ArrayList<>()));
        for (int i = 0; i < lists.size(); i++) {
            byArchitecture.get(wanted.get(i).architecture()).add(lists.get(i));
        }
        return byArchitecture;
    }

    private PackageList obtain(Wanted list) {
        String name = list.suite() + "/" + COMPONENT;
        try {
            Optional<Path> cached = cache.find(list.plain().sha256());
            if (cached.isPresent()) {
                return new PackageList(name, cached.get());
            }
            Path packed = fetched(list).orElseThrow(() -> gone(list, name));
            return new PackageList(name, unpacked(list, name, packed));
        } catch (IOException e) {
            throw ArchiveFailure.notKept(access.cache(), e);
        }
    }

    // Kept unpacked: reading a list again is then three times as fast. The packed one stays until the cache is swept,
    // because another build may be reading it just now.
    private Path unpacked(Wanted list, String name, Path packed) throws IOException {
        try (InputStream content = UnpackedStream.open(packed, list.packed().path(), list.plain())) {
            return cache.put(list.plain().sha256(), content);
        } catch (UnpackedStream.NotAsSigned e) {
            Files.deleteIfExists(packed);
            throw BuildFailure.ofWorld("the list of packages of " + name + " cannot be believed")
                    .because("it does not unpack to what the archive has signed: " + e.getMessage())
                    .from(mirrors.origin())
                    .asked(list.packed().path())
                    .causedBy(e)
                    .remedy("set another mirror as sos.debian.mirror; if it says the same, report it to whoever runs"
                            + " the archive");
        }
    }

    private Optional<Path> fetched(Wanted list) {
        if (access.offline()) {
            return Optional.empty();
        }
        IndexFile packed = list.packed();
        String directory = "dists/" + list.suite() + "/"
                + packed.path().substring(0, packed.path().lastIndexOf('/'));
        List<URI> addresses = new ArrayList<>();
        if (list.release().byHash()) {
            addresses.addAll(mirrors.of(
                    list.suite(),
                    directory + "/by-hash/SHA256/" + packed.sha256().hex()));
        }
        addresses.addAll(mirrors.of(list.suite(), "dists/" + list.suite() + "/" + packed.path()));
        try (Transfers.Transfer transfer = transfers.begin(packed.size())) {
            AtomicLong there = new AtomicLong();
            return fetch.fetch(
                    "the packages of " + list.suite(),
                    addresses,
                    packed.size(),
                    packed.sha256(),
                    more -> transfer.reached(there.addAndGet(more)));
        }
    }

    private BuildFailure gone(Wanted list, String name) {
        if (access.offline()) {
            return BuildFailure.ofUser("the list of packages of " + name + " for " + list.architecture()
                            + " is not in the cache, and Maven is offline")
                    .from(mirrors.origin())
                    .remedy("run the build once without -o");
        }
        return BuildFailure.ofWorld("the list of packages of " + name + " for " + list.architecture() + " is missing")
                .because("the mirror has the suite " + list.suite() + " but not its "
                        + list.packed().path())
                .from(mirrors.origin())
                .remedy("try again in some minutes, in case the mirror is just being renewed; if it stays, set another"
                        + " mirror as sos.debian.mirror");
    }
}
