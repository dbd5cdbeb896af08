package io.github.sosapp.engine.docker;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Calls layers by the instructions of the Dockerfile that made them. Every builder has words of its own for them in its
 * history, which would make another image of the same files.
 */
final class LayerNames {

    private static final int LONGEST_NAME = 80;

    /** What engines put before a command in their history: a shell, and the values of build arguments. */
    private static final Pattern ARGUMENTS = Pattern.compile("^(?:RUN )?\\|\\d+ ");

    private static final String SHELL = "/bin/sh -c ";
    private static final String NO_COMMAND = SHELL + "#(nop) ";
    private static final String RUN = "RUN";

    /** Those that write files; what a builder without layers of nothing does not make a layer of is in its history, too. */
    private static final Set<String> WRITING = Set.of("ADD", "COPY", "WORKDIR");

    /** Dockerfile reference: those that write no files. */
    private static final Set<String> SILENT = Set.of(
            "ARG",
            "CMD",
            "ENTRYPOINT",
            "ENV",
            "EXPOSE",
            "HEALTHCHECK",
            "LABEL",
            "MAINTAINER",
            "ONBUILD",
            "SHELL",
            "STOPSIGNAL",
            "USER",
            "VOLUME");

    private final List<String> instructions;

    /** @param instructions of the Dockerfile, from bottom to top */
    LayerNames(List<String> instructions) {
        this.instructions = List.copyOf(instructions);
    }

    /**
     * A line of an engine's history.
     *
     * @param words of the engine
     * @param isLayer whether the image has a layer of it
     */
    record Line(String words, boolean isLayer) {}

    /**
     * The names of all layers of an image, from bottom to top; empty for one that no instruction of the Dockerfile made, and
     * of whose history nothing is known.
     */
    List<String> of(List<Line> history) {
        // From the top, because how much of the history the base has is not known.
        Map<String, Deque<String>> open = new HashMap<>();
        instructions.forEach(instruction -> open.computeIfAbsent(keyword(instruction), known -> new ArrayDeque<>())
                .push(instruction));
        Deque<String> names = new ArrayDeque<>();
        for (int i = history.size() - 1; i >= 0; i--) {
            Line line = history.get(i);
            Deque<String> candidates = open.getOrDefault(keyword(line.words), new ArrayDeque<>());
            String name = candidates.isEmpty() ? plain(line.words) : candidates.pop();
            if (line.isLayer) {
                names.push(shortened(name));
            }
        }
        return new ArrayList<>(names);
    }

    private static String keyword(String words) {
        String said = words.startsWith(NO_COMMAND)
                ? words.substring(NO_COMMAND.length()).strip()
                : words;
        String first = said.split("\\s", 2)[0];
        return WRITING.contains(first) || SILENT.contains(first) || said.isEmpty() ? first : RUN;
    }

    /** The instruction as the engine has it, without the values of build arguments. */
    private static String plain(String history) {
        String plain = history.replaceFirst("\\s*# buildkit$", "").strip().replaceAll("\\s+", " ");
        int shell = plain.indexOf(SHELL);
        if (plain.startsWith(NO_COMMAND)) {
            return plain.substring(NO_COMMAND.length()).strip();
        }
        if (shell >= 0) {
            return RUN + " " + plain.substring(shell + SHELL.length());
        }
        // Nobody can say where the values end and the command begins.
        return ARGUMENTS.matcher(plain).find() ? RUN : plain;
    }

    private static String shortened(String name) {
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME - 1) + "…";
    }
}
