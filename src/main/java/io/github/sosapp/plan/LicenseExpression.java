package io.github.sosapp.plan;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says in SPDX's words (SPDX specification, annex "License expressions") what a POM says in its author's. */
final class LicenseExpression {

    private record Name(Pattern pattern, String id) {

        // "v" stands for all the ways to lead up to a version number.
        static Name of(String words, String id) {
            return new Name(Pattern.compile("(the )?" + words.replace("<v>", "( version)? ?v?\\.? ?")), id);
        }
    }

    private static final String GPL = "(gnu )?(general public license|gpl)( gpl)?";
    private static final String LGPL = "(gnu )?(lesser general public license|lesser gpl|lgpl)( lgpl)?";
    private static final String AGPL = "(gnu )?(affero general public license|affero gpl|agpl)( agpl)?";
    private static final String LATER = "( or later| or any later version|\\+)";

    /** A plain "BSD" is not here: it may be any of three licences. */
    private static final List<Name> NAMES = List.of(
            Name.of("(apache( software)?( public)?( license)?|asl)<v>2(\\.0)?( license)?", "Apache-2.0"),
            Name.of("(mit|expat)( license)?( mit)?", "MIT"),
            Name.of("(mozilla public license|mpl)( mpl)?<v>(1\\.1)", "MPL-1.1"),
            Name.of("(mozilla public license|mpl)( mpl)?<v>2(\\.0)?", "MPL-2.0"),
            Name.of("(eclipse public license|epl)( epl)?<v>1(\\.0)?", "EPL-1.0"),
            Name.of("(eclipse public license|epl)( epl)?<v>2(\\.0)?", "EPL-2.0"),
            Name.of("(eclipse distribution license|edl)( edl)?<v>1(\\.0)?", "BSD-3-Clause"),
            Name.of(
                    GPL + "<v>2(\\.0)? (with|w) (the )?(gnu )?(classpath exception|cpe)",
                    "GPL-2.0-only WITH Classpath-exception-2.0"),
            Name.of(GPL + "<v>2(\\.0)?( only)?", "GPL-2.0-only"),
            Name.of(GPL + "<v>2(\\.0)?" + LATER, "GPL-2.0-or-later"),
            Name.of(GPL + "<v>3(\\.0)?( only)?", "GPL-3.0-only"),
            Name.of(GPL + "<v>3(\\.0)?" + LATER, "GPL-3.0-or-later"),
            Name.of(LGPL + "<v>2\\.1( only)?", "LGPL-2.1-only"),
            Name.of(LGPL + "<v>2\\.1" + LATER, "LGPL-2.1-or-later"),
            Name.of(LGPL + "<v>3(\\.0)?( only)?", "LGPL-3.0-only"),
            Name.of(LGPL + "<v>3(\\.0)?" + LATER, "LGPL-3.0-or-later"),
            Name.of(AGPL + "<v>3(\\.0)?( only)?", "AGPL-3.0-only"),
            Name.of(AGPL + "<v>3(\\.0)?" + LATER, "AGPL-3.0-or-later"),
            Name.of("((simplified|freebsd|2 clause) bsd|bsd( license)? 2 clause)( license)?", "BSD-2-Clause"),
            Name.of("((new|modified|revised|3 clause) bsd|bsd( license)? 3 clause)( license)?", "BSD-3-Clause"));

    // An id with a version number is taken for one of SPDX's; of those without, the usual ones are known.
    private static final String ID = "(?:[A-Za-z][A-Za-z0-9.]*(?:-[A-Za-z0-9.]+)*-[0-9][0-9.]*(?:-[A-Za-z0-9.]+)*\\+?"
            + "|0BSD|Beerware|ISC|MIT|MIT-0|NCSA|NTP|OpenSSL|PostgreSQL|Unlicense|WTFPL|Zlib|curl"
            + "|[A-Za-z0-9-]+-exception|LicenseRef-[A-Za-z0-9.-]+)";
    private static final Pattern EXPRESSION =
            Pattern.compile("\\(*" + ID + "\\)*(?: (?:AND|OR|WITH) \\(*" + ID + "\\)*)*");

    private LicenseExpression() {}

    /** All the names in one expression; empty without any. Of several, a POM lets the user choose one. */
    static String of(List<String> names) {
        Set<String> words = new LinkedHashSet<>();
        names.stream()
                .filter(name -> !name.isBlank())
                .map(LicenseExpression::of)
                .forEach(words::add);
        return String.join(" OR ", words);
    }

    private static String of(String name) {
        String plain = name.strip().replaceAll("\\s+", " ");
        String words = plain.toLowerCase(Locale.ROOT)
                .replace("licence", "license")
                .replaceAll("[^a-z0-9.+]+", " ")
                .strip();
        for (Name known : NAMES) {
            Matcher matcher = known.pattern().matcher(words);
            if (matcher.matches()) {
                return known.id();
            }
        }
        if (EXPRESSION.matcher(plain).matches() && isBalanced(plain)) {
            return plain;
        }
        String reference = plain.replaceAll("[^A-Za-z0-9.]+", "-").replaceAll("^-|-$", "");
        return "LicenseRef-" + (reference.isEmpty() ? "unnamed" : reference);
    }

    private static boolean isBalanced(String expression) {
        int depth = 0;
        for (char character : expression.toCharArray()) {
            depth += character == '(' ? 1 : character == ')' ? -1 : 0;
            if (depth < 0) {
                return false;
            }
        }
        return depth == 0;
    }
}
