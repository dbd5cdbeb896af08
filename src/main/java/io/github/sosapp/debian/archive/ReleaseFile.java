package io.github.sosapp.debian.archive;

import io.github.sosapp.debian.control.Stanza;
import io.github.sosapp.debian.control.StanzaReader;
import io.github.sosapp.image.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the archive says of a suite in its file {@code Release} (Debian repository format). Only SHA-256 counts there.
 *
 * @param validUntil after which the file may no longer be believed; many suites have none
 * @param byHash whether files can be asked for by their digest
 * @param separateAll whether packages for all architectures are missing from the indices of the single ones
 * @param files by their path below the suite
 */
record ReleaseFile(
        Names names,
        Instant date,
        Optional<Instant> validUntil,
        boolean byHash,
        boolean separateAll,
        Map<String, IndexFile> files) {

    /**
     * Both names of a suite.
     *
     * @param suite the moving one, such as {@code stable}; empty when there is none
     * @param codename the lasting one, such as {@code trixie}; empty when there is none
     */
    record Names(String suite, String codename) {

        boolean contain(String asked) {
            return suite.equals(asked) || codename.equals(asked);
        }

        @Override
        public String toString() {
            return codename.isEmpty() || suite.isEmpty() || codename.equals(suite)
                    ? suite + codename
                    : codename + " (" + suite + ")";
        }
    }

    /** A file of a suite; {@code size} is in bytes. */
    record IndexFile(String path, long size, Digest sha256) {}

    private static final Pattern FILE = Pattern.compile("([0-9a-f]{64})\\s+(\\d{1,18})\\s+(\\S+)");

    ReleaseFile {
        files = Map.copyOf(files);
    }

    /**
     * Reads a text that a signature vouches for.
     *
     * @param origin where it came from, for the failure of text that is no control data
     * @throws IllegalArgumentException with a message that goes on after "the file …"
     */
    static ReleaseFile parse(String text, String origin) {
        Stanza stanza = stanza(text, origin);
        Map<String, IndexFile> files = new TreeMap<>();
        for (String line : stanza.lines("SHA256")) {
            Matcher file = FILE.matcher(line);
            if (!file.matches()) {
                throw new IllegalArgumentException("has a line that lists no file");
            }
            IndexFile listed = new IndexFile(file.group(3), Long.parseLong(file.group(2)), new Digest(file.group(1)));
            files.put(listed.path(), listed);
        }
        if (files.isEmpty()) {
            throw new IllegalArgumentException("lists no files with their SHA-256");
        }
        return new ReleaseFile(
                new Names(
                        stanza.field("Suite").orElse(""),
                        stanza.field("Codename").orElse("")),
                date(stanza, "Date").orElseThrow(() -> new IllegalArgumentException("has no date")),
                date(stanza, "Valid-Until"),
                stanza.field("Acquire-By-Hash").filter("yes"::equals).isPresent(),
                hasSeparateAll(stanza),
                files);
    }

    private static Stanza stanza(String text, String origin) {
        try {
            StanzaReader reader =
                    new StanzaReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), origin);
            Stanza only = reader.next().orElseThrow(() -> new IllegalArgumentException("is empty"));
            if (reader.next().isPresent()) {
                throw new IllegalArgumentException("speaks of more than one suite");
            }
            return only;
        } catch (IOException e) {
            throw new IllegalStateException("memory can be read", e);
        }
    }

    private static boolean hasSeparateAll(Stanza stanza) {
        boolean listed =
                List.of(stanza.field("Architectures").orElse("").split("\\s+")).contains("all");
        return listed
                && stanza.field("No-Support-for-Architecture-all")
                        .filter("Packages"::equals)
                        .isEmpty();
    }

    private static Optional<Instant> date(Stanza stanza, String field) {
        try {
            return stanza.field(field)
                    .map(text -> text.replaceFirst("(UTC|Z)$", "GMT"))
                    .map(text -> ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("has a " + field + " that is no date");
        }
    }
}
