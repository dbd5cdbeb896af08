package io.github.sosapp.settings;

import io.github.sosapp.failure.BuildFailure;
import java.util.Locale;
import java.util.Optional;

/**
 * One entry of the catalogue.
 *
 * @param name without the prefix {@code sos.}
 * @param alias a second name under which a POM may hold it, or empty
 * @param description one sentence for the documentation
 * @param defaultText as documented; empty when the setting has no value unless somebody gives one
 * @param defaultNote what the documentation says instead when the default is found by looking at the project
 */
public record SettingKey<T>(
        String name,
        String alias,
        String description,
        Optional<String> defaultText,
        String defaultNote,
        SettingParser<T> parser) {

    /** The origin of values that nobody gave. */
    public static final String DEFAULT = "default";

    static <T> SettingKey<T> of(String name, String description, String defaultText, SettingParser<T> parser) {
        return new SettingKey<>(name, "", description, Optional.of(defaultText), "", parser);
    }

    static <T> SettingKey<T> without(String name, String description, String defaultNote, SettingParser<T> parser) {
        return new SettingKey<>(name, "", description, Optional.empty(), defaultNote, parser);
    }

    SettingKey<T> alsoCalled(String newAlias) {
        return new SettingKey<>(name, newAlias, description, defaultText, defaultNote, parser);
    }

    /** {@code SOS_GO_VERSION} for {@code go.version}. */
    public String environmentVariable() {
        StringBuilder variable = new StringBuilder("SOS_");
        for (int i = 0; i < name.length(); i++) {
            char letter = name.charAt(i);
            boolean startsWord =
                    isCapital(letter) && i > 0 && !isCapital(name.charAt(i - 1)) && name.charAt(i - 1) != '.';
            variable.append(startsWord ? "_" : "").append(letter == '.' ? '_' : letter);
        }
        return variable.toString().toUpperCase(Locale.ROOT);
    }

    private static boolean isCapital(char letter) {
        return letter >= 'A' && letter <= 'Z';
    }

    /**
     * Reads a text as this setting.
     *
     * @throws BuildFailure that quotes the text and its origin
     */
    Setting<T> parse(String text, String origin) {
        String trimmed = text.trim();
        try {
            return new Setting<>(name, trimmed, parser.parse(trimmed), origin);
        } catch (SettingParser.Refusal refusal) {
            throw new Setting<>(name, trimmed, trimmed, origin)
                    .refused(refusal.getMessage())
                    .remedy(refusal.remedy());
        }
    }
}
