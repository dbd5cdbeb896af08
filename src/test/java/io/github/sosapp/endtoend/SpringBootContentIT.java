package io.github.sosapp.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sosapp.image.Json;
import io.github.sosapp.testing.Layouts;
import io.github.sosapp.testing.MavenBuild;
import io.github.sosapp.testing.ServiceProject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images of classes against those of the jar that Spring Boot's own plugin makes of the same classes. */
class SpringBootContentIT {

    private static final String BUILD = "sos:build";
    private static final String OF_CLASSES = "-Dsos.java.content=classes";
    private static final String CLEAN = "org.apache.maven.plugins:maven-clean-plugin:3.5.0:clean";
    private static final String PARENT = """
            <project xmlns="http://maven.apache.org/POM/4.0.0">
              <modelVersion>4.0.0</modelVersion>
              <groupId>%1$s</groupId><artifactId>all</artifactId><version>1.4.0-SNAPSHOT</version>
              <packaging>pom</packaging>
              <modules><module>near</module><module>service</module></modules>
              <properties>
                <maven.compiler.release>17</maven.compiler.release>
                <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
                <sos.platforms>linux/amd64</sos.platforms>
                <sos.base>layout:../base</sos.base>
              </properties>
              <repositories><repository>
                <id>ours</id><url>%2$s</url>
                <releases><checksumPolicy>ignore</checksumPolicy></releases>
                <snapshots><enabled>true</enabled><checksumPolicy>ignore</checksumPolicy></snapshots>
              </repository></repositories>
              <build><pluginManagement><plugins>
                <plugin>
                  <groupId>io.github.sos-app</groupId><artifactId>sos-maven-plugin</artifactId><version>%3$s</version>
                </plugin>
                <plugin><artifactId>maven-resources-plugin</artifactId><version>3.3.1</version></plugin>
                <plugin><artifactId>maven-compiler-plugin</artifactId><version>3.14.1</version></plugin>
                <plugin><artifactId>maven-surefire-plugin</artifactId><version>3.5.4</version></plugin>
                <plugin><artifactId>maven-jar-plugin</artifactId><version>3.5.0</version></plugin>
              </plugins></pluginManagement></build>
            </project>
            """;

    // What Maven fetches must not meet what another run fetched.
    private final String group = "com.example.sos.run" + ProcessHandle.current().pid() + "x" + System.nanoTime();

    @TempDir
    Path work;

    private ServiceProject service;
    private MavenBuild maven;

    @BeforeEach
    void write() throws IOException {
        ServiceProject project = new ServiceProject(work.resolve("project"));
        service = new ServiceProject(project.directory().resolve("service"));
        for (String name :
                new String[] {"zebra", "ant", "given", "wanted-by-few", "unwanted", "driver", "own-snapshot"}) {
            published(group, name, name.endsWith("snapshot") ? "3-SNAPSHOT" : "1.0", "");
        }
        published(group + ".other", "zebra", "1.0", "");
        published(group, "spring-boot-starter-none", "1.0", "Spring-Boot-Jar-Type: dependencies-starter\n");
        project.write("near/pom.xml", child("near", "", ""));
        project.write("near/src/main/resources/near.txt", "near\n");
        project.write(
                "pom.xml", PARENT.formatted(group, work.resolve("repository").toUri(), ServiceProject.VERSION));
        writeService("", "");
        service.write("src/main/java/example/Main.java", """
                package example;
                public class Main {
                    public static void main(String[] words) {}
                }
                """);
        service.write("src/main/resources/META-INF/build-info.properties", "build.version=1.4.0\n");
        service.write("src/main/resources/META-INF/services/java.lang.Runnable", "example.Main\n");
        service.write("src/main/resources/META-INF/additional-spring-configuration-metadata.json", "{}");
        service.write("src/main/resources/static/index.html", "<p>");
        Layouts.single(project.directory().resolve("base"), 7, 1, 1000);
        maven = MavenBuild.of(project.directory(), work.resolve("home")).with("-pl", "service", "-am");
    }

    private void writeService(String dependencies, String configuration) throws IOException {
        service.write(
                "pom.xml",
                child(
                        "service",
                        dependencies
                                + dependency(group, "zebra", "1.0", "")
                                + dependency(group + ".other", "zebra", "1.0", "")
                                + dependency(group, "own-snapshot", "3-SNAPSHOT", "")
                                + dependency(group, "given", "1.0", "<scope>provided</scope>")
                                + dependency(group, "wanted-by-few", "1.0", "<optional>true</optional>")
                                + dependency(group, "unwanted", "1.0", "")
                                + dependency(group, "spring-boot-starter-none", "1.0", "")
                                + dependency(group, "driver", "1.0", "<scope>runtime</scope>")
                                + dependency(group, "ant", "1.0", ""),
                        """
                        <build><plugins>
                          <plugin>
                            <groupId>org.springframework.boot</groupId><artifactId>spring-boot-maven-plugin</artifactId>
                            <version>4.0.9</version>
                            <executions><execution><goals><goal>repackage</goal></goals></execution></executions>
                            <configuration>
                              <excludes><exclude><groupId>%s</groupId><artifactId>unwanted</artifactId></exclude></excludes>
                              %s
                            </configuration>
                          </plugin>
                          <plugin>
                            <groupId>io.github.sos-app</groupId><artifactId>sos-maven-plugin</artifactId>
                            <executions><execution><goals><goal>build</goal></goals></execution></executions>
                          </plugin>
                        </plugins></build>
                        """.formatted(group, configuration)));
    }

    @Test
    void theImageIsToTheLastByteTheOneOfTheJar() throws Exception {
        Map<String, String> ofJar = layersAfter("package");

        assertThat(ofJar)
                .containsOnlyKeys(
                        "image", "base", "health check", "dependencies", "snapshot dependencies", "application");
        assertThat(layersAfter("compile", BUILD, OF_CLASSES)).isEqualTo(ofJar);
    }

