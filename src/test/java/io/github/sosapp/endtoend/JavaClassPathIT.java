package io.github.sosapp.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sosapp.image.Json;
import io.github.sosapp.testing.Layouts;
import io.github.sosapp.testing.MavenBuild;
import io.github.sosapp.testing.Programs;
import io.github.sosapp.testing.ServiceProject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The libraries of a Java service, against what Maven itself says of its class path. */
class JavaClassPathIT {

    private static final String BUILD_CLASSPATH =
            "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath";

    // What Maven fetches must not meet what another run fetched.
    private final String group = "com.example.sos.run" + ProcessHandle.current().pid() + "x" + System.nanoTime();

    @TempDir
    Path work;

    private ServiceProject project;
    private MavenBuild maven;

    @BeforeEach
    void write() throws IOException {
        project = new ServiceProject(work.resolve("project"));
        project.write("pom.xml", """
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>%1$s</groupId><artifactId>all</artifactId><version>1.4.0-SNAPSHOT</version>
                  <packaging>pom</packaging>
                  <modules><module>service</module><module>near</module><module>far</module></modules>
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
                  <build>
                    <plugins><plugin>
                      <groupId>io.github.sos-app</groupId><artifactId>sos-maven-plugin</artifactId><version>%3$s</version>
                      <executions><execution><goals><goal>build</goal></goals></execution></executions>
                    </plugin></plugins>
                    <pluginManagement><plugins>
                      <plugin><artifactId>maven-resources-plugin</artifactId><version>3.3.1</version></plugin>
                      <plugin><artifactId>maven-compiler-plugin</artifactId><version>3.14.1</version></plugin>
                      <plugin><artifactId>maven-surefire-plugin</artifactId><version>3.5.4</version></plugin>
                      <plugin><artifactId>maven-jar-plugin</artifactId><version>3.5.0</version></plugin>
                    </plugins></pluginManagement>
                  </build>
                </project>
                """.formatted(group, work.resolve("repository").toUri(), ServiceProject.VERSION));
        published("zebra", "1.0", dependency("deep-snapshot", "3-SNAPSHOT", ""));
        published("deep-snapshot", "3-SNAPSHOT", dependency("ant", "2.0", ""));
        published("ant", "2.0", "");
        published("late-snapshot", "4-SNAPSHOT", "");
        published("driver", "5.0", "");
        published("only-for-tests", "6.0", "");
        published("given", "7.0", "");
        String version = "1.4.0-SNAPSHOT";
        module("far", dependency("ant", "2.0", ""));
        module("near", dependency("late-snapshot", "4-SNAPSHOT", "") + dependency("far", version, ""));
        module(
                "service",
                dependency("zebra", "1.0", "")
                        + dependency("only-for-tests", "6.0", "<scope>test</scope>")
                        + dependency("near", version, "")
                        + dependency("given", "7.0", "<scope>provided</scope>")
                        + dependency("driver", "5.0", "<scope>runtime</scope>"));
        project.write("service/src/main/java/example/Main.java", """
                package example;
                public class Main {
                    public static void main(String[] words) {}
                }
                """);
        Layouts.single(project.directory().resolve("base"), 7, 1, 1000);
        maven = MavenBuild.of(project.directory(), work.resolve("home"));
    }

    private String dependency(String artifactId, String version, String more) {
        return "<dependency><groupId>" + group + "</groupId><artifactId>" + artifactId + "</artifactId><version>"
                + version + "</version>" + more + "</dependency>";
    }

    private void module(String name, String dependencies) throws IOException {
        project.write(name + "/pom.xml", """
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                  <modelVersion>4.0.0</modelVersion>
                  <parent><groupId>%s</groupId><artifactId>all</artifactId><version>1.4.0-SNAPSHOT</version></parent>
                  <artifactId>%s</artifactId>
                  <dependencies>%s</dependencies>
                </project>
                """.formatted(group, name, dependencies));
        project.write(name + "/src/main/resources/" + name + ".txt", name + "\n");
    }

