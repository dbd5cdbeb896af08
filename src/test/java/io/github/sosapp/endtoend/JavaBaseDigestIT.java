package io.github.sosapp.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sosapp.debian.archive.mirror.AptSources;
import io.github.sosapp.debian.archive.mirror.DebianMirrors;
import io.github.sosapp.image.Json;
import io.github.sosapp.testing.Examples;
import io.github.sosapp.testing.MavenBuild;
import io.github.sosapp.testing.Programs;
import io.github.sosapp.testing.RegistryServer;
import io.github.sosapp.testing.RegistryServer.Kind;
import io.github.sosapp.testing.Required;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** One lock gives one image, also with empty caches on a machine that has no apt; programs of others can read it. */
@TestInstance(Lifecycle.PER_CLASS)
class JavaBaseDigestIT {

    private static final String MODULES = "sos-parent,sos-java-parent,java-plain,spring-boot";
    private static final List<String> SERVICES = List.of("java-plain", "spring-boot");
    private static final AptSources SOURCES = new AptSources(Path.of("/"));

    /** Puts empty directories, another system's name and files that cannot be run in the place of all that is apt's. */
    private static final String WITHOUT_APT = """
            set -e
            for directory in /etc/apt /var/lib/apt /var/cache/apt /usr/lib/apt /var/lib/dpkg /usr/share/keyrings; do
              if [ -d $directory ]; then mount -t tmpfs none $directory; fi
            done
            for program in /usr/bin/apt* /usr/bin/dpkg* /usr/bin/gpg*; do
              if [ -f $program ] && ! [ -L $program ]; then mount --bind /dev/null $program; fi
            done
            mount --bind "$OTHER_RELEASE" "$(readlink -f /etc/os-release)"
            echo "127.0.0.1 localhost registry-1.docker.io auth.docker.io" | cat - /etc/hosts >"$OTHER_RELEASE.hosts"
            mount --bind "$OTHER_RELEASE.hosts" /etc/hosts
            if apt-get --version || dpkg --version; then exit 1; fi
            exec "$0" "$@"
            """;

    private Path work;
    private Path original;

    @BeforeAll
    void lockAndBuild(@TempDir Path directory) throws Exception {
        work = directory;
        Required.that(
                SOURCES.mirrors().isPresent(),
                SOURCES.otherwise(),
                "run this on Debian with its archive in /etc/apt/sources.list.d");
        original = Examples.copyTo(work.resolve("original"), "1.4.0").directory();
        maven(original, "first")
                .environment("XDG_CACHE_HOME", EngineImages.SHARED_CACHE.toString())
                .with("-pl", MODULES)
                .succeeds("compile", "sos:lock", "package");
    }

    private MavenBuild maven(Path project, String name) {
        return MavenBuild.of(project, work.resolve("home-of-" + name));
    }

    /** The same build where nothing of apt is left. */
    private MavenBuild withoutApt(Path project, String name) throws Exception {
        Required.that(
                Programs.run(work, Map.of(), "unshare", "--mount", "true").exitCode() == 0,
                "this user may not hide the apt of this machine",
                "run the test as root");
        Path release = Files.writeString(work.resolve("os-release"), "ID=fedora\nVERSION_ID=41\n");
        return maven(project, name)
                .environment("OTHER_RELEASE", release.toString())
                .startedBy("unshare", "--mount", "sh", "-c", WITHOUT_APT);
    }

    private static String[] mirrors() {
        DebianMirrors found = SOURCES.mirrors().orElseThrow();
        return new String[] {
            "-Dsos.debian.mirror=" + joined(found.main()), "-Dsos.debian.securityMirror=" + joined(found.security())
        };
    }

    private static String joined(List<URI> addresses) {
        return addresses.stream().map(URI::toString).collect(Collectors.joining(","));
    }

    private Path copy(String name) throws Exception {
        Path copy = work.resolve("copies").resolve(name);
        Files.createDirectories(copy.getParent());
        Programs.output(work, "cp", "-a", original.toString(), copy.toString());
        for (String service : SERVICES) {
            Programs.output(
                    work, "rm", "-r", copy.resolve(service).resolve("target").toString());
        }
        return copy;
    }

    @Test
    void oneLockGivesOneImageWithEmptyCachesTwoThreadsAndNoApt() throws Exception {
        Path copy = copy("another directory/with a longer name");

        withoutApt(copy, "second").with(mirrors()).succeeds("-T2", "-pl", MODULES, "package");

        for (String service : SERVICES) {
            assertThat(layers(copy.resolve(service))).isEqualTo(layers(original.resolve(service)));
            assertThat(digest(copy.resolve(service))).isEqualTo(digest(original.resolve(service)));
        }
        List<String> plain = layers(original.resolve("java-plain"));
        assertThat(layers(original.resolve("spring-boot")))
                .as("layers of the base")
                .containsAll(plain.stream()
                        .filter(layer -> !layer.contains(" classes ") && !layer.contains(" resources "))
                        .toList());
    }

    @Test
    void withoutAptTheSignedArchiveGivesTheSameLock() throws Exception {
        Path copy = copy("not locked");
        Path lock = copy.resolve("java-plain/sos-lock.json");
        Files.delete(lock);

        withoutApt(copy.resolve("java-plain"), "third").with(mirrors()).succeeds("compile", "sos:lock");

        assertThat(lock).hasSameTextualContentAs(original.resolve("java-plain/sos-lock.json"));
    }

