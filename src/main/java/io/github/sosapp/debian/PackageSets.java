package io.github.sosapp.debian;

import io.github.sosapp.failure.BuildFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The curated sets of packages that the plugin carries, as {@code package-sets.txt} says. */
public final class PackageSets {

    private static final String RESOURCE = "package-sets.txt";

    private record Line(String suite, String set, String word, String subject, String reason) {

        static Line of(String text) {
            String[] columns = text.split("\\s+", 5);
            if (columns.length < 5) {
                throw new IllegalStateException(RESOURCE + " has the incomplete line " + text);
            }
            return new Line(columns[0], columns[1], columns[2], columns[3], columns[4]);
        }

        boolean isOf(String otherSuite, String otherSet) {
            return suite.equals(otherSuite) && set.equals(otherSet);
        }
    }

    private final List<Line> lines;

    private PackageSets(List<Line> lines) {
        this.lines = List.copyOf(lines);
    }

    /** All sets of this plugin. */
    public static PackageSets carried() {
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(PackageSets.class.getResourceAsStream(RESOURCE), StandardCharsets.UTF_8))) {
            List<Line> lines = new ArrayList<>();
            for (String text = reader.readLine(); text != null; text = reader.readLine()) {
                if (!text.isBlank() && !text.startsWith("#")) {
                    lines.add(Line.of(text.strip()));
                }
            }
            return new PackageSets(lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The set of that name.
     *
     * @param origin where the suite was named, for messages
     * @throws BuildFailure when the plugin has no such set for the suite
     */
    public PackageSet of(String suite, String name, String origin) {
        SortedMap<String, String> wanted = new TreeMap<>();
        SortedMap<String, String> omitted = new TreeMap<>();
        collect(suite, name, wanted, omitted);
        if (wanted.isEmpty()) {
            throw unknown(suite, name, origin);
        }
        wanted.keySet().forEach(omitted::remove);
        boolean alone = lines.stream()
                .anyMatch(line -> line.isOf(suite, name) && line.word().equals("alone"));
        return new PackageSet(suite, name, alone, wanted, omitted);
    }

    private void collect(
            String suite, String set, SortedMap<String, String> wanted, SortedMap<String, String> omitted) {
        for (Line line : lines) {
            if (line.isOf(suite, set)) {
                switch (line.word()) {
                    case "set" -> collect(suite, line.subject(), wanted, omitted);
                    case "want", "alone" -> wanted.put(line.subject(), line.reason());
                    case "omit" -> omitted.put(line.subject(), line.reason());
                    default -> throw new IllegalStateException(RESOURCE + " says " + line.word());
                }
            }
        }
    }

    private BuildFailure unknown(String suite, String name, String origin) {
        List<String> suites = lines.stream()
                .filter(line -> line.set().equals(name))
                .map(Line::suite)
                .distinct()
                .toList();
        return BuildFailure.ofUser("there is no set of packages " + name + " for " + suite)
                .because(suites.isEmpty() ? "the plugin has no set of that name" : "the plugin has it for other suites")
                .from(origin)
                .remedy(
                        suites.isEmpty()
                                ? "use a registry base: set sos.base to an image reference"
                                : "set sos.base to packages:" + String.join(" or packages:", suites)
                                        + ", or to an image reference");
    }
}
