package io.github.sosapp.service.java;

import io.github.sosapp.failure.BuildFailure;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What the build tool knows about a module that may be a Java service.
 *
 * @param directory of the POM
 * @param packaging for example {@code jar}
 * @param reactorSources directories of the modules whose classes it uses, its own not among them
 * @param classPath the libraries for run time in their order; resolves them when asked, and throws a {@link BuildFailure}
 *     when one cannot be had
 */
public record JavaModule(
        Path directory,
        String packaging,
        Plugins plugins,
        Output output,
        List<Path> reactorSources,
        Supplier<List<ClassPathEntry>> classPath) {

    private static final Set<String> PACKAGINGS = Set.of("jar", "war", "quarkus");

    public JavaModule {
        reactorSources = List.copyOf(reactorSources);
    }

    /**
     * What a build leaves.
     *
     * @param directory {@code target}
     * @param classes {@code target/classes}; may not exist
     * @param archives the jar or war that this build has made, then those that it attached to it; empty before {@code
     *     package}
     * @param earlier where a jar or war of an earlier build would be; may be missing, and may be of other classes
     */
    public record Output(Path directory, Path classes, List<Path> archives, Path earlier) {

        public Output {
            archives = List.copyOf(archives);
        }
    }

    /**
     * The plugins that build it.
     *
     * @param names their artifactIds
     * @param mainClass that the configuration of the jar names; empty when it names none
     * @param repackaging what Spring Boot's plugin does to the jar; empty when it does nothing
     */
    public record Plugins(Set<String> names, Optional<String> mainClass, Optional<Repackaging> repackaging) {

        public Plugins {
            names = Set.copyOf(names);
        }
    }

    /**
     * What Spring Boot's plugin makes of a jar.
     *
     * @param version of Spring Boot's plugin; may be empty
     * @param layers that it parts the jar into
     * @param sortsLibraries true when its class path index has them by their names in the jar, not in Maven's order
     * @param libraries that its configuration lets into the jar, in Maven's order; those that mark themselves as needless
     *     still among them. Resolves them when asked, as {@link JavaModule#classPath} does
     */
    public record Repackaging(
            String version, Layers layers, boolean sortsLibraries, Supplier<List<ClassPathEntry>> libraries) {

        /** {@code CUSTOM} are those of a file, which only Spring Boot's plugin itself reads. */
        public enum Layers {
            NONE,
            STANDARD,
            CUSTOM
        }
    }

    /** Whether a build of this packaging compiles Java at all. */
    boolean compilesJava() {
        return PACKAGINGS.contains(packaging);
    }

    boolean isWar() {
        return packaging.equals("war");
    }

    boolean isQuarkus() {
        return packaging.equals("quarkus") || plugins.names().contains("quarkus-maven-plugin");
    }

    boolean isSpringBoot() {
        return plugins.names().contains("spring-boot-maven-plugin");
    }

    /** The failure of a module whose classes or archive are missing. */
    BuildFailure notBuilt(String why) {
        boolean hasQuickWay = !isWar() && !isQuarkus();
        return BuildFailure.ofUser("the Java service is not built yet")
                .because(why)
                .remedy(
                        hasQuickWay
                                ? "run mvn package, or for a quick image without a jar: mvn compile sos:build"
                                        + " -Dsos.java.content=classes"
                                : "run mvn package");
    }
}
