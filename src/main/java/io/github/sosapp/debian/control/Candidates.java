package io.github.sosapp.debian.control;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Finds the packages of an index that meet a dependency, best first: the alternatives in their order; in each the package of
 * that name, then those that provide it: essential ones, then by priority as apt has it, then by name. (apt's last resort is
 * the order in which its cache met the names; ours does not change with unrelated packages.)
 */
final class Candidates {

    /** @param relation the alternative that it meets */
    record Candidate(PackageStanza stanza, PackageRelation relation) {

        /** How the package is named in a chain of reasons. */
        String link() {
            return stanza.name().equals(relation.name())
                    ? relation.toString()
                    : stanza.name() + " (provides " + relation.name() + ")";
        }
    }

    private static final Comparator<PackageStanza> BEST_FIRST = Comparator.comparing(
                    (PackageStanza stanza) -> !stanza.essential())
            .thenComparing(PackageStanza::priority)
            .thenComparing(PackageStanza::name);

    private final PackageIndex index;

    Candidates(PackageIndex index) {
        this.index = index;
    }

    List<Candidate> of(Dependency dependency) {
        List<Candidate> found = new ArrayList<>();
        for (PackageRelation relation : dependency.alternatives()) {
            index.byName(relation.name())
                    .filter(stanza -> isMetBy(stanza, relation))
                    .ifPresent(stanza -> add(found, stanza, relation));
            index.providersOf(relation.name()).stream()
                    .filter(stanza -> isMetBy(stanza, relation))
                    .sorted(BEST_FIRST)
                    .forEach(stanza -> add(found, stanza, relation));
        }
        return found;
    }

    /** Why packages that bear or provide the dependency's names are not among its candidates. */
    List<Refusal.Rejection> unfit(Dependency dependency) {
        List<Refusal.Rejection> unfit = new ArrayList<>();
        for (PackageRelation relation : dependency.alternatives()) {
            Optional<PackageStanza> named = index.byName(relation.name());
            List<PackageStanza> providers = index.providersOf(relation.name());
            if (named.isEmpty() && providers.isEmpty()) {
                unfit.add(Refusal.Rejection.always(
                        relation.name(), "no package for " + index.architecture() + " has or provides this name"));
            }
            named.filter(stanza -> !isMetBy(stanza, relation))
                    .ifPresent(stanza -> unfit.add(
                            Refusal.Rejection.always(text(stanza), "it does not fit " + relation + in(stanza))));
            for (PackageStanza stanza : providers) {
                if (!isMetBy(stanza, relation)) {
                    unfit.add(Refusal.Rejection.always(
                            text(stanza),
                            "it provides " + provided(stanza, relation) + in(stanza) + ", which does not fit "
                                    + relation));
                }
            }
        }
        return unfit;
    }

    private static String in(PackageStanza stanza) {
        return " in " + stanza.index();
    }

    /** Whether the package, or what it provides, is what the relation asks for (Policy 7.5). */
    boolean isMetBy(PackageStanza stanza, PackageRelation relation) {
        if (!relation.qualifier().map(wanted -> isArchitecture(stanza, wanted)).orElse(true)) {
            return false;
        }
        return bears(stanza, relation);
    }

    /** Whether a negative relation means the package: as {@link #isMetBy}, but {@code any} leaves no architecture out. */
    boolean isExcludedBy(PackageStanza stanza, PackageRelation relation) {
        boolean here = relation.qualifier()
                .map(wanted -> List.of("any", "native", index.architecture()).contains(wanted))
                .orElse(true);
        return here && bears(stanza, relation);
    }

    private static boolean bears(PackageStanza stanza, PackageRelation relation) {
        if (stanza.name().equals(relation.name()) && relation.accepts(stanza.version())) {
            return true;
        }
        return stanza.provides().stream()
                .filter(provided -> provided.name().equals(relation.name()))
                .anyMatch(provided -> relation.bound().isEmpty()
                        || provided.bound()
                                .map(bound -> relation.accepts(bound.version()))
                                .orElse(false));
    }

    private boolean isArchitecture(PackageStanza stanza, String wanted) {
        return switch (wanted) {
            case "any" -> stanza.multiArch() == MultiArch.ALLOWED;
            case "native" -> true;
            default -> wanted.equals(index.architecture());
        };
    }

    private static void add(List<Candidate> found, PackageStanza stanza, PackageRelation relation) {
        if (found.stream().noneMatch(known -> known.stanza() == stanza)) {
            found.add(new Candidate(stanza, relation));
        }
    }

    private static String provided(PackageStanza stanza, PackageRelation relation) {
        return stanza.provides().stream()
                .filter(provided -> provided.name().equals(relation.name()))
                .map(PackageRelation::toString)
                .reduce((left, right) -> left + ", " + right)
                .orElse(relation.name());
    }

    static String text(PackageStanza stanza) {
        return stanza.name() + " " + stanza.version();
    }
}
