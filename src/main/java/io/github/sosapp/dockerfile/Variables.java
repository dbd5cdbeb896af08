package io.github.sosapp.dockerfile;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The variables that a FROM can use, and how they are replaced: {@code $name}, {@code ${name}}, with {@code :-} and {@code :+}. */
final class Variables {

    private static final Pattern REFERENCE = Pattern.compile(
            "\\$(?:(?<plain>[A-Za-z_][A-Za-z0-9_]*)|\\{(?<name>[A-Za-z_][A-Za-z0-9_]*)(?::?(?<operator>[-+])(?<word>[^}]*))?\\})");

    private final Map<String, String> values;

    Variables(Map<String, String> values) {
        this.values = new TreeMap<>(values);
    }

    /** Those of the arguments that are declared before the first FROM, and of the platforms. */
    static Variables of(
            Iterable<Instruction> declarations, Map<String, String> arguments, Map<String, String> platforms) {
        Variables variables = new Variables(platforms);
        for (Instruction declaration : declarations) {
            for (String word : declaration.arguments()) {
                int sign = word.indexOf('=');
                String name = sign < 0 ? word : word.substring(0, sign);
                if (arguments.containsKey(name)) {
                    variables.values.put(name, arguments.get(name));
                } else if (sign >= 0) {
                    variables.values.put(name, variables.expand(unquoted(word.substring(sign + 1))));
                }
            }
        }
        return variables;
    }

    String expand(String text) {
        Matcher references = REFERENCE.matcher(text);
        StringBuilder expanded = new StringBuilder();
        while (references.find()) {
            references.appendReplacement(expanded, Matcher.quoteReplacement(value(references)));
        }
        return references.appendTail(expanded).toString();
    }

    private String value(Matcher reference) {
        String name = reference.group("plain") != null ? reference.group("plain") : reference.group("name");
        String value = values.getOrDefault(name, "");
        if ("-".equals(reference.group("operator"))) {
            return value.isEmpty() ? reference.group("word") : value;
        }
        if ("+".equals(reference.group("operator"))) {
            return value.isEmpty() ? "" : reference.group("word");
        }
        return value;
    }

    private static String unquoted(String word) {
        boolean quoted = word.length() >= 2
                && (word.startsWith("\"") && word.endsWith("\"") || word.startsWith("'") && word.endsWith("'"));
        return quoted ? word.substring(1, word.length() - 1) : word;
    }
}
