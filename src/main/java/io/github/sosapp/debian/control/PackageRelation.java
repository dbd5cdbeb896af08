package io.github.sosapp.debian.control;

import java.util.List;
import java.util.Optional;

/**
 * One package that another one names (Policy 7.1), such as {@code python3:any (>= 3.11)}.
 *
 * @param qualifier the architecture behind the colon, {@code any} and {@code native} among them
 * @param bound the versions that are meant; empty for all
 */
public record PackageRelation(String name, Optional<String> qualifier, Optional<Bound> bound) {

    /** A comparison with a version; its text is that of control files. */
    public enum Operator {
        EARLIER("<<"),
        AT_MOST("<="),
        EXACTLY("="),
        AT_LEAST(">="),
        LATER(">>");

        private final String sign;

        Operator(String sign) {
            this.sign = sign;
        }

        boolean holds(int comparison) {
            return switch (this) {
                case EARLIER -> comparison < 0;
                case AT_MOST -> comparison <= 0;
                case EXACTLY -> comparison == 0;
                case AT_LEAST -> comparison >= 0;
                case LATER -> comparison > 0;
            };
        }

        @Override
        public String toString() {
            return sign;
        }
    }

    /** The versions for which the comparison with {@code version} holds. */
    public record Bound(Operator operator, PackageVersion version) {

        @Override
        public String toString() {
            return operator + " " + version;
        }
    }

    /** Any version of the package. */
    public static PackageRelation to(String name) {
        return new PackageRelation(name, Optional.empty(), Optional.empty());
    }

    /**
     * Reads one relation without alternatives, for example of a setting.
     *
     * @param origin where the text was found, for the failure
     */
    public static PackageRelation parse(String text, String origin) {
        List<Dependency> parsed = Dependency.parseAll(text, origin);
        if (parsed.size() != 1 || parsed.get(0).alternatives().size() != 1) {
            throw Malformed.in(origin, Malformed.quoted(text) + " is not one package, such as libc6 (>= 2.36)");
        }
        return parsed.get(0).alternatives().get(0);
    }

    /** Whether this version is among those that are meant. */
    public boolean accepts(PackageVersion version) {
        return bound.isEmpty()
                || bound.get().operator().holds(version.compareTo(bound.get().version()));
    }

    /** The relation as control files write it. */
    @Override
    public String toString() {
        return name
                + qualifier.map(q -> ":" + q).orElse("")
                + bound.map(b -> " (" + b + ")").orElse("");
    }
}
