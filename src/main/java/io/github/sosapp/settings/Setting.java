package io.github.sosapp.settings;

import io.github.sosapp.failure.BuildFailure;

/**
 * A setting in force.
 *
 * @param name without the prefix {@code sos.}
 * @param text as written, or as documented for a default
 * @param origin where it came from, in words
 */
public record Setting<T>(String name, String text, T value, String origin) {

    /** Starts the failure of a value that cannot be used; {@code complaint} continues "sos.name = text …". */
    public BuildFailure.Facts refused(String complaint) {
        String shown = text.isEmpty() ? "\"\"" : text;
        return BuildFailure.ofUser("sos." + name + " = " + shown + " " + complaint)
                .from(origin);
    }

    /** Whether it was said for this run of Maven alone, and not written down where the next one finds it. */
    public boolean isOfThisRun() {
        return origin.endsWith(RawSetting.COMMAND_LINE) || origin.startsWith(RawSetting.ENVIRONMENT);
    }
}
