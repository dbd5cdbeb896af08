package io.github.sosapp.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which part of the plugin may touch which library, so that a library can be replaced by reading one package. */
class LibraryFencesTest {

    /**
     * @param packages of the library, with everything below them
     * @param allowed packages of the plugin, with everything below them, or whole class names
     * @param reason why, and what to do instead
     */
    private record Fence(String library, List<String> packages, List<String> allowed, String reason) {

        @Override
        public String toString() {
            return library;
        }
    }

    private static final Fence MAVEN = new Fence(
            "Maven",
            List.of(
                    "org.apache.maven",
                    "org.codehaus.plexus",
                    "org.eclipse.aether",
                    "org.eclipse.sisu",
                    "javax.inject"),
            List.of("mojo"),
            "goals must run in a test without Maven: let a mojo translate to values and hand them to the goal");
    private static final Fence JIB = new Fence(
            "jib",
            List.of("com.google.cloud.tools.jib"),
            List.of(
                    "registry.auth",
                    "service.java.MainClass",
                    "service.java.extension",
                    "mojo.JibExtensions",
                    "mojo.AbstractSosMojo"),
            "only its credential helpers, its search for main classes and the plan that extensions of its plugin change are"
                    + " used; ask registry.auth, service.java.MainClass or service.java.extension");
    private static final Fence DOCKER_JAVA = new Fence(
            "docker-java",
            List.of("com.github.dockerjava"),
            List.of("engine.docker"),
            "its types and traps stay in one package: give engine.docker a method that takes our own values");
    private static final Fence JGIT = new Fence(
            "JGit",
            List.of("org.eclipse.jgit"),
            List.of("git"),
            "it is only the stand-in for the git program: ask the package git, which chooses");
    private static final Fence HTTP_CLIENT = new Fence(
            "java.net.http",
            List.of("java.net.http"),
            List.of("http"),
            "redirects, retries and who gets a credential are decided in one place: send through the package http");
    private static final Fence HTTP_SERVER = new Fence(
            "the JDK's HTTP server",
            List.of("com.sun.net.httpserver"),
            List.of("engine.docker.ContextDelivery"),
            "a build listens nowhere, but where an engine cannot be given its context otherwise");
    private static final Fence SNAKEYAML = new Fence(
            "SnakeYAML",
            List.of("org.yaml.snakeyaml"),
            List.of("service.node.PnpmImporters"),
            "it is only what lets Jackson read the long lock of pnpm: read JSON trees");
    private static final Fence JACKSON = new Fence(
            "Jackson",
            List.of("com.fasterxml.jackson"),
            List.of(
                    "image",
                    "base",
                    "registry",
                    "report",
                    "engine.docker",
                    "engine.daemonless.GoToolchain",
                    "engine.daemonless.GoRelease",
                    "engine.daemonless.NpmToolchain",
                    "engine.daemonless.NpmNodeBuilds",
                    "engine.daemonless.NpmAccess",
                    "engine.daemonless.PlatformPackages",
                    "service.node.PackageJson",
                    "service.node.PackageLock",
                    "service.node.OtherLock",
                    "service.node.PnpmImporters",
                    "service.node.PrunedProject",
                    "service.node.YarnWorkspaces",
                    "service.node.LockedNeeds",
                    "engine.daemonless.PackedProgram",
                    "plan.PlanDocument",
                    "service.python.lock",
                    "goal.LaunchConfiguration",
                    "goal.UpToDate"),
            "JSON is read and written at the edges: hand out records, or name the one class that reads or writes a file");
    private static final Fence AIRCOMPRESSOR = new Fence(
            "aircompressor",
            List.of("io.airlift.compress"),
            List.of("image.layer", "image.block", "image.layout", "debian.rootfs.deb", "engine.docker.SavedImage"),
            "who compresses decides digests: write and read layers through image.layer and image.layout");

