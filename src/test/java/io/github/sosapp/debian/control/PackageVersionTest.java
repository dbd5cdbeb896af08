package io.github.sosapp.debian.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PackageVersionTest {

    @ParameterizedTest
    @CsvSource({
        "1.0, <, 1.1",
        "1.0~rc1, <, 1.0",
        "1.0~~, <, 1.0~",
        "1.0~~a, <, 1.0~",
        "1.0, <, 1.0a",
        "1.0a, <, 1.0+b",
        "1.0Z, <, 1.0a",
        "1.0a, <, 1.0.1",
        "1.9, <, 1.10",
        "1.0-9, <, 1.0-10",
        "1.0-1, <, 1.0-1+b1",
        "1.0-1~deb12u1, <, 1.0-1",
        "9.9, <, 1:0.1",
        "1:2.0, <, 2:1.0",
        "1.0-1, <, 1.0.0-1",
        "2.36-9+deb12u9, <, 2.36-9+deb12u14",
        "1-2-3, >, 1-2-2",
        "1:1:2, >, 1:1:1",
        "0:1.0, =, 1.0",
        "00:1.0, =, 1.0",
        "1.0-0, =, 1.0",
        "1.00, =, 1.0",
        "1.000000000000000000000000000000002, >, 1.1",
        "99999999999999999999999, <, 100000000000000000000000",
        "a1, >, 1"
    })
    void sortsAsDpkgDoes(String left, String sign, String right) {
        assertThat(sign(left, right)).isEqualTo(sign);
        assertThat(sign(right, left)).isEqualTo(sign.equals("<") ? ">" : sign.equals(">") ? "<" : "=");
    }

    @Test
    void versionsThatSortAsEqualKeepTheirText() {
        assertThat(version("0:1.0")).isNotEqualTo(version("1.0")).hasToString("0:1.0");
        assertThat(version("1.0")).isEqualTo(version("1.0")).hasSameHashCodeAs(version("1.0"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":1",
                "1:",
                "-1",
                "1-",
                "1:-1",
                "a:1",
                "-1:1",
                "+1:1",
                "2147483648:1",
                "1 0",
                "1_0",
                "1.0-a:b",
                "1/2",
                "1\u0660"
            })
    void whatIsNoVersionIsRefused(String text) {
        assertThatThrownBy(() -> PackageVersion.parse(text, "package x in main"))
                .isInstanceOf(BuildFailure.class)
                .hasMessageStartingWith("the package data of package x in main cannot be understood")
                .hasMessageContaining("\"" + text + "\" is not a version of the form [epoch:]upstream[-revision]")
                .hasMessageContaining("ask another mirror (sos.debian.mirror)");
    }

    @Test
    void anEndlessVersionIsRefusedAndShownShortened() {
        assertThatThrownBy(() -> version("1".repeat(5000)))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("\"" + "1".repeat(80) + "…\"");
    }

    @Test
    void controlCharactersDoNotReachTheTerminal() {
        assertThatThrownBy(() -> version("1\u001b[2J")).hasMessageContaining("\"1?[2J\"");
    }

    private static String sign(String left, String right) {
        int comparison = version(left).compareTo(version(right));
        return comparison < 0 ? "<" : comparison > 0 ? ">" : "=";
    }

    private static PackageVersion version(String text) {
        return PackageVersion.parse(text, "a test");
    }
}
