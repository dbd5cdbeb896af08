package io.github.sosapp.debian.control;

import io.github.sosapp.debian.control.Candidates.Candidate;
import io.github.sosapp.debian.control.PackageRequest.Wanted;
import io.github.sosapp.debian.control.Resolution.Omitted;
import io.github.sosapp.debian.control.Resolution.Rejected;
import io.github.sosapp.debian.control.Selection.Choice;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.failure.Suggestion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One walk through the dependencies, depth first and in the order of the fields, as apt walks: each is met by a chosen package
 * if one does, else by the first candidate whose own dependencies can be met beside what is chosen.
 */
final class ResolutionAttempt {

    private static final int DEEPEST = 400;
    private static final int MOST_STEPS = 50_000;

    private final PackageIndex index;
    private final PackageRequest request;
    private final Map<String, String> avoided;
    private final Candidates candidates;
    private final Selection selection;
    /** Packages that nothing can make installable: without this memory, looking at each again and again takes forever. */
    private final Map<PackageStanza, Refusal> hopeless = new HashMap<>();

    private int steps;

    /** @param avoided names of packages that are not taken this time, each with the reason */
    ResolutionAttempt(PackageIndex index, PackageRequest request, Map<String, String> avoided) {
        this.index = index;
        this.request = request;
        this.avoided = avoided;
        this.candidates = new Candidates(index);
        this.selection = new Selection(candidates);
    }

    /** Empty if everything wanted and needed is chosen. */
    Optional<Refusal> run() {
        List<Choice> roots = new ArrayList<>();
        for (Wanted wanted : request.wanted()) {
            Dependency dependency = new Dependency(List.of(wanted.relation()));
            if (!selection.meets(dependency)) {
                Optional<Refusal> refusal = take(wanted, dependency, roots);
                if (refusal.isPresent()) {
                    return refusal;
                }
            }
        }
        return roots.stream()
                .map(root -> completed(root, 1))
                .flatMap(Optional::stream)
                .findFirst();
    }

    Resolution resolution() {
        return selection.resolution();
    }

    private Optional<Refusal> take(Wanted wanted, Dependency dependency, List<Choice> roots) {
        checkExists(wanted);
        List<Refusal.Rejection> rejections = new ArrayList<>(candidates.unfit(dependency));
        Optional<Candidate> candidate = onlyCandidate(wanted, candidates.of(dependency));
        if (candidate.isPresent()) {
            PackageStanza stanza = candidate.get().stanza();
            Optional<Refusal.Rejection> exclusion = selection.exclusionOf(stanza);
            if (exclusion.isEmpty()) {
                Choice choice = new Choice(stanza, wanted.relation().name(), wanted.reason(), Optional.empty(), false);
                selection.add(choice);
                roots.add(choice);
                return Optional.empty();
            }
            rejections.add(exclusion.get());
        }
        return Optional.of(new Refusal(wanted.reason(), dependency, rejections));
    }

    private void checkExists(Wanted wanted) {
        String name = wanted.relation().name();
        if (index.byName(name).isEmpty() && index.providersOf(name).isEmpty()) {
            throw BuildFailure.ofUser("there is no package " + name + " for " + index.architecture())
                    .from(wanted.reason())
                    .asked(String.join(", ", index.sources()))
                    .remedy(Suggestion.didYouMean(name, index.names(), "want a package that the suite has"));
        }
    }

    /** The package of that name, else the only one that provides it: to choose among several is up to who wants it. */
    private Optional<Candidate> onlyCandidate(Wanted wanted, List<Candidate> found) {
        String name = wanted.relation().name();
        if (found.size() > 1 && !found.get(0).stanza().name().equals(name)) {
            throw BuildFailure.ofUser(name + " is not a package but a name that several packages provide")
                    .because("they are "
                            + found.stream()
                                    .map(candidate -> candidate.stanza().name())
                                    .collect(Collectors.joining(", ")))
                    .from(wanted.reason())
                    .remedy("want one of them by its own name");
        }
        return found.stream().findFirst();
    }

