package io.github.sosapp.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sosapp.image.Json;
import io.github.sosapp.testing.Layouts;
import io.github.sosapp.testing.MavenBuild;
import io.github.sosapp.testing.Programs;
import io.github.sosapp.testing.ServiceProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Extensions of jib's Maven plugin, one that is published and one that the reactor itself builds. */
class PluginExtensionsIT {

    private static final String FILTER = "com.google.cloud.tools.jib.maven.extension.layerfilter";

    @TempDir
    Path work;

    private ServiceProject project;
    private MavenBuild maven;

    @BeforeEach
    void write() throws Exception {
        project = new ServiceProject(work.resolve("project"));
        project.write("pom.xml", """
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>com.example.sos</groupId><artifactId>all</artifactId><version>1.4.0</version>
                  <packaging>pom</packaging>
                  <modules><module>extension</module><module>service</module></modules>
                  <properties>
                    <maven.compiler.release>17</maven.compiler.release>
                    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
                    <project.build.outputTimestamp>2026-11-21T00:00:00Z</project.build.outputTimestamp>
                  </properties>
                  <build><pluginManagement><plugins>
                    <plugin><artifactId>maven-resources-plugin</artifactId><version>3.3.1</version></plugin>
                    <plugin><artifactId>maven-compiler-plugin</artifactId><version>3.14.1</version></plugin>
                    <plugin><artifactId>maven-surefire-plugin</artifactId><version>3.5.4</version></plugin>
                    <plugin><artifactId>maven-jar-plugin</artifactId><version>3.5.0</version></plugin>
                  </plugins></pluginManagement></build>
                </project>
                """).write("extension/pom.xml", module("extension", """
                <dependencies><dependency>
                  <groupId>com.google.cloud.tools</groupId><artifactId>jib-maven-plugin-extension-api</artifactId>
                  <version>0.4.0</version><scope>provided</scope>
                  <exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion></exclusions>
                </dependency><dependency>
                  <groupId>com.google.cloud.tools</groupId><artifactId>jib-plugins-extension-common</artifactId>
                  <version>0.2.0</version><scope>provided</scope>
                </dependency><dependency>
                  <groupId>com.google.cloud.tools</groupId><artifactId>jib-build-plan</artifactId>
                  <version>0.4.0</version><scope>provided</scope>
                </dependency><dependency>
                  <groupId>org.apache.maven</groupId><artifactId>maven-core</artifactId>
                  <version>3.8.7</version><scope>provided</scope>
                  <exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion></exclusions>
                </dependency></dependencies>
                """));
        extension("Owners", """
                FileEntriesLayer.Builder all = FileEntriesLayer.builder().setName("everything");
                for (LayerObject layer : plan.getLayers()) {
                    for (FileEntry entry : ((FileEntriesLayer) layer).getEntries()) {
                        boolean ours = entry.getExtractionPath().toString().matches(properties.get("paths"));
                        all.addEntry(new FileEntry(entry.getSourceFile(), entry.getExtractionPath(),
                                entry.getPermissions(), entry.getModificationTime(),
                                ours ? properties.get("owner") : entry.getOwnership()));
                    }
                }
                return plan.toBuilder().setLayers(List.of(all.build()))
                        .addLabel("module", maven.getMavenProject().getArtifactId()).build();
                """);
        extension("Nothing", "return plan.toBuilder().build();");
        extension("Angry", "throw new JibPluginExtensionException(getClass(), \"the moon is full\");");
        project.write(
                "extension/src/main/resources/META-INF/services/" + FILTER.replace(".layerfilter", "")
                        + ".JibMavenPluginExtension",
                "example.Owners\nexample.Nothing\nexample.Angry\n");
        project.write("service/src/main/java/example/Main.java", """
                package example;
                public class Main {
                    public static void main(String[] words) {}
                }
                """)
                .write("service/src/main/resources/notes.txt", "Hello\n");
        service("");
        Layouts.twoPlatforms(project.directory().resolve("service/base"), 7, 1, 1000);
        maven = MavenBuild.of(project.directory(), work.resolve("home"));
    }

    private static String module(String name, String more) {
        return """
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                  <modelVersion>4.0.0</modelVersion>
                  <parent><groupId>com.example.sos</groupId><artifactId>all</artifactId><version>1.4.0</version></parent>
                  <artifactId>%s</artifactId>
                  %s
                </project>
                """.formatted(name, more);
    }

    private void extension(String name, String body) throws IOException {
        project.write("extension/src/main/java/example/" + name + ".java", """
                package example;
                import com.google.cloud.tools.jib.api.buildplan.*;
                import com.google.cloud.tools.jib.maven.extension.*;
                import com.google.cloud.tools.jib.plugins.extension.*;
                import java.util.*;
                public class %s implements JibMavenPluginExtension<Void> {
                    @Override public Optional<Class<Void>> getExtraConfigType() { return Optional.empty(); }
                    @Override public ContainerBuildPlan extendContainerBuildPlan(ContainerBuildPlan plan,
                            Map<String, String> properties, Optional<Void> configuration, MavenData maven,
                            ExtensionLogger logger) throws JibPluginExtensionException {
                        logger.log(ExtensionLogger.LogLevel.LIFECYCLE, "%s at work");
                        %s
                    }
                }
                """.formatted(name, name, body));
    }

