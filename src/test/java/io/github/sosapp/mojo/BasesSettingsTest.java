package io.github.sosapp.mojo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Platform;
import io.github.sosapp.settings.RawSetting;
import io.github.sosapp.settings.Setting;
import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.Settings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BasesSettingsTest {

    private static final Map<String, RawSetting> NOTHING = Map.of();

    @Test
    void nobodyNeedsToSayAnything() {
        Settings settings = settings(NOTHING, NOTHING, NOTHING, Map.of());

        assertThat(settings.find(SettingCatalog.REGISTRY))
                .contains(new Setting<>("registry", "lucid", "lucid", "default for bases"));
        assertThat(settings.find(SettingCatalog.TAGS))
                .contains(new Setting<>("tags", "latest", List.of("latest"), "default for bases"));
        assertThat(settings.get(SettingCatalog.PUSH).value()).isFalse();
        assertThat(settings.get(SettingCatalog.NO_CACHE).value()).isFalse();
        assertThat(settings.get(SettingCatalog.PLATFORMS).value())
                .containsExactly(Platform.parse("linux/amd64"), Platform.parse("linux/arm64"));
    }

    @Test
    void variablesOfTheOldScriptsSetAllFiveOptions() {
        Settings settings = settings(
                NOTHING,
                NOTHING,
                NOTHING,
                Map.of(
                        "PLATFORM", "linux/arm64",
                        "PUSH", "true",
                        "NO_CACHE", "true",
                        "REGISTRY", "registry.example.com/lucid",
                        "TAG", "2026.11"));

        assertThat(settings.get(SettingCatalog.PLATFORMS).value()).containsExactly(Platform.parse("linux/arm64"));
        assertThat(settings.get(SettingCatalog.PUSH).origin()).isEqualTo("environment variable PUSH");
        assertThat(settings.get(SettingCatalog.PUSH).value()).isTrue();
        assertThat(settings.get(SettingCatalog.NO_CACHE).value()).isTrue();
        assertThat(settings.find(SettingCatalog.REGISTRY).orElseThrow().text()).isEqualTo("registry.example.com/lucid");
        assertThat(settings.find(SettingCatalog.TAGS).orElseThrow().value()).containsExactly("2026.11");
    }

    @Test
    void commandLineAndPrefixedVariablesWinOverThemAndTheyOverThePom() {
        Map<String, String> environment = Map.of("TAG", "bare", "REGISTRY", "bare", "PLATFORM", "linux/arm64");
        Settings settings = settings(
                Map.of("tags", RawSetting.of("line", "-Dsos.tags on the command line")),
                Map.of("registry", RawSetting.of("prefixed", "environment variable SOS_REGISTRY")),
                Map.of("platforms", RawSetting.of("linux/amd64", "pom.xml")),
                environment);

        assertThat(settings.find(SettingCatalog.TAGS).orElseThrow().text()).isEqualTo("line");
        assertThat(settings.find(SettingCatalog.REGISTRY).orElseThrow().text()).isEqualTo("prefixed");
        assertThat(settings.get(SettingCatalog.PLATFORMS).text()).isEqualTo("linux/arm64");
    }

    @Test
    void anEmptyVariableSaysNothing() {
        Settings settings = settings(NOTHING, NOTHING, NOTHING, Map.of("PUSH", "", "TAG", " "));

        assertThat(settings.get(SettingCatalog.PUSH).value()).isFalse();
        assertThat(settings.find(SettingCatalog.TAGS).orElseThrow().text()).isEqualTo("latest");
    }

    @Test
    void whatAPomSaysOfItsServiceIsNotForBases() {
        Settings settings = settings(
                NOTHING,
                NOTHING,
                Map.of(
                        "entrypoint", RawSetting.of("/app", "pom.xml"),
                        "image", RawSetting.of("ours", "pom.xml"),
                        "labels.team", RawSetting.of("sos", "pom.xml")),
                Map.of());

        assertThat(settings.find(SettingCatalog.ENTRYPOINT)).isEmpty();
        assertThat(settings.find(SettingCatalog.IMAGE)).isEmpty();
        assertThat(settings.map("labels")).containsOnlyKeys("team");
    }

    @Test
    void whatHasNoEffectIsRefusedOnTheCommandLine() {
        assertThatThrownBy(() -> settings(
                        Map.of("entrypoint", RawSetting.of("/app", "-Dsos.entrypoint on the command line")),
                        NOTHING,
                        NOTHING,
                        Map.of()))
                .isInstanceOf(BuildFailure.class)
                .hasMessage("""
                        sos.entrypoint = /app has no effect on bases
                          why     what a base is stands in its definition
                          from    -Dsos.entrypoint on the command line
                          do      leave it out, or write a definition of your own: sos.bases.directory""");
    }

    @Test
    void whatTheCommandLineSaysToOtherModulesOfAReactorIsPassedOver() {
        Map<String, RawSetting> commandLine = Map.of(
                "entrypoint", RawSetting.of("/app", "-Dsos.entrypoint on the command line"),
                "tags", RawSetting.of("1", "-Dsos.tags on the command line"));

        Settings settings = BasesSettings.of(List.of(commandLine, NOTHING, NOTHING, NOTHING), Map.of(), false);

        assertThat(settings.find(SettingCatalog.ENTRYPOINT)).isEmpty();
        assertThat(settings.get(SettingCatalog.TAGS).value()).containsExactly("1");
    }

    @Test
    void aNameThatDoesNotExistIsRefusedInEveryPlace() {
        assertThatThrownBy(() -> settings(NOTHING, NOTHING, Map.of("prot", RawSetting.of("1", "pom.xml")), Map.of()))
                .hasMessageContaining("there is no setting sos.prot")
                .hasMessageContaining("did you mean sos.port?");
    }

    private static Settings settings(
            Map<String, RawSetting> commandLine,
            Map<String, RawSetting> prefixed,
            Map<String, RawSetting> pom,
            Map<String, String> environment) {
        return BasesSettings.of(List.of(commandLine, prefixed, pom, NOTHING), environment, true);
    }
}
