package io.github.sosapp.plan;

import java.util.List;
import java.util.Optional;

/**
 * What an image is to start from, before anybody looked whether it can be had.
 *
 * @param base {@code scratch}, {@code packages:<suite>}, {@code layout:<directory>}, {@code module:<group>:<artifact>} or
 *     an image reference
 * @param origin where the words come from, for messages
 * @param packages what a base of packages is to hold; no other base reads it
 */
public record BaseRequest(String base, String origin, Packages packages) {

    /** Nothing at all. */
    public static final String SCRATCH = "scratch";

    /** Begins the bases that a Dockerfile names: its path in the module, and after a {@code #} the stage; empty for the last. */
    public static final String DOCKERFILE = "dockerfile:";

    /** A base of which the least is expected. */
    public static BaseRequest of(String base, String origin) {
        return new BaseRequest(base, origin, Packages.of("static"));
    }

    /** The same base with these packages besides those of its set. */
    public BaseRequest with(List<String> morePackages) {
        return new BaseRequest(base, origin, packages.with(morePackages));
    }

    /** Whether nothing at all is wanted. */
    public boolean isScratch() {
        return base.equals(SCRATCH);
    }

    /**
     * What a base of packages is to hold.
     *
     * @param set name of the curated set of packages that the language needs, for example {@code java17}
     * @param more names that the team adds to the set
     * @param javaModules modules of a Java runtime that is cut to measure; empty for a packaged one, or none
     * @param nodeLine releases of Node.js of which one is added to the packages, for example {@code 22.x}; empty where they
     *     have what is needed
     * @param bytecode whether the modules of a Python get compiled
     */
    public record Packages(
            String set, List<String> more, List<String> javaModules, Optional<String> nodeLine, boolean bytecode) {

        public Packages {
            more = List.copyOf(more);
            javaModules = List.copyOf(javaModules);
        }

        /** The packages of the set and nothing else; a Python among them gets compiled. */
        public static Packages of(String set) {
            return new Packages(set, List.of(), List.of(), Optional.empty(), true);
        }

        /** The same with these packages besides those of the set. */
        public Packages with(List<String> names) {
            return new Packages(set, names, javaModules, nodeLine, bytecode);
        }

        /** The same with a Java runtime that is cut to these modules; none for the packaged one. */
        public Packages withJava(List<String> modules) {
            return new Packages(set, more, modules, nodeLine, bytecode);
        }

        /** The same with a release of that line of Node.js, if there is one. */
        public Packages withNode(Optional<String> line) {
            return new Packages(set, more, javaModules, line, bytecode);
        }

        /** The same with its Python compiled, or not. */
        public Packages compiled(boolean compiles) {
            return new Packages(set, more, javaModules, nodeLine, compiles);
        }
    }
}
