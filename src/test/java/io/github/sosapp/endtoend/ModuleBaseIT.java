package io.github.sosapp.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.image.Json;
import io.github.sosapp.testing.MavenBuild;
import io.github.sosapp.testing.MavenOutcome;
import io.github.sosapp.testing.Programs;
import io.github.sosapp.testing.RegistryServer;
import io.github.sosapp.testing.RegistryServer.Kind;
import io.github.sosapp.testing.Required;
import io.github.sosapp.testing.ServiceProject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service on the image of another module of the same reactor, however much of the reactor is built. */
class ModuleBaseIT {

    private static final String DEPENDENCY = """
              <dependencies><dependency>
                <groupId>com.example.sos</groupId><artifactId>base</artifactId><version>${project.version}</version>
                <type>json</type>
              </dependency></dependencies>
            """;

    @TempDir
    Path work;

    private ServiceProject project;
    private MavenBuild maven;
    private String version;

    @BeforeEach
    void write() throws Exception {
        Required.program("go", "the Go distribution");
        // What gets installed must not meet what another run installed.
        version = "1.4." + ProcessHandle.current().pid() + "-" + System.nanoTime();
        project = new ServiceProject(work.resolve("project"));
        project.write("pom.xml", """
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>com.example.sos</groupId><artifactId>all</artifactId><version>%s</version>
                  <packaging>pom</packaging>
                  <modules><module>service</module><module>base</module></modules>
                  <properties><sos.platforms>linux/amd64,linux/arm64</sos.platforms></properties>
                  <build><plugins><plugin>
                    <groupId>io.github.sos-app</groupId><artifactId>sos-maven-plugin</artifactId>
                    <version>%s</version><extensions>true</extensions>
                  </plugin></plugins></build>
                </project>
                """.formatted(version, ServiceProject.VERSION));
        module("base", "");
        module("service", DEPENDENCY + "<properties><sos.base>module:com.example.sos:base</sos.base></properties>");
        // Both programs end at once, which is not what services do.
        maven = MavenBuild.of(project.directory(), work.resolve("home")).with("-Dsos.check.run=off");
    }

    private void module(String name, String more) throws IOException {
        project.write(name + "/pom.xml", """
                        <project xmlns="http://maven.apache.org/POM/4.0.0">
                          <modelVersion>4.0.0</modelVersion>
                          <parent><groupId>com.example.sos</groupId><artifactId>all</artifactId><version>%s</version></parent>
                          <artifactId>%s</artifactId><packaging>sos-image</packaging>
                          %s
                        </project>
                        """.formatted(version, name, more))
                .write(name + "/go.mod", "module example.com/sos/" + name + "\n\ngo 1.21.13\n")
                .write(name + "/main.go", ServiceProject.MAIN.replace("emergency", name))
                .write(name + "/motd", "Welcome to " + name + "\n");
    }

    private String digest(String module) throws IOException {
        return Files.readString(project.directory().resolve(module + "/target/sos/production.digest"))
                .strip();
    }

    /** What the service's configuration says of its base, and whether its first layers are the base's. */
    private void assertServiceStandsOn(String module) throws IOException {
        var above = manifest("service");
        var below = manifest(module);
        assertThat(below.size()).isPositive().isLessThan(above.size());
        for (int i = 0; i < below.size(); i++) {
            assertThat(above.get(i).path("digest")).isEqualTo(below.get(i).path("digest"));
        }
    }

    private com.fasterxml.jackson.databind.JsonNode manifest(String module) throws IOException {
        Path layout = project.directory().resolve(module + "/target/sos/production");
        var index = Json.parse(blob(layout, digest(module)));
        return Json.parse(blob(
                        layout, index.path("manifests").get(1).path("digest").asText()))
                .path("layers");
    }

