package io.github.sosapp.failure;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A build that cannot go on, in words for the person who started it. Always names a remedy; never holds a secret. Its
 * message is the whole text as the console shows it, one fact a line.
 */
public final class BuildFailure extends RuntimeException {

    /** Who can mend it: the author of the project, or whoever looks after the machine and the network. */
    public enum Blame {
        USER,
        WORLD
    }

    /** A new line that stands below the values of the lines above. */
    private static final String INDENT = "\n          ";

    private final Blame blame;
    private final String problem;
    private final String why;
    private final String origin;
    private final String asked;
    private final String remedy;
    private final List<String> details;

    private BuildFailure(Facts facts, String remedy) {
        super(text(facts, remedy), facts.cause);
        this.blame = facts.blame;
        this.problem = facts.problem;
        this.why = facts.why;
        this.origin = facts.origin;
        this.asked = facts.asked;
        this.remedy = remedy;
        this.details = List.copyOf(facts.details);
    }

    /** Starts a failure that the author of the project can mend: a setting, a file, a source. */
    public static Facts ofUser(String problem) {
        return new Facts(Blame.USER, problem);
    }

    /** Starts a failure of the surroundings: network, disk, registry, a missing program. */
    public static Facts ofWorld(String problem) {
        return new Facts(Blame.WORLD, problem);
    }

    /** The same failure for somebody who knows what was asked for and where the wish comes from; a known origin stays. */
    public BuildFailure whileAskedBy(Object whose) {
        Facts facts = new Facts(blame, problem)
                .listing(details)
                .because(why)
                .causedBy(getCause() == null ? this : getCause());
        facts.origin = origin == null ? whose.toString() : origin;
        facts.asked = asked;
        return facts.remedy(remedy);
    }

    /** Who can do something about it. */
    public Blame blame() {
        return blame;
    }

    /** What is wrong, in one line without an end mark. */
    public String problem() {
        return problem;
    }

    /** The cause in plain words; empty when the problem says it all. */
    public Optional<String> why() {
        return Optional.ofNullable(why);
    }

    /** Where the value or file at fault is; empty when there is none. */
    public Optional<String> origin() {
        return Optional.ofNullable(origin);
    }

    /** What to do, never empty. */
    public String remedy() {
        return remedy;
    }

    /** The places that were asked for a value, with their answers. */
    public Optional<String> asked() {
        return Optional.ofNullable(asked);
    }

    /** Further lines, for example those of a compiler; empty when there are none. */
    public List<String> details() {
        return details;
    }

    private static String text(Facts facts, String remedy) {
        StringBuilder text = new StringBuilder(facts.problem);
        line(text, "why", facts.why);
        for (String detail : facts.details) {
            text.append(INDENT).append(detail);
        }
        line(text, "from", facts.origin);
        line(text, "do", remedy);
        line(text, "asked", facts.asked);
        return text.toString();
    }

    private static void line(StringBuilder text, String label, String value) {
        if (value != null) {
            text.append("\n  ")
                    .append(label)
                    .append(" ".repeat(INDENT.length() - label.length() - 3))
                    .append(value.replace("\n", INDENT));
        }
    }

    /** What is known so far; {@link #remedy(String)} completes it, so that no failure is without one. */
    public static final class Facts {

        private final Blame blame;
        private final String problem;
        private final List<String> details = new ArrayList<>();
        private String why;
        private String origin;
        private String asked;
        private Throwable cause;

        private Facts(Blame blame, String problem) {
            this.blame = blame;
            this.problem = problem;
        }

        /** The cause in plain words. */
        public Facts because(String why) {
            this.why = why;
            return this;
        }

        /** Where the offending value came from, for example {@code -Dsos.port on the command line}. */
        public Facts from(Object origin) {
            this.origin = origin.toString();
            return this;
        }

        /** Lines that someone else wrote and the reader needs, such as a compiler's. */
        public Facts listing(List<String> lines) {
            this.details.addAll(lines);
            return this;
        }

        /** The places that were asked for a value, with their answers. */
        public Facts asked(String places) {
            this.asked = places;
            return this;
        }

        /** The technical cause; shown only with {@code mvn -e}. */
        public Facts causedBy(Throwable cause) {
            this.cause = cause;
            return this;
        }

        public BuildFailure remedy(String remedy) {
            if (remedy.isBlank()) {
                throw new IllegalArgumentException("a failure needs a remedy: " + problem);
            }
            return new BuildFailure(this, remedy);
        }
    }
}
