package io.github.sosapp.debian.control;

/** The field Priority (Policy 2.5), most wanted first. */
public enum Priority {
    REQUIRED,
    IMPORTANT,
    STANDARD,
    OPTIONAL,
    EXTRA;

    static Priority of(String text) {
        return switch (text) {
            case "required" -> REQUIRED;
            case "important" -> IMPORTANT;
            case "standard" -> STANDARD;
            case "extra" -> EXTRA;
            default -> OPTIONAL;
        };
    }
}
