package io.github.sosapp.debian.control;

/** How a package stands beside itself in another architecture; only {@code ALLOWED} matters to a base of one architecture. */
public enum MultiArch {
    NO,
    SAME,
    FOREIGN,
    ALLOWED
}
