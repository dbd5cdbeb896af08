package io.github.sosapp.settings;

import java.util.Optional;

/**
 * A value as somebody wrote it.
 *
 * @param text empty when the place takes an inherited value away
 * @param origin the place in words, for example {@code -Dsos.port on the command line}
 */
public record RawSetting(Optional<String> text, String origin) {

    /** Ends the origin of what is said on the command line. */
    public static final String COMMAND_LINE = " on the command line";

    /** Begins the origin of what the environment says. */
    public static final String ENVIRONMENT = "environment variable ";

    /** A value that was given. */
    public static RawSetting of(String text, String origin) {
        return new RawSetting(Optional.of(text), origin);
    }

    /** What takes an inherited value away. */
    public static RawSetting removed(String origin) {
        return new RawSetting(Optional.empty(), origin);
    }
}
