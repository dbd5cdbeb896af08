package io.github.sosapp.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.testing.Container;
import io.github.sosapp.testing.Examples;
import io.github.sosapp.testing.Programs;
import io.github.sosapp.testing.SelfSignedServer;
import io.github.sosapp.testing.ServiceProject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a Java service finds in its image, told by a service that looks: certificates, zones, user, encoding, class path. */
@TestInstance(Lifecycle.PER_CLASS)
class JavaSurroundingsIT {

    private static final String SERVICE = "surroundings";
    // Of texts without a named encoding, twice, of file names, and of the system.
    private static final String UTF_8 = "UTF-8 UTF-8 UTF-8 UTF-8";
    /** In the order of the POM, which is that of no alphabet; two have the same file name and the same size. */
    private static final List<String> LIBRARIES = List.of("zebra:other", "north:notes", "arctic:notes", "middle:plain");

    private static final String POM = """
            <project xmlns="http://maven.apache.org/POM/4.0.0">
              <modelVersion>4.0.0</modelVersion>
              <parent>
                <groupId>io.github.sos-app.examples</groupId>
                <artifactId>sos-java-parent</artifactId>
                <version>1.4.0</version>
                <relativePath>../examples/sos-java-parent</relativePath>
              </parent>
              <artifactId>surroundings</artifactId>
              <repositories>
                <repository><id>made-for-this-test</id><url>%s</url></repository>
              </repositories>
              <dependencies>
            %s  </dependencies>
            </project>
            """;

    // Maven keeps what it has fetched: the next run must not meet these.
    private final String version = "1." + ProcessHandle.current().pid() + "." + System.nanoTime();
    private Path work;
    private EngineImages images;
    private ServiceProject project;
    private String image;

    @BeforeAll
    void loadTheImage(@TempDir Path directory) throws Exception {
        work = directory;
        images = EngineImages.of("surroundings", work);
        Examples.copyTo(work.resolve("examples"), "1.4.0");
        for (String library : LIBRARIES) {
            publish(library);
        }
        project = new ServiceProject(work.resolve("project"))
                .write(
                        "pom.xml",
                        POM.formatted(
                                work.resolve("repository").toUri(),
                                LIBRARIES.stream().map(this::dependency).collect(Collectors.joining())));
        try (InputStream source = getClass().getResourceAsStream("Surroundings.java")) {
            project.write(
                    "src/main/java/example/Surroundings.java",
                    new String(source.readAllBytes(), StandardCharsets.UTF_8));
        }
        images.load(project.directory(), "plain", List.of(SERVICE), "-Dsos.platforms=linux/amd64");
        image = images.name(SERVICE, "plain");
    }

    @AfterAll
    void removeTheImages() {
        images.close();
    }

    private String dependency(String library) {
        return "<dependency><groupId>com.example.%s</groupId><artifactId>%s</artifactId><version>%s</version></dependency>\n"
                .formatted(group(library), artifact(library), version);
    }

    private static String group(String library) {
        return library.substring(0, library.indexOf(':'));
    }

    private static String artifact(String library) {
        return library.substring(library.indexOf(':') + 1);
    }

