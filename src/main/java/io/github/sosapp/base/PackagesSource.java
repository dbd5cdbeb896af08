package io.github.sosapp.base;

import io.github.sosapp.debian.BaseAssembler;
import io.github.sosapp.debian.DebianArchitecture;
import io.github.sosapp.debian.LockedPackage;
import io.github.sosapp.debian.PackageChoice;
import io.github.sosapp.debian.PackageSet;
import io.github.sosapp.debian.PackageSets;
import io.github.sosapp.debian.PackageSuccessor;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Platform;
import io.github.sosapp.plan.BaseRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Bases that are assembled from signed Debian packages: {@code packages:<suite>}. */
public final class PackagesSource implements BaseSource {

    private static final String PREFIX = "packages:";

    private final PackageSets sets = PackageSets.carried();
    private final Optional<BaseLock> lock;
    private final BiFunction<String, List<String>, PackageChoice> archive;
    private final BaseAssembler assembler;
    private final LayerStore layers;

    /**
     * @param lock decides the packages where there is one; else the archive does
     * @param archive what it has now, by suite and architectures; only asked when nothing is locked
     */
    public PackagesSource(
            Optional<BaseLock> lock,
            BiFunction<String, List<String>, PackageChoice> archive,
            BaseAssembler assembler,
            LayerStore layers) {
        this.lock = lock;
        this.archive = archive;
        this.assembler = assembler;
        this.layers = layers;
    }

    @Override
    public boolean provides(BaseRequest request) {
        return isPackages(request);
    }

    /** Whether a base of packages is wanted. */
    public static boolean isPackages(BaseRequest request) {
        return request.base().startsWith(PREFIX);
    }

    @Override
    public BaseImage find(BaseRequest request, List<Platform> platforms) {
        PackageSet set = set(request);
        SortedMap<Platform, WantedPackages> wanted = wanted(request, set, platforms);
        return lock.isPresent()
                ? new PackagesBase(request, set, locked(wanted), List.of(), successors(wanted), assembler, layers)
                : chosen(request, set, wanted);
    }

    @Override
    public BaseLock lock(BaseRequest request, List<Platform> platforms, BaseLock before) {
        PackageSet set = set(request);
        SortedMap<Platform, WantedPackages> wanted = wanted(request, set, platforms);
        PackageChoice choice = archive.apply(set.suite(), architectures(wanted));
        BaseLock after = before;
        for (WantedPackages each : wanted.values()) {
            after = after.with(each, choice.choose(set, each.architecture()));
        }
        return after;
    }

    private BaseImage chosen(BaseRequest request, PackageSet set, SortedMap<Platform, WantedPackages> wanted) {
        PackageChoice choice = archive.apply(set.suite(), architectures(wanted));
        SortedMap<Platform, List<LockedPackage>> packages = new TreeMap<>();
        wanted.forEach((platform, each) -> packages.put(platform, choice.choose(set, each.architecture())));
        List<String> warnings = new ArrayList<>(choice.notes());
        warnings.add(
                "the packages of the base are not locked: another day may give another image; mvn sos:lock pins them");
        return new PackagesBase(request, set, packages, warnings, successors(wanted), assembler, layers);
    }

    private SortedMap<Platform, List<LockedPackage>> locked(SortedMap<Platform, WantedPackages> wanted) {
        BaseLock known = lock.orElseThrow();
        SortedMap<Platform, List<LockedPackage>> packages = new TreeMap<>();
        wanted.forEach((platform, each) -> packages.put(
                platform,
                known.packages(each)
                        .orElseThrow(
                                () -> BuildFailure.ofUser("the base " + each.name() + " is not locked as it is wanted")
                                        .because(known.lacks(each))
                                        .remedy("bring the file up to date: mvn sos:lock"))));
        return Collections.unmodifiableSortedMap(packages);
    }

    private Function<Platform, PackageSuccessor> successors(SortedMap<Platform, WantedPackages> wanted) {
        return platform -> {
            WantedPackages each = wanted.get(platform);
            return name -> archive.apply(each.suite(), architectures(wanted)).version(name, each.architecture());
        };
    }

    private PackageSet set(BaseRequest request) {
        String suite = request.base().substring(PREFIX.length());
        if (!suite.matches("[a-z][a-z0-9-]*")) {
            throw BuildFailure.ofUser("sos.base = " + request.base() + " names no suite of Debian")
                    .from(request.origin())
                    .remedy("use for example packages:bookworm");
        }
        return sets.of(suite, request.packageSet(), request.origin()).with(request.morePackages(), "sos.packages");
    }

    private static SortedMap<Platform, WantedPackages> wanted(
            BaseRequest request, PackageSet set, List<Platform> platforms) {
        SortedMap<Platform, WantedPackages> wanted = new TreeMap<>();
        for (Platform platform : platforms) {
            wanted.put(
                    platform,
                    new WantedPackages(
                            set.suite(),
                            set.name(),
                            DebianArchitecture.of(platform, request.origin()),
                            List.copyOf(set.wanted().keySet())));
        }
        return wanted;
    }

    private static List<String> architectures(SortedMap<Platform, WantedPackages> wanted) {
        return List.copyOf(new TreeSet<>(
                wanted.values().stream().map(WantedPackages::architecture).toList()));
    }
}
