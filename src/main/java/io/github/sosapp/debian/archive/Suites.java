package io.github.sosapp.debian.archive;

import io.github.sosapp.debian.control.PackageIndex;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The packages of a release with its updates, as the archive has them now; every list was verified. */
public final class Suites {

    private final Map<String, Instant> dates;
    private final List<String> notes;
    private final Map<String, List<PackageList>> lists;
    private final Map<String, PackageIndex> indices = new ConcurrentHashMap<>();

    /**
     * @param dates of the suites' lists
     * @param lists by architecture, that of the release itself first
     */
    Suites(Map<String, Instant> dates, List<String> notes, Map<String, List<PackageList>> lists) {
        this.dates = Map.copyOf(dates);
        this.notes = List.copyOf(notes);
        this.lists = Map.copyOf(lists);
    }

    /** When the archive made the list of each suite. */
    public Map<String, Instant> dates() {
        return dates;
    }

    /** What somebody should know who relies on these packages, such as a suite that the mirror does not have. */
    public List<String> notes() {
        return notes;
    }

    /**
     * All packages for one of the architectures that the suites were opened for; read when first asked for.
     *
     * @throws io.github.sosapp.failure.BuildFailure when a list is not what the archive has signed
     */
    public PackageIndex packages(String architecture) {
        return indices.computeIfAbsent(architecture, this::read);
    }

    private PackageIndex read(String architecture) {
        if (!lists.containsKey(architecture)) {
            throw new IllegalArgumentException("the suites were not opened for " + architecture);
        }
        PackageIndex.Collector packages = PackageIndex.of(architecture);
        lists.get(architecture).forEach(list -> list.addTo(packages));
        return packages.index();
    }

    /** The version that has taken the place of a package that vanished; empty when there is none. */
    public Optional<String> successor(ArchiveFile vanished) {
        String architecture = lists.containsKey(vanished.architecture())
                ? vanished.architecture()
                : lists.keySet().stream().sorted().findFirst().orElseThrow();
        return packages(architecture)
                .byName(vanished.name())
                .map(found -> found.version().toString());
    }
}
