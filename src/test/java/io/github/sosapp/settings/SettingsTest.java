package io.github.sosapp.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    private static final String COMMAND_LINE = "-D on the command line";
    private static final String POM = "pom.xml";
    private static final String PARENT = "company-parent pom.xml";

    @Test
    void theStrongestPlaceWins() {
        Settings settings = of(Map.of("port", given("1", COMMAND_LINE)), Map.of("port", given("2", POM)));

        assertThat(settings.find(SettingCatalog.PORT)).contains(new Setting<>("port", "1", 1, COMMAND_LINE));
    }

    @Test
    void aWeakerPlaceCountsWhereTheStrongerIsSilent() {
        Settings settings = of(Map.of("user", given("7", COMMAND_LINE)), Map.of("port", given("2", POM)));

        assertThat(settings.find(SettingCatalog.PORT)).contains(new Setting<>("port", "2", 2, POM));
    }

    @Test
    void aBadValueThatAStrongerPlaceReplacesDoesNoHarm() {
        Settings settings = of(Map.of("port", given("1", COMMAND_LINE)), Map.of("port", given("abc", POM)));

        assertThat(settings.find(SettingCatalog.PORT)).map(Setting::value).contains(1);
    }

    @Test
    void theDefaultHoldsWhereNobodySaysAnything() {
        Settings settings = of();

        assertThat(settings.get(SettingCatalog.TARGET))
                .isEqualTo(new Setting<>("target", "production", "production", "default"));
        assertThat(settings.find(SettingCatalog.TARGET)).contains(settings.get(SettingCatalog.TARGET));
        assertThat(settings.find(SettingCatalog.PORT)).isEmpty();
        assertThat(settings.isRemoved(SettingCatalog.PORT)).isFalse();
    }

    @Test
    void aValueThatSaysTheSameAsTheDefaultIsStillGiven() {
        assertThat(of(Map.of("target", given("production", POM)))
                        .get(SettingCatalog.TARGET)
                        .origin())
                .isEqualTo(POM);
    }

    @Test
    void askingForTheValueOfASettingThatMayHaveNoneIsAMistakeInTheProgram() {
        assertThatThrownBy(() -> of().get(SettingCatalog.PORT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("port has no default");
    }

    @Test
    void noneTakesAnInheritedValueAway() {
        Settings settings = of(Map.of("health", given(" none ", POM)), Map.of("health", given("/app --check", PARENT)));

        assertThat(settings.find(SettingCatalog.HEALTH)).isEmpty();
        assertThat(settings.isRemoved(SettingCatalog.HEALTH)).isTrue();
    }

    @Test
    void anEmptyOverrideTakesAnInheritedValueAway() {
        Settings settings =
                of(Map.of("stopSignal", RawSetting.removed(POM)), Map.of("stopSignal", given("SIGINT", PARENT)));

        assertThat(settings.find(SettingCatalog.STOP_SIGNAL)).isEmpty();
        assertThat(settings.isRemoved(SettingCatalog.STOP_SIGNAL)).isTrue();
    }

    @Test
    void aStrongerPlaceGivesBackWhatAWeakerOneTookAway() {
        Settings settings = of(Map.of("port", given("1", COMMAND_LINE)), Map.of("port", RawSetting.removed(POM)));

        assertThat(settings.find(SettingCatalog.PORT)).map(Setting::value).contains(1);
        assertThat(settings.isRemoved(SettingCatalog.PORT)).isFalse();
    }

    @Test
    void takingAwayASettingThatHasADefaultLeavesTheDefault() {
        Settings settings = of(Map.of("target", RawSetting.removed(POM)), Map.of("target", given("x", PARENT)));

        assertThat(settings.find(SettingCatalog.TARGET)).map(Setting::origin).contains("default");
        assertThat(settings.get(SettingCatalog.TARGET).origin()).isEqualTo("default");
        assertThat(settings.isRemoved(SettingCatalog.TARGET)).isFalse();
    }

    @Test
    void noneIsAValueOfASettingThatHasADefault() {
        assertThat(of(Map.of("certificates", given("none", POM)))
                        .get(SettingCatalog.CERTIFICATES)
                        .value())
                .isEqualTo("none");
    }

    @Test
    void aSettingIsFoundUnderItsSecondName() {
        Settings settings = of(Map.of("health.command", given("/app --check", POM)));

        assertThat(settings.find(SettingCatalog.HEALTH).orElseThrow().value()).containsExactly("/app", "--check");
    }

    @Test
    void theSecondNameInAStrongerPlaceWinsOverTheFirstInAWeaker() {
        Settings settings = of(Map.of("health.command", given("/a", COMMAND_LINE)), Map.of("health", given("/b", POM)));

        assertThat(settings.find(SettingCatalog.HEALTH)).map(Setting::origin).contains(COMMAND_LINE);
    }

    @Test
    void mapsAreMergedKeyByKeyOverAllPlaces() {
        Settings settings = of(
                Map.of("labels.team", given("emergency", COMMAND_LINE)),
                Map.of("labels.team", given("unknown", POM), "labels.tier", given("1", POM)),
                Map.of("labels.owner", given("company", PARENT), "env.TEAM", given("x", PARENT)));

        assertThat(settings.map("labels"))
                .containsExactly(
                        Map.entry("owner", new Setting<>("labels.owner", "company", "company", PARENT)),
                        Map.entry("team", new Setting<>("labels.team", "emergency", "emergency", COMMAND_LINE)),
                        Map.entry("tier", new Setting<>("labels.tier", "1", "1", POM)));
    }

    @Test
    void anEntryThatIsTakenAwayIsGoneButStillExplained() {
        Settings settings =
                of(Map.of("labels.owner", RawSetting.removed(POM)), Map.of("labels.owner", given("company", PARENT)));

        assertThat(settings.map("labels")).isEmpty();
        assertThat(settings.rawMap("labels")).containsExactly(Map.entry("owner", RawSetting.removed(POM)));
    }

    @Test
    void entriesKeepDotsInTheirNamesAndTheirValuesAsWritten() {
        Settings settings = of(Map.of(
                "labels.org.example.team", given(" two  words ", POM),
                "env.EMPTY", given("", POM),
                "env.NONE", given("none", POM)));

        assertThat(settings.map("labels").get("org.example.team").value()).isEqualTo(" two  words ");
        assertThat(settings.map("env").get("EMPTY").value()).isEmpty();
        assertThat(settings.map("env").get("NONE").value()).isEqualTo("none");
    }

    @Test
    void everyNameOfTheCatalogueAndEveryMapIsKnown() {
        for (SettingKey<?> key : SettingCatalog.ALL) {
            assertThatCode(() -> of(Map.of(key.name(), given("x", POM)))).doesNotThrowAnyException();
        }
        for (SettingCatalog.SettingMap map : SettingCatalog.MAPS) {
            assertThatCode(() -> of(Map.of(map.name() + ".any.thing", given("x", POM))))
                    .doesNotThrowAnyException();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "prot, did you mean sos.port?",
        "Port, did you mean sos.port?",
        "platform, did you mean sos.platforms?",
        "go.versoin, did you mean sos.go.version?",
        "goVersion, did you mean sos.go.version?",
        "health.intervall, did you mean sos.health.interval?",
        "lables.team, did you mean sos.labels.team?",
        "label.team, did you mean sos.labels.team?",
        "enf.HOME, did you mean sos.env.HOME?",
        "labels, sos.labels is a map: write sos.labels.<name>",
        "env., sos.env is a map: write sos.env.<name>",
        "go.proxy, mvn sos:explain lists all settings; sos.x.* is free for your own",
        "kubernetes, mvn sos:explain lists all settings; sos.x.* is free for your own"
    })
    void anUnknownNameIsRefusedWithWhatWasProbablyMeant(String name, String remedy) {
        assertThatThrownBy(() -> of(Map.of(), Map.of("port", given("1", POM), name, given("x", POM))))
                .isInstanceOf(BuildFailure.class)
                .hasMessage("there is no setting sos." + name + "\n  from    pom.xml\n  do      " + remedy);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "health."})
    void namesThatNameNothingAreRefused(String name) {
        assertThatThrownBy(() -> of(Map.of(name, given("x", POM))))
                .isInstanceOf(BuildFailure.class)
                .hasMessageStartingWith("there is no setting sos." + name + "\n");
    }

    @Test
    void ofSeveralUnknownNamesTheFirstByNameIsReported() {
        Map<String, RawSetting> place = Map.of("zzz", given("x", POM), "aaa", given("x", POM), "mmm", given("x", POM));

        assertThatThrownBy(() -> of(place)).hasMessageStartingWith("there is no setting sos.aaa\n");
    }

    private static RawSetting given(String text, String origin) {
        return RawSetting.of(text, origin);
    }

    @SafeVarargs
    private static Settings of(Map<String, RawSetting>... places) {
        return new Settings(List.of(places));
    }
}