    @Test
    void withATimestampSpringBootSortsItsLibrariesAndTheImageIsTheSame() throws Exception {
        Map<String, String> ofJar = layersAfter("package", "-Dproject.build.outputTimestamp=2026-11-21T00:00:00Z");

        assertThat(layersAfter("compile", BUILD, OF_CLASSES, "-Dproject.build.outputTimestamp=2026-11-21T00:00:00Z"))
                .isEqualTo(ofJar);
        assertThat(ofJar).isNotEqualTo(layersAfter("package"));
    }

    @Test
    void withoutLayersInTheJarTheImageIsTheSame() throws Exception {
        writeService("", "<layers><enabled>false</enabled></layers><includeOptional>true</includeOptional>");
        Map<String, String> ofJar = layersAfter("package");

        assertThat(ofJar).containsOnlyKeys("image", "base", "health check", "dependencies", "application");
        assertThat(layersAfter("compile", BUILD, OF_CLASSES)).isEqualTo(ofJar);
    }

    @Test
    void anotherModuleOfTheBuildIsTheOnlyDifference() throws Exception {
        writeService(dependency(group, "near", "1.4.0-SNAPSHOT", ""), "");
        Map<String, String> ofJar = layersAfter("package");

        Map<String, String> ofClasses = layersAfter("compile", BUILD, OF_CLASSES);

        assertThat(ofClasses.get("application")).isNotEqualTo(ofJar.get("application"));
        ofJar.remove("application");
        ofJar.remove("image");
        assertThat(ofClasses).containsAllEntriesOf(ofJar);
    }

    @Test
    void beforeItIsPackagedTheFailureNamesBothWays() throws Exception {
        maven.run("compile", BUILD).failedWith("""
                service: the Java service is not built yet
                  why     there is no jar of these classes in %s
                  do      run mvn package, or for a quick image without a jar: mvn compile sos:build -Dsos.java.content=classes
                """.formatted(service.directory().resolve("target")));
    }

    @Test
    void anEditIsInTheNextImageAndWithoutOneNothingIsBuilt() throws Exception {
        Map<String, String> before = layersAfter("compile", BUILD, OF_CLASSES);

        assertThat(maven.succeeds("compile", BUILD, OF_CLASSES).says("unchanged"))
                .isTrue();
        service.write("src/main/resources/static/index.html", "<p>other");
        maven.succeeds("compile", BUILD, OF_CLASSES);

        Map<String, String> after = layers();
        assertThat(after.get("dependencies")).isEqualTo(before.get("dependencies"));
        assertThat(after.get("application")).isNotEqualTo(before.get("application"));
    }

    @Test
    void whatTheLockIsMadeForIsKnownBeforeAnythingIsPackaged() throws Exception {
        assertThat(maven.succeeds("compile", "sos:lock").exitCode()).isZero();
    }

    /** The layers after a build from nothing, by their names, and the image, which names them all. */
    private Map<String, String> layersAfter(String... goals) throws Exception {
        String[] all = new String[goals.length + 1];
        all[0] = CLEAN;
        System.arraycopy(goals, 0, all, 1, goals.length);
        maven.succeeds(all);
        return layers();
    }

    private Map<String, String> layers() throws IOException {
        JsonNode image = document(service.digest());
        JsonNode config = document(image.path("config").path("digest").asText());
        Map<String, String> layers = new LinkedHashMap<>();
        layers.put("image", service.digest());
        for (int i = 0; i < image.path("layers").size(); i++) {
            String name = i == 0
                    ? "base"
                    : config.path("history").get(i).path("comment").asText();
            layers.put(name, image.path("layers").get(i).path("digest").asText());
        }
        return layers;
    }

    private JsonNode document(String digest) throws IOException {
        Path blobs = service.directory().resolve("target/sos/production/blobs/sha256");
        return Json.parse(Files.readAllBytes(blobs.resolve(digest.substring("sha256:".length()))));
    }

    private static String dependency(String groupId, String artifactId, String version, String more) {
        return "<dependency><groupId>" + groupId + "</groupId><artifactId>" + artifactId + "</artifactId><version>"
                + version + "</version>" + more + "</dependency>";
    }

    private String child(String name, String dependencies, String more) {
        return """
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                  <modelVersion>4.0.0</modelVersion>
                  <parent><groupId>%s</groupId><artifactId>all</artifactId><version>1.4.0-SNAPSHOT</version></parent>
                  <artifactId>%s</artifactId>
                  <dependencies>%s</dependencies>
                  %s
                </project>
                """.formatted(group, name, dependencies, more);
    }

    /** Puts a jar into a repository of files. */
    private void published(String groupId, String artifactId, String version, String attribute) throws IOException {
        Path place = work.resolve("repository")
                .resolve(groupId.replace('.', '/'))
                .resolve(artifactId)
                .resolve(version);
        Files.createDirectories(place);
        Files.writeString(
                place.resolve(artifactId + "-" + version + ".pom"), """
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version>
                </project>
                """.formatted(groupId, artifactId, version));
        try (OutputStream file = Files.newOutputStream(place.resolve(artifactId + "-" + version + ".jar"));
                ZipOutputStream jar = new ZipOutputStream(file)) {
            jar.putNextEntry(new ZipEntry("META-INF/MANIFEST.MF"));
            jar.write(("Manifest-Version: 1.0\n" + attribute).getBytes(StandardCharsets.UTF_8));
            jar.putNextEntry(new ZipEntry(artifactId + ".txt"));
            jar.write(groupId.getBytes(StandardCharsets.UTF_8));
        }
    }
}
