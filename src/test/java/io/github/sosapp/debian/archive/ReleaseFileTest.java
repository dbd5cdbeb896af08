package io.github.sosapp.debian.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReleaseFileTest {

    private static final String HASH = "7".repeat(64);
    private static final String FILES = "SHA256:\n " + HASH + "     4012 main/binary-all/Packages\n";

    @Test
    void datesNamesAndFilesAreRead() {
        ReleaseFile release = parse("""
                Origin: Debian
                Suite: stable-security
                Codename: trixie-security
                Date: Fri, 20 Nov 2026 00:12:42 UTC
                Valid-Until: Fri, 27 Nov 2026 00:12:42 UTC
                Acquire-By-Hash: yes
                Architectures: amd64 arm64
                MD5Sum:
                 00000000000000000000000000000000  5 main/weak
                """ + FILES);

        assertThat(release.names()).hasToString("trixie-security (stable-security)");
        assertThat(release.names().contain("trixie-security")).isTrue();
        assertThat(release.names().contain("stable-security")).isTrue();
        assertThat(release.names().contain("trixie")).isFalse();
        assertThat(release.date()).isEqualTo(Instant.parse("2026-11-20T00:12:42Z"));
        assertThat(release.validUntil()).contains(Instant.parse("2026-11-27T00:12:42Z"));
        assertThat(release.byHash()).isTrue();
        assertThat(release.separateAll()).isFalse();
        assertThat(release.files()).containsOnlyKeys("main/binary-all/Packages");
        assertThat(release.files().get("main/binary-all/Packages").size()).isEqualTo(4012);
        assertThat(release.files().get("main/binary-all/Packages").sha256().hex())
                .isEqualTo(HASH);
    }

    @ParameterizedTest
    @CsvSource({
        "'Fri, 20 Nov 2026 00:12:42 UTC'",
        "'Fri, 20 Nov 2026 00:12:42 GMT'",
        "'Fri, 20 Nov 2026 00:12:42 +0000'"
    })
    void datesMayBeWrittenAsArchivesDo(String date) {
        assertThat(parse("Date: " + date + "\n" + FILES).date()).isEqualTo(Instant.parse("2026-11-20T00:12:42Z"));
    }

    @ParameterizedTest
    @CsvSource({
        "Architectures: all amd64, '', true",
        "Architectures: all amd64, No-Support-for-Architecture-all: Packages, false",
        "Architectures: amd64, '', false"
    })
    void packagesForAllArchitecturesStandAloneOnlyWhereTheArchiveSaysSo(String first, String second, boolean alone) {
        String date = "Date: Fri, 20 Nov 2026 00:12:42 UTC\n";
        assertThat(parse(date + first + "\n" + (second.isEmpty() ? "" : second + "\n") + FILES)
                        .separateAll())
                .isEqualTo(alone);
    }

    @Test
    void whatIsNoListOfASuiteIsRefused() {
        String date = "Date: Fri, 20 Nov 2026 00:12:42 UTC\n";
        refuses(FILES, "has no date");
        refuses("Date: yesterday\n" + FILES, "has a Date that is no date");
        refuses(date + "Valid-Until: never\n" + FILES, "has a Valid-Until that is no date");
        refuses(date, "lists no files with their SHA-256");
        refuses(date + "SHA256:\n abc 5 main/x\n", "has a line that lists no file");
        refuses(date + "SHA256:\n " + HASH + " -5 main/x\n", "has a line that lists no file");
        refuses(date + FILES + "\nSuite: another\n", "speaks of more than one suite");
        refuses("", "is empty");
    }

    @Test
    void aFieldThatStandsThereTwiceIsRefused() {
        assertThatThrownBy(() -> parse("Suite: a\nSuite: b\n" + FILES))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("suite bookworm")
                .hasMessageContaining("has the field \"Suite\" a second time");
    }

    private static void refuses(String text, String message) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    private static ReleaseFile parse(String text) {
        return ReleaseFile.parse(text, "suite bookworm");
    }
}
