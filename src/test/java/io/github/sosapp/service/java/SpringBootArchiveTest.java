package io.github.sosapp.service.java;

import static io.github.sosapp.service.java.JavaModule.Repackaging.Layers.STANDARD;
import static io.github.sosapp.service.java.JavaRecipeTest.assertFailure;
import static io.github.sosapp.service.java.JavaRecipeTest.classPath;
import static io.github.sosapp.service.java.JavaRecipeTest.paths;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.plan.FileSource;
import io.github.sosapp.plan.LayerPlan;
import io.github.sosapp.service.ServicePlan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives as spring-boot-maven-plugin 4.0.9 writes them. */
class SpringBootArchiveTest {

    private static final String MANIFEST = """
            Manifest-Version: 1.0
            Main-Class: org.springframework.boot.loader.launch.JarLauncher
            Start-Class: example.Main
            Spring-Boot-Version: 4.0.9
            Spring-Boot-Classes: BOOT-INF/classes/
            Spring-Boot-Lib: BOOT-INF/lib/
            Spring-Boot-Classpath-Index: BOOT-INF/classpath.idx
            Spring-Boot-Layers-Index: BOOT-INF/layers.idx

            """;
    private static final String LAYERS = """
            - "dependencies":
              - "BOOT-INF/lib/z-1.jar"
              - "BOOT-INF/lib/spring-boot-actuator-4.0.9.jar"
            - "spring-boot-loader":
              - "org/"
            - "snapshot-dependencies":
              - "BOOT-INF/lib/s-1-SNAPSHOT.jar"
            - "application":
              - "BOOT-INF/classes/"
              - "BOOT-INF/classpath.idx"
              - "META-INF/"
            """;

    @TempDir
    private Path directory;

    @Test
    void theLayersAreThoseOfTheIndex() {
        ServicePlan plan = service(jar()).plan();

        assertThat(plan.layers().stream().map(LayerPlan::name))
                .containsExactly("health check", "dependencies", "snapshot dependencies", "application");
        assertThat(paths(plan))
                .containsExactly(
                        "/app/health/io/github/sosapp/service/java/health/HealthProbe.class",
                        "/app/BOOT-INF/lib/spring-boot-actuator-4.0.9.jar",
                        "/app/BOOT-INF/lib/z-1.jar",
                        "/app/BOOT-INF/lib/s-1-SNAPSHOT.jar",
                        "/app/BOOT-INF/classes/application.properties",
                        "/app/BOOT-INF/classes/example/Main.class",
                        "/app/classpath");
        assertThat(plan.layers().get(3).files().get(0).source())
                .isEqualTo(new FileSource.ArchiveEntry(
                        directory.resolve("target/app-1.4.0.jar"), "BOOT-INF/classes/application.properties"));
    }

    @Test
    void theServicesOwnClassStartsWithTheClassPathOfTheIndex() {
        ServicePlan plan = service(jar()).plan();

        assertThat(plan.execution().entrypoint()).endsWith("@/app/classpath", "example.Main");
        assertThat(classPath(plan))
                .isEqualTo("/app/BOOT-INF/classes:/app/BOOT-INF/lib/z-1.jar"
                        + ":/app/BOOT-INF/lib/s-1-SNAPSHOT.jar:/app/BOOT-INF/lib/spring-boot-actuator-4.0.9.jar");
        assertThat(plan.description())
                .isEqualTo("service Spring Boot 4.0.9, 3 libraries, Java 17"
                        + " (sos.java.runtime=jlink: about 28 MB less)");
        assertThat(plan.warnings()).isEmpty();
        assertThat(plan.execution().healthCheck().orElseThrow().command()).endsWith("/actuator/health");
    }

    @Test
    void customLayersAreKeptInTheirOrder() {
        Map<String, String> jar = jar();
        jar.put("BOOT-INF/layers.idx", """
                - "company":
                  - "BOOT-INF/lib/z-1.jar"
                - "everything-else":
                  - "BOOT-INF/lib/"
                """);

        ServicePlan plan = service(jar).plan();

        assertThat(plan.layers().stream().map(LayerPlan::name))
                .containsExactly("health check", "company", "everything else");
        assertThat(plan.layers().get(2).files())
                .as("what no layer names is in the last")
                .hasSize(5);
    }

