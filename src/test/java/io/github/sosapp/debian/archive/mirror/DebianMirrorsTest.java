package io.github.sosapp.debian.archive.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DebianMirrorsTest {

    @ParameterizedTest
    @CsvSource({
        "https://mirror.example.com/debian, https://mirror.example.com/debian-security",
        "https://mirror.example.com/debian/, https://mirror.example.com/debian-security",
        "http://mirror.example.com:8080/x/debian, http://mirror.example.com:8080/x/debian-security",
        "https://snapshot.example.com/archive/debian/20250520T000000Z,"
                + " https://snapshot.example.com/archive/debian-security/20250520T000000Z",
        "https://mirror.example.com/repository/apt, https://mirror.example.com/repository/apt-security",
        "https://debian, https://debian-security"
    })
    void theSecurityArchiveIsLookedForBesideTheMainOne(String main, String security) {
        DebianMirrors mirrors = mirrors(List.of(main), List.of());

        assertThat(mirrors.of("trixie-security")).containsExactly(URI.create(security));
        assertThat(mirrors.of("trixie")).containsExactly(URI.create(main.replaceAll("/$", "")));
        assertThat(mirrors.securityIsKnown()).isFalse();
    }

    @Test
    void aSecurityArchiveThatIsSetIsUsed() {
        DebianMirrors mirrors =
                mirrors(List.of("https://mirror.example.com/debian"), List.of("https://sec.example.com/updates"));

        assertThat(mirrors.of("trixie-security")).containsExactly(URI.create("https://sec.example.com/updates"));
        assertThat(mirrors.securityIsKnown()).isTrue();
    }

    @Test
    void aPackageIsLookedForInItsOwnArchiveFirst() {
        DebianMirrors mirrors =
                mirrors(List.of("https://a.example.com/debian", "https://b.example.com/debian"), List.of());

        assertThat(mirrors.holding("pool/main/z/zlib/zlib1g_1.deb"))
                .extracting(URI::toString)
                .containsExactly(
                        "https://a.example.com/debian/pool/main/z/zlib/zlib1g_1.deb",
                        "https://b.example.com/debian/pool/main/z/zlib/zlib1g_1.deb",
                        "https://a.example.com/debian-security/pool/main/z/zlib/zlib1g_1.deb",
                        "https://b.example.com/debian-security/pool/main/z/zlib/zlib1g_1.deb");
    }

    @Test
    void aSecurityUpdateIsAlsoLookedForWhereItMovesAtAPointRelease() {
        DebianMirrors mirrors = mirrors(List.of("https://a.example.com/debian"), List.of());

        assertThat(mirrors.holding("pool/updates/main/z/zlib/zlib1g_1.deb"))
                .extracting(URI::toString)
                .containsExactly(
                        "https://a.example.com/debian-security/pool/updates/main/z/zlib/zlib1g_1.deb",
                        "https://a.example.com/debian/pool/main/z/zlib/zlib1g_1.deb",
                        "https://a.example.com/debian/pool/updates/main/z/zlib/zlib1g_1.deb");
    }

    @Test
    void everyByteOfAPathThatCouldMeanSomethingElseIsEscaped() {
        DebianMirrors mirrors = mirrors(List.of("https://a.example.com/debian"), List.of());

        assertThat(mirrors.of("", "pool/g++_1%3a2~é?#.deb"))
                .extracting(URI::toString)
                .containsExactly("https://a.example.com/debian/pool/g++_1%253a2~%C3%A9%3F%23.deb");
    }

    @ParameterizedTest
    @CsvSource({
        "ftp://mirror.example.com/debian",
        "mirror.example.com/debian",
        "file:///srv/debian",
        "https://mirror.example.com/debian?x=1",
        "https:///debian",
        "h ttp://x"
    })
    void anAddressThatIsNoneIsRefused(String address) {
        assertThatThrownBy(() -> mirrors(List.of(address), List.of()))
                .isInstanceOf(BuildFailure.class)
                .hasMessage("""
                        an address of sos.debian.mirror is not an http or https address of a directory
                          why     it says %s
                          from    pom.xml
                          do      write the address as in https://mirror.example.com/debian""".formatted(address));
    }

    @Test
    void anAddressWithALoginIsRefusedWithoutShowingIt() {
        assertThatThrownBy(() -> mirrors(
                        List.of("https://mirror.example.com/debian"), List.of("https://me:hunter2@sec.example.com/x")))
                .isInstanceOf(BuildFailure.class)
                .hasMessage("""
                        an address of sos.debian.securityMirror has a login in it
                          why     a login in an address would be printed and kept
                          from    pom.xml
                          do      write the address as in https://mirror.example.com/debian, of a mirror that asks for \
                        no login""");
    }

    private static DebianMirrors mirrors(List<String> main, List<String> security) {
        return new SettingMirrors(main, security, "pom.xml").mirrors().orElseThrow();
    }
}
