package io.github.sosapp.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sosapp.image.Json;
import io.github.sosapp.testing.Container;
import io.github.sosapp.testing.Examples;
import io.github.sosapp.testing.MavenBuild;
import io.github.sosapp.testing.MavenOutcome;
import io.github.sosapp.testing.Programs;
import io.github.sosapp.testing.RegistryServer;
import io.github.sosapp.testing.Required;
import io.github.sosapp.testing.ServiceProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Builds every base of the templates and one more folder in a directory without a POM, pushes them, and lets a Docker Engine
 * pull and run them on both platforms; a new base is tested as the others are.
 */
@TestInstance(Lifecycle.PER_CLASS)
public class BasesIT {

    private static final String GOAL = "io.github.sos-app:sos-maven-plugin:" + ServiceProject.VERSION + ":bases";
    private static final Path TEMPLATES = Path.of("templates", "bases");
    private static final String FOURTH = "worker-base";

    // Imports whatever the metadata of packages says that they have, and prints what does not work.
    private static final String IMPORT_ALL = """
            import ctypes.util, importlib, importlib.metadata, os, platform
            modules, broken, missing = set(), [], []
            for package in importlib.metadata.distributions():
                for file in package.files or []:
                    missing += [] if file.locate().exists() else [str(file)]
                    top = file.parts[0]
                    if len(file.parts) > 1 and top.isidentifier() and file.suffix in ('.py', '.so'):
                        modules.add(top)
                    elif len(file.parts) == 1 and file.suffix in ('.py', '.so'):
                        modules.add(top.split('.')[0])
            for module in sorted(modules):
                try:
                    importlib.import_module(module)
                except Exception as e:
                    broken.append(module + ': ' + repr(e))
            print(platform.machine(), os.getuid(), ctypes.util.find_library('c'), broken, missing)
            print(' '.join(sorted(modules)))
            """;

    private static final String LISTED =
            "import os;print(sorted(n for d in ('/bin','/usr/bin','/sbin') if os.path.isdir(d)"
                    + " for n in os.listdir(d) if n in ('sh','ash','dash','bash','busybox','apk','apt','dpkg','pip')))";

    private Path work;
    private Path own;
    private EngineImages images;
    private RegistryServer registry;
    private MavenBuild maven;
    private MavenOutcome built;

    /** A base on a platform. */
    record Image(String base, String platform, String machine) {}

    @BeforeAll
    void buildAndPushAllInADirectoryWithoutAPom(@TempDir Path directory) throws Exception {
        Required.program("pip3", "apt-get install python3-pip");
        Required.that(
                Files.exists(Path.of("/proc/sys/fs/binfmt_misc/qemu-aarch64"))
                        || System.getProperty("os.arch").equals("aarch64"),
                "this machine cannot run arm64 programs",
                "apt-get install qemu-user-static binfmt-support");
        work = directory;
        images = EngineImages.of("bases", work);
        own = new ServiceProject(TEMPLATES).copyTo(work.resolve("own")).directory();
        new ServiceProject(own)
                .write(FOURTH + "/base.properties", "description = For workers\nbase = packages:bookworm\n")
                .write(FOURTH + "/requirements.txt", pinnedBy("python-base", "idna"));
        registry = RegistryServer.open(RegistryServer.Kind.DISTRIBUTION_2, work.resolve("registry"));
        maven = images.maven(Files.createDirectories(work.resolve("empty")))
                .with("-Dsos.bases.directory=" + own, "-Dsos.insecureRegistries=" + registry.host());
        built = maven.environment("REGISTRY", registry.host() + "/lucid")
                .environment("TAG", "it")
                .environment("PUSH", "true")
                .succeeds(GOAL, "-Dsos.bases=" + String.join(",", bases()));
    }

    @AfterAll
    void removeAll() {
        registry.close();
        images.close();
    }