    private static final Fence COMMONS_COMPRESS = new Fence(
            "commons-compress",
            List.of("org.apache.commons.compress"),
            List.of("debian.rootfs.deb", "python.wheel", "base.AddedNode", "engine.docker"),
            "it reads what strangers made; archives of our own are read and written by image.layer and image.layout");
    private static final Fence BOUNCY_CASTLE = new Fence(
            "Bouncy Castle",
            List.of("org.bouncycastle"),
            List.of("debian.archive.signature"),
            "who is believed is decided in one place: hand the signed text to debian.archive.signature");
    private static final Fence XZ = new Fence(
            "XZ for Java",
            List.of("org.tukaani.xz"),
            List.of("debian.archive", "debian.rootfs"),
            "only Debian packs with xz: take the unpacked stream from debian.archive or debian.rootfs");

    private static final Fence SEMVER = new Fence(
            "semver4j",
            List.of("org.semver4j"),
            List.of(
                    "service.node",
                    "engine.daemonless.NpmToolchain",
                    "engine.daemonless.NpmNodeBuilds",
                    "engine.daemonless.InstallerToolchain"),
            "only npm, and what installs in its place, writes ranges of versions in this way: other languages have their own");

    private static final Fence MUSTACHE = new Fence(
            "jmustache",
            List.of("com.samskivert.mustache"),
            List.of("engine.docker.dockerfile"),
            "templates are for files of people: JSON and layers are written by the classes that own their form");

    static Stream<Fence> fences() {
        return Stream.of(
                MAVEN,
                JIB,
                DOCKER_JAVA,
                JGIT,
                HTTP_CLIENT,
                HTTP_SERVER,
                SNAKEYAML,
                JACKSON,
                AIRCOMPRESSOR,
                COMMONS_COMPRESS,
                BOUNCY_CASTLE,
                XZ,
                SEMVER,
                MUSTACHE);
    }

    @ParameterizedTest
    @MethodSource("fences")
    void theLibraryStaysInsideItsFence(Fence fence) {
        rule(fence).check(ProductionClasses.all());
    }

    @ParameterizedTest
    @MethodSource("fences")
    void aClassOutsideTheFenceIsCaught(Fence fence) {
        assertThat(rule(fence)
                        .evaluate(ProductionClasses.offenders("fences"))
                        .getFailureReport()
                        .toString())
                .contains("fixtures.fences.UsesEveryLibrary", fence.packages().get(0), fence.reason());
    }

    @Test
    void aLibraryThatNoFenceNamesIsCaught() {
        assertThat(onlyKnownLibraries()
                        .evaluate(ProductionClasses.offenders("fences"))
                        .getFailureReport()
                        .toString())
                .contains("UsesEveryLibrary", "org.assertj.core");
    }

    @Test
    void everyLibraryHasAFence() {
        onlyKnownLibraries().check(ProductionClasses.all());
    }

    private static ArchRule rule(Fence fence) {
        return noClasses()
                .that(describe(
                        "are not in " + fence.allowed(),
                        type -> fence.allowed().stream().noneMatch(place -> isIn(type, place))))
                .should()
                .dependOnClassesThat(belongTo(fence))
                .because(fence.reason())
                .allowEmptyShould(true);
    }

    private static ArchRule onlyKnownLibraries() {
        return noClasses()
                .should()
                .dependOnClassesThat(describe(
                        "belong to a library without a fence",
                        type -> !isOurs(type)
                                && !type.getPackageName().startsWith("java")
                                && !type.isPrimitive()
                                && !type.getBaseComponentType().isPrimitive()
                                && fences().noneMatch(fence -> belongTo(fence).test(type))))
                .because(
                        "a library that everyone may use is in everyone's way: give it a fence in LibraryFencesTest, or do"
                                + " without it")
                .allowEmptyShould(true);
    }

    private static boolean isOurs(JavaClass type) {
        return type.getPackageName().startsWith(ProductionClasses.ROOT);
    }

    private static boolean isIn(JavaClass type, String place) {
        String name = type.getName();
        String allowed = ProductionClasses.ROOT + "." + place;
        return name.startsWith(allowed + ".") || name.equals(allowed) || name.startsWith(allowed + "$");
    }

    private static DescribedPredicate<JavaClass> belongTo(Fence fence) {
        return describe(
                "belong to " + fence.library(),
                type -> fence.packages().stream()
                        .anyMatch(name -> type.getPackageName().equals(name)
                                || type.getPackageName().startsWith(name + ".")));
    }
}
