package io.github.sosapp.debian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Platform;
import org.junit.jupiter.api.Test;

class DebianArchitectureTest {

    @Test
    void platformsHaveTheNamesThatDebianGivesThem() {
        assertThat(DebianArchitecture.of(Platform.parse("linux/arm/v7"), "default"))
                .isEqualTo("armhf");
    }

    @Test
    void aSlipIsAnsweredWithThePlatformThatWasMeant() {
        assertThatThrownBy(() -> DebianArchitecture.of(Platform.parse("linux/amd46"), "default for Node.js"))
                .isInstanceOf(BuildFailure.class)
                .hasMessage("""
                Debian has no packages for linux/amd46
                  why     sos.platforms names it, and the base is made of Debian's packages
                  from    default for Node.js
                  do      did you mean linux/amd64?""");
    }

    @Test
    void aPlatformThatDebianDoesNotHaveNeedsAnotherBase() {
        assertThatThrownBy(() -> DebianArchitecture.of(Platform.parse("windows/amd64"), "default"))
                .hasMessageContaining(
                        "leave the platform out of sos.platforms, or set sos.base to an image that has it");
    }
}
