package io.github.sosapp.debian.archive.mirror;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One source of binary packages, as sources.list(5) describes it.
 *
 * @param addresses as written, not only web addresses
 * @param signedBy files or fingerprints, or the text of a key; empty when the source does not say
 */
record AptSource(List<String> addresses, List<String> suites, List<String> components, String signedBy) {

    private static final Pattern ONE_LINE = Pattern.compile("deb\\s+(?:\\[([^\\]]*)\\]\\s*)?(\\S+)\\s+(\\S+)\\s*(.*)");
    private static final Pattern SIGNED_BY = Pattern.compile("(?:^|\\s)signed-by=(\\S+)");

    /** The enabled sources of one file, whose name tells its form. What cannot be understood is passed over, as by apt. */
    static List<AptSource> read(String fileName, String text) {
        return fileName.endsWith(".sources") ? ofStanzas(text) : ofLines(text);
    }

    /** False when it names keys that are not those of the package debian-archive-keyring. */
    boolean maybeSignedByDebian() {
        return !signedBy.startsWith("/") || signedBy.contains("/debian-archive-");
    }

    private static List<AptSource> ofLines(String text) {
        List<AptSource> sources = new ArrayList<>();
        for (String line : text.lines().toList()) {
            Matcher matcher = ONE_LINE.matcher(line.replaceFirst("#.*", "").strip());
            if (matcher.matches()) {
                Matcher key = SIGNED_BY.matcher(matcher.group(1) == null ? "" : matcher.group(1));
                sources.add(new AptSource(
                        List.of(matcher.group(2)),
                        List.of(matcher.group(3)),
                        words(matcher.group(4)),
                        key.find() ? key.group(1) : ""));
            }
        }
        return sources;
    }

    private static List<AptSource> ofStanzas(String text) {
        List<AptSource> sources = new ArrayList<>();
        Map<String, String> fields = new TreeMap<>();
        String field = "";
        for (String line : (text + "\n\n").lines().toList()) {
            if (line.isBlank()) {
                if (words(fields.get("types")).contains("deb") && !isDisabled(fields.get("enabled"))) {
                    sources.add(ofFields(fields));
                }
                fields.clear();
            } else if (Character.isWhitespace(line.charAt(0))) {
                fields.merge(field, line, (before, more) -> before + " " + more);
            } else if (!line.startsWith("#") && line.contains(":")) {
                field = line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT);
                fields.put(field, line.substring(line.indexOf(':') + 1));
            }
        }
        return sources;
    }

    private static AptSource ofFields(Map<String, String> fields) {
        return new AptSource(
                words(fields.get("uris")),
                words(fields.get("suites")),
                words(fields.get("components")),
                fields.getOrDefault("signed-by", "").strip());
    }

    private static boolean isDisabled(String enabled) {
        return enabled != null
                && List.of("no", "false", "0", "off", "without", "disable").contains(enabled.strip());
    }

    private static List<String> words(String text) {
        return text == null || text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
    }
}
