package io.github.sosapp.service.go;

import io.github.sosapp.failure.BuildFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The grammar that go.mod and go.work share (Go Modules Reference, "Lexical elements"): one directive a line, or a block
 * {@code verb ( … )} whose lines all belong to the verb.
 */
final class GoModSyntax {

    /**
     * One directive.
     *
     * @param words after the verb, unquoted
     * @param comment after {@code //} on the same line, trimmed; empty without one
     * @param place for failures, for example {@code go.mod line 7}
     */
    record Directive(String verb, List<String> words, String comment, String place) {}

    private final Path file;
    private final List<Directive> directives = new ArrayList<>();
    private String openBlock;
    private int line;

    private GoModSyntax(Path file) {
        this.file = file;
    }

    /** The directives of a file in their order, those of other verbs than the caller knows included. */
    static List<Directive> read(Path file) {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw BuildFailure.ofUser("cannot read " + file)
                    .because("the file is missing, not readable, or not UTF-8 text")
                    .causedBy(e)
                    .remedy("make the file readable for the user who builds");
        }
        GoModSyntax syntax = new GoModSyntax(file);
        if (text.startsWith("\uFEFF")) {
            syntax.line = 1;
            throw syntax.mistake(
                    "it begins with a byte order mark, which go refuses; save the file as UTF-8 without one");
        }
        text.lines().forEach(syntax::readLine);
        if (syntax.openBlock != null) {
            throw syntax.mistake("the block " + syntax.openBlock + " ( has no closing parenthesis");
        }
        return List.copyOf(syntax.directives);
    }

    private void readLine(String text) {
        line++;
        List<String> words = new ArrayList<>();
        String comment = split(text, words);
        if (words.isEmpty()) {
            return;
        }
        if (openBlock == null && words.size() == 2 && words.get(1).equals("(")) {
            openBlock = words.get(0);
        } else if (openBlock == null) {
            add(words.get(0), words.subList(1, words.size()), comment);
        } else if (words.equals(List.of(")"))) {
            openBlock = null;
        } else {
            add(openBlock, words, comment);
        }
    }

    private void add(String verb, List<String> words, String comment) {
        directives.add(new Directive(verb, List.copyOf(words), comment, place()));
    }

    /** Puts the words of a line into {@code words} and gives its comment. */
    private String split(String text, List<String> words) {
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (Character.isWhitespace(c)) {
                at++;
            } else if (text.startsWith("//", at)) {
                return text.substring(at + 2).trim();
            } else if (c == '(' || c == ')' || c == ',' || c == '[' || c == ']') {
                words.add(String.valueOf(c));
                at++;
            } else if (c == '"' || c == '`') {
                int end = endOfString(text, at);
                words.add(unquoted(text.substring(at, end)));
                at = end;
            } else {
                int end = endOfWord(text, at);
                words.add(text.substring(at, end));
                at = end;
            }
        }
        return "";
    }

    private int endOfString(String text, int start) {
        char quote = text.charAt(start);
        for (int at = start + 1; at < text.length(); at++) {
            if (text.charAt(at) == '\\' && quote == '"') {
                at++;
            } else if (text.charAt(at) == quote) {
                return at + 1;
            }
        }
        throw mistake("a string has no closing quote");
    }

    private static int endOfWord(String text, int start) {
        int at = start;
        while (at < text.length()
                && !Character.isWhitespace(text.charAt(at))
                && "(),[]".indexOf(text.charAt(at)) < 0
                && !text.startsWith("//", at)) {
            at++;
        }
        return at;
    }

    private static String unquoted(String string) {
        String inner = string.substring(1, string.length() - 1);
        return string.charAt(0) == '`' ? inner : inner.replaceAll("\\\\(.)", "$1");
    }

    private BuildFailure mistake(String what) {
        return mistake(place(), what);
    }

    /** The failure of a line that cannot be understood. */
    static BuildFailure mistake(String place, String what) {
        return BuildFailure.ofUser("cannot understand " + place)
                .because(what)
                .remedy("correct the line; go mod edit -json (or go work edit -json) names the same mistake");
    }

    private String place() {
        return file.getFileName() + " line " + line;
    }
}
