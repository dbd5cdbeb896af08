package io.github.sosapp.debian.rootfs.tree;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What is left out of a base. The rules are data, in {@code cut-rules.txt}, each with its reason. */
public final class CutRules {

    private static final String RESOURCE = "cut-rules.txt";
    private static final int COLUMNS = 5;
    private static final String ANY_NAME = "[^/]*";

    /**
     * @param keeps whether it keeps what it matches, instead of cutting it
     * @param packages pattern of package names
     * @param glob of paths; with a slash at the end also the directory itself
     * @param paths the same, compiled
     */
    private record Rule(boolean keeps, Pattern packages, String glob, Pattern paths, String reason) {

        boolean isForAllPackages() {
            return packages.pattern().equals(ANY_NAME);
        }
    }

    private final List<Rule> rules;
    private final Set<String> added;

    private CutRules(List<Rule> rules, Set<String> added) {
        this.rules = List.copyOf(rules);
        this.added = Set.copyOf(added);
    }

    /**
     * The rules of the plugin.
     *
     * @param set of packages that the base is for, for example {@code java}
     * @param added packages that somebody asked for by name, and so wants as they are: only the rules for all packages
     *     apply to them
     */
    public static CutRules of(String set, Set<String> added) {
        try (InputStream resource = CutRules.class.getResourceAsStream(RESOURCE)) {
            return parse(new String(resource.readAllBytes(), StandardCharsets.UTF_8), set, added);
        } catch (IOException e) {
            throw new IllegalStateException("this plugin is incomplete: " + RESOURCE, e);
        }
    }

    static CutRules parse(String text, String set, Set<String> added) {
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
                        pattern(columns[2]),
                        "/" + columns[3],
                        pattern("/" + columns[3]),
                        columns[4]));
            }
        }
        return new CutRules(rules, added);
    }

    /** Tells which paths of the package are left out; of its rules the first that matches decides. */
    Predicate<String> cutsFrom(String packageName) {
        List<Rule> own = rules.stream()
                .filter(rule -> rule.packages.matcher(packageName).matches())
                .filter(rule -> rule.isForAllPackages() || !added.contains(packageName))
                .toList();
        return path -> {
            for (Rule rule : own) {
                if (rule.paths.matcher(path).matches()) {
                    return !rule.keeps;
                }
            }
            return false;
        };
    }

    /** What is cut, as patterns of paths, by the reason for it; for a report. */
    public SortedMap<String, List<String>> reasons() {
        SortedMap<String, List<String>> reasons = new TreeMap<>();
        rules.stream()
                .filter(rule -> !rule.keeps)
                .forEach(rule -> reasons.computeIfAbsent(rule.reason, reason -> new ArrayList<>())
                        .add(rule.glob));
        return reasons;
    }

    // * stands for a part of one name, ** for any number of names, a slash at the end for the directory and all below.
    private static Pattern pattern(String glob) {
        StringBuilder regex = new StringBuilder();
        String body = glob.endsWith("/") ? glob.substring(0, glob.length() - 1) : glob;
        for (int i = 0; i < body.length(); i++) {
            boolean twice = body.startsWith("**", i);
            if (body.charAt(i) == '*') {
                regex.append(twice ? ".*" : ANY_NAME);
                i += twice ? 1 : 0;
            } else {
                regex.append(Pattern.quote(String.valueOf(body.charAt(i))));
            }
        }
        return Pattern.compile(regex + (glob.endsWith("/") ? "(/.*)?" : ""));
    }
}
