package io.github.sosapp.service.java;

import static io.github.sosapp.service.java.ClassPathEntry.Kind.MODULE;
import static io.github.sosapp.service.java.ClassPathEntry.Kind.RELEASE;
import static io.github.sosapp.service.java.ClassPathEntry.Kind.SNAPSHOT;
import static io.github.sosapp.service.java.JavaModule.Repackaging.Layers.CUSTOM;
import static io.github.sosapp.service.java.JavaModule.Repackaging.Layers.NONE;
import static io.github.sosapp.service.java.JavaModule.Repackaging.Layers.STANDARD;
import static io.github.sosapp.service.java.JavaRecipeTest.assertFailure;
import static io.github.sosapp.service.java.JavaRecipeTest.classPath;
import static io.github.sosapp.service.java.JavaRecipeTest.paths;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.plan.LayerPlan;
import io.github.sosapp.plan.PlannedFile;
import io.github.sosapp.service.ServicePlan;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the image equals the one of the jar is tested with Spring Boot's own plugin, by SpringBootContentIT. */
class SpringBootClassesTest {

    @TempDir
    private Path directory;

    @Test
    void theImageHasTheLayersAndPathsOfTheJarThatSpringBootWouldMake() {
        ServicePlan plan = JavaServiceFixture.in(directory)
                .repackaged(STANDARD)
                .library("org.z", "z-1.jar", RELEASE)
                .library("org.m", "m-1.4.0.jar", MODULE)
                .library("org.s", "s-1-SNAPSHOT.jar", SNAPSHOT)
                .plan("java.content", "classes");

        assertThat(plan.layers().stream().map(LayerPlan::name))
                .containsExactly("health check", "dependencies", "snapshot dependencies", "application");
        assertThat(paths(plan).subList(1, 7))
                .containsExactly(
                        "/app/BOOT-INF/lib/z-1.jar",
                        "/app/BOOT-INF/lib/s-1-SNAPSHOT.jar",
                        "/app/BOOT-INF/lib/m-1.4.0.jar",
                        "/app/BOOT-INF/classes/example/Main.class",
                        "/app/BOOT-INF/classes/messages.properties",
                        "/app/classpath");
        assertThat(classPath(plan))
                .isEqualTo("/app/BOOT-INF/classes:/app/BOOT-INF/lib/z-1.jar:/app/BOOT-INF/lib/m-1.4.0.jar"
                        + ":/app/BOOT-INF/lib/s-1-SNAPSHOT.jar");
        assertThat(plan.execution().entrypoint()).endsWith("@/app/classpath", "example.Main");
        assertThat(plan.description()).startsWith("service Spring Boot 4.0.9 from classes, 3 libraries, Java 17");
        assertThat(plan.warnings()).isEmpty();
    }

    @Test
    void aJarOfAnEarlierBuildDoesNotMatter() {
        JavaServiceFixture service = JavaServiceFixture.in(directory).repackaged(STANDARD);
        List<String> without = paths(service.plan("java.content", "classes"));

        service.archive(
                "target/app-1.4.0.jar",
                Map.of("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\nMain-Class: example.Other\n"));

        assertThat(paths(service.plan("java.content", "classes"))).isEqualTo(without);
        assertThat(service.plan("java.content", "classes").execution().entrypoint())
                .endsWith("example.Main");
    }

    @Test
    void whatSpringBootsPluginLeavesOutIsLeftOut() {
        ServicePlan plan = JavaServiceFixture.in(directory)
                .repackaged(STANDARD)
                .library("starter-1.jar", "Spring-Boot-Jar-Type: dependencies-starter")
                .library("checker-1.jar", "Spring-Boot-Jar-Type: annotation-processor")
                .library("reload-1.jar", "Spring-Boot-Jar-Type: development-tool")
                .library("unknown-1.jar", "Spring-Boot-Jar-Type: another")
                .library("none-1.jar", "Other: dependencies-starter")
                .write("target/classes/META-INF/additional-spring-configuration-metadata.json", "{}")
                .write("target/classes/META-INF/MANIFEST.MF", "Manifest-Version: 1.0\n")
                .write("target/classes/META-INF/build-info.properties", "build.version=1.4.0\n")
                .write("target/classes/META-INF/services/example.Plugin", "example.Main\n")
                .write("target/classes/example/package.html", "<p>")
                .write("target/classes/BOOT-INF/notes.txt", "notes")
                .plan("java.content", "classes");

        assertThat(paths(plan).subList(1, 8))
                .containsExactly(
                        "/app/BOOT-INF/lib/unknown-1.jar",
                        "/app/BOOT-INF/lib/none-1.jar",
                        "/app/BOOT-INF/classes/META-INF/build-info.properties",
                        "/app/BOOT-INF/classes/META-INF/services/example.Plugin",
                        "/app/BOOT-INF/classes/example/Main.class",
                        "/app/BOOT-INF/classes/messages.properties",
                        "/app/classpath");
    }

