package io.github.sosapp.plan;

/**
 * What one rule left out of the packages of a base.
 *
 * @param packages names of packages that the rule is for, with {@code *} for a part of a name
 * @param paths where the files lay, with {@code *} and {@code **}
 * @param reason in words
 * @param files number of files and links
 * @param bytes of these files together, not compressed
 */
public record CutFiles(String packages, String paths, String reason, long files, long bytes) {}
