package io.github.sosapp.engine.docker.buildx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Platform;
import org.junit.jupiter.api.Test;

class NamedBuilderTest {

    private static final String TWO = """
            Name:          two
            Driver:        remote
            Last Activity: 2026-11-22 06:33:48 +0000 UTC

            Nodes:
            Name:             two0
            Endpoint:         tcp://10.0.0.1:1234
            Status:           running
            BuildKit version: v0.30.0
            Platforms:        linux/amd64, linux/amd64/v2, linux/arm64
            Labels:
             org.mobyproject.buildkit.worker.hostname:         vm
            GC Policy rule#0:
             All:           false

            Name:             two1
            Endpoint:         tcp://10.0.0.2:1234
            Status:           running
            BuildKit version: v0.30.0
            Platforms:        linux/arm64*, linux/arm/v7
            """;

    @Test
    void aPlatformIsGivenToTheMachineThatItsOwnerNamedForIt() {
        NamedBuilder builder = NamedBuilder.parse(TWO);

        assertThat(builder.description()).isEqualTo("two (remote, 2 nodes)");
        assertThat(builder.isRunning()).isTrue();
        assertThat(builder.nodeFor(Platform.LINUX_AMD64).name()).isEqualTo("two0");
        assertThat(builder.nodeFor(Platform.LINUX_ARM64).name()).isEqualTo("two1");
        assertThat(builder.nodeFor(Platform.LINUX_ARM64).release()).isEqualTo("v0.30.0");
    }

    @Test
    void withoutSuchANameTheFirstThatOffersItGetsThePlatform() {
        NamedBuilder builder = NamedBuilder.parse(TWO.replace("*", ""));

        assertThat(builder.nodeFor(Platform.LINUX_ARM64).name()).isEqualTo("two0");
        assertThat(builder.nodeFor(new Platform("linux", "arm", "v7")).name()).isEqualTo("two1");
    }

    @Test
    void aPlatformThatNobodyOffersIsToldWithThoseThatAre() {
        assertThatThrownBy(() -> NamedBuilder.parse(TWO).nodeFor(new Platform("linux", "s390x", "")))
                .isInstanceOf(BuildFailure.class)
                .hasMessage("""
                        the buildx builder two does not build for linux/s390x
                          why     two0 offers linux/amd64, linux/amd64/v2, linux/arm64; two1 offers linux/arm64, linux/arm/v7
                          from    sos.platforms
                          do      install emulation of s390x on a machine of the builder, give it a machine more (docker buildx create --append --name two), or leave the platform out of sos.platforms""");
    }

    @Test
    void aMachineThatDoesNotRunIsSeen() {
        NamedBuilder builder = NamedBuilder.parse("""
                Name:   gone
                Driver: remote

                Nodes:
                Name:     gone0
                Endpoint: tcp://10.0.0.9:1234
                Status:   inactive
                """);

        assertThat(builder.isRunning()).isFalse();
        assertThat(builder.nodes().get(0).platforms()).isEmpty();
    }
}