    @Test
    void aJarWithoutIndexesHasLibrariesByNameBelowItsClasses() {
        Map<String, String> jar = jar();
        jar.remove("BOOT-INF/layers.idx");
        jar.remove("BOOT-INF/classpath.idx");
        jar.put("META-INF/MANIFEST.MF", MANIFEST.replaceAll("Spring-Boot-\\w+-Index: \\S+\n", ""));

        ServicePlan plan = service(jar).plan();

        assertThat(plan.layers().stream().map(LayerPlan::name))
                .containsExactly("health check", "dependencies", "application");
        assertThat(classPath(plan))
                .isEqualTo("/app/BOOT-INF/classes:/app/BOOT-INF/lib/s-1-SNAPSHOT.jar"
                        + ":/app/BOOT-INF/lib/spring-boot-actuator-4.0.9.jar:/app/BOOT-INF/lib/z-1.jar");
    }

    @Test
    void anIndexThatIsNotSpringBootsIsRefused() {
        Map<String, String> jar = jar();
        jar.put("BOOT-INF/layers.idx", "dependencies: all\n");

        assertFailure(
                () -> service(jar).plan(),
                "the index of layers in app-1.4.0.jar cannot be read",
                "this line is not one of Spring Boot's: dependencies: all",
                "run mvn clean package");
    }

    @Test
    void anExecutableWarKeepsThePagesThatItsServerHandsOut() {
        Map<String, String> war = new LinkedHashMap<>();
        war.put("META-INF/MANIFEST.MF", MANIFEST.replace("BOOT-INF", "WEB-INF").replace("JarLauncher", "WarLauncher"));
        war.put("org/springframework/boot/loader/launch/WarLauncher.class", "loader");
        war.put("index.html", "<p>");
        war.put("WEB-INF/classes/example/Main.class", "main");
        war.put("WEB-INF/lib/a-1.jar", "a");
        war.put("WEB-INF/lib-provided/tomcat-1.jar", "t");
        war.put("WEB-INF/classpath.idx", "- \"WEB-INF/lib/a-1.jar\"\n");
        war.put("WEB-INF/layers.idx", "- \"dependencies\":\n  - \"WEB-INF/lib/\"\n- \"application\":\n  - \"\"\n");

        ServicePlan plan = JavaServiceFixture.in(directory)
                .packaging("war")
                .archive("target/app-1.4.0.war", war)
                .plan();

        assertThat(paths(plan)).contains("/app/index.html").noneMatch(path -> path.contains("loader"));
        assertThat(classPath(plan))
                .isEqualTo("/app/WEB-INF/classes:/app/WEB-INF/lib/a-1.jar:/app/WEB-INF/lib-provided/tomcat-1.jar");
    }

    @Test
    void theServicesOwnMetaInfoLiesWithItsClassesAndTheLaunchersIsLeftOut() {
        Map<String, String> jar = jar();
        jar.put("META-INF/build-info.properties", "build.version=1.4.0\n");
        jar.put("META-INF/resources/index.html", "<p>");
        jar.put("META-INF/maven/com.example/app/pom.xml", "<project/>");
        jar.put("META-INF/BOOT.SF", "signature");
        jar.put("BOOT-INF/classes/META-INF/services/example.Plugin", "example.Main\n");
        jar.put("BOOT-INF/lib/spring-boot-jarmode-tools-4.0.9.jar", "tools");

        ServicePlan plan = service(jar).plan();

        assertThat(paths(plan).stream().filter(path -> path.contains("META-INF")))
                .containsExactly(
                        "/app/BOOT-INF/classes/META-INF/services/example.Plugin",
                        "/app/BOOT-INF/classes/META-INF/build-info.properties",
                        "/app/BOOT-INF/classes/META-INF/resources/index.html");
        assertThat(paths(plan)).noneMatch(path -> path.contains("jarmode"));
        assertThat(plan.description()).contains(" 3 libraries");
    }

