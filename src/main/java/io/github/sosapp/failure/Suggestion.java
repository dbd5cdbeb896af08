package io.github.sosapp.failure;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the known word that somebody probably meant. */
public final class Suggestion {

    private static final int LEAST_OF_A_WORD = 3;

    private Suggestion() {}

    /** The nearest of {@code known} by edit distance, if it is near enough to be a slip of the keyboard. */
    public static Optional<String> nearest(String word, Collection<String> known) {
        return known.stream()
                .min(Comparator.<String>comparingInt(candidate -> distance(word, candidate))
                        .thenComparing(Comparator.naturalOrder()))
                .filter(candidate -> distance(word, candidate) <= Math.max(1, word.length() / 3));
    }

    /** {@code "did you mean X?"}, where X may be a long word that was cut short, or the given words when nothing is near. */
    public static String didYouMean(String word, Collection<String> known, String otherwise) {
        return nearest(word, known)
                .or(() -> cutShort(word, known))
                .map(candidate -> "did you mean " + candidate + "?")
                .orElse(otherwise);
    }

    /** The shortest of {@code known} that begins with the word, or else has it as its end: prod, or debian, for a target. */
    private static Optional<String> cutShort(String word, Collection<String> known) {
        String lower = word.toLowerCase(Locale.ROOT);
        if (lower.length() < LEAST_OF_A_WORD) {
            return Optional.empty();
        }
        return known.stream()
                .filter(candidate -> candidate.startsWith(lower) || candidate.endsWith(lower))
                .min(Comparator.<String, Boolean>comparing(candidate -> !candidate.startsWith(lower))
                        .thenComparing(String::length)
                        .thenComparing(Comparator.naturalOrder()));
    }

    // Damerau-Levenshtein with adjacent transpositions: "amd46" is one slip away from "amd64".
    private static int distance(String left, String right) {
        String a = left.toLowerCase(Locale.ROOT);
        String b = right.toLowerCase(Locale.ROOT);
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                cost[i][j] = Math.min(cost[i - 1][j - 1] + change, Math.min(cost[i - 1][j] + 1, cost[i][j - 1] + 1));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[a.length()][b.length()];
    }
}
