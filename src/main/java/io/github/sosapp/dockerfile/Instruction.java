package io.github.sosapp.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One instruction of a Dockerfile.
 *
 * @param line of its first word, from 1
 * @param lastLine of its last word or of the text that belongs to it
 * @param keyword in capital letters
 * @param rest everything after the keyword, continued lines joined
 */
record Instruction(int line, int lastLine, String keyword, String rest) {

    private static final Pattern COPY_FROM = Pattern.compile("(?:^|\\s)--from=(\\S+)");
    private static final Pattern MOUNT = Pattern.compile("(?:^|\\s)--mount=(\\S+)");

    boolean is(String wanted) {
        return keyword.equals(wanted);
    }

    /** The value of a flag such as {@code --platform=…}. */
    Optional<String> flag(String name) {
        for (String word : words()) {
            if (!word.startsWith("--")) {
                return Optional.empty();
            }
            if (word.startsWith("--" + name + "=")) {
                return Optional.of(word.substring(name.length() + 3));
            }
        }
        return Optional.empty();
    }

    /** The words after the flags. */
    List<String> arguments() {
        List<String> words = new ArrayList<>(words());
        while (!words.isEmpty() && words.get(0).startsWith("--")) {
            words.remove(0);
        }
        return words;
    }

    /** The stages, numbers of stages and images that files are taken from. */
    List<String> sources() {
        List<String> sources = new ArrayList<>();
        if (is("COPY")) {
            Matcher from = COPY_FROM.matcher(rest);
            if (from.find()) {
                sources.add(from.group(1));
            }
        } else if (is("RUN")) {
            for (Matcher mount = MOUNT.matcher(rest); mount.find(); ) {
                for (String option : mount.group(1).split(",")) {
                    if (option.startsWith("from=")) {
                        sources.add(option.substring("from=".length()));
                    }
                }
            }
        }
        return sources;
    }

    /** The keyword and what is done, in one line; of the flags only the one that names where files come from. */
    String name() {
        String done = Stream.concat(flag("from").map(from -> "--from=" + from).stream(), arguments().stream())
                .collect(Collectors.joining(" "));
        return (keyword + " " + done).strip();
    }

    private List<String> words() {
        return List.of(rest.strip().split("\\s+"));
    }
}
