package io.github.sosapp.debian.archive.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AptSourcesTest {

    private static final String DEBIAN = "PRETTY_NAME=\"Debian\"\nVERSION_CODENAME=bookworm\nID=debian\n";

    @TempDir
    private Path root;

    @Test
    void sourcesInTheNewFormAreUnderstood() throws IOException {
        write("etc/os-release", DEBIAN);
        write("etc/apt/sources.list.d/debian.sources", """
                # a comment
                Types: deb deb-src
                URIs: http://mirror.example.com/debian/
                 https://second.example.com/debian
                Suites: bookworm bookworm-updates
                # in between
                Components: main contrib
                Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

                types: deb
                uris: http://mirror.example.com/debian-security
                suites: bookworm-security
                components: main
                """);

        DebianMirrors mirrors = new AptSources(root).mirrors().orElseThrow();

        assertThat(mirrors.main())
                .containsExactly(
                        URI.create("http://mirror.example.com/debian"),
                        URI.create("https://second.example.com/debian"));
        assertThat(mirrors.security()).containsExactly(URI.create("http://mirror.example.com/debian-security"));
        assertThat(mirrors.origin()).isEqualTo("apt sources of this machine (/etc/apt/sources.list.d/debian.sources)");
    }

    @Test
    void sourcesInTheOldFormAreUnderstood() throws IOException {
        write("usr/lib/os-release", DEBIAN);
        write("etc/apt/sources.list", """
                # deb http://commented.example.com/debian bookworm main
                deb http://mirror.example.com/debian bookworm main contrib # the mirror
                deb-src http://source.example.com/debian bookworm main
                deb [ arch=amd64 signed-by=/usr/share/keyrings/debian-archive-keyring.gpg ] http://other.example.com/debian stable main
                deb cdrom:[Debian]/ bookworm main
                deb [trusted=yes] http://mirror.example.com/debian-security bookworm-security main
                """);

        DebianMirrors mirrors = new AptSources(root).mirrors().orElseThrow();

        assertThat(mirrors.main())
                .containsExactly(
                        URI.create("http://mirror.example.com/debian"), URI.create("http://other.example.com/debian"));
        assertThat(mirrors.security()).containsExactly(URI.create("http://mirror.example.com/debian-security"));
    }

    @Test
    void aListOfMirrorsIsRead() throws IOException {
        write("etc/os-release", DEBIAN);
        write(
                "etc/apt/mirrors/debian.list",
                "# mine\nhttps://near.example.com/debian\tpriority:1\nhttps://far.example.com/debian\n");
        write("etc/apt/sources.list.d/debian.sources", """
                Types: deb
                URIs: mirror+file:///etc/apt/mirrors/debian.list
                Suites: bookworm
                Components: main
                """);

        assertThat(new AptSources(root).mirrors().orElseThrow().main())
                .containsExactly(
                        URI.create("https://near.example.com/debian"), URI.create("https://far.example.com/debian"));
    }

    @Test
    void sourcesOfOthersAreNotTakenForDebians() throws IOException {
        write("etc/os-release", DEBIAN);
        write("etc/apt/sources.list.d/a.sources", """
                Types: deb
                URIs: https://node.example.com/node_20.x
                Suites: nodistro
                Components: main

                Types: deb
                URIs: https://tools.example.com/apt
                Suites: bookworm
                Components: main
                Signed-By: /usr/share/keyrings/tools.gpg

                Types: deb
                URIs: https://containers.example.com/linux/debian
                Suites: bookworm
                Components: stable

                Types: deb
                URIs: https://off.example.com/debian
                Suites: bookworm
                Components: main
                Enabled: no

                Types: deb-src
                URIs: https://source.example.com/debian
                Suites: bookworm
                Components: main

                Types: deb
                URIs: https://me:secret@login.example.com/debian
                Suites: bookworm
                Components: main
                """);
        write("etc/apt/sources.list.d/b.list.disabled", "deb https://disabled.example.com/debian bookworm main\n");

        assertThat(new AptSources(root).mirrors()).isEmpty();
        assertThat(new AptSources(root).otherwise()).isEqualTo("the apt sources of this machine name no Debian mirror");
    }

    @Test
    void aDerivativesSourcesDoNotCount() throws IOException {
        write("etc/os-release", "ID=ubuntu\nID_LIKE=debian\nVERSION_CODENAME=noble\n");
        write("etc/apt/sources.list", "deb http://mirror.example.com/ubuntu noble main\n");

        assertThat(new AptSources(root).mirrors()).isEmpty();
        assertThat(new AptSources(root).otherwise())
                .isEqualTo("this machine is no Debian whose apt sources could tell (/etc/os-release says ID=ubuntu)");
    }

    @Test
    void theFirstPlaceThatKnowsAMirrorDecides() throws IOException {
        write("etc/os-release", DEBIAN);
        write("etc/apt/sources.list", "deb http://host.example.com/debian bookworm main\n");
        AptSources host = new AptSources(root);

        assertThat(search(List.of("https://set.example.com/debian"), host)
                        .find()
                        .main())
                .containsExactly(URI.create("https://set.example.com/debian"));
        assertThat(search(List.of(), host).find().main()).containsExactly(URI.create("http://host.example.com/debian"));
    }

    @Test
    void withoutAnyMirrorTheFailureIsTheNextStepOfTheReadme() throws IOException {
        MirrorSearch search = search(List.of(), new AptSources(root));

        assertThatThrownBy(search::find).isInstanceOf(BuildFailure.class).hasMessage("""
                no Debian mirror is known
                  why     sos.debian.mirror is not set, and this machine is no Debian whose apt sources could tell
                  do      set the address of a Debian mirror: mvn package -Dsos.debian.mirror=https://mirror.example.com/debian\
                """);
        assertThat(Files.readString(Path.of("README.md")))
                .contains("mvn package -Dsos.debian.mirror=https://mirror.example.com/debian");
    }

    private static MirrorSearch search(List<String> setting, AptSources host) {
        return new MirrorSearch(List.of(new SettingMirrors(setting, List.of(), "pom.xml"), host));
    }

    private void write(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
