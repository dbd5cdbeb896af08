package io.github.sosapp.service.java;

import static io.github.sosapp.service.java.JavaRecipeTest.assertFailure;
import static io.github.sosapp.service.java.JavaRecipeTest.paths;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.plan.LayerPlan;
import io.github.sosapp.service.ServicePlan;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Services that another plugin has made into something to start: Quarkus and executable wars. */
class OtherApplicationsTest {

    private static final String RUNNER = "target/quarkus-app/quarkus-run.jar";

    @TempDir
    private Path directory;

    private JavaServiceFixture service;

    @BeforeEach
    void writeService() {
        service = JavaServiceFixture.in(directory);
    }

    @Test
    void quarkusLiesInTheLayersOfItsFastJar() {
        ServicePlan plan = quarkus().plan();

        assertThat(plan.layers().stream().map(LayerPlan::name))
                .containsExactly("health check", "dependencies", "snapshot dependencies", "quarkus", "application");
        assertThat(paths(plan))
                .containsExactly(
                        "/app/health/io/github/sosapp/service/java/health/HealthProbe.class",
                        "/app/lib/boot/org.x.boot-1.jar",
                        "/app/lib/main/org.x.main-1.jar",
                        "/app/lib/main/org.x.other-1-SNAPSHOT.jar",
                        "/app/quarkus-run.jar",
                        "/app/quarkus/generated-bytecode.jar",
                        "/app/app/app-1.4.0.jar");
        assertThat(plan.execution().entrypoint()).endsWith("-jar", "/app/quarkus-run.jar");
    }

    @Test
    void aQuarkusServiceThatIsNotBuiltIsToldTheCommand() {
        assertFailure(
                () -> service.plugin("quarkus-maven-plugin").plan(),
                "Quarkus has not built the service yet",
                directory.resolve(RUNNER) + " is missing",
                "do      run mvn package");
    }

    @Test
    void aQuarkusPluginThatComesTooLateIsToldItsPlace() {
        assertFailure(
                () -> service.plugin("quarkus-maven-plugin")
                        .archive("target/app-1.4.0.jar", Map.of("a", "b"))
                        .plan(),
                "Quarkus has not built the service yet",
                "with sos-maven-plugin below quarkus-maven-plugin in the POM");
    }

    @Test
    void aQuarkusApplicationOlderThanTheClassesIsNotUsed() {
        assertFailure(
                () -> quarkus().old(RUNNER).plan(),
                "Quarkus has not built the service yet",
                directory.resolve(RUNNER) + " is older than target/classes");
    }

    @Test
    void aWarThatStartsItselfIsStartedAsItIs() {
        ServicePlan plan = service.packaging("war")
                .archive(
                        "target/app-1.4.0.war",
                        Map.of("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\nMain-Class: server.Start\n\n"))
                .plan();

        assertThat(plan.execution().entrypoint()).endsWith("-jar", "/app/app-1.4.0.war");
        assertThat(paths(plan)).endsWith("/app/app-1.4.0.war");
    }

    @Test
    void aWarThatNeedsAServerIsRefused() {
        assertFailure(
                () -> service.packaging("war")
                        .archive("target/app-1.4.0.war", Map.of("index.html", "<p>"))
                        .plan(),
                "app-1.4.0.war cannot be started by itself",
                "its manifest names no Main-Class, so it waits for a server that the image has not",
                "or set sos.skip to true");
    }

    @Test
    void aWarThatIsNotBuiltIsToldTheCommand() {
        assertFailure(
                () -> service.packaging("war").plan(),
                "the Java service is not built yet",
                "there is no war of these classes in " + directory.resolve("target"),
                "run mvn package");
    }

    private JavaServiceFixture quarkus() {
        return service.plugin("quarkus-maven-plugin")
                .write("target/quarkus-app/lib/boot/org.x.boot-1.jar", "boot")
                .write("target/quarkus-app/lib/main/org.x.main-1.jar", "main")
                .write("target/quarkus-app/lib/main/org.x.other-1-SNAPSHOT.jar", "other")
                .write("target/quarkus-app/app/app-1.4.0.jar", "app")
                .write("target/quarkus-app/quarkus/generated-bytecode.jar", "generated")
                .write("target/quarkus-app/quarkus-app-dependencies.txt", "list")
                .write(RUNNER, "run");
    }
}
