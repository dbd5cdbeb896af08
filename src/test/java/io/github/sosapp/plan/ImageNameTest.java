package io.github.sosapp.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageNameTest {

    @ParameterizedTest
    @CsvSource({
        "ghcr.io/sos-app, ghcr.io/sos-app/emergency",
        "ghcr.io/sos-app/, ghcr.io/sos-app/emergency",
        "localhost:5000, localhost:5000/emergency",
        "'[2001', ",
    })
    void theArtifactIsNamedBelowTheRegistry(String registry, String name) {
        if (name == null) {
            assertThatThrownBy(() -> ImageName.below(Optional.of(registry), "emergency", "pom.xml"))
                    .isInstanceOf(BuildFailure.class);
            return;
        }
        ImageName image = ImageName.below(Optional.of(registry), "emergency", "pom.xml");
        assertThat(image).hasToString(name);
        assertThat(image.notices()).isEmpty();
        assertThat(image.hasRegistry()).isTrue();
        assertThat(image.tagged("1.0")).hasToString(name + ":1.0");
    }

    @Test
    void buildingNeedsNoRegistry() {
        ImageName image = ImageName.below(Optional.empty(), "emergency", "pom.xml");

        assertThat(image).hasToString("emergency");
        assertThat(image.hasRegistry()).isFalse();
    }

    @Test
    void capitalLettersAreLoweredWithANotice() {
        ImageName image = ImageName.below(Optional.of("ghcr.io/SOS-App"), "Emergency", "pom.xml");

        assertThat(image.text()).isEqualTo("ghcr.io/sos-app/emergency");
        assertThat(image.notices())
                .containsExactly("image name ghcr.io/SOS-App/Emergency is used as ghcr.io/sos-app/emergency,"
                        + " because image names have no capital letters");
    }

    @Test
    void aGivenNameStandsAsItIs() {
        assertThat(ImageName.given("registry.example.org:8443/a/b__c/d-e", "-D"))
                .hasToString("registry.example.org:8443/a/b__c/d-e");
    }

    @ParameterizedTest
    @ValueSource(strings = {"my app", "a//b", "/a", "a/", "a_-b", "-a", "a.", "ghcr.io/a/ä", "", "a$b"})
    void aBadNameIsRefusedWithItsValueAndTheRule(String name) {
        assertThatThrownBy(() -> ImageName.given(name, "sos.image in pom.xml"))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("\"" + name + "\" cannot be an image name")
                .hasMessageContaining("lower-case letters and digits")
                .hasMessageContaining("from    sos.image in pom.xml");
    }

    @Test
    void theRemedyOffersTheNearestGoodName() {
        assertThatThrownBy(() -> ImageName.given("ghcr.io/team/My App!", "pom.xml"))
                .hasMessageContaining("for example ghcr.io/team/my-app");
    }

    @Test
    void namesOver255CharactersAreRefused() {
        assertThat(ImageName.given("a".repeat(255), "pom.xml").text()).hasSize(255);
        assertThatThrownBy(() -> ImageName.given("a".repeat(256), "pom.xml")).isInstanceOf(BuildFailure.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ghcr.io/a/b:1.0", "b:latest", "user:token@ghcr.io/a", "a@sha256:00"})
    void tagsAndDigestsDoNotBelongIntoTheName(String name) {
        assertThatThrownBy(() -> ImageName.given(name, "pom.xml"))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("sos.tags");
    }

    @Test
    void anAddressOfAWebServerIsNoRegistry() {
        assertThatThrownBy(() -> ImageName.below(Optional.of("https://ghcr.io/team"), "b", "pom.xml"))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("write it without https://");
    }
}