    @Test
    void twoJarsOfOneNameBothArriveEachWithItsGroupBeforeIt() {
        ServicePlan plan = JavaServiceFixture.in(directory)
                .repackaged(STANDARD)
                .library("org.one", "codec-1.jar", RELEASE)
                .library("org.two", "codec-1.jar", RELEASE)
                .plan("java.content", "classes");

        assertThat(classPath(plan))
                .endsWith(":/app/BOOT-INF/lib/org.one-codec-1.jar:/app/BOOT-INF/lib/org.two-codec-1.jar");
    }

    @Test
    void aJarWithoutLayersHasTwo() {
        ServicePlan plan = JavaServiceFixture.in(directory)
                .repackaged(NONE)
                .library("org.m", "m-1.4.0.jar", MODULE)
                .library("org.s", "s-1-SNAPSHOT.jar", SNAPSHOT)
                .plan("java.content", "classes");

        assertThat(plan.layers().stream().map(LayerPlan::name))
                .containsExactly("health check", "dependencies", "application");
        assertThat(plan.layers().get(1).files().stream().map(PlannedFile::path))
                .containsExactly("/app/BOOT-INF/lib/m-1.4.0.jar", "/app/BOOT-INF/lib/s-1-SNAPSHOT.jar");
    }

    @Test
    void layersOfAFileAreNotReadAndThatIsSaid() {
        ServicePlan plan = JavaServiceFixture.in(directory).repackaged(CUSTOM).plan("java.content", "classes");

        assertThat(plan.warnings())
                .containsExactly("sos.java.content = classes does not read Spring Boot's file of layers: the image has"
                        + " the standard ones, and mvn package makes it with those of the file");
    }

    @Test
    void theMainClassIsTheConfiguredOneElseTheOneWithSpringBootsAnnotation() {
        JavaServiceFixture service = JavaServiceFixture.in(directory)
                .repackaged(STANDARD)
                .mainClass("example.Tool")
                .write(
                        "src/main/java/org/springframework/boot/autoconfigure/SpringBootApplication.java",
                        "package org.springframework.boot.autoconfigure; public @interface SpringBootApplication {}")
                .compileFile("org/springframework/boot/autoconfigure/SpringBootApplication.java");
        assertFailure(
                () -> service.plan("java.content", "classes"),
                "there are 2 main classes in this module",
                "found example.Main, example.Tool",
                "set sos.java.main to one of them");

        service.write(
                        "src/main/java/example/Start.java",
                        "package example; @org.springframework.boot.autoconfigure.SpringBootApplication"
                                + " class Start { public static void main(String... words) {} }")
                .compileFile("example/Start.java");
        assertThat(service.plan("java.content", "classes").execution().entrypoint())
                .endsWith("example.Start");

        assertThat(service.configuredMainClass("example.Tool")
                        .plan("java.content", "classes")
                        .execution()
                        .entrypoint())
                .endsWith("example.Tool");
    }

    @Test
    void aServiceWithoutSpringBootIsThePlainOneThatItIsAnyway() {
        JavaServiceFixture service = JavaServiceFixture.in(directory).library("org.a", "a-1.jar", RELEASE);

        assertThat(service.plan("java.content", "classes").layers())
                .isEqualTo(service.plan().layers());
    }

    @Test
    void classesThatAreNotCompiledAreMissed() {
        assertFailure(
                () -> JavaServiceFixture.empty(directory)
                        .write("src/main/java/example/Main.java", "package example; class Main {}")
                        .plan("java.content", "classes"),
                "the Java service is not built yet",
                "there are sources, but nothing in " + directory.resolve("target/classes"),
                "mvn compile sos:build -Dsos.java.content=classes");
    }

    @Test
    void whatOnlyPackagingCompletesIsRefused() {
        assertFailure(
                () -> JavaServiceFixture.in(directory).packaging("war").plan("java.content", "classes"),
                "sos.java.content = classes is not possible for a war",
                "a war gets its pages and its server only when it is packaged",
                "-Dsos.java.content on the command line",
                "remove the setting, and run mvn package");
        assertFailure(
                () -> JavaServiceFixture.in(directory)
                        .plugin("quarkus-maven-plugin")
                        .plan("java.content", "classes"),
                "sos.java.content = classes is not possible for a Quarkus service",
                "Quarkus makes what starts the service only when it packages it",
                "remove the setting, and run mvn package");
    }
}