    @Test
    void aJarThatSpringBootHasNotRepackagedIsLaidOutAsAPlainOneAndThatIsSaid() {
        ServicePlan plan = JavaServiceFixture.in(directory)
                .repackaged(STANDARD)
                .archive("target/app-1.4.0.jar", Map.of("example/Main.class", ""))
                .plan();

        assertThat(paths(plan)).contains("/app/classes/example/Main.class");
        assertThat(plan.warnings())
                .isEqualTo(List.of("laid out as a plain jar: Spring Boot has not repackaged it yet (name"
                        + " sos-maven-plugin below its plugin in the POM)"));
    }

    @Test
    void aJarOlderThanTheClassesIsNotUsedAndTheQuickWayIsNamed() {
        assertFailure(
                () -> service(jar())
                        .repackaged(STANDARD)
                        .old("target/app-1.4.0.jar")
                        .plan(),
                "the Java service is not built yet",
                "there is no jar of these classes in " + directory.resolve("target"),
                "run mvn package, or for a quick image without a jar: mvn compile sos:build"
                        + " -Dsos.java.content=classes");
    }

    @Test
    void aJarThatThisBuildHasMadeIsUsedWhateverItsTime() {
        ServicePlan plan = service(jar())
                .repackaged(STANDARD)
                .old("target/app-1.4.0.jar")
                .made("target/app-1.4.0.jar")
                .plan();

        assertThat(paths(plan)).contains("/app/BOOT-INF/classes/example/Main.class");
    }

    @Test
    void aJarOfAnEarlierBuildWithATimestampIsUsedAsLongAsTheClassesAreTheSame() throws IOException {
        JavaServiceFixture service = JavaServiceFixture.in(directory)
                .repackaged(STANDARD)
                .write("target/classes/META-INF/build-info.properties", "build.version=1.4.0\n");
        Path classes = directory.resolve("target/classes");
        Path jar = directory.resolve("target/app-1.4.0.jar");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            for (Map.Entry<String, byte[]> entry : Map.of(
                            "META-INF/MANIFEST.MF", MANIFEST.getBytes(StandardCharsets.UTF_8),
                            "BOOT-INF/classes/example/Main.class",
                                    Files.readAllBytes(classes.resolve("example/Main.class")),
                            "BOOT-INF/classes/messages.properties",
                                    Files.readAllBytes(classes.resolve("messages.properties")),
                            "META-INF/build-info.properties",
                                    Files.readAllBytes(classes.resolve("META-INF/build-info.properties")))
                    .entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        }
        service.old("target/app-1.4.0.jar");

        assertThat(paths(service.plan())).contains("/app/BOOT-INF/classes/example/Main.class");

        service.write("target/classes/messages.properties", "hello=Salut\n");
        assertFailure(service::plan, "the Java service is not built yet", "there is no jar of these classes in ");
    }

    @Test
    void theBaseIsKnownBeforeTheJarIsMade() {
        JavaServiceFixture service = JavaServiceFixture.in(directory).repackaged(STANDARD);

        assertThat(service.base().packages().set()).isEqualTo("java17");
    }

    private JavaServiceFixture service(Map<String, String> jar) {
        return JavaServiceFixture.in(directory)
                .plugin("spring-boot-maven-plugin")
                .archive("target/app-1.4.0.jar", jar);
    }

    private static Map<String, String> jar() {
        Map<String, String> jar = new LinkedHashMap<>();
        jar.put("META-INF/MANIFEST.MF", MANIFEST);
        jar.put("META-INF/services/java.nio.file.spi.FileSystemProvider", "loader");
        jar.put("org/springframework/boot/loader/launch/JarLauncher.class", "loader");
        jar.put("BOOT-INF/classes/example/Main.class", "main");
        jar.put("BOOT-INF/classes/application.properties", "a=b\n");
        jar.put("BOOT-INF/lib/z-1.jar", "z");
        jar.put("BOOT-INF/lib/s-1-SNAPSHOT.jar", "s");
        jar.put("BOOT-INF/lib/spring-boot-actuator-4.0.9.jar", "actuator");
        jar.put("BOOT-INF/classpath.idx", """
                - "BOOT-INF/lib/z-1.jar"
                - "BOOT-INF/lib/s-1-SNAPSHOT.jar"
                - "BOOT-INF/lib/gone-1.jar"
                """);
        jar.put("BOOT-INF/layers.idx", LAYERS);
        return jar;
    }
}
