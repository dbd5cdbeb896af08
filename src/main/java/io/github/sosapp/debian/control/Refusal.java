package io.github.sosapp.debian.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A dependency that cannot be met: who has it, and why each package that was looked at is none. */
record Refusal(String owner, Dependency dependency, List<Rejection> rejections) {

    private static final int MOST_LINES = 40;

    /**
     * @param opponent the chosen package that stands in the way, if it is one
     * @param deeper what the candidate itself lacks, if it is that
     */
    record Rejection(String candidate, String why, Optional<Selection.Choice> opponent, Optional<Refusal> deeper) {

        static Rejection because(String candidate, String why) {
            return new Rejection(candidate, why, Optional.empty(), Optional.empty());
        }

        static Rejection lacking(String candidate, Refusal deeper) {
            return new Rejection(
                    candidate, "its " + deeper.dependency() + " cannot be met", Optional.empty(), Optional.of(deeper));
        }
    }

    Refusal {
        rejections = List.copyOf(rejections);
    }

    /** The chain of reasons, one a line, deeper ones indented. */
    String text() {
        List<String> lines = new ArrayList<>();
        write(lines, "");
        int surplus = lines.size() - MOST_LINES;
        return String.join("\n", surplus <= 0 ? lines : lines.subList(0, MOST_LINES))
                + (surplus <= 0 ? "" : "\nand " + surplus + " more reasons");
    }

    private void write(List<String> lines, String indent) {
        lines.add(indent + owner + " needs " + dependency);
        for (Rejection rejection : rejections) {
            if (rejection.deeper().isPresent()) {
                rejection.deeper().get().write(lines, indent + "  ");
            } else {
                lines.add(indent + "  " + rejection.candidate() + ": " + rejection.why());
            }
        }
    }

    /** The first chosen package in the way whose place another one could take. */
    Optional<Selection.Choice> replaceableOpponent() {
        return rejections.stream()
                .flatMap(rejection -> rejection.opponent().flatMap(Selection.Choice::replaceable).stream()
                        .findFirst()
                        .or(() -> rejection.deeper().flatMap(Refusal::replaceableOpponent))
                        .stream())
                .findFirst();
    }
}