    private void service(String configuration) throws IOException {
        project.write("service/pom.xml", module("service", """
                <properties><sos.base>layout:base</sos.base></properties>
                <dependencies>
                  <dependency><groupId>org.tukaani</groupId><artifactId>xz</artifactId><version>1.12</version></dependency>
                  <dependency>
                    <groupId>com.google.cloud.tools</groupId><artifactId>jib-build-plan</artifactId><version>0.4.0</version>
                  </dependency>
                </dependencies>
                <build><plugins><plugin>
                  <groupId>io.github.sos-app</groupId><artifactId>sos-maven-plugin</artifactId><version>%s</version>
                  <executions><execution><goals><goal>build</goal></goals></execution></executions>
                  <configuration>%s</configuration>
                  <dependencies>
                    <dependency>
                      <groupId>com.example.sos</groupId><artifactId>extension</artifactId><version>1.4.0</version>
                    </dependency>
                    <dependency>
                      <groupId>com.google.cloud.tools</groupId>
                      <artifactId>jib-layer-filter-extension-maven</artifactId><version>0.3.0</version>
                    </dependency>
                  </dependencies>
                </plugin></plugins></build>
                """.formatted(ServiceProject.VERSION, configuration)));
    }

    private ServiceProject built() {
        return new ServiceProject(project.directory().resolve("service"));
    }

    /** Name of each layer of ours, and what tar says is in it. */
    private List<String> layers() throws Exception {
        Path layout = project.directory().resolve("service/target/sos/production");
        JsonNode image = document(
                layout,
                document(layout, built().digest())
                        .path("manifests")
                        .get(0)
                        .path("digest")
                        .asText());
        JsonNode config = document(layout, image.path("config").path("digest").asText());
        List<String> layers = new ArrayList<>();
        layers.add("labels " + config.path("config").path("Labels"));
        for (int i = 1; i < image.path("layers").size(); i++) {
            layers.add(config.path("history").get(i).path("comment").asText());
            String digest = image.path("layers").get(i).path("digest").asText();
            Programs.output(
                            layout,
                            "tar",
                            "--numeric-owner",
                            "-tvzf",
                            blob(layout, digest).toString())
                    .lines()
                    .forEach(layers::add);
        }
        return layers;
    }

    private static JsonNode document(Path layout, String digest) throws IOException {
        return Json.parse(Files.readAllBytes(blob(layout, digest)));
    }

    private static Path blob(Path layout, String digest) {
        return layout.resolve("blobs/sha256").resolve(digest.substring("sha256:".length()));
    }

    @Test
    void extensionsChangeTheImageInTheirOrder() throws Exception {
        service("""
                <pluginExtensions>
                  <pluginExtension>
                    <implementation>example.Owners</implementation>
                    <properties><owner>1001:1002</owner><paths>.*[.]txt</paths></properties>
                  </pluginExtension>
                  <pluginExtension>
                    <implementation>%1$s.JibLayerFilterExtension</implementation>
                    <configuration implementation="%1$s.Configuration">
                      <filters>
                        <filter><glob>/app/lib/xz-*.jar</glob><toLayer>compression</toLayer></filter>
                        <filter><glob>/app/health/**</glob></filter>
                      </filters>
                      <!-- For this it must be given a part of Maven. -->
                      <createParentDependencyLayers>true</createParentDependencyLayers>
                    </configuration>
                  </pluginExtension>
                </pluginExtensions>
                """.formatted(FILTER));

        var outcome = maven.succeeds("package");

        assertThat(outcome.says("Owners at work")).isTrue();
        String layers = String.join("\n", layers());
        assertThat(layers).contains("\"module\":\"service\"").doesNotContain("/health/");
        assertThat(layers)
                .containsPattern(
                        "(?s)everything\n.* 1001/1002 .*app/resources/notes.txt\ncompression\n.*app/lib/xz-1.12.jar")
                .containsPattern("-rw-r--r-- 0/0 .* app/lib/jib-build-plan-0.4.0.jar");
        assertThat(maven.succeeds("package").says("service 1.4.0 unchanged")).isTrue();
    }

    @Test
    void extensionsThatChangeNothingDoNotChangeTheDigest() throws Exception {
        maven.succeeds("package");
        String alone = built().digest();

        var outcome = maven.succeeds(
                "package", "-Dsos.pluginExtensions=example.Nothing," + FILTER + ".JibLayerFilterExtension");

        assertThat(outcome.says("Nothing at work")).isTrue();
        assertThat(built().digest()).isEqualTo(alone);
    }

    @Test
    void theFailureOfAnExtensionIsOneMessage() throws Exception {
        maven.run("package", "-Dsos.pluginExtensions=example.Angry").failedWith("""
                service: extension example.Angry failed
                  why     the moon is full
                  from    -Dsos.pluginExtensions on the command line
                  do      correct its configuration in the POM (mvn -e shows where it stopped)
                """);
    }
}
