package io.github.sosapp.service.java;

import static io.github.sosapp.service.go.GoServiceFixture.settings;
import static io.github.sosapp.service.java.ClassPathEntry.Kind.MODULE;
import static io.github.sosapp.service.java.ClassPathEntry.Kind.RELEASE;
import static io.github.sosapp.service.java.ClassPathEntry.Kind.SNAPSHOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.HealthCheck;
import io.github.sosapp.plan.BaseRequest;
import io.github.sosapp.plan.FileSource;
import io.github.sosapp.plan.LayerPlan;
import io.github.sosapp.plan.PlannedFile;
import io.github.sosapp.service.ServicePlan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaRecipeTest {

    @TempDir
    private Path directory;

    @Test
    void whatChangesSeldomLiesBelowWhatChangesOften() {
        ServicePlan plan = JavaServiceFixture.in(directory)
                .library("org.a", "a-1.jar", RELEASE)
                .library("org.s", "s-1-SNAPSHOT.jar", SNAPSHOT)
                .library("org.m", "m-1.4.0.jar", MODULE)
                .plan();

        assertThat(plan.layers().stream().map(LayerPlan::name))
                .containsExactly(
                        "health check",
                        "dependencies",
                        "snapshot dependencies",
                        "project modules",
                        "resources",
                        "classes");
        assertThat(paths(plan))
                .containsExactly(
                        "/app/health/io/github/sosapp/service/java/health/HealthProbe.class",
                        "/app/lib/a-1.jar",
                        "/app/lib/s-1-SNAPSHOT.jar",
                        "/app/lib/m-1.4.0.jar",
                        "/app/resources/messages.properties",
                        "/app/classes/example/Main.class",
                        "/app/classpath");
        assertThat(plan.layers().stream().flatMap(layer -> layer.files().stream()))
                .allSatisfy(file -> assertThat(file.mode()).isEqualTo(0644));
    }

    @Test
    void layersWithoutFilesAreLeftOut() {
        ServicePlan plan =
                JavaServiceFixture.empty(directory).mainClass("example.Main").plan();

        assertThat(plan.layers().stream().map(LayerPlan::name)).containsExactly("health check", "classes");
        assertThat(classPath(plan)).isEqualTo("/app/classes");
    }

    @Test
    void theClassPathKeepsTheOrderOfMavenAcrossLayers() throws Exception {
        ServicePlan plan = JavaServiceFixture.in(directory)
                .library("org.z", "z-1.jar", SNAPSHOT)
                .library("org.m", "m-1.4.0.jar", MODULE)
                .library("org.a", "a-1.jar", RELEASE)
                .plan();

        assertThat(classPath(plan))
                .isEqualTo("/app/resources:/app/classes:/app/lib/z-1.jar:/app/lib/m-1.4.0.jar:/app/lib/a-1.jar");
    }

    // The launcher itself reads the file: with the real class first on the path it prints what it took the rest for.
    @Test
    void theJavaLauncherReadsTheClassPathFileAsItIsMeant() throws Exception {
        ServicePlan plan = JavaServiceFixture.in(directory)
                .library("org.blank", "with blank-1.jar", RELEASE)
                .library("org.b", "quote\"and\\backslash-1.jar", RELEASE)
                .plan();
        Path file = Files.writeString(
                directory.resolve("classpath"),
                text(plan)
                        .replace(
                                "/app/classes",
                                directory.resolve("target/classes").toString()));

        assertThat(run("java", "@" + file, "example.Main"))
                .isEqualTo("example.Main /app/resources:" + directory.resolve("target/classes")
                        + ":/app/lib/with blank-1.jar:/app/lib/quote\"and\\backslash-1.jar");
    }

    @Test
    void twoJarsOfOneNameBothArriveEachBelowItsGroup() throws IOException {
        ServicePlan plan = JavaServiceFixture.in(directory)
                .library("org.one", "codec-1.jar", RELEASE)
                .library("org.alone", "other-1.jar", RELEASE)
                .library("org.two", "codec-1.jar", MODULE)
                .library("org.three", "Codec-1.jar", SNAPSHOT)
                .plan();

        assertThat(classPath(plan))
                .endsWith(":/app/lib/org.one/codec-1.jar:/app/lib/other-1.jar"
                        + ":/app/lib/org.two/codec-1.jar:/app/lib/org.three/Codec-1.jar");
        assertThat(paths(plan)).contains("/app/lib/org.one/codec-1.jar", "/app/lib/org.two/codec-1.jar");
        Path one = directory.resolve("repository/org.one/codec-1.jar");
        assertThat(Files.size(one)).isEqualTo(Files.size(directory.resolve("repository/org.two/codec-1.jar")));
    }

    @Test
    void theServiceStartsWithOptionsForContainersAndRunsAsNobodyInParticular() {
        var execution = JavaServiceFixture.in(directory).plan().execution();

        assertThat(execution.entrypoint())
                .containsExactly(
                        "java",
                        "-XX:MaxRAMPercentage=75",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-Dfile.encoding=UTF-8",
                        "@/app/classpath",
                        "example.Main");
        assertThat(execution.user()).isEqualTo("65532:65532");
        assertThat(execution.workingDirectory()).isEqualTo("/app");
        assertThat(execution.ports()).containsExactly("8080/tcp");
        assertThat(execution.environment()).containsExactly(Map.entry("LANG", "C.UTF-8"));
    }

    @Test
    void optionsAreReplacedByOthersAndTakenAwayByNone() {
        JavaServiceFixture service = JavaServiceFixture.in(directory);
        assertThat(service.plan("java.options", "-Xmx64m '-Dgreeting=hello world'")
                        .execution()
                        .entrypoint())
                .containsExactly("java", "-Xmx64m", "-Dgreeting=hello world", "@/app/classpath", "example.Main");
        assertThat(service.plan("java.options", "none").execution().entrypoint())
                .containsExactly("java", "@/app/classpath", "example.Main");
    }

    @Test
    void theTargetDevelopmentListensForADebugger() {
        var execution = JavaServiceFixture.in(directory)
                .plan("target", "development", "port", "9000")
                .execution();

        assertThat(execution.entrypoint())
                .contains("-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=*:5005");
        assertThat(execution.ports()).containsExactly("5005/tcp", "9000/tcp");
    }

    @Test
    void theHealthCheckAsksTheServicesOwnPortByTheCarriedClass() {
        HealthCheck check = health(JavaServiceFixture.in(directory).plan("port", "9000"));

        assertThat(check.command())
                .startsWith("java")
                .containsSequence("-cp", "/app/health", "io.github.sosapp.service.java.health.HealthProbe")
                .endsWith("9000", "/health");
    }

    @Test
    void theHealthCheckKnowsWhereFrameworksAnswer() {
        assertThat(health(JavaServiceFixture.in(directory)
                                .library("org.springframework.boot", "spring-boot-actuator-4.0.9.jar", RELEASE)
                                .plan())
                        .command())
                .endsWith("/actuator/health");
        assertThat(health(JavaServiceFixture.in(directory)
                                .library("io.quarkus", "quarkus-smallrye-health-3.30.8.jar", RELEASE)
                                .plan())
                        .command())
                .endsWith("/q/health");
        assertThat(health(JavaServiceFixture.in(directory)
                                .library("org.example", "not-spring-boot-actuator-api-1.jar", RELEASE)
                                .plan())
                        .command())
                .endsWith("/health")
                .doesNotContain("/actuator/health");
        assertThat(health(JavaServiceFixture.in(directory).plan("health.path", "/ready?deep=no"))
                        .command())
                .endsWith("/ready?deep=no");
    }

    @Test
    void aHealthPathThatIsNoneIsRefused() {
        assertFailure(
                () -> JavaServiceFixture.in(directory).plan("health.path", "ready"),
                "sos.health.path = ready is not the path of an address",
                "-Dsos.health.path on the command line",
                "use for example /health");
    }

    @Test
    void theBaseHasTheOldestJavaThatTheClassesRunOn() {
        JavaServiceFixture service = JavaServiceFixture.in(directory);

        assertThat(service.plan().base())
                .isEqualTo(
                        new BaseRequest("packages:bookworm", "default for Java 17", BaseRequest.Packages.of("java17")));
        assertThat(service.compiledFor(21, "example.Main").plan().base())
                .isEqualTo(
                        new BaseRequest("packages:trixie", "default for Java 21", BaseRequest.Packages.of("java21")));
        assertThat(service.compiledFor(11, "example.Main")
                        .plan("java.version", "21")
                        .base()
                        .packages()
                        .set())
                .isEqualTo("java21");
        assertThat(service.plan("base", "packages:trixie").base().packages().set())
                .isEqualTo("java21");
    }

    @Test
    void classesForAnotherJavaInAMultiReleaseModuleDoNotCount() throws IOException {
        JavaServiceFixture service = JavaServiceFixture.in(directory);
        Path newer = directory.resolve("target/classes/META-INF/versions/25/example/Main.class");
        Files.createDirectories(newer.getParent());
        Files.copy(directory.resolve("target/classes/example/Main.class"), newer);

        assertThat(service.compiledFor(25, "META-INF.versions.25.example.Main")
                        .plan()
                        .base()
                        .packages()
                        .set())
                .isEqualTo("java17");
    }

    @Test
    void anImageAsBaseIsTakenAsItIs() {
        BaseRequest base = JavaServiceFixture.in(directory)
                .compiledFor(99, "example.Main")
                .plan("base", "registry.example.com/java:25", "java.main", "example.Main")
                .base();

        assertThat(base.base()).isEqualTo("registry.example.com/java:25");
        assertThat(base.origin()).isEqualTo("-Dsos.base on the command line");
    }

    @Test
    void aJavaThatNoPackageHasIsRefused() {
        assertFailure(
                () -> JavaServiceFixture.in(directory)
                        .compiledFor(25, "example.Main")
                        .plan(),
                "there is no package of Java 25",
                "the assembled bases have Java 17 (packages:bookworm) and Java 21 (packages:trixie)",
                "compile with maven.compiler.release 21 or older, or set sos.base to an image with Java 25");
        assertFailure(
                () -> JavaServiceFixture.in(directory)
                        .compiledFor(21, "example.Main")
                        .plan("base", "packages:bookworm"),
                "there is no package of Java 21 in packages:bookworm",
                "-Dsos.base on the command line");
        assertFailure(
                () -> JavaServiceFixture.in(directory).plan("java.version", "19"),
                "there is no package of Java 19",
                "-Dsos.java.version on the command line");
    }

    @Test
    void aJavaOlderThanTheClassesIsRefused() {
        assertFailure(
                () -> JavaServiceFixture.in(directory)
                        .compiledFor(21, "example.Main")
                        .plan("java.version", "17"),
                "sos.java.version = 17 is too old for the service",
                "its classes need Java 21",
                "set sos.java.version to 21 or newer, or compile with maven.compiler.release 17");
    }

    @Test
    void aJavaVersionForABaseThatBringsItsOwnIsRefused() {
        assertFailure(
                () -> JavaServiceFixture.in(directory)
                        .plan("java.version", "21", "base", "registry.example.com/java:17"),
                "sos.java.version = 21 has no effect",
                "sos.base = registry.example.com/java:17 brings its own Java",
                "remove one of the two");
    }

    @Test
    void scratchIsNoBaseForJava() {
        assertFailure(
                () -> JavaServiceFixture.in(directory).plan("base", "scratch"),
                "sos.base = scratch holds no Java",
                "remove the setting, or name an image that has a Java runtime");
    }

    @Test
    void aModuleThatIsNotBuiltIsToldTheCommand() {
        assertFailure(
                () -> JavaServiceFixture.empty(directory)
                        .write("src/main/java/example/Main.java", "package example; class Main {}")
                        .plan(),
                "the Java service is not built yet",
                "there are sources, but nothing in " + directory.resolve("target/classes"),
                "run mvn package, or for a quick image without a jar: mvn compile sos:build"
                        + " -Dsos.java.content=classes");
    }

    @Test
    void aPackagingThatCompilesNoJavaIsRefused() {
        assertFailure(
                () -> JavaServiceFixture.in(directory).packaging("sos-image").plan("language", "java"),
                "packaging sos-image compiles no Java",
                "-Dsos.language on the command line",
                "use packaging jar, and bind the goal build of this plugin");
    }

    @Test
    void aModuleWithSomethingToStartIsAServiceAndALibraryIsNot() {
        assertThat(JavaServiceFixture.in(directory).recipe().markersIn(directory, settings()))
                .containsExactly("main class example.Main");
        assertThat(JavaServiceFixture.in(directory).recipe().markersIn(directory.resolve("service"), settings()))
                .as("a service in a directory of its own")
                .isEmpty();
        assertThat(JavaServiceFixture.in(directory).packaging("pom").recipe().markersIn(directory, settings()))
                .isEmpty();
        Path other = directory.resolve("library");
        JavaServiceFixture library = JavaServiceFixture.empty(other).compile("example.Text", "");
        assertThat(library.recipe().markersIn(other, settings())).isEmpty();
        assertThat(library.recipe().markersIn(other, settings("java.main", "org.other.Main")))
                .containsExactly("sos.java.main");
    }

    @Test
    void aModuleThatIsNotCompiledIsJudgedByItsSources() {
        JavaServiceFixture service = JavaServiceFixture.empty(directory)
                .write("src/main/java/Start.java", "class Start { public static void main(String[] a) {} }")
                .write("src/main/java/Text.java", "class Text { void main() {} }");

        assertThat(service.recipe().markersIn(directory, settings())).containsExactly("main class Start.java");
    }

    @Test
    void theRevisionIsLookedUpOverTheModulesThatItIsMadeOf() {
        Path module = directory.resolveSibling("shared");

        assertThat(JavaServiceFixture.in(directory)
                        .reactorSource(module)
                        .recipe()
                        .inputs(directory, settings()))
                .containsExactly(directory, module);
    }

    @Test
    void thePlanIsTheSameHoweverTheFilesCameToTheDisk() {
        JavaServiceFixture.empty(directory.resolve("one"))
                .mainClass("example.Main")
                .compile("example.B", "")
                .compile("example.A", "");
        JavaServiceFixture.empty(directory.resolve("two"))
                .compile("example.A", "")
                .compile("example.B", "")
                .mainClass("example.Main");

        assertThat(paths(JavaServiceFixture.empty(directory.resolve("one")).plan()))
                .isEqualTo(
                        paths(JavaServiceFixture.empty(directory.resolve("two")).plan()))
                .containsSubsequence("/app/classes/example/A.class", "/app/classes/example/B.class");
    }

    static void assertFailure(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String... texts) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        BuildFailure.class,
                        failure -> assertThat(failure.problem()).isEqualTo(texts[0]))
                .hasMessageContainingAll(texts);
    }

    static List<String> paths(ServicePlan plan) {
        return plan.layers().stream()
                .flatMap(layer -> layer.files().stream())
                .map(PlannedFile::path)
                .toList();
    }

    /** The text of the class path file. */
    static String text(ServicePlan plan) {
        return plan.layers().stream()
                .flatMap(layer -> layer.files().stream())
                .filter(file -> file.path().equals("/app/classpath"))
                .map(file -> ((FileSource.Text) file.source()).content())
                .findFirst()
                .orElseThrow();
    }

    static String classPath(ServicePlan plan) {
        return text(plan).replaceFirst("^-cp \"", "").replace("\\\n", "").replaceFirst("\"\n$", "");
    }

    private static HealthCheck health(ServicePlan plan) {
        return plan.execution().healthCheck().orElseThrow();
    }

    private static String run(String... words) throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", words[0]).toString();
        words[0] = java;
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.strip();
    }
}
