package io.github.sosapp.python;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** A condition on the interpreter that a package gets installed for (PEP 508, "Environment Markers"). */
public final class Marker {

    /** Stands for a requirement without a condition. */
    public static final Marker ALWAYS = new Marker("", (interpreter, extras) -> true);

    private static final Set<String> NAMES = Set.of(
            "os_name",
            "sys_platform",
            "platform_machine",
            "platform_python_implementation",
            "platform_release",
            "platform_system",
            "platform_version",
            "python_version",
            "python_full_version",
            "implementation_name",
            "implementation_version",
            "extra",
            "extras",
            "dependency_groups");
    private static final Map<String, String> OLD_NAMES = Map.of(
            "os.name", "os_name",
            "sys.platform", "sys_platform",
            "platform.version", "platform_version",
            "platform.machine", "platform_machine",
            "platform.python_implementation", "platform_python_implementation",
            "python_implementation", "platform_python_implementation");
    private static final Set<String> VERSIONS =
            Set.of("python_version", "python_full_version", "implementation_version");
    private static final Pattern NAME = Pattern.compile("[a-z]+(?:[_.][a-z]+)*");
    private static final Pattern QUOTED = Pattern.compile("'[^']*'|\"[^\"]*\"");
    private static final Pattern OPERATOR = Pattern.compile("===|==|!=|~=|<=|>=|<|>|in\\b|not\\s+in\\b");

    private interface Condition {
        boolean holds(Map<String, String> interpreter, Set<PackageName> extras);
    }

    /** A name of the environment, or a text in quotes. */
    private record Operand(String name, String text) {

        String value(Map<String, String> interpreter) {
            return name.isEmpty() ? text : interpreter.getOrDefault(name, "");
        }
    }

    private final String text;
    private final Condition condition;

    private Marker(String text, Condition condition) {
        this.text = text;
        this.condition = condition;
    }

    /**
     * Reads what stands behind the semicolon of a requirement; an empty text always holds.
     *
     * @throws IllegalArgumentException when the text is no marker, or asks for what an image cannot know
     */
    public static Marker parse(String text) {
        if (text.isBlank()) {
            return ALWAYS;
        }
        Words words = new Words(text);
        Condition condition = either(words);
        if (!words.isAtEnd()) {
            throw words.wrong("and, or, or the end");
        }
        return new Marker(text.strip(), condition);
    }

    /** Whether the condition holds in that interpreter, when those extras of the package are wanted. */
    public boolean holds(TargetPython target, Set<PackageName> extras) {
        return condition.holds(target.markerValues(), extras);
    }

    private static Condition either(Words words) {
        List<Condition> any = new ArrayList<>(List.of(both(words)));
        while (words.take(Pattern.compile("or\\b")) != null) {
            any.add(both(words));
        }
        return (interpreter, extras) -> any.stream().anyMatch(one -> one.holds(interpreter, extras));
    }

    private static Condition both(Words words) {
        List<Condition> all = new ArrayList<>(List.of(one(words)));
        while (words.take(Pattern.compile("and\\b")) != null) {
            all.add(one(words));
        }
        return (interpreter, extras) -> all.stream().allMatch(one -> one.holds(interpreter, extras));
    }

    private static Condition one(Words words) {
        if (words.takes("(")) {
            Condition inside = either(words);
            if (!words.takes(")")) {
                throw words.wrong("a closing parenthesis");
            }
            return inside;
        }
        Operand left = operand(words);
        String operator = words.require(OPERATOR, "a comparison").replaceAll("\\s+", " ");
        Operand right = operand(words);
        if (left.name().isEmpty() == right.name().isEmpty()) {
            throw words.wrong("a name of the environment on one side and a quoted text on the other, before");
        }
        return comparison(left, operator, right);
    }

    private static Operand operand(Words words) {
        String quoted = words.take(QUOTED);
        if (quoted != null) {
            return new Operand("", quoted.substring(1, quoted.length() - 1));
        }
        String written = words.require(NAME, "a name or a quoted text");
        String name = OLD_NAMES.getOrDefault(written, written);
        if (!NAMES.contains(name)) {
            throw new IllegalArgumentException("a marker knows no " + written);
        }
        if (name.equals("platform_release") || name.equals("platform_version")) {
            throw new IllegalArgumentException(
                    "the marker " + written + " asks for the kernel, which an image does not know");
        }
        return new Operand(name, "");
    }

    private static Condition comparison(Operand left, String operator, Operand right) {
        String name = left.name() + right.name();
        if (name.equals("extra") || name.equals("extras") || name.equals("dependency_groups")) {
            return membership(left.text() + right.text(), operator, name);
        }
        if (VERSIONS.contains(name) && !operator.endsWith("in")) {
            return (interpreter, extras) ->
                    compareVersions(left.value(interpreter), operator, right.value(interpreter));
        }
        if (List.of("~=", "===").contains(operator)) {
            throw new IllegalArgumentException(name + " is no version, so that " + operator + " means nothing");
        }
        return (interpreter, extras) -> compareTexts(left.value(interpreter), operator, right.value(interpreter));
    }

    // Of the groups that a lock knows only the default ones are installed; recipes hand them in like extras.
    private static Condition membership(String text, String operator, String name) {
        boolean asksForPresence = operator.equals("==") || operator.equals("in");
        if (!asksForPresence && !operator.equals("!=") && !operator.equals("not in")) {
            throw new IllegalArgumentException(name + " can be compared only with ==, != and in");
        }
        if (text.isEmpty()) {
            return (interpreter, extras) -> extras.isEmpty() == asksForPresence;
        }
        PackageName wanted = PackageName.of(text);
        return (interpreter, extras) -> extras.contains(wanted) == asksForPresence;
    }

    private static boolean compareVersions(String left, String operator, String right) {
        Optional<PythonVersion> version = PythonVersion.find(left);
        try {
            if (version.isPresent()) {
                return VersionSpecifiers.parse(operator + right).allows(version.get());
            }
        } catch (IllegalArgumentException noVersions) {
            // Then they are texts.
        }
        return compareTexts(left, operator, right);
    }

    private static boolean compareTexts(String left, String operator, String right) {
        return switch (operator) {
            case "==" -> left.equals(right);
            case "!=" -> !left.equals(right);
            case "in" -> right.contains(left);
            case "not in" -> !right.contains(left);
            case "<" -> left.compareTo(right) < 0;
            case "<=" -> left.compareTo(right) <= 0;
            case ">" -> left.compareTo(right) > 0;
            case ">=" -> left.compareTo(right) >= 0;
            default -> false;
        };
    }

    static Map<String, String> values(PythonVersion version, String machine) {
        Map<String, String> values = new TreeMap<>();
        values.put("os_name", "posix");
        values.put("sys_platform", "linux");
        values.put("platform_machine", machine);
        values.put("platform_python_implementation", "CPython");
        values.put("platform_system", "Linux");
        values.put("python_version", version.minor());
        values.put("python_full_version", version.toString());
        values.put("implementation_name", "cpython");
        values.put("implementation_version", version.toString());
        return Map.copyOf(values);
    }

    /** As it was written; empty when it always holds. */
    @Override
    public String toString() {
        return text;
    }
}
