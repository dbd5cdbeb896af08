package io.github.sosapp.debian.control;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A dependency that cannot be met: who has it, and why each package that was looked at is none. */
record Refusal(String owner, Dependency dependency, List<Rejection> rejections) {

    private static final int SHOWN_AT_EACH_END = 20;
    private static final int DEEPEST_INDENT = 8;
    private static final int MOST_LINES = 10_000;

    /**
     * @param opponent the chosen package that stands in the way, if it is one
     * @param deeper what the candidate itself lacks, if it is that
     * @param always whether it holds whatever else is chosen
     */
    record Rejection(
            String candidate,
            String why,
            Optional<Selection.Choice> opponent,
            Optional<Refusal> deeper,
            boolean always) {

        static Rejection always(String candidate, String why) {
            return new Rejection(candidate, why, Optional.empty(), Optional.empty(), true);
        }

        static Rejection thisTime(String candidate, String why) {
            return new Rejection(candidate, why, Optional.empty(), Optional.empty(), false);
        }

        static Rejection opposed(String candidate, String why, Selection.Choice opponent) {
            return new Rejection(candidate, why, Optional.of(opponent), Optional.empty(), false);
        }

        static Rejection lacking(String candidate, Refusal deeper) {
            String why = "its " + deeper.dependency() + " cannot be met";
            return new Rejection(candidate, why, Optional.empty(), Optional.of(deeper), deeper.always());
        }
    }

    Refusal {
        rejections = List.copyOf(rejections);
    }

    /** Whether it holds whatever else is chosen. */
    boolean always() {
        return rejections.stream().allMatch(Rejection::always);
    }

    /** The chain of reasons, one a line, deeper ones indented; of a long one the beginning and the end. */
    String text() {
        List<String> lines = new ArrayList<>();
        write(lines, 0, new HashSet<>());
        int surplus = lines.size() - 2 * SHOWN_AT_EACH_END;
        if (surplus > 0) {
            lines.subList(SHOWN_AT_EACH_END, SHOWN_AT_EACH_END + surplus).clear();
            lines.add(SHOWN_AT_EACH_END, "… " + surplus + " lines …");
        }
        return String.join("\n", lines);
    }

    /** A package that is hopeless is explained where it comes first. */
    private void write(List<String> lines, int depth, Set<String> explained) {
        lines.add(indented(depth, owner + " needs " + dependency));
        for (Rejection rejection : rejections) {
            boolean here = !rejection.always() || explained.add(rejection.candidate());
            if (rejection.deeper().isPresent() && here && lines.size() < MOST_LINES) {
                rejection.deeper().get().write(lines, depth + 1, explained);
            } else {
                lines.add(indented(depth + 1, rejection.candidate() + ": " + rejection.why()));
            }
        }
    }

    private static String indented(int depth, String line) {
        return "  ".repeat(Math.min(depth, DEEPEST_INDENT)) + line;
    }

    /** The first chosen package in the way whose place another one could take. */
    Optional<Selection.Choice> replaceableOpponent() {
        for (Rejection rejection : rejections) {
            Optional<Selection.Choice> found = rejection
                    .opponent()
                    .flatMap(Selection.Choice::replaceable)
                    .or(() -> rejection
                            .deeper()
                            .filter(refusal -> !refusal.always())
                            .flatMap(Refusal::replaceableOpponent));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }
}