    /** Puts a jar into the file repository: those called notes hold a class and a text of the same names. */
    private void publish(String library) throws IOException {
        String file = artifact(library) + "-" + version;
        Path directory = Files.createDirectories(
                work.resolve("repository/com/example/" + group(library) + "/" + artifact(library) + "/" + version));
        // Six characters for each, so that the jars called notes have one size.
        String name = (group(library) + "------").substring(0, 6);
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(directory.resolve(file + ".jar")))) {
            store(out, artifact(library) + "/which.txt", name.getBytes(StandardCharsets.UTF_8));
            if (artifact(library).equals("notes")) {
                store(out, "notes/Which.class", compiled(name));
            }
        }
        Files.writeString(directory.resolve(file + ".pom"), """
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>com.example.%s</groupId><artifactId>%s</artifactId><version>%s</version>
                </project>
                """.formatted(group(library), artifact(library), version));
    }

    private static void store(JarOutputStream jar, String name, byte[] content) throws IOException {
        CRC32 checksum = new CRC32();
        checksum.update(content);
        JarEntry entry = new JarEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(checksum.getValue());
        jar.putNextEntry(entry);
        jar.write(content);
        jar.closeEntry();
    }

    private byte[] compiled(String name) throws IOException {
        Path source = Files.createDirectories(work.resolve("notes-of-" + name)).resolve("Which.java");
        Files.writeString(source, """
                package notes;
                public final class Which {
                    public static final String INLINED = "%1$s";
                    public static String loaded() { return "%1$s"; }
                }
                """.formatted(name));
        int exitCode = ToolProvider.getSystemJavaCompiler().run(null, null, null, "--release", "17", source.toString());
        assertThat(exitCode).isZero();
        return Files.readAllBytes(source.resolveSibling("Which.class"));
    }

    @ParameterizedTest
    @CsvSource({
        "17, packaged, amd64",
        "17, packaged, arm64",
        "17, jlink,    arm64",
        "21, packaged, amd64",
        "21, packaged, arm64",
    })
    void findsAllThatServicesNeed(String java, String runtime, String architecture) throws Exception {
        if (!architecture.equals("amd64")) {
            EngineImages.needEmulation();
        }
        String tag = "java" + java + "-" + runtime + "-" + architecture;
        String platform = "linux/" + architecture;
        List<String> words = new ArrayList<>(List.of("-Dsos.java.version=" + java, "-Dsos.platforms=" + platform));
        if (runtime.equals("jlink")) {
            words.addAll(List.of("-Dsos.java.runtime=jlink", "-Dsos.java.modules=auto"));
        }
        images.load(project.directory(), tag, List.of(SERVICE), words.toArray(String[]::new));

        try (SelfSignedServer server = SelfSignedServer.at(images.gateway(), work.resolve("untrusted by " + tag))
                        .answering();
                Container container = Container.start(
                        images.name(SERVICE, tag),
                        "--platform=" + platform,
                        "--read-only",
                        "--tmpfs=/tmp",
                        "--env=TZ=Europe/Berlin")) {
            assertThat(answer(container, "java")).isEqualTo(java + " " + architecture.replace("arm64", "aarch64"));
            assertThat(Integer.parseInt(answer(container, "anchors"))).isGreaterThan(100);
            assertThat(answer(container, "tls?" + server.url()))
                    .contains("SSLHandshakeException")
                    .contains("unable to find valid certification path to requested target");
            assertThat(answer(container, "encoding")).isEqualTo(UTF_8);
            assertThat(answer(container, "zones")).isEqualTo("+05:00 +02:00");
            assertThat(answer(container, "user")).isEqualTo("nonroot /home/nonroot");
            assertThat(answer(container, "temporary")).isEqualTo("/tmp true");
        }
    }

    /** No server with a certificate of a public authority can be reached from every test machine. */
    @ParameterizedTest
    @ValueSource(strings = {"amd64", "arm64"})
    void trustsAnAuthorityThatIsAddedToTheStoreOfTheImage(String architecture) throws Exception {
        if (!architecture.equals("amd64")) {
            EngineImages.needEmulation();
        }
        String tag = "trusting-" + architecture;
        try (SelfSignedServer server =
                        SelfSignedServer.at(images.gateway(), work.resolve(tag)).answering();
                SelfSignedServer other = SelfSignedServer.at(images.gateway(), work.resolve("other of " + tag))
                        .answering()) {
            Path store = project.directory().resolve("cacerts");
            copyOut("/etc/ssl/certs/java/cacerts", store);
            String keytool =
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
            Programs.output(
                    work,
                    keytool,
                    "-importcert",
                    "-noprompt",
                    "-alias",
                    "own",
                    "-storepass",
                    "changeit",
                    "-keystore",
                    store.toString(),
                    "-file",
                    server.certificate().toString());
            images.load(
                    project.directory(),
                    tag,
                    List.of(SERVICE),
                    "-Dsos.platforms=linux/" + architecture,
                    "-Dsos.files.cacerts.from=cacerts",
                    "-Dsos.files.cacerts.to=/etc/ssl/certs/java/cacerts");

            try (Container plain = Container.start(image);
                    Container trusting =
                            Container.start(images.name(SERVICE, tag), "--platform=linux/" + architecture)) {
                assertThat(answer(trusting, "java")).endsWith(architecture.replace("arm64", "aarch64"));
                assertThat(answer(trusting, "tls?" + server.url())).isEqualTo("status 200");
                assertThat(answer(trusting, "tls?" + other.url())).contains("SSLHandshakeException");
                assertThat(Integer.parseInt(answer(trusting, "anchors")))
                        .isEqualTo(1 + Integer.parseInt(answer(plain, "anchors")));
            }
        }
    }

    private void copyOut(String path, Path file) {
        String id = Programs.output(work, "docker", "create", image);
        try {
            Programs.output(work, "docker", "cp", "--follow-link", id + ":" + path, file.toString());
        } finally {
            Programs.output(work, "docker", "rm", id);
        }
    }

    @Test
    void readsAndWritesUtf8WithoutAnyOption() {
        assertThat(Programs.output(
                        work,
                        "docker",
                        "run",
                        "--rm",
                        "--entrypoint=java",
                        image,
                        "@/app/classpath",
                        "example.Surroundings",
                        "encoding"))
                .isEqualTo(UTF_8);
    }

    @Test
    void knowsTheTimeInAlmatyAndWhereItIsToldToBe() {
        try (Container container = Container.start(image)) {
            assertThat(answer(container, "zones")).isEqualTo("+05:00 Z");
        }
        try (Container container = Container.start(image, "--env=TZ=Asia/Almaty")) {
            assertThat(answer(container, "zones")).isEqualTo("+05:00 +05:00");
        }
    }

    @Test
    void writesNoTemporaryFileWhereTheEngineDoesNotLetIt() {
        try (Container container = Container.start(image, "--read-only")) {
            assertThat(answer(container, "temporary")).contains("Read-only file system");
        }
    }

    @Test
    void classPathHasTheOrderOfMavenAndBothJarsOfOneNameAndSize() throws Exception {
        String notes = "notes-" + version + ".jar";
        assertThat(size("north", notes)).isEqualTo(size("arctic", notes));

        try (Container container = Container.start(image)) {
            assertThat(Arrays.stream(answer(container, "classpath").split(":")).filter(path -> path.endsWith(".jar")))
                    .containsExactly(
                            "/app/lib/other-" + version + ".jar",
                            "/app/lib/com.example.north/" + notes,
                            "/app/lib/com.example.arctic/" + notes,
                            "/app/lib/plain-" + version + ".jar");
            assertThat(answer(container, "resources").lines()).containsExactly("north-", "arctic");
            // The first word is a constant that the compiler took from the jar which Maven gave it first.
            assertThat(answer(container, "winner")).isEqualTo("north- north-");
        }
    }

    private long size(String group, String file) throws IOException {
        return Files.size(work.resolve("repository/com/example/" + group + "/notes/" + version + "/" + file));
    }

    private static String answer(Container container, String question) {
        return container.get("/" + question).body();
    }
}
