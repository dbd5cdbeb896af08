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
import io.github.sosapp.process.CommandRunner;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** Bases that are assembled from signed Debian packages: {@code packages:<suite>}. */
public final class PackagesSource implements BaseSource {

    private static final String PREFIX = "packages:";

    private final PackageSets sets = PackageSets.carried();
    private final Optional<BaseLock> lock;
    private final String howToLock;
    private final BiFunction<String, List<String>, PackageChoice> archive;
    private final IntFunction<Optional<Jlink>> jlinks;
    private final Supplier<NodeBuilds> nodeBuilds;
    private final BaseAssembler assembler;
    private final LayerStore layers;
    private final CommandRunner programs;

    /**
     * @param lock decides the packages where there is one; else the archive does
     * @param howToLock the command that writes the lock
     * @param archive what it has now, by suite and architectures; only asked when nothing is locked
     * @param jlinks that of a JDK of a release of Java; only asked for a runtime that is cut
     * @param nodeBuilds only asked for a release of Node.js that the suite does not have
     * @param programs runs the Python of a base, to compile its library
     */
    public PackagesSource(
            Optional<BaseLock> lock,
            String howToLock,
            BiFunction<String, List<String>, PackageChoice> archive,
            IntFunction<Optional<Jlink>> jlinks,
            Supplier<NodeBuilds> nodeBuilds,
            BaseAssembler assembler,
            LayerStore layers,
            CommandRunner programs) {
        this.lock = lock;
        this.howToLock = howToLock;
        this.archive = archive;
        this.jlinks = jlinks;
        this.nodeBuilds = nodeBuilds;
        this.assembler = assembler;
        this.layers = layers;
        this.programs = programs;
    }

    /** Whether a base of packages is wanted. */
    public static boolean isPackages(BaseRequest request) {
        return request.base().startsWith(PREFIX);
    }

    @Override
    public boolean provides(BaseRequest request) {
        return isPackages(request);
    }

    @Override
    public BaseImage find(BaseRequest request, List<Platform> platforms) {
        List<String> warnings = new ArrayList<>();
        if (lock.isEmpty()) {
            warnings.add("the packages of the base are not locked: another day may give another image; " + howToLock
                    + " pins them");
        }
        PackageSet set = imageSet(request);
        SortedMap<Platform, List<LockedPackage>> packages = packages(request, set, platforms, warnings);
        Optional<AddedRuntime> runtime = Optional.empty();
        if (!request.packages().javaModules().isEmpty()) {
            runtime = Optional.of(new AddedJava(
                    runtime(request),
                    request.packages().javaModules().size(),
                    packages(request, modulesSet(request), platforms, warnings),
                    assembler,
                    successors(request)));
        } else if (request.packages().nodeLine().isPresent()) {
            runtime = Optional.of(node(request, request.packages().nodeLine().get(), platforms));
        }
        Function<Platform, PackageSuccessor> successors = successors(request);
        Optional<CompiledLibrary> library = request.packages().bytecode()
                ? CompiledLibrary.of(packages, assembler, successors, programs)
                : Optional.empty();
        return new PackagesBase(request, set, packages, runtime, library, warnings, successors, assembler, layers);
    }

    @Override
    public BaseLock lock(BaseRequest request, List<Platform> platforms, BaseLock before) {
        List<PackageSet> asked = new ArrayList<>(List.of(imageSet(request)));
        if (!request.packages().javaModules().isEmpty()) {
            asked.add(modulesSet(request));
        }
        BaseLock after = before;
        for (PackageSet set : asked) {
            SortedMap<Platform, WantedPackages> wanted = wanted(request, set, platforms);
            PackageChoice choice = archive.apply(set.suite(), architectures(wanted));
            for (WantedPackages each : wanted.values()) {
                after = after.with(each, choice.choose(set, each.architecture()));
            }
        }
        if (request.packages().nodeLine().isPresent()) {
            String line = request.packages().nodeLine().get();
            for (var build :
                    nodeBuilds.get().newest(line, platforms, request.origin()).entrySet()) {
                after = after.withNode(line, build.getKey(), build.getValue());
            }
        }
        return after;
    }

