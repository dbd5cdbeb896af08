package io.github.sosapp.debian.control;

import io.github.sosapp.debian.control.Resolution.Omitted;
import io.github.sosapp.debian.control.Resolution.Rejected;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The packages chosen so far and what was noted on the way; can go back to an earlier state. */
final class Selection {

    /**
     * @param wanted the name that somebody asked for, of which it is a part
     * @param parent the package that needed it; empty for a wanted one
     * @param hadOthers whether another package could have been taken
     */
    record Choice(PackageStanza stanza, String wanted, String chain, Optional<Choice> parent, boolean hadOthers) {

        /** This choice, or the nearest above it that had others. */
        Optional<Choice> replaceable() {
            return hadOthers ? Optional.of(this) : parent.flatMap(Choice::replaceable);
        }
    }

    /** A state to go back to. */
    record Mark(int choices, int omitted, int rejected) {}

    /** A conflict with, or a break of, a package that may come later. */
    private record Exclusion(Choice by, String verb, PackageRelation relation) {}

    private final Candidates candidates;
    private final List<Choice> choices = new ArrayList<>();
    private final Map<String, List<Choice>> byNameOrProvided = new HashMap<>();
    private final Map<String, List<Exclusion>> exclusions = new HashMap<>();
    private final List<Omitted> omitted = new ArrayList<>();
    private final List<Rejected> rejected = new ArrayList<>();

    Selection(Candidates candidates) {
        this.candidates = candidates;
    }

    void add(Choice choice) {
        choices.add(choice);
        for (String name : names(choice.stanza())) {
            byNameOrProvided.computeIfAbsent(name, key -> new ArrayList<>(1)).add(choice);
        }
        for (Exclusion exclusion : exclusionsOf(choice)) {
            exclusions
                    .computeIfAbsent(exclusion.relation().name(), key -> new ArrayList<>(1))
                    .add(exclusion);
        }
    }

    /** Whether a chosen package meets one of the alternatives. */
    boolean meets(Dependency dependency) {
        return dependency.alternatives().stream()
                .anyMatch(relation -> byNameOrProvided.getOrDefault(relation.name(), List.of()).stream()
                        .anyMatch(choice -> candidates.isMetBy(choice.stanza(), relation)));
    }

    /** Why the package cannot stand beside those already chosen, if so; a package never excludes itself (Policy 7.4). */
    Optional<Refusal.Rejection> exclusionOf(PackageStanza stanza) {
        Choice candidate = new Choice(stanza, "", "", Optional.empty(), false);
        for (Exclusion exclusion : exclusionsOf(candidate)) {
            for (Choice chosen :
                    byNameOrProvided.getOrDefault(exclusion.relation().name(), List.of())) {
                if (chosen.stanza() != stanza && candidates.isExcludedBy(chosen.stanza(), exclusion.relation())) {
                    return Optional.of(rejection(stanza, exclusion, chosen, chosen));
                }
            }
        }
        return names(stanza).stream()
                .flatMap(name -> exclusions.getOrDefault(name, List.of()).stream())
                .filter(exclusion -> exclusion.by().stanza() != stanza)
                .filter(exclusion -> candidates.isExcludedBy(stanza, exclusion.relation()))
                .findFirst()
                .map(exclusion -> rejection(stanza, exclusion, exclusion.by(), candidate));
    }

    private static Refusal.Rejection rejection(
            PackageStanza stanza, Exclusion exclusion, Choice opponent, Choice excluded) {
        String why = Candidates.text(exclusion.by().stanza()) + " " + exclusion.verb() + " " + exclusion.relation()
                + (excluded.stanza().name().equals(exclusion.relation().name())
                        ? ""
                        : ", which " + excluded.stanza().name() + " provides")
                + "; " + opponent.stanza().name() + " is there because of " + opponent.chain();
        return Refusal.Rejection.opposed(Candidates.text(stanza), why, opponent);
    }

    private static List<Exclusion> exclusionsOf(Choice choice) {
        return Stream.concat(
                        choice.stanza().conflicts().stream().map(r -> new Exclusion(choice, "conflicts with", r)),
                        choice.stanza().breaks().stream().map(r -> new Exclusion(choice, "breaks", r)))
                .toList();
    }

    private static List<String> names(PackageStanza stanza) {
        return Stream.concat(
                        Stream.of(stanza.name()), stanza.provides().stream().map(PackageRelation::name))
                .distinct()
                .toList();
    }

    void note(Omitted dependency) {
        omitted.add(dependency);
    }

    void note(Rejected candidate) {
        rejected.add(candidate);
    }

    Mark mark() {
        return new Mark(choices.size(), omitted.size(), rejected.size());
    }

    /** Forgets everything since the mark. */
    void backTo(Mark mark) {
        while (choices.size() > mark.choices()) {
            Choice last = choices.remove(choices.size() - 1);
            names(last.stanza()).forEach(name -> byNameOrProvided.get(name).remove(last));
            exclusionsOf(last)
                    .forEach(exclusion ->
                            exclusions.get(exclusion.relation().name()).removeIf(known -> known.by() == last));
        }
        omitted.subList(mark.omitted(), omitted.size()).clear();
        rejected.subList(mark.rejected(), rejected.size()).clear();
    }

    /** What came of it; a package that was rejected at one place and chosen at another is only chosen. */
    Resolution resolution() {
        Set<String> chosen =
                choices.stream().map(choice -> Candidates.text(choice.stanza())).collect(Collectors.toSet());
        return new Resolution(
                choices.stream()
                        .sorted(Comparator.comparing(choice -> choice.stanza().name()))
                        .map(choice -> new Resolution.Chosen(choice.stanza(), choice.wanted(), choice.chain()))
                        .toList(),
                omitted,
                rejected.stream()
                        .filter(candidate -> !chosen.contains(candidate.candidate()))
                        .distinct()
                        .toList());
    }
}
