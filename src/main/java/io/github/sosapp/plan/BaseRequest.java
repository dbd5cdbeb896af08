package io.github.sosapp.plan;

import java.util.List;
import java.util.Optional;

/**
 * What an image is to start from, before anybody looked whether it can be had.
 *
 * @param base {@code scratch}, {@code packages:<suite>}, {@code layout:<directory>}, {@code module:<group>:<artifact>} or
 *     an image reference
 * @param origin where the words come from, for messages
 * @param packageSet name of the curated set of packages that the language needs, for example {@code java17}; only read by
 *     a base of packages
 * @param javaModules modules of a Java runtime that is cut to measure; empty for a packaged one, or none
 * @param morePackages names that the team adds to the set
 * @param nodeLine releases of Node.js of which one is added to the packages, for example {@code 22.x}; empty where they
 *     have what is needed
 * @param bytecode whether the modules of a Python in a base of packages get compiled
 */
public record BaseRequest(
        String base,
        String origin,
        String packageSet,
        List<String> javaModules,
        List<String> morePackages,
        Optional<String> nodeLine,
        boolean bytecode) {

    /** Nothing at all. */
    public static final String SCRATCH = "scratch";

    /** Begins the bases that a Dockerfile names: its path in the module, and after a {@code #} the stage; empty for the last. */
    public static final String DOCKERFILE = "dockerfile:";

    public BaseRequest {
        javaModules = List.copyOf(javaModules);
        morePackages = List.copyOf(morePackages);
    }

    /** A base whose packages, and modules of Java, are all that is needed. */
    public BaseRequest(
            String base, String origin, String packageSet, List<String> javaModules, List<String> morePackages) {
        this(base, origin, packageSet, javaModules, morePackages, Optional.empty(), true);
    }

    /** A base that needs no packages. */
    public static BaseRequest of(String base, String origin) {
        return new BaseRequest(base, origin, "static", List.of(), List.of());
    }

    /** The same base with more packages. */
    public BaseRequest with(List<String> packages) {
        return new BaseRequest(base, origin, packageSet, javaModules, packages, nodeLine, bytecode);
    }

    public boolean isScratch() {
        return base.equals(SCRATCH);
    }
}