    @Test
    void withoutAptAndMirrorTheFailureIsTheNextStep() throws Exception {
        Path copy = copy("no mirror");
        Files.delete(copy.resolve("java-plain/sos-lock.json"));

        withoutApt(copy.resolve("java-plain"), "fourth").run("package").failedWith("""
                java-plain: no Debian mirror is known
                  why     sos.debian.mirror is not set, and this machine is no Debian whose apt sources could tell (/etc/os-release says ID=fedora)
                  do      set the address of a Debian mirror: mvn package -Dsos.debian.mirror=https://mirror.example.com/debian
                """);
    }

    @Test
    void craneAndSkopeoFindNothingWrong() {
        String crane = Required.program("crane", "go install github.com/google/go-containerregistry/cmd/crane@v0.22.1")
                .toString();
        String skopeo = Required.program("skopeo", "apt-get install skopeo").toString();
        Path layout = original.resolve("java-plain/target/sos/production");
        try (RegistryServer registry = RegistryServer.open(Kind.DISTRIBUTION_3, work.resolve("registry"))) {
            String image = registry.host() + "/sos/java-plain:1.4.0";
            Programs.output(
                    work, skopeo, "copy", "--all", "--dest-tls-verify=false", "oci:" + layout, "docker://" + image);
            for (String architecture : List.of("amd64", "arm64")) {
                assertThat(Programs.succeeded(
                                        work,
                                        Map.of(),
                                        crane,
                                        "validate",
                                        "--remote",
                                        image,
                                        "--platform",
                                        "linux/" + architecture)
                                .toString())
                        .contains("PASS");
                assertThat(Programs.output(
                                work,
                                skopeo,
                                "--override-os=linux",
                                "--override-arch=" + architecture,
                                "inspect",
                                "oci:" + layout))
                        .contains("\"Architecture\": \"" + architecture + "\"");
            }
        }
    }

    @Test
    void dpkgReadsWhatTheImageSaysOfItsPackages() throws Exception {
        Required.program("dpkg-query", "apt-get install dpkg");
        JsonNode bases = Json.parse(Files.readAllBytes(original.resolve("java-plain/sos-lock.json")))
                .path("bases");
        assertThat(bases).hasSize(2);
        for (JsonNode base : bases) {
            SortedSet<String> locked = new TreeSet<>();
            base.path("packages")
                    .forEach(one -> locked.add(one.path("name").asText() + " "
                            + one.path("version").asText() + " "
                            + one.path("architecture").asText()));
            String architecture = base.path("architecture").asText();

            assertThat(installed("linux/" + architecture)).hasSize(12).isEqualTo(locked);
        }
    }

    /** What dpkg finds in the image, after the one line that a scanner does without. */
    private SortedSet<String> installed(String platform) throws Exception {
        Path root = Files.createDirectories(work.resolve("status of " + platform.replace('/', ' ')));
        Path layout = original.resolve("java-plain/target/sos/production");
        for (JsonNode layer : platform(original.resolve("java-plain"), platform).path("layers")) {
            String blob = layer.path("digest").asText().replace("sha256:", "");
            // Most layers have no such files, which tar takes for an error.
            Programs.run(
                    root,
                    Map.of(),
                    "tar",
                    "--extract",
                    "--file=" + layout.resolve("blobs/sha256/" + blob),
                    "--wildcards",
                    "var/lib/dpkg/status.d/*");
        }
        StringBuilder status = new StringBuilder();
        try (Stream<Path> files = Files.list(root.resolve("var/lib/dpkg/status.d"))) {
            for (Path file :
                    files.filter(path -> !path.toString().endsWith(".md5sums")).toList()) {
                status.append("Status: install ok installed\n")
                        .append(Files.readString(file).strip())
                        .append("\n\n");
            }
        }
        Path database = Files.createDirectories(root.resolve("database"));
        Files.writeString(database.resolve("status"), status);
        return new TreeSet<>(Programs.output(
                        work,
                        "dpkg-query",
                        "--admindir=" + database,
                        "--show",
                        "--showformat=${Package} ${Version} ${Architecture}\\n")
                .lines()
                .toList());
    }

    private static JsonNode platform(Path module, String name) throws Exception {
        for (JsonNode platform : Json.parse(Files.readAllBytes(module.resolve("target/sos/report.json")))
                .path("platforms")) {
            if (platform.path("platform").asText().equals(name)) {
                return platform;
            }
        }
        throw new IllegalArgumentException(name);
    }

    /** Platform, name and digest of each layer. */
    private static List<String> layers(Path module) throws Exception {
        List<String> layers = new ArrayList<>();
        for (String platform : List.of("linux/amd64", "linux/arm64")) {
            for (JsonNode layer : platform(module, platform).path("layers")) {
                layers.add(platform + " " + layer.path("name").asText() + " "
                        + layer.path("digest").asText());
            }
        }
        assertThat(layers).hasSizeGreaterThan(12);
        return layers;
    }

    private static String digest(Path module) throws Exception {
        return Files.readString(module.resolve("target/sos/production.digest")).strip();
    }
}
