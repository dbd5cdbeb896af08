package io.github.sosapp.debian.control;

import java.util.List;

/**
 * Which packages were chosen and why, and which were not.
 *
 * @param packages sorted by name
 * @param omitted the dependencies of chosen packages that no chosen package meets, in the order they were met
 * @param rejected the packages that were looked at and not chosen, in the order they were looked at
 */
public record Resolution(List<Chosen> packages, List<Omitted> omitted, List<Rejected> rejected) {

    /**
     * @param wanted the name that somebody asked for, and that first led to it
     * @param reason the way from a wanted package, such as {@code openjdk-17-jre-headless -> libc6 (>= 2.34)}, or for a
     *     wanted package the reason of whoever wanted it
     */
    public record Chosen(PackageStanza stanza, String wanted, String reason) {}

    /** A dependency of {@code owner} that is not met on purpose. */
    public record Omitted(PackageStanza owner, Dependency dependency, String reason) {}

    /**
     * @param candidate the package, with its version where there is one
     * @param dependency what it was looked at for
     */
    public record Rejected(String candidate, Dependency dependency, String reason) {}

    public Resolution {
        packages = List.copyOf(packages);
        omitted = List.copyOf(omitted);
        rejected = List.copyOf(rejected);
    }
}
