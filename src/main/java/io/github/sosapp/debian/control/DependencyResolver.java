package io.github.sosapp.debian.control;

import io.github.sosapp.failure.BuildFailure;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Chooses packages of an index: those that are wanted and what they need (Depends and Pre-Depends; never Recommends, and no
 * essential package unasked), beside which nothing conflicts or breaks. The same index and request give the same choice
 * everywhere. Where apt would look for packages to remove, this one begins again without the package that was in the way.
 */
public final class DependencyResolver {

    private static final int MOST_ATTEMPTS = 25;

    private final PackageIndex index;

    public DependencyResolver(PackageIndex index) {
        this.index = index;
    }

    /**
     * The chosen packages with their reasons.
     *
     * @throws BuildFailure if the request cannot be met; its text has the chain of reasons
     */
    public Resolution resolve(PackageRequest request) {
        checkContradictions(request);
        TreeMap<String, String> avoided = new TreeMap<>();
        Optional<Refusal> first = Optional.empty();
        for (int i = 0; i < MOST_ATTEMPTS; i++) {
            ResolutionAttempt attempt = new ResolutionAttempt(index, request, avoided);
            Optional<Refusal> refusal = attempt.run();
            if (refusal.isEmpty()) {
                return attempt.resolution();
            }
            first = first.or(() -> refusal);
            Optional<Selection.Choice> inTheWay = refusal.get().replaceableOpponent();
            if (inTheWay.isEmpty()) {
                break;
            }
            avoided.put(
                    inTheWay.get().stanza().name(),
                    "with it " + refusal.get().dependency() + " of "
                            + refusal.get().owner() + " cannot be met");
        }
        throw unsatisfiable(first.orElseThrow());
    }

    private static void checkContradictions(PackageRequest request) {
        for (PackageRequest.Wanted wanted : request.wanted()) {
            String name = wanted.relation().name();
            if (request.leftOut().containsKey(name)) {
                throw BuildFailure.ofUser("the package " + name + " is wanted and left out at once")
                        .because("it is left out for this reason: "
                                + request.leftOut().get(name))
                        .from(wanted.reason())
                        .remedy("decide for one of the two");
            }
        }
    }

    private BuildFailure unsatisfiable(Refusal refusal) {
        return BuildFailure.ofWorld("the packages for " + index.architecture() + " do not fit together")
                .because(refusal.text())
                .asked(String.join(", ", index.sources()))
                .remedy(
                        "want other packages (sos.packages) or another suite (sos.base), or ask a mirror that has the suite"
                                + " as a whole (sos.debian.mirror)");
    }
}
