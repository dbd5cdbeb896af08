package io.github.sosapp.debian.rootfs.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.debian.rootfs.tree.CutRules.CutRule;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CutRulesTest {

    @ParameterizedTest
    @CsvSource({
        "libc6,     /usr/share/doc/libc6/copyright,                     false",
        "libc6,     /usr/share/doc/libc6/changelog.gz,                  true",
        "libgcc-s1, /usr/share/doc/libgcc-s1,                           false",
        "libc6,     /usr/share/man,                                     true",
        "libc6,     /usr/share/manual,                                  false",
        "libc6,     /usr/lib/x86_64-linux-gnu/gconv/UTF-16.so,          true",
        "libc6,     /usr/lib/x86_64-linux-gnu/libc.so.6,                false",
        "libc-bin,  /usr/bin/ldd,                                       true",
        "libc-bin,  /usr/lib/locale/C.utf8/LC_CTYPE,                    false",
        "libc-bin,  /usr/sbin/ldconfig,                                 true",
        "openssl,   /usr/bin/openssl,                                   true",
        "openssl,   /usr/lib/ssl/certs,                                 false",
        "openssl,   /usr/lib/ssl/misc/CA.pl,                            true",
        "openjdk-21-jre-headless, /usr/lib/jvm/java-21-openjdk-arm64/lib/ct.sym, true",
        "other,     /usr/lib/jvm/java-21-openjdk-arm64/lib/ct.sym,      false"
    })
    void theFirstRuleThatMatchesDecides(String name, String path, boolean cut) {
        assertThat(CutRules.of("java", Set.of()).cutsFrom(name).apply(path).isPresent())
                .isEqualTo(cut);
    }

    @Test
    void aRuleOfOneSetIsNotForTheOthers() {
        assertThat(CutRules.of("python", Set.of()).cutsFrom("libc-bin").apply("/usr/sbin/ldconfig"))
                .isEmpty();
    }

    @Test
    void whatSomebodyAskedForByNameKeepsItsPrograms() {
        CutRules rules = CutRules.of("java", Set.of("openssl"));

        assertThat(rules.cutsFrom("openssl").apply("/usr/bin/openssl")).isEmpty();
        assertThat(rules.cutsFrom("openssl").apply("/usr/share/man/man1/openssl.1.gz"))
                .isPresent();
    }

    @Test
    void everyCutHasAReason() {
        CutRules rules = CutRules.of("java", Set.of());

        assertThat(rules.rulesFor(List.of("openjdk-17-jre-headless", "libc-bin", "openssl")))
                .hasSizeGreaterThan(20)
                .contains(new CutRule(
                        false,
                        "openjdk-*",
                        "/usr/lib/jvm/*/lib/server/classes_nocoops.jsa",
                        "class data for heaps above 32 GB"))
                .allSatisfy(rule -> assertThat(rule.reason()).hasSizeGreaterThan(10));
        assertThat(rules.rulesFor(List.of("zlib1g")))
                .allSatisfy(rule -> assertThat(rule.packages()).isEqualTo("*"));
        assertThatThrownBy(() -> CutRules.parse("cut * * usr/share/man/", "java", Set.of()))
                .hasMessage("not a rule with a reason: cut * * usr/share/man/");
        assertThatThrownBy(() -> CutRules.parse("drop * * usr/share/man/ no reader", "java", Set.of()))
                .hasMessageStartingWith("not a rule");
    }
}
