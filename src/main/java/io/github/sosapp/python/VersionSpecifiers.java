package io.github.sosapp.python;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Which versions are wanted, for example {@code >=1.2,!=1.3.*} (PEP 440, "Version specifiers"); all parts must hold. */
public record VersionSpecifiers(List<Specifier> all) {

    /** One comparison. The version is kept as written: {@code ===} compares text, and {@code .*} is no version. */
    public record Specifier(String operator, String version) {

        private static final Pattern FORM = Pattern.compile("(===|==|!=|~=|<=|>=|<|>)\\s*(\\S+)");

        static Specifier parse(String text) {
            Matcher found = FORM.matcher(text.strip());
            if (!found.matches()) {
                throw new IllegalArgumentException("\"" + text.strip() + "\" is no comparison of versions");
            }
            Specifier specifier = new Specifier(found.group(1), found.group(2));
            specifier.check();
            return specifier;
        }

        private void check() {
            if (operator.equals("===")) {
                return;
            }
            PythonVersion parsed = PythonVersion.parse(isPrefix() ? prefix() : version);
            boolean wrongPrefix =
                    isPrefix() && (!operator.matches("[=!]=") || !parsed.base().equals(parsed));
            boolean wrongLocal = !parsed.local().isEmpty() && !operator.matches("[=!]=");
            boolean tooShort = operator.equals("~=") && parsed.release().size() < 2;
            if (wrongPrefix || wrongLocal || tooShort) {
                throw new IllegalArgumentException("\"" + this + "\" is no comparison of versions");
            }
        }

        private boolean isPrefix() {
            return version.endsWith(".*");
        }

        private String prefix() {
            return version.substring(0, version.length() - 2);
        }

        boolean allows(PythonVersion candidate) {
            if (operator.equals("===")) {
                return candidate.toString().equalsIgnoreCase(version);
            }
            if (isPrefix()) {
                return operator.equals("==") == startsWith(candidate, PythonVersion.parse(prefix()));
            }
            PythonVersion limit = PythonVersion.parse(version);
            PythonVersion open = candidate.withoutLocal();
            return switch (operator) {
                case "==" -> (limit.local().isEmpty() ? open : candidate).isSameAs(limit);
                case "!=" -> !(limit.local().isEmpty() ? open : candidate).isSameAs(limit);
                case "<=" -> open.compareTo(limit) <= 0;
                case ">=" -> open.compareTo(limit) >= 0;
                case "<" -> isBefore(candidate, limit);
                case ">" -> isAfter(candidate, limit);
                default -> open.compareTo(limit) >= 0 && startsWith(candidate, withoutLast(limit));
            };
        }

        private static PythonVersion withoutLast(PythonVersion version) {
            PythonVersion base = version.base();
            return new PythonVersion(
                    base.epoch(),
                    base.release().subList(0, base.release().size() - 1),
                    base.pre(),
                    base.post(),
                    base.dev(),
                    "");
        }

        private static boolean startsWith(PythonVersion candidate, PythonVersion prefix) {
            int count = prefix.release().size();
            return candidate.epoch() == prefix.epoch()
                    && candidate.release(count).equals(prefix.release());
        }

        // <2.0 does not mean the alphas of 2.0, unless it names one itself.
        private static boolean isBefore(PythonVersion candidate, PythonVersion limit) {
            boolean early = candidate.isPreRelease()
                    && !limit.isPreRelease()
                    && candidate.base().isSameAs(limit.base());
            return candidate.compareTo(limit) < 0 && !early;
        }

        private static boolean isAfter(PythonVersion candidate, PythonVersion limit) {
            boolean sameBase = candidate.base().isSameAs(limit.base());
            boolean late = candidate.isPostRelease() && !limit.isPostRelease() && sameBase;
            boolean local = !candidate.local().isEmpty() && sameBase;
            return candidate.compareTo(limit) > 0 && !late && !local;
        }

        @Override
        public String toString() {
            return operator + version;
        }
    }

    public static final VersionSpecifiers ANY = new VersionSpecifiers(List.of());

    public VersionSpecifiers {
        all = List.copyOf(all);
    }

    /**
     * Reads comparisons separated by commas; an empty text allows every version.
     *
     * @throws IllegalArgumentException for any other text
     */
    public static VersionSpecifiers parse(String text) {
        List<Specifier> all = new ArrayList<>();
        for (String part : text.split(",")) {
            if (!part.isBlank()) {
                all.add(Specifier.parse(part));
            }
        }
        return new VersionSpecifiers(all);
    }

    /** True when every comparison holds; versions before a release count like all others. */
    public boolean allows(PythonVersion candidate) {
        return all.stream().allMatch(one -> one.allows(candidate));
    }

    /** The only version that is allowed; empty when there can be several. */
    public Optional<PythonVersion> pinned() {
        return all.stream()
                .filter(one -> one.operator().equals("==") && !one.isPrefix()
                        || one.operator().equals("===")
                                && PythonVersion.find(one.version()).isPresent())
                .map(one -> PythonVersion.parse(one.version()))
                .findFirst();
    }

    @Override
    public String toString() {
        return all.stream().map(Specifier::toString).collect(Collectors.joining(","));
    }
}
