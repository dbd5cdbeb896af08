package io.github.sosapp.debian.rootfs.tree;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What is left out of a base. The rules are data, in {@code cut-rules.txt}, each with its reason. */
public final class CutRules {

    private static final String RESOURCE = "cut-rules.txt";
    private static final int COLUMNS = 5;

    /**
     * @param keeps whether it keeps what it matches, instead of cutting it
     * @param set name of the set of packages that it is for, or {@code *}
     * @param packages pattern of package names
     * @param paths pattern of paths; with a slash at the end also the directory itself
     */
    private record Rule(boolean keeps, String set, Pattern packages, Pattern paths, String reason) {}

    private final List<Rule> rules;

    private CutRules(List<Rule> rules) {
        this.rules = List.copyOf(rules);
    }

    /** The rules of the plugin for one set of packages, for example {@code java}. */
    public static CutRules of(String set) {
        try (InputStream resource = CutRules.class.getResourceAsStream(RESOURCE)) {
            return parse(new String(resource.readAllBytes(), StandardCharsets.UTF_8), set);
        } catch (IOException e) {
            throw new IllegalStateException("this plugin is incomplete: " + RESOURCE, e);
        }
    }

    static CutRules parse(String text, String set) {
        List<Rule> rules = new ArrayList<>();
        for (String line : text.lines().toList()) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] columns = line.strip().split("\\s+", COLUMNS);
            if (columns.length < COLUMNS || !columns[0].equals("cut") && !columns[0].equals("keep")) {
                throw new IllegalArgumentException("not a rule with a reason: " + line);
            }
            if (columns[1].equals("*") || columns[1].equals(set)) {
                rules.add(new Rule(
                        columns[0].equals("keep"),
                        columns[1],
                        pattern(columns[2]),
                        pattern("/" + columns[3]),
                        columns[4]));
            }
        }
        return new CutRules(rules);
    }

    /** Whether the path of the package is left out; the first rule that matches decides. */
    boolean cuts(String packageName, String path) {
        for (Rule rule : rules) {
            if (rule.packages.matcher(packageName).matches()
                    && rule.paths.matcher(path).matches()) {
                return !rule.keeps;
            }
        }
        return false;
    }

    /** Reasons by what is cut, for a reader of the report. */
    public Map<String, String> reasons() {
        Map<String, String> reasons = new TreeMap<>();
        rules.stream()
                .filter(rule -> !rule.keeps)
                .forEach(rule ->
                        reasons.merge(rule.reason, rule.paths.pattern(), (before, more) -> before + " " + more));
        return reasons;
    }

    // * stands for a part of one name, ** for any number of names, a slash at the end for the directory and all below.
    private static Pattern pattern(String glob) {
        StringBuilder regex = new StringBuilder();
        String body = glob.endsWith("/") ? glob.substring(0, glob.length() - 1) : glob;
        for (int i = 0; i < body.length(); i++) {
            boolean twice = body.startsWith("**", i);
            if (body.charAt(i) == '*') {
                regex.append(twice ? ".*" : "[^/]*");
                i += twice ? 1 : 0;
            } else {
                regex.append(Pattern.quote(String.valueOf(body.charAt(i))));
            }
        }
        return Pattern.compile(regex + (glob.endsWith("/") ? "(/.*)?" : ""));
    }
}
