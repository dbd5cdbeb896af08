package io.github.sosapp.debian.rootfs.tree;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** What is left out of a base. The rules are data, in {@code cut-rules.txt}, each with its reason. */
public final class CutRules {

    private static final String RESOURCE = "cut-rules.txt";
    private static final int COLUMNS = 5;
    private static final String ANY_NAME = "[^/]*";

    /**
     * One line of the rules.
     *
     * @param keeps whether it keeps what it matches, instead of cutting it
     * @param packages names of packages, with {@code *} for a part of a name
     * @param paths where files lie, with {@code *} for a part of a name, {@code **} for several names, and a slash at the
     *     end for a directory and all below it
     * @param reason in words
     */
    public record CutRule(boolean keeps, String packages, String paths, String reason) {

        private boolean isForAllPackages() {
            return packages.equals("*");
        }

        private boolean isFor(String packageName) {
            return isForAllPackages()
                    || packages.equals(packageName)
                    || packages.indexOf('*') >= 0
                            && pattern(packages).matcher(packageName).matches();
        }
    }

    /** A rule that is made ready to match; most builds only list what the rules say. */
    private record Rule(CutRule line, Pattern paths) {}

    private final List<CutRule> rules;
    private final Set<String> added;
    private final Map<String, Pattern> patterns = new HashMap<>();

    private CutRules(List<CutRule> rules, Set<String> added) {
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
        List<CutRule> rules = new ArrayList<>();
        for (String line : text.lines().toList()) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] columns = line.strip().split("\\s+", COLUMNS);
            if (columns.length < COLUMNS || !columns[0].equals("cut") && !columns[0].equals("keep")) {
                throw new IllegalArgumentException("not a rule with a reason: " + line);
            }
            if (columns[1].equals("*") || columns[1].equals(set)) {
                rules.add(new CutRule(columns[0].equals("keep"), columns[2], "/" + columns[3], columns[4]));
            }
        }
        return new CutRules(rules, added);
    }

    /** Gives the rule by which a path of the package is left out, if one is; the first that matches decides. */
    Function<String, Optional<CutRule>> cutsFrom(String packageName) {
        List<Rule> own = rules.stream()
                .filter(rule -> rule.isFor(packageName))
                .filter(rule -> rule.isForAllPackages() || !added.contains(packageName))
                .map(rule -> new Rule(rule, patterns.computeIfAbsent(rule.paths(), CutRules::pattern)))
                .toList();
        return path -> {
            for (Rule rule : own) {
                if (rule.paths.matcher(path).matches()) {
                    return rule.line.keeps ? Optional.empty() : Optional.of(rule.line);
                }
            }
            return Optional.empty();
        };
    }

    /** The rules that are for some of the packages, in the order in which they are asked. */
    public List<CutRule> rulesFor(Collection<String> packageNames) {
        return rules.stream()
                .filter(rule -> packageNames.stream().anyMatch(rule::isFor))
                .toList();
    }

    // * stands for a part of one name, ** for any number of names, a slash at the end for the directory and all below.
    private static Pattern pattern(String glob) {
        StringBuilder regex = new StringBuilder();
        String body = glob.endsWith("/") ? glob.substring(0, glob.length() - 1) : glob;
        for (int i = 0; i < body.length(); ) {
            int star = body.indexOf('*', i);
            if (star == i) {
                boolean twice = body.startsWith("**", i);
                regex.append(twice ? ".*" : ANY_NAME);
                i += twice ? 2 : 1;
            } else {
                int end = star < 0 ? body.length() : star;
                regex.append(Pattern.quote(body.substring(i, end)));
                i = end;
            }
        }
        return Pattern.compile(regex + (glob.endsWith("/") ? "(/.*)?" : ""));
    }
}
