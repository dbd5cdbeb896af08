package io.github.sosapp.debian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class PackageSetsTest {

    private final PackageSets sets = PackageSets.carried();

    @Test
    void aSetHoldsTheSetsItIsBuiltOn() {
        PackageSet java = sets.of("bookworm", "java17", "default for Java");

        assertThat(java.wanted())
                .containsKeys("openjdk-17-jre-headless", "libc6", "libstdc++6", "ca-certificates", "tzdata");
        assertThat(java.omitted()).containsEntry("libcups2", "printing");
    }

    @Test
    void whatTheTeamAddsIsNotLeftOut() {
        PackageSet java =
                sets.of("bookworm", "java17", "default for Java").with(List.of("libfontconfig1"), "sos.packages");

        assertThat(java.wanted()).containsEntry("libfontconfig1", "sos.packages");
        assertThat(java.omitted()).doesNotContainKey("libfontconfig1").containsKey("libcups2");
    }

    @Test
    void aSuiteWithoutTheSetIsRefusedNamingTheSuitesThatHaveIt() {
        assertThatThrownBy(() -> sets.of("trixie", "java17", "pom.xml"))
                .hasMessageContaining("there is no set of packages java17 for trixie")
                .hasMessageContaining("packages:bookworm")
                .hasMessageContaining("pom.xml");
    }
}
