package io.github.sosapp.debian.control;

import static io.github.sosapp.debian.control.SmallArchive.index;
import static io.github.sosapp.debian.control.SmallArchive.names;
import static io.github.sosapp.debian.control.SmallArchive.resolved;
import static io.github.sosapp.debian.control.SmallArchive.wanted;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.debian.control.Resolution.Rejected;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DependencyResolverTest {

    @Test
    void everythingNeededIsChosenWithTheWayToIt() {
        Resolution resolution = resolved(
                index(
                        "jre 17; Depends: libc6 (>= 2.34), zlib1g; Recommends: fonts; Suggests: doc",
                        "libc6 2.36; Pre-Depends: gcc-base (= 12)",
                        "gcc-base 12",
                        "zlib1g 1.2; Depends: libc6",
                        "fonts 1",
                        "doc 1",
                        "base 1; Essential: yes"),
                "jre");

        assertThat(resolution.packages())
                .extracting(chosen -> chosen.stanza().name() + ": " + chosen.reason())
                .containsExactly(
                        "gcc-base: jre -> libc6 (>= 2.34) -> gcc-base (= 12)",
                        "jre: sos.packages in pom.xml",
                        "libc6: jre -> libc6 (>= 2.34)",
                        "zlib1g: jre -> zlib1g");
        assertThat(resolution.omitted()).isEmpty();
        assertThat(resolution.rejected()).isEmpty();
    }

    @Test
    void packagesThatNeedEachOtherAreChosenTogether() {
        assertThat(names(resolved(index("aa 1; Depends: bb", "bb 1; Depends: cc", "cc 1; Depends: aa, cc"), "aa")))
                .containsExactly("aa", "bb", "cc");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "first first                              | bb | bb (= 1) | cc | cc",
                "an alternative that is not there         | bb | nobody   | cc | cc",
                "an alternative of another version        | bb | bb (>> 1)| cc | cc",
                "an alternative that needs what is missing| bb | broken   | cc | cc",
            })
    void theFirstAlternativeThatCanBeMetIsTaken(String what, String one, String first, String other, String second) {
        String chosen = first.startsWith("bb (=") ? one : other;

        assertThat(names(resolved(
                        index(
                                "aa 1; Depends: " + first + " | " + second,
                                "bb 1",
                                "cc 1",
                                "broken 1; Depends: bb, missing"),
                        "aa")))
                .as(what)
                .containsExactly("aa", chosen);
    }

    @Test
    void whatIsChosenAlreadyMeetsALaterAlternative() {
        PackageIndex index = index("aa 1; Depends: bb | cc", "bb 1", "cc 1", "dd 1; Provides: bb");

        assertThat(names(resolved(index, "aa", "cc"))).containsExactly("aa", "cc");
        assertThat(names(resolved(index, "aa", "dd"))).containsExactly("aa", "dd");
    }

    @Test
    void amongProvidersTheRealPackageThenEssentialThenPriorityThenNameDecides() {
        assertThat(chosenFor("awk 1", "gawk 1; Provides: awk; Priority: required"))
                .isEqualTo("awk");
        assertThat(chosenFor("xawk 1; Provides: awk; Essential: yes", "gawk 1; Provides: awk; Priority: required"))
                .isEqualTo("xawk");
        assertThat(chosenFor("gawk 1; Provides: awk", "mawk 1; Provides: awk; Priority: required"))
                .isEqualTo("mawk");
        assertThat(chosenFor("mawk 1; Provides: awk", "gawk 1; Provides: awk")).isEqualTo("gawk");
    }

    private static String chosenFor(String... providers) {
        List<String> packages = new ArrayList<>(List.of(providers));
        packages.add("aa 1; Depends: awk");
        List<String> names = new ArrayList<>(names(resolved(index(packages.toArray(String[]::new)), "aa")));
        names.remove("aa");
        return String.join(" ", names);
    }

    @Test
    void onlyAVersionedProvideMeetsAVersion() {
        assertThat(names(resolved(
                        index(
                                "aa 1; Depends: tls (>= 3)",
                                "bb 9; Provides: tls",
                                "cc 1; Provides: tls (= 2), tls (= 3)"),
                        "aa")))
                .containsExactly("aa", "cc");
    }

    @Test
    void qualifiersAskForTheArchitecture() {
        PackageIndex index = index(
                "aa 1; Depends: plain:any | allowed:any",
                "bb 1; Depends: plain:amd64, allowed:native",
                "cc 1; Depends: plain:i386 | data:any | allowed",
                "plain 1",
                "allowed 1; Multi-Arch: allowed",
                "data 1; Architecture: all; Multi-Arch: foreign");

        assertThat(names(resolved(index, "aa"))).containsExactly("aa", "allowed");
        assertThat(names(resolved(index, "bb"))).containsExactly("allowed", "bb", "plain");
        assertThat(names(resolved(index, "cc"))).containsExactly("allowed", "cc");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "old 1; Conflicts: kept",
                "old 1; Breaks: kept (<< 6)",
                "old 1; Conflicts: kept:any",
                "old 1; Conflicts: virtual",
                "old 1; Conflicts: virtual (= 2)",
                "old 1; Provides: disliked",
                "old 1; Provides: loathed (= 3)",
            })
    void aPackageThatExcludesOrIsExcludedIsNotTaken(String old) {
        Resolution resolution = resolved(
                index(
                        "aa 1; Depends: kept, old | new",
                        "kept 5; Provides: virtual (= 2); Conflicts: disliked; Breaks: loathed (>= 3)",
                        old,
                        "new 1"),
                "aa");

        assertThat(names(resolution)).containsExactly("aa", "kept", "new");
        assertThat(resolution.rejected()).hasSize(1);
        assertThat(resolution.rejected().get(0).candidate()).isEqualTo("old 1");
        assertThat(resolution.rejected().get(0).reason())
                .containsPattern("(conflicts with|breaks) ")
                .endsWith("; kept is there because of aa -> kept");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "old 1; Breaks: kept (<< 5)",
                "old 1; Conflicts: virtual (= 3)",
                "old 1; Conflicts: kept:i386",
                "old 1; Conflicts: old, mta; Provides: mta",
                "old 1; Provides: loathed (= 2)",
                "old 1; Provides: loathed",
            })
    void aPackageThatExcludesOthersOrItselfOnlyIsTaken(String old) {
        assertThat(names(resolved(
                        index(
                                "aa 1; Depends: kept, old | new",
                                "kept 5; Provides: virtual (= 2); Breaks: loathed (>= 3)",
                                old,
                                "new 1"),
                        "aa")))
                .containsExactly("aa", "kept", "old");
    }

    @Test
    void whatWasChosenEarlyGivesWayToWhatIsNeeded() {
        Resolution resolution = resolved(
                index(
                        "aa 1; Depends: bb | cc, dd",
                        "bb 1; Depends: sub",
                        "sub 1",
                        "cc 1",
                        "dd 1; Depends: ee",
                        "ee 1; Conflicts: sub"),
                "aa");

        assertThat(names(resolution)).containsExactly("aa", "cc", "dd", "ee");
        assertThat(resolution.rejected())
                .containsExactly(new Rejected(
                        "bb 1",
                        new Dependency(List.of(PackageRelation.to("bb"), PackageRelation.to("cc"))),
                        "with it dd of aa 1 cannot be met"));
    }

    @Test
    void nothingOfAFailedAlternativeStays() {
        Resolution resolution = resolved(
                index(
                        "aa 1; Depends: bb | cc, free",
                        "bb 1; Depends: part, left, missing",
                        "part 1; Conflicts: free; Provides: other",
                        "cc 1; Depends: other",
                        "free 1",
                        "real 1; Provides: other",
                        "left 1"),
                "aa");

        assertThat(names(resolution)).containsExactly("aa", "cc", "free", "real");
        assertThat(resolution.omitted()).isEmpty();
    }

    @Test
    void everyCandidateThatIsNotTakenHasItsReason() {
        Resolution resolution = resolved(
                index(
                        "aa 1; Depends: awk | perl",
                        "mawk 1; Provides: awk",
                        "gawk 2; Provides: awk",
                        "perl 5",
                        "bb 1; Depends: gone | old (>= 2) | lib (= 2) | perl",
                        "old 1",
                        "prov 1; Provides: lib (= 1)"),
                "aa",
                "bb");

        assertThat(resolution.rejected())
                .extracting(rejected -> rejected.candidate() + ": " + rejected.reason())
                .containsExactly(
                        "mawk 1: gawk comes first among those that provide it: essential, then priority, then name",
                        "gone: no package for amd64 has or provides this name",
                        "old 1: it does not fit old (>= 2) in main",
                        "prov 1: it provides lib (= 1) in main, which does not fit lib (= 2)");
    }

    @Test
    void whatIsLeftOutCountsAsThere() {
        PackageIndex index = index(
                "jre 17; Depends: ca-java, awk, libc6",
                "ca-java 1; Depends: debconf | debconf-2.0",
                "debconf 1; Provides: debconf-2.0",
                "mawk 1; Provides: awk",
                "libc6 2");

        Resolution resolution = new DependencyResolver(index)
                .resolve(PackageRequest.withClosure(
                        List.of(wanted("jre")), Map.of("ca-java", "we write the key store", "mawk", "no scripts run")));

        assertThat(names(resolution)).containsExactly("jre", "libc6");
        assertThat(resolution.omitted())
                .extracting(omitted -> omitted.owner().name() + " " + omitted.dependency() + ": " + omitted.reason())
                .containsExactly("jre ca-java: we write the key store", "jre awk: no scripts run");
    }

    @Test
    void exactlyTheNamedPackagesCanBeWanted() {
        PackageIndex index = index(
                "jre 17; Depends: libc6, zlib1g, ca-java",
                "libc6 2; Depends: gcc-base",
                "zlib1g 1",
                "ca-java 1",
                "gcc-base 1");

        Resolution resolution = new DependencyResolver(index)
                .resolve(PackageRequest.exactly(
                        List.of(wanted("jre"), wanted("libc6")), Map.of("ca-java", "we write the key store")));

        assertThat(names(resolution)).containsExactly("jre", "libc6");
        assertThat(resolution.omitted())
                .extracting(omitted -> omitted.owner().name() + " " + omitted.dependency() + ": " + omitted.reason())
                .containsExactly(
                        "jre zlib1g: only the packages that are named were wanted",
                        "jre ca-java: we write the key store",
                        "libc6 gcc-base: only the packages that are named were wanted");
    }

    @Test
    void theOrderOfTheIndexDoesNotMatter() {
        String[] packages = {
            "aa 1; Depends: v1 | v2, v3", "bb 1; Provides: v1, v3", "cc 1; Provides: v1; Conflicts: dd",
            "dd 1; Provides: v2, v3", "ee 1; Provides: v3; Depends: v1", "ff 1; Provides: v1, v2; Conflicts: ee"
        };
        Resolution expected = resolved(index(packages), "aa", "ee");
        Random random = new Random(7);

        for (int i = 0; i < 20; i++) {
            List<String> shuffled = new ArrayList<>(Arrays.asList(packages));
            Collections.shuffle(shuffled, random);
            Resolution other = resolved(index(shuffled.toArray(String[]::new)), "aa", "ee");

            assertThat(other.packages().toString())
                    .isEqualTo(expected.packages().toString());
            assertThat(other.rejected()).isEqualTo(expected.rejected());
        }
    }

    @Test
    void aSingleProviderMayBeWantedByWhatItProvides() {
        assertThat(names(resolved(index("mawk 1; Provides: awk"), "awk"))).containsExactly("mawk");
    }
}
