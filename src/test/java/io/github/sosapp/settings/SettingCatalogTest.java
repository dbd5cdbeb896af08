package io.github.sosapp.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class SettingCatalogTest {

    @ParameterizedTest(name = "{index}")
    @FieldSource("io.github.sosapp.settings.SettingCatalog#ALL")
    void everyDefaultIsReadByItsOwnParser(SettingKey<?> key) {
        key.defaultText()
                .ifPresent(text -> assertThatCode(() -> key.parse(text, SettingKey.DEFAULT))
                        .as(key.name())
                        .doesNotThrowAnyException());
    }

    @ParameterizedTest(name = "{index}")
    @FieldSource("io.github.sosapp.settings.SettingCatalog#ALL")
    void everyDescriptionIsASentenceAndNoDefaultIsDocumentedTwice(SettingKey<?> key) {
        assertThat(key.description()).as(key.name()).matches("(?s)[A-Z].*\\.");
        assertThat(key.defaultText().isPresent() && !key.defaultNote().isEmpty())
                .as(key.name())
                .isFalse();
    }

    @Test
    void everyConstantIsInTheList() throws IllegalAccessException {
        List<SettingKey<?>> constants = new ArrayList<>();
        for (Class<?> part : List.of(SettingCatalog.class, LanguageSettings.class, DevelopmentSettings.class)) {
            for (Field field : part.getFields()) {
                if (field.get(null) instanceof SettingKey<?> key) {
                    constants.add(key);
                }
            }
        }

        assertThat(SettingCatalog.ALL).containsExactlyInAnyOrderElementsOf(constants);
    }

    @Test
    void namesAliasesAndMapsDoNotCollide() {
        List<String> names = new ArrayList<>();
        SettingCatalog.ALL.forEach(key -> {
            names.add(key.name());
            if (!key.alias().isEmpty()) {
                names.add(key.alias());
            }
        });
        SettingCatalog.MAPS.forEach(map -> names.add(map.name()));

        assertThat(names).doesNotHaveDuplicates();
        assertThat(names)
                .noneMatch(name -> SettingCatalog.MAPS.stream().anyMatch(map -> name.startsWith(map.name() + ".")));
    }

    @Test
    void environmentVariablesDoNotCollide() {
        assertThat(SettingCatalog.ALL.stream()
                        .map(SettingKey::environmentVariable)
                        .toList())
                .doesNotHaveDuplicates()
                .allMatch(variable -> variable.matches("SOS(_[A-Z]+)+"));
    }

    @ParameterizedTest
    @CsvSource({
        "image, SOS_IMAGE",
        "go.version, SOS_GO_VERSION",
        "stopSignal, SOS_STOP_SIGNAL",
        "health.startPeriod, SOS_HEALTH_START_PERIOD",
        "pushAtEnd, SOS_PUSH_AT_END",
        "insecureRegistries, SOS_INSECURE_REGISTRIES"
    })
    void environmentVariablesAreWrittenInCapitals(String name, String variable) {
        assertThat(SettingCatalog.ALL.stream()
                        .filter(key -> key.name().equals(name))
                        .map(SettingKey::environmentVariable))
                .containsExactly(variable);
    }
}