    /** Puts a jar into a repository of files. */
    private void published(String artifactId, String version, String dependencies) throws IOException {
        Path place = work.resolve("repository")
                .resolve(group.replace('.', '/'))
                .resolve(artifactId)
                .resolve(version);
        Files.createDirectories(place);
        Files.writeString(place.resolve(artifactId + "-" + version + ".pom"), """
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version>
                  <dependencies>%s</dependencies>
                </project>
                """.formatted(
                        group, artifactId, version, dependencies));
        try (OutputStream file = Files.newOutputStream(place.resolve(artifactId + "-" + version + ".jar"));
                ZipOutputStream jar = new ZipOutputStream(file)) {
            jar.putNextEntry(new ZipEntry(artifactId + ".txt"));
            jar.write(artifactId.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Our layers with the files of each, as tar lists them. */
    private Map<String, List<String>> layers() throws IOException {
        Path layout = project.directory().resolve("service/target/sos/production");
        JsonNode image = document(layout, new ServiceProject(project.directory().resolve("service")).digest());
        JsonNode config = document(layout, image.path("config").path("digest").asText());
        Map<String, List<String>> layers = new LinkedHashMap<>();
        for (int i = 1; i < image.path("layers").size(); i++) {
            Path blob = blob(layout, image.path("layers").get(i).path("digest").asText());
            layers.put(
                    config.path("history").get(i).path("comment").asText(),
                    Programs.output(layout, "tar", "-tzf", blob.toString())
                            .lines()
                            .filter(name -> !name.endsWith("/"))
                            .toList());
        }
        return layers;
    }

    private String classPathOfTheImage() throws IOException {
        Path layout = project.directory().resolve("service/target/sos/production");
        JsonNode image = document(layout, new ServiceProject(project.directory().resolve("service")).digest());
        Path classes = blob(
                layout,
                image.path("layers")
                        .get(image.path("layers").size() - 1)
                        .path("digest")
                        .asText());
        return Programs.output(layout, "tar", "-xzOf", classes.toString(), "app/classpath");
    }

    private static JsonNode document(Path layout, String digest) throws IOException {
        return Json.parse(Files.readAllBytes(blob(layout, digest)));
    }

    private static Path blob(Path layout, String digest) {
        return layout.resolve("blobs/sha256").resolve(digest.substring("sha256:".length()));
    }

    @Test
    void theClassPathIsMavensAndEachKindOfLibraryHasItsLayer() throws Exception {
        Path said = work.resolve("classpath.txt");

        maven.succeeds(
                "package",
                BUILD_CLASSPATH,
                "-Dmdep.outputFile=" + said,
                "-DincludeScope=runtime",
                "-pl",
                "service",
                "-am");

        List<String> mavens = List.of(Files.readString(said).strip().split(":")).stream()
                .map(path -> path.substring(path.lastIndexOf('/') + 1))
                .toList();
        List<String> ours = classPathOfTheImage()
                .lines()
                .filter(line -> line.startsWith("/app/lib/"))
                .map(line -> line.replaceAll("^/app/lib/|[:\"].*$", ""))
                .toList();
        assertThat(ours).hasSize(7).isEqualTo(mavens);
        assertThat(layers())
                .containsEntry(
                        "dependencies",
                        List.of("app/lib/ant-2.0.jar", "app/lib/driver-5.0.jar", "app/lib/zebra-1.0.jar"))
                .containsEntry(
                        "snapshot dependencies",
                        List.of("app/lib/deep-snapshot-3-SNAPSHOT.jar", "app/lib/late-snapshot-4-SNAPSHOT.jar"))
                .containsEntry(
                        "project modules",
                        List.of("app/lib/far-1.4.0-SNAPSHOT.jar", "app/lib/near-1.4.0-SNAPSHOT.jar"));
    }
}
