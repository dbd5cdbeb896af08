package io.github.sosapp.debian.control;

import java.util.List;
import java.util.stream.Collectors;

/** What a package needs: one of the alternatives, the first preferred (Policy 7.1). */
public record Dependency(List<PackageRelation> alternatives) {

    public Dependency {
        alternatives = List.copyOf(alternatives);
        if (alternatives.isEmpty()) {
            throw new IllegalArgumentException("a dependency without alternatives");
        }
    }

    /**
     * Reads the value of a relation field of a binary package, such as {@code Depends}; an empty value gives none.
     *
     * @param origin where the text was found, for the failure
     * @throws io.github.sosapp.failure.BuildFailure if it is malformed, or restricted to architectures or build profiles as
     *     only source packages may
     */
    public static List<Dependency> parseAll(String field, String origin) {
        return new RelationParser(field, origin).dependencies();
    }

    @Override
    public String toString() {
        return alternatives.stream().map(PackageRelation::toString).collect(Collectors.joining(" | "));
    }
}