    private Optional<Refusal> completed(Choice choice, int depth) {
        List<Dependency> dependencies = new ArrayList<>(choice.stanza().preDepends());
        dependencies.addAll(choice.stanza().depends());
        for (Dependency dependency : dependencies) {
            Optional<Refusal> refusal = met(choice, dependency, depth);
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        return Optional.empty();
    }

    private Optional<Refusal> met(Choice owner, Dependency dependency, int depth) {
        checkEffort(owner, depth);
        if (selection.meets(dependency)) {
            return Optional.empty();
        }
        Optional<String> omission = omission(dependency);
        if (omission.isPresent()) {
            selection.note(new Omitted(owner.stanza(), dependency, omission.get()));
            return Optional.empty();
        }
        List<Candidate> found = candidates.of(dependency);
        List<Refusal.Rejection> rejections = new ArrayList<>(candidates.unfit(dependency));
        for (int i = 0; i < found.size(); i++) {
            Optional<Refusal.Rejection> rejection = tried(found.get(i), owner, found.size() > 1, depth);
            if (rejection.isEmpty()) {
                note(dependency, rejections, found.get(i), found.subList(i + 1, found.size()));
                return Optional.empty();
            }
            rejections.add(rejection.get());
        }
        return Optional.of(new Refusal(Candidates.text(owner.stanza()), dependency, rejections));
    }

    /** Why the candidate cannot be taken; if it can, it and all that it needs is chosen afterwards. */
    private Optional<Refusal.Rejection> tried(Candidate candidate, Choice owner, boolean hadOthers, int depth) {
        PackageStanza stanza = candidate.stanza();
        if (avoided.containsKey(stanza.name())) {
            return Optional.of(Refusal.Rejection.thisTime(Candidates.text(stanza), avoided.get(stanza.name())));
        }
        if (hopeless.containsKey(stanza)) {
            return Optional.of(Refusal.Rejection.lacking(Candidates.text(stanza), hopeless.get(stanza)));
        }
        Optional<Refusal.Rejection> exclusion = selection.exclusionOf(stanza);
        if (exclusion.isPresent()) {
            return exclusion;
        }
        Selection.Mark before = selection.mark();
        String start = owner.parent().isEmpty() ? owner.stanza().name() : owner.chain();
        Choice choice =
                new Choice(stanza, owner.wanted(), start + " -> " + candidate.link(), Optional.of(owner), hadOthers);
        selection.add(choice);
        Optional<Refusal> deeper = completed(choice, depth + 1);
        deeper.ifPresent(refusal -> {
            selection.backTo(before);
            if (refusal.always()) {
                hopeless.put(stanza, refusal);
            }
        });
        return deeper.map(refusal -> Refusal.Rejection.lacking(Candidates.text(stanza), refusal));
    }

    private void note(
            Dependency dependency, List<Refusal.Rejection> rejections, Candidate taken, List<Candidate> notNeeded) {
        for (Refusal.Rejection rejection : rejections) {
            selection.note(new Rejected(rejection.candidate(), dependency, rejection.why()));
        }
        for (Candidate candidate : notNeeded) {
            String order = candidate.relation().equals(taken.relation())
                    ? " comes first among those that provide it: essential, then priority, then name"
                    : " is an earlier alternative";
            selection.note(new Rejected(
                    Candidates.text(candidate.stanza()),
                    dependency,
                    taken.stanza().name() + order));
        }
    }

    /** The reason if the dependency is not to be met by a package. */
    private Optional<String> omission(Dependency dependency) {
        for (PackageRelation relation : dependency.alternatives()) {
            Optional<String> named = Optional.ofNullable(request.leftOut().get(relation.name()));
            Optional<String> provided = index.providersOf(relation.name()).stream()
                    .map(stanza -> request.leftOut().get(stanza.name()))
                    .filter(reason -> reason != null)
                    .findFirst();
            if (named.or(() -> provided).isPresent()) {
                return named.or(() -> provided);
            }
        }
        return request.closure() == PackageRequest.Closure.NONE
                ? Optional.of("only the packages that are named were wanted")
                : Optional.empty();
    }

    private void checkEffort(Choice owner, int depth) {
        if (depth > DEEPEST || ++steps > MOST_STEPS) {
            throw BuildFailure.ofWorld("the packages that are needed cannot be worked out")
                    .because(
                            depth > DEEPEST
                                    ? "one package needs the next, more than " + DEEPEST + " deep, at "
                                            + owner.stanza().name()
                                    : "more than " + MOST_STEPS + " dependencies were looked at")
                    .from(owner.stanza().index())
                    .remedy("ask another mirror (sos.debian.mirror), or want fewer packages (sos.packages)");
        }
    }
}
