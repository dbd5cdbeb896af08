package io.github.sosapp.debian.control;

import io.github.sosapp.debian.control.PackageRelation.Bound;
import io.github.sosapp.debian.control.PackageRelation.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads relation fields of binary packages (Policy 7.1), character by character. */
final class RelationParser {

    private final String text;
    private final String origin;
    private int at;

    RelationParser(String text, String origin) {
        this.text = text;
        this.origin = origin;
    }

    /** The dependencies between commas; a comma before, behind or beside another one says nothing, as dpkg has it. */
    List<Dependency> dependencies() {
        List<Dependency> found = new ArrayList<>();
        while (skipBlanks()) {
            if (!take(',')) {
                found.add(dependency());
                if (skipBlanks() && !take(',')) {
                    throw malformed("a comma or a bar is missing");
                }
            }
        }
        return found;
    }

    private Dependency dependency() {
        List<PackageRelation> alternatives = new ArrayList<>();
        do {
            skipBlanks();
            alternatives.add(relation());
            skipBlanks();
        } while (take('|'));
        return new Dependency(alternatives);
    }

    private PackageRelation relation() {
        String name = word();
        if (!isPackageName(name)) {
            throw malformed("a package name is expected instead of " + Malformed.quoted(name));
        }
        Optional<String> qualifier = Optional.empty();
        if (take(':')) {
            String architecture = word();
            if (!isArchitecture(architecture)) {
                throw malformed("an architecture is expected instead of " + Malformed.quoted(architecture));
            }
            qualifier = Optional.of(architecture);
        }
        skipBlanks();
        Optional<Bound> bound = take('(') ? Optional.of(bound()) : Optional.empty();
        skipBlanks();
        if (take('[') || take('<')) {
            throw malformed("architecture lists and build profiles belong to source packages only");
        }
        return new PackageRelation(name, qualifier, bound);
    }

    private Bound bound() {
        skipBlanks();
        Operator operator = operator();
        int close = text.indexOf(')', at);
        if (close < 0) {
            throw malformed("a closing bracket is missing");
        }
        PackageVersion version = PackageVersion.parse(text.substring(at, close).strip(), origin);
        at = close + 1;
        return new Bound(operator, version);
    }

    /** Single angles mean "or equal", a notation that Policy calls obsolete and dpkg still reads. */
    private Operator operator() {
        if (take('=')) {
            return Operator.EXACTLY;
        }
        if (take('<')) {
            return take('<') ? Operator.EARLIER : orEqual(Operator.AT_MOST);
        }
        if (take('>')) {
            return take('>') ? Operator.LATER : orEqual(Operator.AT_LEAST);
        }
        throw malformed("one of <<, <=, =, >= and >> is expected in the brackets");
    }

    private Operator orEqual(Operator operator) {
        take('=');
        return operator;
    }

    private String word() {
        int from = at;
        while (at < text.length() && " \t\n:,|()[]<>".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(from, at);
    }

    private boolean take(char sign) {
        if (at < text.length() && text.charAt(at) == sign) {
            at++;
            return true;
        }
        return false;
    }

    /** Whether anything follows the blanks. */
    private boolean skipBlanks() {
        while (at < text.length() && " \t\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at < text.length();
    }

    /** Lower case letters, digits and {@code + - .}, at least two, the first a letter or digit (Policy 5.6.7). */
    static boolean isPackageName(String name) {
        return name.length() >= 2 && isLowerCaseOrDigit(name.charAt(0)) && isMadeOf(name, "+-.");
    }

    /** A name such as {@code amd64} or {@code linux-any}. */
    static boolean isArchitecture(String name) {
        return !name.isEmpty() && isLowerCaseOrDigit(name.charAt(0)) && isMadeOf(name, "-");
    }

    private static boolean isMadeOf(String name, String signs) {
        return name.chars().allMatch(sign -> isLowerCaseOrDigit(sign) || signs.indexOf(sign) >= 0);
    }

    private static boolean isLowerCaseOrDigit(int sign) {
        return sign >= 'a' && sign <= 'z' || sign >= '0' && sign <= '9';
    }

    private RuntimeException malformed(String why) {
        return Malformed.in(origin, "in " + Malformed.quoted(text) + ", at character " + (at + 1) + ": " + why);
    }
}
