package io.github.sosapp.service.java;

import io.github.sosapp.failure.BuildFailure;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What the build tool knows about a module that may be a Java service.
 *
 * @param directory of the POM
 * @param packaging for example {@code jar}
 * @param plugins artifactIds of the plugins that build it
 * @param reactorSources directories of the modules whose classes it uses, its own not among them
 * @param classPath the libraries for run time in their order; resolves them when asked, and throws a {@link BuildFailure}
 *     when one cannot be had
 */
public record JavaModule(
        Path directory,
        String packaging,
        Set<String> plugins,
        Output output,
        List<Path> reactorSources,
        Supplier<List<ClassPathEntry>> classPath) {

    private static final Set<String> PACKAGINGS = Set.of("jar", "war", "quarkus");

    public JavaModule {
        plugins = Set.copyOf(plugins);
        reactorSources = List.copyOf(reactorSources);
    }

    /**
     * What a build leaves.
     *
     * @param directory {@code target}
     * @param classes {@code target/classes}; may not exist
     * @param archives the jar or war, then those that were attached to it; may be missing or left by an earlier build
     */
    public record Output(Path directory, Path classes, List<Path> archives) {

        public Output {
            archives = List.copyOf(archives);
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
        return packaging.equals("quarkus") || plugins.contains("quarkus-maven-plugin");
    }

    boolean isSpringBoot() {
        return plugins.contains("spring-boot-maven-plugin");
    }

    /** The failure of a module whose classes or archive are missing. */
    BuildFailure notBuilt(String why) {
        return BuildFailure.ofUser("the Java service is not built yet")
                .because(why)
                .remedy("run mvn package");
    }
}
