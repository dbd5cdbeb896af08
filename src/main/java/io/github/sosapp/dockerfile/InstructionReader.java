package io.github.sosapp.dockerfile;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes the text of a Dockerfile apart: directives, comments, continued lines and texts that belong to an instruction. */
final class InstructionReader {

    private static final Pattern DIRECTIVE = Pattern.compile("#\\s*([A-Za-z]+)\\s*=\\s*(.+?)\\s*");
    private static final Pattern HERE_DOCUMENT = Pattern.compile("<<-?\\s*([\"']?)([A-Za-z_][A-Za-z0-9_]*)\\1");
    private static final List<String> WITH_DOCUMENTS = List.of("RUN", "COPY", "ADD");

    private final List<String> lines;
    private final List<Instruction> instructions = new ArrayList<>();
    private String escape = "\\";
    private Optional<String> syntax = Optional.empty();
    private int syntaxLine;
    private int at;

    InstructionReader(String text) {
        this.lines = text.lines().toList();
    }

    void read() {
        readDirectives();
        while (at < lines.size()) {
            String line = lines.get(at).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                at++;
            } else {
                readInstruction();
            }
        }
    }

    private void readDirectives() {
        for (; at < lines.size(); at++) {
            Matcher directive = DIRECTIVE.matcher(lines.get(at).strip());
            if (!directive.matches()) {
                return;
            }
            switch (directive.group(1).toLowerCase(Locale.ROOT)) {
                case "escape" -> escape = directive.group(2);
                case "syntax" -> {
                    syntax = Optional.of(directive.group(2));
                    syntaxLine = at + 1;
                }
                case "check" -> {
                    // Only says what the engine is to warn of.
                }
                default -> {
                    return;
                }
            }
        }
    }

    private void readInstruction() {
        int first = at;
        StringBuilder joined = new StringBuilder();
        boolean continues = true;
        while (continues && at < lines.size()) {
            String line = lines.get(at++);
            String stripped = line.strip();
            boolean isComment = stripped.startsWith("#") || at - 1 > first && stripped.isEmpty();
            if (!isComment) {
                continues = stripped.endsWith(escape);
                String part = continues ? stripped.substring(0, stripped.length() - escape.length()) : stripped;
                joined.append(joined.isEmpty() ? "" : " ").append(part.strip());
            }
        }
        String[] words = joined.toString().strip().split("\\s+", 2);
        String keyword = words[0].toUpperCase(Locale.ROOT);
        String rest = words.length == 2 ? words[1] : "";
        if (WITH_DOCUMENTS.contains(keyword)) {
            skipDocuments(rest);
        }
        instructions.add(new Instruction(first + 1, at, keyword, rest));
    }

    private void skipDocuments(String rest) {
        Deque<String> ends = new ArrayDeque<>();
        for (Matcher document = HERE_DOCUMENT.matcher(rest); document.find(); ) {
            ends.add(document.group(2));
        }
        int start = at;
        while (!ends.isEmpty() && at < lines.size()) {
            if (lines.get(at++).strip().equals(ends.peek())) {
                ends.remove();
            }
        }
        if (!ends.isEmpty()) {
            // Nothing of the kind: an arithmetic shift of a shell, for example.
            at = start;
        }
    }

    List<String> lines() {
        return lines;
    }

    List<Instruction> instructions() {
        return instructions;
    }

    /** The frontend that a {@code # syntax=} line asks for. */
    Optional<String> syntax() {
        return syntax;
    }

    int syntaxLine() {
        return syntaxLine;
    }
}