    private static byte[] blob(Path layout, String digest) throws IOException {
        return Files.readAllBytes(layout.resolve("blobs/sha256").resolve(digest.substring("sha256:".length())));
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void theDependencyOrdersTheReactorAndAChangedBaseChangesTheService() throws Exception {
        MavenOutcome first = maven.succeeds("package");

        assertThat(first.says("  base       module:com.example.sos:base ("
                        + digest("base").substring(0, 19) + "…)"))
                .as(first.toString())
                .isTrue();
        assertServiceStandsOn("base");
        String before = digest("service");
        assertThat(maven.succeeds("package").says("service " + version + " unchanged ("))
                .isTrue();

        project.replace("base/main.go", "fmt.Println(\"base\"", "fmt.Println(\"rock\"");
        maven.with("-pl", "service", "-am", "-T2").succeeds("package");

        assertThat(digest("service")).isNotEqualTo(before);
        assertServiceStandsOn("base");
    }

    @Test
    void aPartOfTheReactorFindsTheInstalledImageInTheCacheOrSaysHowToBuildIt() throws Exception {
        maven.succeeds("install");
        String whole = digest("service");
        maven.succeeds("clean");

        maven.with("-pl", "service").succeeds("package");
        assertThat(digest("service")).as("from the cache of this user").isEqualTo(whole);

        putAnotherLayoutBesideTheInstalledImage();
        maven.with("-pl", "service").succeeds("clean", "package");
        assertThat(digest("service")).as("not from the stale layout").isEqualTo(whole);

        delete(work.resolve("home/.cache/sos-maven-plugin"));
        MavenOutcome nowhere = maven.with("-pl", "service").run("clean", "package");

        assertThat(nowhere.exitCode()).isNotZero();
        assertThat(nowhere.says("the image of com.example.sos:base is not on this machine"))
                .as(nowhere.toString())
                .isTrue();
        assertThat(nowhere.says("(holds another build, ")).isTrue();
        assertThat(nowhere.says("-am package")).isTrue();
    }

    /** Built elsewhere, so that no Maven knows of it: Maven 4 takes what it packaged last for what is meant. */
    private void putAnotherLayoutBesideTheInstalledImage() throws Exception {
        ServiceProject other = project.copyTo(work.resolve("other"));
        other.replace("base/main.go", "fmt.Println(\"base\"", "fmt.Println(\"rock\"");
        maven.inDirectory(other.directory()).with("-pl", "base").succeeds("package");
        Path outputs = Path.of("base/target/sos");
        new ServiceProject(other.directory().resolve(outputs))
                .copyTo(project.directory().resolve(outputs));
        assertThat(digest("base")).isNotEmpty();
    }

    @Test
    void whatWasDeployedIsFoundInTheRegistry() throws Exception {
        Path deployed = work.resolve("deployed");
        try (RegistryServer registry = RegistryServer.open(Kind.DISTRIBUTION_3, work.resolve("registry"))) {
            MavenBuild online = maven.with(
                    "-Dsos.registry=" + registry.host() + "/sos",
                    "-Dsos.insecureRegistries=" + registry.host(),
                    "-DaltDeploymentRepository=test::default::" + deployed.toUri());

            MavenOutcome outcome = online.with("-T2").succeeds("deploy");

            assertThat(outcome.says("mounted from sos/base"))
                    .as(outcome.toString())
                    .isTrue();
            String whole = digest("service");
            online.succeeds("clean");
            delete(work.resolve("home/.cache/sos-maven-plugin"));
            online.with("-pl", "service").succeeds("package", "sos:push");
            assertThat(digest("service")).isEqualTo(whole);
            String image = registry.host() + "/sos/service:" + version;
            String crane = Required.program(
                            "crane", "go install github.com/google/go-containerregistry/cmd/crane@v0.22.1")
                    .toString();
            assertThat(Programs.succeeded(
                                    work, Map.of(), crane, "validate", "--remote", image, "--platform", "linux/arm64")
                            .toString())
                    .contains("PASS");
            assertThat(Json.parse(Programs.output(work, crane, "config", "--platform", "linux/arm64", image)
                                    .getBytes(StandardCharsets.UTF_8))
                            .path("config")
                            .path("Labels")
                            .path("org.opencontainers.image.base.name")
                            .asText())
                    .isEqualTo(registry.host() + "/sos/base:" + version);
        }
    }

    @Test
    void aModuleOfPackagingJarIsTheBaseByItsClassifier() throws Exception {
        project.write("base/pom.xml", """
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                  <modelVersion>4.0.0</modelVersion>
                  <parent><groupId>com.example.sos</groupId><artifactId>all</artifactId><version>%s</version></parent>
                  <artifactId>base</artifactId><packaging>jar</packaging>
                  <build><plugins>
                    <plugin><artifactId>maven-resources-plugin</artifactId><version>3.3.1</version></plugin>
                    <plugin><artifactId>maven-compiler-plugin</artifactId><version>3.14.1</version></plugin>
                    <plugin><artifactId>maven-surefire-plugin</artifactId><configuration><skip>true</skip></configuration></plugin>
                    <plugin><artifactId>maven-jar-plugin</artifactId><version>3.5.0</version></plugin>
                    <plugin>
                      <groupId>io.github.sos-app</groupId><artifactId>sos-maven-plugin</artifactId>
                      <executions><execution><goals><goal>build</goal></goals></execution></executions>
                    </plugin>
                  </plugins></build>
                </project>
                """.formatted(version));
        project.replace("service/pom.xml", "<type>json</type>", "<type>json</type><classifier>image</classifier>");

        MavenOutcome both = maven.with("-pl", "service", "-am").succeeds("clean", "package");

        assertThat(both.says("  base       module:com.example.sos:base ("
                        + digest("base").substring(0, 19) + "…)"))
                .as(both.toString())
                .isTrue();
        assertServiceStandsOn("base");

        maven.succeeds("clean");
        MavenOutcome alone = maven.with("-pl", "service").run("package");
        alone.failedWith("""
                service: Maven does not find the image of com.example.sos:base:{version}
                  why     neither this build nor any repository has its descriptor
                  from    property in pom.xml
                  do      build both together: mvn -pl service -am package
                """.replace("{version}", version));

        project.replace(
                "service/pom.xml",
                DEPENDENCY.replace("<type>json</type>", "<type>json</type><classifier>image</classifier>"),
                "");
        MavenOutcome missing = maven.run("package");
        assertThat(missing.says("<version>…</version><type>json</type><classifier>image</classifier></dependency>"))
                .as(missing.toString())
                .isTrue();
    }

    @Test
    void withoutADependencyTheFailureShowsTheOneToWrite() throws Exception {
        project.replace("service/pom.xml", DEPENDENCY, "");

        MavenOutcome outcome = maven.run("package");

        assertThat(outcome.exitCode()).isNotZero();
        assertThat(outcome.says("com.example.sos:base has no image yet"))
                .as(outcome.toString())
                .isTrue();
        assertThat(outcome.says("<artifactId>base</artifactId><version>…</version><type>json</type></dependency>"))
                .isTrue();
        assertThat(maven.with("-pl", "service").run("package").says("no dependency names its version"))
                .isTrue();
    }
}
