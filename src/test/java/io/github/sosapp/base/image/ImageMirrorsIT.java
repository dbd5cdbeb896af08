package io.github.sosapp.base.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.debian.archive.mirror.DebianMirrors;
import io.github.sosapp.debian.archive.mirror.MirrorSearch;
import io.github.sosapp.debian.archive.mirror.SettingMirrors;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.http.Transfers;
import io.github.sosapp.image.ImageReference;
import io.github.sosapp.testing.Programs;
import io.github.sosapp.testing.RegistryServer;
import io.github.sosapp.testing.RegistryServer.Kind;
import io.github.sosapp.testing.Required;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stand-in for Debian's image, made by {@code tar} and put into a real registry by {@code crane}. */
class ImageMirrorsIT {

    private static final String SOURCES = """
            Types: deb
            URIs: http://mirror.example.com/debian
            Suites: bookworm bookworm-updates
            Components: main
            Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

            Types: deb
            URIs: http://mirror.example.com/debian-security
            Suites: bookworm-security
            Components: main
            """;

    @TempDir
    private Path work;

    private RegistryServer registry;
    private String crane;

    @BeforeEach
    void open() {
        crane = Required.program("crane", "go install github.com/google/go-containerregistry/cmd/crane@v0.22.1")
                .toString();
        registry = RegistryServer.open(Kind.DISTRIBUTION_3, work.resolve("registry"));
    }

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void theAptSourcesOfTheImageNameTheMirrors() throws Exception {
        String image = push(SOURCES, "ID=debian\nVERSION_CODENAME=bookworm\n");

        int pushed = registry.requests().size();

        DebianMirrors mirrors = place(image, Optional.empty()).mirrors().orElseThrow();

        assertThat(mirrors.main()).containsExactly(URI.create("http://mirror.example.com/debian"));
        assertThat(mirrors.security()).containsExactly(URI.create("http://mirror.example.com/debian-security"));
        assertThat(mirrors.origin()).isEqualTo("apt sources of " + image + " (/etc/apt/sources.list.d/debian.sources)");
        assertThat(work.resolve("sos-work")).isEmptyDirectory();
        assertThat(place(image, Optional.empty()).mirrors()).contains(mirrors);
        assertThat(registry.requests().stream()
                        .skip(pushed)
                        .filter(seen ->
                                seen.method().equals("GET") && seen.path().contains("/blobs/")))
                .as("the layer and the configuration, once")
                .hasSize(2);
    }

    @Test
    void anImageThatCannotBeHadLeavesTheNextStepAsItIs() {
        MirrorSearch search = new MirrorSearch(List.of(
                new SettingMirrors(List.of(), List.of(), ""),
                place(registry.host() + "/library/debian:bookworm-slim", Optional.empty()),
                place("127.0.0.1:1/library/debian:bookworm-slim", Optional.empty())));

        assertThatThrownBy(search::find).isInstanceOf(BuildFailure.class).hasMessage("""
                        no Debian mirror is known
                          why     sos.debian.mirror is not set
                          do      set the address of a Debian mirror: mvn package -Dsos.debian.mirror=https://mirror.example.com/debian""");
    }

    @Test
    void anImageThatSomebodyNamedMustBeThere() {
        String image = registry.host() + "/team/debian:bookworm";

        assertThatThrownBy(() -> place(image, Optional.of("pom.xml")).mirrors())
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining(image + " is not in the registry")
                .hasMessageContaining("from    pom.xml");
    }

    @Test
    void anImageOfAnotherSystemNamesNone() throws Exception {
        String image = push("deb http://mirror.example.com/ubuntu noble main\n", "ID=ubuntu\n");

        ImageMirrors place = place(image, Optional.of("pom.xml"));

        assertThat(place.mirrors()).isEmpty();
        assertThat(place.otherwise()).isEqualTo("the apt sources of " + image + " name no Debian mirror");
    }

    @Test
    void theSourcesOfAnImageNeverLeadToFilesOfThisMachine() throws Exception {
        Path own = Files.writeString(work.resolve("own.list"), "http://secret.example.com/debian\n");
        String image = push(
                SOURCES.replace(
                        "http://mirror.example.com/debian\n", "mirror+file:///../../../../../../../.." + own + "\n"),
                "ID=debian\nVERSION_CODENAME=bookworm\n");

        assertThat(place(image, Optional.empty()).mirrors()).isEmpty();
    }

    private String push(String sources, String release) throws IOException {
        Path root = Files.createDirectories(work.resolve("root"));
        Files.createDirectories(root.resolve("etc/apt/sources.list.d"));
        Files.createDirectories(root.resolve("usr/lib"));
        Files.writeString(root.resolve("etc/apt/sources.list.d/debian.sources"), sources);
        Files.writeString(root.resolve("usr/lib/os-release"), release);
        Files.createSymbolicLink(root.resolve("etc/os-release"), Path.of("../usr/lib/os-release"));
        Path tar = work.resolve("layer.tar.gz");
        Programs.output(work, "tar", "-czf", tar.toString(), "-C", root.toString(), "./etc", "./usr");
        String image = registry.host() + "/library/debian:bookworm-slim";
        Programs.output(work, crane, "append", "--oci-empty-base", "-t", image, "-f", tar.toString());
        Programs.output(work, crane, "mutate", "--set-platform", "linux/" + architecture(), "-t", image, image);
        return image;
    }

    private static String architecture() {
        return io.github.sosapp.image.Platform.ofThisMachine().architecture();
    }

    private ImageMirrors place(String image, Optional<String> origin) {
        BaseBench bench = new BaseBench(work.resolve("cache"));
        return new ImageMirrors(
                ImageReference.parse(image),
                origin,
                bench::client,
                bench.kept,
                new BaseLayers(bench::client, bench.store, false, (layer, repository) -> {}, Transfers.UNWATCHED),
                work.resolve("sos-work"));
    }
}