    private AddedNode node(BaseRequest request, String line, List<Platform> platforms) {
        NodeBuilds source = nodeBuilds.get();
        if (lock.isEmpty()) {
            return new AddedNode(
                    source.newest(line, platforms, request.origin()), "the registry, which npm asked", source);
        }
        BaseLock known = lock.get();
        SortedMap<Platform, NodeBuild> builds = new TreeMap<>();
        for (Platform platform : platforms) {
            builds.put(
                    platform,
                    known.node(line, platform)
                            .orElseThrow(() -> BuildFailure.ofUser("Node.js " + line + " is not locked for " + platform)
                                    .because(known.origin() + " names no release of it")
                                    .remedy("bring the file up to date: mvn compile sos:lock")));
        }
        return new AddedNode(builds, known.origin(), source);
    }

    private SortedMap<Platform, List<LockedPackage>> packages(
            BaseRequest request, PackageSet set, List<Platform> platforms, List<String> warnings) {
        SortedMap<Platform, WantedPackages> wanted = wanted(request, set, platforms);
        SortedMap<Platform, List<LockedPackage>> packages = new TreeMap<>();
        if (lock.isPresent()) {
            wanted.forEach((platform, each) -> packages.put(platform, locked(each)));
        } else {
            PackageChoice choice = archive.apply(set.suite(), architectures(wanted));
            wanted.forEach((platform, each) -> packages.put(platform, choice.choose(set, each.architecture())));
            choice.notes().stream().filter(note -> !warnings.contains(note)).forEach(warnings::add);
        }
        return packages;
    }

    private List<LockedPackage> locked(WantedPackages wanted) {
        BaseLock known = lock.orElseThrow();
        return known.packages(wanted)
                .orElseThrow(() -> BuildFailure.ofUser("the base " + wanted.name() + " is not locked as it is wanted")
                        .because(known.lacks(wanted))
                        .remedy("bring the file up to date: " + howToLock));
    }

    private Function<Platform, PackageSuccessor> successors(BaseRequest request) {
        return platform -> {
            String architecture = DebianArchitecture.of(platform, request.origin());
            return name -> archive.apply(suite(request), List.of(architecture)).version(name, architecture);
        };
    }

    private CutRuntime runtime(BaseRequest request) {
        int feature = Integer.parseInt(request.packages().set().replaceAll("\\D", ""));
        Jlink jlink = jlinks.apply(feature)
                .orElseThrow(() -> noJlink(feature, Runtime.version().feature()));
        return new CutRuntime(jlink, feature, request.packages().javaModules());
    }

    /** @param running feature of the Java that runs Maven */
    static BuildFailure noJlink(int feature, int running) {
        String maven = running == feature
                ? "Maven runs on a Java " + running + " without jlink, such as a JRE"
                : "jlink only cuts modules of its own release; Maven runs on Java " + running;
        return BuildFailure.ofUser("there is no JDK " + feature + " here that could cut a Java runtime")
                .because(maven + ", and its toolchains name no JDK " + feature + " with jlink")
                .remedy("run Maven with a JDK " + feature + ", name one in toolchains.xml, or take the packaged"
                        + " runtime: -Dsos.java.runtime=packaged");
    }

    private PackageSet imageSet(BaseRequest request) {
        String name =
                request.packages().set() + (request.packages().javaModules().isEmpty() ? "" : "-jlink");
        return sets.of(suite(request), name, request.origin())
                .with(request.packages().more(), "sos.packages");
    }

    private PackageSet modulesSet(BaseRequest request) {
        return sets.of(suite(request), request.packages().set() + "-modules", request.origin());
    }

    /**
     * The suite of Debian that the packages are of.
     *
     * @throws BuildFailure when the request names none
     */
    public static String suite(BaseRequest request) {
        String suite = request.base().substring(PREFIX.length());
        if (!suite.matches("[a-z][a-z0-9-]*")) {
            throw BuildFailure.ofUser("sos.base = " + request.base() + " names no suite of Debian")
                    .from(request.origin())
                    .remedy("use for example packages:bookworm");
        }
        return suite;
    }

    private static SortedMap<Platform, WantedPackages> wanted(
            BaseRequest request, PackageSet set, List<Platform> platforms) {
        List<String> names = List.copyOf(set.wanted().keySet());
        SortedMap<Platform, WantedPackages> wanted = new TreeMap<>();
        for (Platform platform : platforms) {
            String architecture = DebianArchitecture.of(platform, request.origin());
            wanted.put(platform, new WantedPackages(set.suite(), set.name(), architecture, names));
        }
        return wanted;
    }

    private static List<String> architectures(SortedMap<Platform, WantedPackages> wanted) {
        return List.copyOf(new TreeSet<>(
                wanted.values().stream().map(WantedPackages::architecture).toList()));
    }
}
