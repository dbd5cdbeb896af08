package io.github.sosapp.debian.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.debian.control.PackageRelation.Bound;
import io.github.sosapp.debian.control.PackageRelation.Operator;
import io.github.sosapp.failure.BuildFailure;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DependencyTest {

    @Test
    void aFieldIsReadIntoDependenciesWithTheirAlternatives() {
        assertThat(Dependency.parseAll("libc6 (>= 2.34), python3:any(<<3.12~) | python3.11:amd64,\n awk", "a test"))
                .extracting(Dependency::toString)
                .containsExactly("libc6 (>= 2.34)", "python3:any (<< 3.12~) | python3.11:amd64", "awk");
    }

    @Test
    void everyPartOfARelationIsKept() {
        assertThat(PackageRelation.parse(" libstdc++6:any (= 1:12.2~0-1) ", "a test"))
                .isEqualTo(new PackageRelation(
                        "libstdc++6",
                        Optional.of("any"),
                        Optional.of(new Bound(Operator.EXACTLY, PackageVersion.parse("1:12.2~0-1", "a test")))));
    }

    @Test
    void emptyFieldsAndSurplusCommasSayNothing() {
        assertThat(Dependency.parseAll("", "a test")).isEmpty();
        assertThat(Dependency.parseAll(" , ,", "a test")).isEmpty();
        assertThat(Dependency.parseAll("aa, ,bb,", "a test"))
                .extracting(Dependency::toString)
                .containsExactly("aa", "bb");
    }

    @ParameterizedTest
    @CsvSource({
        "'aa (<< 2)', 1.9, true", "'aa (<< 2)', 2, false",
        "'aa (<= 2)', 2-0, true", "'aa (<= 2)', 2.1, false",
        "'aa (= 2)', 0:2, true", "'aa (= 2)', 2-1, false",
        "'aa (>= 2)', 2, true", "'aa (>= 2)', 2~rc1, false",
        "'aa (>> 2)', 2+b1, true", "'aa (>> 2)', 2, false",
        "'aa (< 2)', 2, true", "'aa (> 2)', 2, true",
        "'aa', 2, true"
    })
    void boundsAcceptTheVersionsThatDpkgAccepts(String relation, String version, boolean accepted) {
        assertThat(PackageRelation.parse(relation, "a test").accepts(PackageVersion.parse(version, "a test")))
                .isEqualTo(accepted);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "aa bb; a comma or a bar is missing",
                "aa |; a package name is expected instead of \"\"",
                "| aa; a package name is expected instead of \"\"",
                "Upper; a package name is expected instead of \"Upper\"",
                "a; a package name is expected instead of \"a\"",
                "../etc; a package name is expected instead of \"../etc\"",
                "aa:; an architecture is expected instead of \"\"",
                "aa (2); one of <<, <=, =, >= and >> is expected in the brackets",
                "aa (>= 2; a closing bracket is missing",
                "aa (>= ); \"\" is not a version",
                "aa (>= 2_0); \"2_0\" is not a version",
                "aa [amd64]; architecture lists and build profiles belong to source packages only",
                "aa <!nocheck>; architecture lists and build profiles belong to source packages only",
                "${misc:Depends}; a package name is expected instead of \"${misc\"",
            })
    void malformedRelationsAreRefused(String field, String why) {
        assertThatThrownBy(() -> Dependency.parseAll(field, "package x in main"))
                .isInstanceOf(BuildFailure.class)
                .hasMessageStartingWith("the package data of package x in main cannot be understood")
                .hasMessageContaining(why);
    }

    @Test
    void alternativesAreNoSingleRelation() {
        assertThatThrownBy(() -> PackageRelation.parse("aa | bb", "sos.packages"))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("\"aa | bb\" is not one package, such as libc6 (>= 2.36)");
    }
}