    // The text of one package with its hashes, as the file of a base has it.
    private static String pinnedBy(String base, String name) throws IOException {
        String all = Files.readString(TEMPLATES.resolve(base).resolve("requirements.txt"));
        return Stream.of(all.split("\n(?=[a-z])"))
                        .filter(text -> text.startsWith(name + "=="))
                        .findFirst()
                        .orElseThrow()
                + "\n";
    }

    /** Every folder that can be built here, the fourth one among them. */
    List<String> bases() throws IOException {
        try (Stream<Path> folders = Files.list(own)) {
            return folders.filter(folder -> Files.isDirectory(folder) && !needsDocker(folder))
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    private static boolean needsDocker(Path folder) {
        try {
            return Files.readString(folder.resolve("base.properties")).contains("engine = docker");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    List<Image> imagesOfAllBases() throws IOException {
        List<Image> all = new ArrayList<>();
        for (String base : bases()) {
            all.add(new Image(base, "linux/amd64", "x86_64"));
            all.add(new Image(base, "linux/arm64", "aarch64"));
        }
        assertThat(all).hasSizeGreaterThanOrEqualTo(6);
        return all;
    }

    @ParameterizedTest
    @MethodSource("imagesOfAllBases")
    void everythingThatIsInstalledCanBeImportedByAnOrdinaryUserAndThereIsNoShell(Image image) throws IOException {
        String name = pulled(image);
        try {
            List<String> said = Programs.output(
                            work, "docker", "run", "--rm", "--read-only", "--cap-drop=ALL", name, "-c", IMPORT_ALL)
                    .lines()
                    .toList();

            assertThat(said.get(0)).isEqualTo(image.machine() + " 65532 libc.so.6 [] []");
            assertThat(said.get(1).split(" "))
                    .contains(
                            image.base().equals("base")
                                    ? new String[] {"cryptography", "httpx", "psycopg", "fastapi", "structlog"}
                                    : new String[] {image.base().equals(FOURTH) ? "idna" : "sqlalchemy"});
            assertThat(programs(name))
                    .contains("usr/bin/python3.11")
                    .noneMatch(path ->
                            path.matches(".*/(sh|bash|dash|busybox|apt|apt-get|dpkg|apk|pip[0-9.]*|uv|perl|su|mount)"));
        } finally {
            Programs.output(work, "docker", "image", "rm", "--force", name);
        }
    }

    private String pulled(Image image) {
        String reference = registry.host() + "/lucid/" + image.base() + ":it";
        Programs.output(work, "docker", "pull", "--quiet", "--platform=" + image.platform(), reference);
        return reference;
    }

    /** What lies in directories of programs, by the engine's own list of files. */
    private List<String> programs(String name) {
        String id = Programs.output(work, "docker", "create", name);
        Path tar = work.resolve("files.tar");
        Programs.output(work, "docker", "export", "--output=" + tar, id);
        Programs.output(work, "docker", "rm", id);
        return Programs.output(work, "tar", "-tf", tar.toString())
                .lines()
                .filter(path -> path.matches("(usr/|usr/local/)?s?bin/.+"))
                .toList();
    }

    @Test
    void variablesOfTheOldScriptsAreUsedAndPrinted() {
        assertThat(built.lines().stream().filter(line -> line.contains("from environment variable")))
                .containsExactly(
                        "[INFO] sos.push = true from environment variable PUSH",
                        "[INFO] sos.registry = " + registry.host() + "/lucid from environment variable REGISTRY",
                        "[INFO] sos.tags = it from environment variable TAG");
        assertThat(work.resolve("empty/target/sos/base/production/oci-layout")).exists();
    }

    @Test
    void basesDirectoryNamesTheFoldersThatAreKnown() throws Exception {
        maven.run(GOAL, "-Dsos.bases=worker-bas").failedWith("""
                standalone-pom: sos.bases = worker-bas names no base: worker-bas
                  from    -Dsos.bases on the command line
                  do      did you mean worker-base?
                """);
    }

    @Test
    void withoutAnEngineTheBasesThatNeedNoneAreBuiltAndNothingIsPushed() throws Exception {
        MavenOutcome outcome = images.maven(Files.createDirectories(work.resolve("no-engine")))
                .with("-Dsos.bases.directory=" + own, "-Dsos.insecureRegistries=" + registry.host())
                .environment("DOCKER_HOST", "unix:///nowhere/docker.sock")
                .run(
                        GOAL,
                        "-Dsos.bases=alpine-base," + FOURTH,
                        "-Dsos.push",
                        "-Dsos.registry=" + registry.host() + "/none");

        assertThat(outcome.exitCode()).isNotZero();
        assertThat(outcome.says("alpine-base is built by a Docker Engine, because " + own.resolve("alpine-base")))
                .as(outcome.toString())
                .isTrue();
        assertThat(outcome.says("; -Dsos.bases=" + FOURTH + " needs none")).isTrue();
        assertThat(work.resolve("no-engine/target/sos/" + FOURTH + "/production"))
                .exists();
        assertThat(outcome.says("pushed")).isFalse();
    }

    /** The images that they stand on are stand-ins or the real ones, whatever the engine has under these names. */
    @ParameterizedTest
    @CsvSource({"alpine-base, json", "python-base, fastapi"})
    void anEngineBuildsThemFromTheirDockerfiles(String base, String module) throws Exception {
        Path here = Files.createDirectories(work.resolve("engine-" + base));
        // Of somebody else, and not for the base.
        Files.writeString(here.resolve("Dockerfile"), "FROM nowhere.example.com/other\n");
        String image = "lucid/" + base + ":by-engine";

        images.maven(here)
                .succeeds(
                        GOAL,
                        "-Dsos.engine=docker",
                        "-Dsos.bases=" + base,
                        "-Dsos.platforms=linux/amd64",
                        "-Dsos.tags=by-engine",
                        "-Dsos.bases.load");

        try {
            assertThat(python(image, "import os;print(os.getuid(), os.getcwd())"))
                    .isEqualTo("65532 /app");
            assertThat(python(image, "import " + module + ";print(" + module + ".__name__)"))
                    .isEqualTo(module);
            assertThat(python(image, LISTED)).isEqualTo("[]");
        } finally {
            Programs.run(work, Map.of(), "docker", "rmi", "--force", image);
        }
    }

    private String python(String image, String program) {
        return Programs.output(
                work, "docker", "run", "--rm", "--read-only", "--cap-drop=ALL", "--network=none", image, "-c", program);
    }

    /** Teams may own the Dockerfile of a base, in its folder, where no POM is. */
    @Test
    void theDockerfileOfABaseIsWrittenIntoItsFolder() throws Exception {
        Path folder = own.resolve("alpine-base");

        images.maven(folder).succeeds(GOAL.replace(":bases", ":dockerfile"));

        assertThat(Files.readString(folder.resolve("Dockerfile"))).contains("FROM alpine:3.20 AS builder");
        assertThat(folder.resolve(".dockerignore")).exists();
    }

    @Test
    void theCarriedBaseIsTheSameInAnotherDirectoryUnderAnotherUmaskAndLocked() throws Exception {
        Path elsewhere = Files.createDirectories(work.resolve("else/where"));

        MavenOutcome outcome = images.maven(elsewhere)
                .startedBy("sh", "-c", "umask 077; exec \"$@\"", "sh")
                .succeeds(GOAL, "-Dsos.bases=python-base", "-Dsos.platforms=linux/arm64", "-Dsos.bases.lock");

        assertThat(armManifest(elsewhere)).isEqualTo(armManifest(work.resolve("empty")));
        assertThat(Files.readString(elsewhere.resolve("sos-lock.json"))).contains("python3.11-minimal");
        assertThat(outcome.says("not locked")).isFalse();
    }

    private static String armManifest(Path directory) throws IOException {
        JsonNode image = Json.parse(Files.readAllBytes(directory.resolve("target/sos/python-base/production.json")));
        for (JsonNode platform : image.path("platforms")) {
            if (platform.path("platform").asText().equals("linux/arm64")) {
                return platform.path("manifest").path("digest").asText();
            }
        }
        throw new AssertionError(image + " is not for linux/arm64");
    }

    @Test
    void noCacheLetsEverythingBeFetchedAnew() throws Exception {
        String name = images.name(FOURTH, "latest");
        MavenBuild quick = maven.environment("PLATFORM", "linux/amd64")
                .environment("REGISTRY", name.substring(0, name.indexOf('/')))
                .with("-Dsos.bases=" + FOURTH);
        MavenOutcome loaded = quick.succeeds(GOAL, "-Dsos.bases.load");
        assertThat(loaded.says("loaded     " + name + " (linux/amd64)")).isTrue();
        assertThat(Programs.output(work, "docker", "image", "inspect", "--format={{.Architecture}}", name))
                .isEqualTo("amd64");
        Programs.output(work, "docker", "image", "rm", "--force", name);
        String before = Files.readString(work.resolve("empty/target/sos/" + FOURTH + "/production.digest"));

        assertThat(quick.succeeds(GOAL).says(FOURTH + " " + ServiceProject.VERSION + " unchanged"))
                .isTrue();
        MavenOutcome anew = quick.environment("NO_CACHE", "true").succeeds(GOAL);

        assertThat(anew.says("sos.noCache = true from environment variable NO_CACHE"))
                .isTrue();
        assertThat(anew.says("sos.platforms = linux/amd64 from environment variable PLATFORM"))
                .isTrue();
        assertThat(anew.says("unchanged")).isFalse();
        try (Stream<Path> fetched = Files.walk(work.resolve("empty/target/sos-work/fresh-cache"))) {
            assertThat(fetched.filter(Files::isRegularFile)).hasSizeGreaterThan(10);
        }
        assertThat(Files.readString(work.resolve("empty/target/sos/" + FOURTH + "/production.digest")))
                .isEqualTo(before);
    }

    @Test
    void aServiceStandsOnABaseOfADirectoryAndOfARegistryAndSharesItsLayers() throws Exception {
        Path layout = work.resolve("empty/target/sos/python-base/production");
        Path onLayout = service("on-layout", "layout:" + layout, "");
        Path onImage = service("on-image", registry.host() + "/lucid/python-base:it", "3.11");

        images.load(onLayout, "it", List.of("on-layout"));
        images.load(onImage, "it", List.of("on-image"), "-Dsos.insecureRegistries=" + registry.host());

        List<String> shared = layers(layout);
        assertThat(layers(onLayout.resolve("target/sos/production"))).startsWith(shared.toArray(String[]::new));
        assertThat(layers(onImage.resolve("target/sos/production"))).startsWith(shared.toArray(String[]::new));
        assertThat(layers(work.resolve("empty/target/sos/base/production")))
                .as("all but the packages and what is compiled of them")
                .startsWith(shared.subList(0, shared.size() - 2).toArray(String[]::new));
        for (String name : List.of("on-layout", "on-image")) {
            try (Container container = Container.start(
                    images.name(name, "it"), "--read-only", "--cap-drop=ALL", "--env=SERVICE_PORT=8080")) {
                JsonNode health = container.json("/health");
                assertThat(health.path("status").asText()).isEqualTo("healthy");
                // The service's own idna comes before the one of the base, and all else is the base's.
                assertThat(health.path("idna").asText()).isEqualTo("3.7 /opt/venv");
                assertThat(health.path("fastapi").asText()).isEqualTo("/usr/local");
                assertThat(container.stop()).isZero();
            }
        }
    }

    @Test
    void theServicesOfTheLucidExampleFindEachOtherByNameOnOneNetwork() throws Exception {
        Path lucid =
                Examples.copyTo(work.resolve("examples"), "1.4.0").directory().resolve("lucid");
        Files.createDirectories(lucid.resolve("target/sos"));
        for (String base : List.of("base", "python-base")) {
            Programs.output(work, "cp", "-r", work.resolve("empty/target/sos/" + base) + "", lucid + "/target/sos/");
        }
        images.load(lucid, "it", List.of("ledger", "gateway"), "-pl", "ledger,gateway");
        String network = Programs.output(
                work, "docker", "network", "create", images.name("net", "").replaceAll("[/:]", "-"));
        try (Container ledger = Container.start(
                        images.name("ledger", "it"), "--read-only", "--network=" + network, "--network-alias=ledger");
                Container gateway = Container.start(
                        images.name("gateway", "it"),
                        "--read-only",
                        "--network=" + network,
                        "--env=SERVICE_PORT=8080")) {
            assertThat(gateway.json("/health").path("status").asText()).isEqualTo("healthy");
            assertThat(Programs.output(work, "docker", "exec", gateway.id(), "python", "-c", """
                    import time, urllib.request as u
                    for again in range(600):
                        try:
                            print(u.urlopen('http://ledger:8000/health').status)
                            break
                        except OSError:
                            time.sleep(0.05)
                    """))
                    .isEqualTo("200");

            assertThat(gateway.post("/texts", "{\"text\":\"shelter open\"}").body())
                    .isEqualTo("{\"id\":1}");
            assertThat(gateway.get("/texts").body()).isEqualTo("[\"shelter open\"]");

            assertThat(gateway.stop()).isZero();
            assertThat(ledger.stop()).isZero();
        } finally {
            Programs.output(work, "docker", "network", "rm", network);
        }
    }

    private Path service(String name, String base, String python) throws IOException {
        return new ServiceProject(Files.createDirectories(work.resolve(name)))
                .write("pom.xml", """
                        <project xmlns="http://maven.apache.org/POM/4.0.0">
                          <modelVersion>4.0.0</modelVersion>
                          <groupId>com.example.lucid</groupId>
                          <artifactId>%s</artifactId>
                          <version>1.0</version>
                          <packaging>sos-image</packaging>
                          <properties>
                            <sos.base>%s</sos.base>
                            <sos.python.version>%s</sos.python.version>
                          </properties>
                          <build><plugins><plugin>
                            <groupId>io.github.sos-app</groupId>
                            <artifactId>sos-maven-plugin</artifactId>
                            <version>%s</version>
                            <extensions>true</extensions>
                          </plugin></plugins></build>
                        </project>
                        """.formatted(name, base, python, ServiceProject.VERSION))
                .write(
                        "requirements.txt",
                        "idna==3.7 --hash=sha256:82fee1fc78add43492d3a1898bfa6d8a904cc97d8427f683ed8e798d07761aa0\n")
                .write("src/main.py", """
                        import os, signal, sys
                        signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(0))
                        import fastapi, idna, uvicorn

                        app = fastapi.FastAPI()

                        def place(module):
                            return module.__file__.split("/lib/")[0]

                        @app.get("/health")
                        def health():
                            return {
                                "status": "healthy",
                                "idna": idna.__version__ + " " + place(idna),
                                "fastapi": place(fastapi),
                            }

                        uvicorn.run(app, host="0.0.0.0", port=int(os.environ["SERVICE_PORT"]))
                        """)
                .directory();
    }

    /** The digests of the layers of the first image in a layout, from below. */
    private static List<String> layers(Path layout) throws IOException {
        JsonNode node = Json.parse(Files.readAllBytes(layout.resolve("index.json")));
        while (!node.has("layers")) {
            String digest = node.path("manifests").path(0).path("digest").asText();
            node = Json.parse(Files.readAllBytes(layout.resolve("blobs/sha256").resolve(digest.substring(7))));
        }
        List<String> digests = new ArrayList<>();
        node.path("layers").forEach(layer -> digests.add(layer.path("digest").asText()));
        assertThat(digests).isNotEmpty();
        return digests;
    }
}
