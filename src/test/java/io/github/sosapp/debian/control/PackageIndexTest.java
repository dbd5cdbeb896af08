package io.github.sosapp.debian.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PackageIndexTest {

    private static final String HASH = "ab".repeat(32);

    @Test
    void everyFieldOfAPackageCanBeAsked() throws IOException {
        PackageStanza stanza =
                only("Package: libssl3\nSource: openssl (3.0.22-1)\nVersion: 3.0.22-1+b1\nEssential: yes\n"
                        + "Architecture: amd64\nMulti-Arch: same\nPriority: required\nInstalled-Size: 5000\n"
                        + "Pre-Depends: dpkg\nDepends: libc6 (>= 2.34), aa | bb\nConflicts: openssl (<< 1.1)\nBreaks: old\n"
                        + "Provides: libssl-virtual (= 3), tls\nFilename: pool/main/o/openssl/libssl3_3_amd64.deb\nSize: 1234\n"
                        + "SHA256: " + HASH + "\nDescription: a library\n");

        assertThat(stanza).hasToString("libssl3 3.0.22-1+b1 amd64");
        assertThat(stanza.index()).isEqualTo("main");
        assertThat(stanza.sourceName()).isEqualTo("openssl");
        assertThat(stanza.multiArch()).isEqualTo(MultiArch.SAME);
        assertThat(stanza.essential()).isTrue();
        assertThat(stanza.priority()).isEqualTo(Priority.REQUIRED);
        assertThat(stanza.installedKibibytes()).isEqualTo(5000);
        assertThat(stanza.preDepends()).hasToString("[dpkg]");
        assertThat(stanza.depends()).hasToString("[libc6 (>= 2.34), aa | bb]");
        assertThat(stanza.conflicts()).hasToString("[openssl (<< 1.1)]");
        assertThat(stanza.breaks()).hasToString("[old]");
        assertThat(stanza.provides()).hasToString("[libssl-virtual (= 3), tls]");
        assertThat(stanza.filename()).isEqualTo("pool/main/o/openssl/libssl3_3_amd64.deb");
        assertThat(stanza.size()).isEqualTo(1234);
        assertThat(stanza.sha256()).isEqualTo(new Digest(HASH));
    }

    @Test
    void fieldsThatAreAbsentHaveTheirMeaning() throws IOException {
        PackageStanza stanza = only(packageOf("aa", "1.0-1"));

        assertThat(stanza.sourceName()).isEqualTo("aa");
        assertThat(stanza.multiArch()).isEqualTo(MultiArch.NO);
        assertThat(stanza.essential()).isFalse();
        assertThat(stanza.priority()).isEqualTo(Priority.OPTIONAL);
        assertThat(stanza.installedKibibytes()).isZero();
        assertThat(stanza.depends()).isEmpty();
        assertThat(stanza.provides()).isEmpty();
    }

    @Test
    void theHighestVersionOfSeveralIndicesWins() throws IOException {
        PackageIndex index = PackageIndex.of("amd64")
                .add(stream(packageOf("aa", "1.9") + packageOf("bb", "2.0~rc1") + packageOf("cc", "1:1")), "main")
                .add(stream(packageOf("aa", "1.10") + packageOf("bb", "1.9") + packageOf("cc", "9")), "security")
                .index();

        assertThat(index.byName("aa").orElseThrow().index()).isEqualTo("security");
        assertThat(index.byName("bb").orElseThrow().index()).isEqualTo("main");
        assertThat(index.byName("cc").orElseThrow().version()).hasToString("1:1");
        assertThat(index.size()).isEqualTo(3);
        assertThat(index.names()).containsExactly("aa", "bb", "cc");
    }

    @Test
    void ofEqualVersionsTheFirstWins() throws IOException {
        PackageIndex index = PackageIndex.of("amd64")
                .add(stream(packageOf("aa", "1.0")), "main")
                .add(stream(packageOf("aa", "0:1.0-0")), "security")
                .index();

        assertThat(index.byName("aa").orElseThrow().index()).isEqualTo("main");
    }

    @Test
    void packagesOfOtherArchitecturesArePassedOver() throws IOException {
        PackageIndex index = PackageIndex.of("arm64")
                .add(
                        stream("Package: aa\nVersion: 1\nArchitecture: amd64\n\n"
                                + "Package: aa\nVersion: 2\nArchitecture: arm64\n\n"
                                + "Package: bb\nVersion: 3\nArchitecture: all\n"),
                        "main")
                .index();

        assertThat(index.names()).containsExactly("aa", "bb");
        assertThat(index.byName("aa").orElseThrow().architecture()).isEqualTo("arm64");
        assertThat(index.architecture()).isEqualTo("arm64");
    }

    @Test
    void providersAreFoundByTheNameThatTheyProvideSorted() throws IOException {
        PackageIndex index = PackageIndex.of("amd64")
                .add(
                        stream("Package: mawk\nVersion: 1\nArchitecture: amd64\nProvides: awk\n\n"
                                + "Package: gawk\nVersion: 1\nArchitecture: amd64\nProvides: xx, awk (= 2), awk (= 3), gawk\n\n"
                                + packageOf("awk-doc", "1")),
                        "main")
                .index();

        assertThat(index.providersOf("awk")).extracting(PackageStanza::name).containsExactly("gawk", "mawk");
        assertThat(index.providersOf("gawk")).isEmpty();
        assertThat(index.providersOf("nobody")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Filename: /etc/passwd            | \"/etc/passwd\" is not a path below the archive's root",
                "Filename: pool/../../x.deb       | is not a path below the archive's root",
                "Filename: pool//x.deb            | is not a path below the archive's root",
                "Filename: pool/./x.deb           | is not a path below the archive's root",
                "Filename: pool\\x.deb            | is not a path below the archive's root",
                "Filename: pool/a b.deb           | is not a path below the archive's root",
                "Other: 1                         | the field Filename is missing",
            })
    void hostilePathsAreRefused(String line, String why) {
        assertRefused(line, PackageStanza::filename, why);
    }

    @ParameterizedTest
    @CsvSource({"-1", "1e9", "0x10", "9999999999999999999", "''"})
    void sizesThatAreNoNumbersAreRefused(String size) {
        assertRefused("Size: " + size, PackageStanza::size, "Size is \"" + size + "\" instead of a number");
    }

    @Test
    void hashesOfAnotherFormAreRefused() {
        assertRefused("SHA256: abc", PackageStanza::sha256, "\"abc\" is not a SHA-256 in hexadecimal digits");
        assertRefused("Multi-Arch: yes", PackageStanza::multiArch, "Multi-Arch is \"yes\"");
        assertRefused("Source: ../x", PackageStanza::sourceName, "Source is \"../x\"");
        assertRefused(
                "Provides: yy (>= 2)", PackageStanza::provides, "it provides yy (>= 2), but only = may stand there");
        assertRefused("Conflicts: aa | bb", PackageStanza::conflicts, "Conflicts has the alternatives aa | bb");
    }

    @Test
    void aNameThatIsNoneIsRefused() {
        assertThatThrownBy(() -> only("Package: ../../etc\nVersion: 1\nArchitecture: all\n"))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("\"../../etc\" is not the name of a package");
        assertThatThrownBy(() -> only("Version: 1\n")).hasMessageContaining("a stanza has no Package field");
    }

    private static void assertRefused(String line, Function<PackageStanza, Object> question, String why) {
        assertThatThrownBy(() -> question.apply(only("Package: xx\nVersion: 1\nArchitecture: all\n" + line + "\n")))
                .isInstanceOf(BuildFailure.class)
                .hasMessageStartingWith("the package data of package xx in main cannot be understood")
                .hasMessageContaining(why);
    }

    private static PackageStanza only(String text) throws IOException {
        PackageIndex index = PackageIndex.of("amd64").add(stream(text), "main").index();
        return index.byName(index.names().get(0)).orElseThrow();
    }

    private static String packageOf(String name, String version) {
        return "Package: " + name + "\nVersion: " + version + "\nArchitecture: amd64\n\n";
    }

    private static ByteArrayInputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
