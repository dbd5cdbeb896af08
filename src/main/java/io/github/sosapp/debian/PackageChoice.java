package io.github.sosapp.debian;

import io.github.sosapp.debian.archive.ArchiveFile;
import io.github.sosapp.debian.archive.PackageArchive;
import io.github.sosapp.debian.archive.Suites;
import io.github.sosapp.debian.control.DependencyResolver;
import io.github.sosapp.debian.control.PackageRelation;
import io.github.sosapp.debian.control.PackageRequest;
import io.github.sosapp.debian.control.PackageStanza;
import io.github.sosapp.debian.control.Resolution;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Chooses the packages of a base from what the archive has now. */
public final class PackageChoice {

    private final Suites suites;

    private PackageChoice(Suites suites) {
        this.suites = suites;
    }

    /**
     * Looks what the archive has for a suite.
     *
     * @throws io.github.sosapp.failure.BuildFailure when the archive cannot be reached or believed
     */
    public static PackageChoice from(PackageArchive archive, String suite, List<String> architectures) {
        return new PackageChoice(archive.open(suite, architectures));
    }

    /** What somebody should know who relies on the choice. */
    public List<String> notes() {
        return suites.notes();
    }

    /**
     * The packages of the set and all that they need, sorted by name.
     *
     * @throws io.github.sosapp.failure.BuildFailure when they do not fit together
     */
    public List<LockedPackage> choose(PackageSet set, String architecture) {
        List<PackageRequest.Wanted> wanted = new ArrayList<>();
        set.wanted().forEach((name, reason) -> wanted.add(new PackageRequest.Wanted(PackageRelation.to(name), reason)));
        Resolution resolution = new DependencyResolver(suites.packages(architecture))
                .resolve(
                        set.alone()
                                ? PackageRequest.exactly(wanted, set.omitted())
                                : PackageRequest.withClosure(wanted, set.omitted()));
        return resolution.packages().stream().map(PackageChoice::locked).toList();
    }

    /** The version that the archive has of a package; empty when it has none. */
    public Optional<String> version(String name, String architecture) {
        return suites.packages(architecture)
                .byName(name)
                .map(stanza -> stanza.version().toString());
    }

    static ArchiveFile file(LockedPackage locked) {
        return new ArchiveFile(
                locked.name(), locked.version(), locked.architecture(), locked.path(), locked.size(), locked.sha256());
    }

    private static LockedPackage locked(Resolution.Chosen chosen) {
        PackageStanza stanza = chosen.stanza();
        return new LockedPackage(
                stanza.name(),
                stanza.version().toString(),
                stanza.architecture(),
                stanza.sourceName(),
                stanza.filename(),
                stanza.size(),
                stanza.sha256(),
                chosen.wanted(),
                chosen.reason());
    }
}
