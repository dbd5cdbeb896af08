package io.github.sosapp.debian.control;

import static io.github.sosapp.debian.control.SmallArchive.index;
import static io.github.sosapp.debian.control.SmallArchive.names;
import static io.github.sosapp.debian.control.SmallArchive.resolved;
import static io.github.sosapp.debian.control.SmallArchive.wanted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.sosapp.failure.BuildFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DependencyResolverFailuresTest {

    @Test
    void aDependencyThatCannotBeMetIsToldWithTheWholeChain() {
        BuildFailure failure = failure(
                index("jre 17; Depends: libfoo (>= 2)", "libfoo 2.1; Depends: libbar (>= 2) | libbaz", "libbar 1.5"),
                "jre");

        assertThat(failure).hasMessage("""
                        the packages for amd64 do not fit together
                          why     jre 17 needs libfoo (>= 2)
                                    libfoo 2.1 needs libbar (>= 2) | libbaz
                                      libbar 1.5: it does not fit libbar (>= 2) in main
                                      libbaz: no package for amd64 has or provides this name
                          do      want other packages (sos.packages) or another suite (sos.base), or ask a mirror that has \
                        the suite as a whole (sos.debian.mirror)
                          asked   main""");
        assertThat(failure.blame()).isEqualTo(BuildFailure.Blame.WORLD);
    }

    @Test
    void aConflictNamesBothSidesAndWhyTheOtherIsThere() {
        assertThat(failure(
                        index(
                                "aa 1; Depends: bb, cc",
                                "bb 1; Depends: dd",
                                "cc 2; Conflicts: mta",
                                "dd 3; Provides: mta"),
                        "aa"))
                .hasMessageContaining("""
                        why     aa 1 needs cc
                                    cc 2: cc 2 conflicts with mta, which dd provides; dd is there because of aa -> bb -> dd
                        """);
    }

    @Test
    void wantedPackagesThatExcludeEachOtherAreTold() {
        assertThat(failure(index("aa 1; Breaks: bb (<< 2)", "bb 1"), "aa", "bb"))
                .hasMessageContaining("""
                        why     sos.packages in pom.xml needs bb
                                    bb 1: aa 1 breaks bb (<< 2); aa is there because of sos.packages in pom.xml
                        """);
    }

    @Test
    void aWantedVersionThatIsNotThereIsTold() {
        assertThat(failure(index("aa 1"), "aa (>= 2)"))
                .hasMessageContaining("sos.packages in pom.xml needs aa (>= 2)")
                .hasMessageContaining("aa 1: it does not fit aa (>= 2) in main");
    }

    @Test
    void aWantedPackageThatIsNotThereIsToldWithTheNearestName() {
        BuildFailure failure = failure(index("libcurl4 1", "curl 1"), "crul");

        assertThat(failure).hasMessage("""
                        there is no package crul for amd64
                          from    sos.packages in pom.xml
                          do      did you mean curl?
                          asked   main""");
        assertThat(failure.blame()).isEqualTo(BuildFailure.Blame.USER);
        assertThat(failure(index("libcurl4 1"), "python3")).hasMessageContaining("want a package that the suite has");
    }

    @Test
    void aNameThatSeveralPackagesProvideIsNotChosenFor() {
        assertThat(failure(index("exim4 1; Provides: mta", "postfix 1; Provides: mta"), "mta"))
                .hasMessage("""
                        mta is not a package but a name that several packages provide
                          why     they are exim4, postfix
                          from    sos.packages in pom.xml
                          do      want one of them by its own name""");
    }

    @Test
    void aPackageThatIsWantedAndLeftOutIsToldBeforeAnythingIsChosen() {
        PackageRequest request =
                PackageRequest.withClosure(List.of(wanted("aa")), Map.of("aa", "a set of this plugin does without it"));

        assertThat(catchThrowableOfType(
                        BuildFailure.class, () -> new DependencyResolver(index("aa 1")).resolve(request)))
                .hasMessage("""
                        the package aa is wanted and left out at once
                          why     it is left out for this reason: a set of this plugin does without it
                          from    sos.packages in pom.xml
                          do      decide for one of the two""");
    }

    @Test
    void aMalformedDependencyIsToldWithItsPackage() {
        assertThat(failure(index("aa 1; Depends: bb (~ 1)"), "aa"))
                .hasMessageStartingWith("the package data of package aa in main cannot be understood");
    }

    @Test
    void manyWaysToFailAreLookedAtOnceEach() {
        List<String> packages = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            packages.add("left" + i + " 1; Depends: left" + (i + 1) + " | right" + (i + 1));
            packages.add("right" + i + " 1; Depends: left" + (i + 1) + " | right" + (i + 1));
        }

        BuildFailure failure = failure(index(packages.toArray(String[]::new)), "left0");

        assertThat(failure)
                .hasMessageContaining("left0 1 needs left1 | right1")
                .hasMessageContaining("… 199 lines …")
                .hasMessageContaining("right2 1: its left3 | right3 cannot be met");
        assertThat(failure.getMessage().lines()).hasSizeLessThan(50);
    }

    @Test
    void tooManyCombinationsAreGivenUp() {
        List<String> packages = new ArrayList<>(List.of("start 1; Depends: rock, left0"));
        for (int i = 0; i < 60; i++) {
            packages.add("left" + i + " 1; Depends: left" + (i + 1) + " | right" + (i + 1));
            packages.add("right" + i + " 1; Depends: left" + (i + 1) + " | right" + (i + 1));
        }
        packages.add("left60 1; Conflicts: rock");
        packages.add("right60 1; Conflicts: rock");
        packages.add("rock 1");

        assertThat(failure(index(packages.toArray(String[]::new)), "start"))
                .hasMessageContaining("the packages that are needed cannot be worked out")
                .hasMessageContaining("more than 50000 dependencies were looked at");
    }

    @Test
    void aChainWithoutEndIsGivenUpBeforeTheStackIs() {
        assertThat(failure(chain(5000), "p0"))
                .hasMessageContaining("one package needs the next, more than 400 deep, at p400")
                .hasMessageContaining("ask another mirror (sos.debian.mirror), or want fewer packages (sos.packages)");
        assertThat(names(resolved(chain(399), "p0"))).hasSize(400);
    }

    private static PackageIndex chain(int length) {
        List<String> packages = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            packages.add("p" + i + " 1; Depends: p" + (i + 1));
        }
        packages.add("p" + length + " 1");
        return index(packages.toArray(String[]::new));
    }

    private static BuildFailure failure(PackageIndex index, String... wanted) {
        return catchThrowableOfType(BuildFailure.class, () -> resolved(index, wanted));
    }
}
