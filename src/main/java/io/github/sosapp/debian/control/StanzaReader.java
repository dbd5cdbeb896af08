package io.github.sosapp.debian.control;

import io.github.sosapp.failure.BuildFailure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the stanzas of a control file (Policy 5.1) one after the other, keeping the wanted fields only. Strict where readers
 * of such files differ: no comments, no field twice, no lines of blanks alone, no control characters, no endless lines.
 */
public final class StanzaReader {

    private static final int LONGEST_LINE = 1 << 20;
    private static final int LONGEST_STANZA = 16 << 20;

    private final InputStream input;
    private final String origin;
    private final List<byte[]> wanted;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream(4096);
    private final Set<String> seen = new HashSet<>();
    private byte[] buffer = new byte[1 << 16];
    private int start;
    private int end;
    private int filled;
    private long line;

    /** Reads all fields; {@code origin} says in failures whose data it is. The caller closes the stream. */
    public StanzaReader(InputStream input, String origin) {
        this(input, origin, List.of());
    }

    /** Reads the named fields and passes over all others; no names mean all. */
    StanzaReader(InputStream input, String origin, Collection<String> fields) {
        this.input = input;
        this.origin = origin;
        this.wanted = fields.stream()
                .map(name -> Stanza.lowerCase(name).getBytes(StandardCharsets.US_ASCII))
                .toList();
    }

    /**
     * The next stanza; empty at the end of the file.
     *
     * @throws IOException if the stream fails
     * @throws BuildFailure if the data is malformed
     */
    public Optional<Stanza> next() throws IOException {
        kept.reset();
        seen.clear();
        boolean inside = false;
        boolean keeping = false;
        while (readLine()) {
            if (start == end) {
                if (inside) {
                    return Optional.of(stanza());
                }
                continue;
            }
            if (Stanza.isBlank(buffer[start])) {
                checkContinuation(inside);
            } else {
                keeping = beginsWantedField();
                inside = true;
            }
            if (keeping) {
                keepLine();
            }
        }
        return inside ? Optional.of(stanza()) : Optional.empty();
    }

    private Stanza stanza() {
        return new Stanza(kept.toString(StandardCharsets.UTF_8));
    }

    private boolean beginsWantedField() {
        int colon = start;
        while (colon < end && buffer[colon] != ':') {
            if (buffer[colon] <= ' ' || buffer[colon] >= 0x7f) {
                throw malformed("is not a field: a name, a colon and a value are expected");
            }
            colon++;
        }
        if (colon == end || colon == start || buffer[start] == '#' || buffer[start] == '-') {
            throw malformed("is not a field: a name, a colon and a value are expected");
        }
        if (!isWanted(colon - start)) {
            return false;
        }
        String name = new String(buffer, start, colon - start, StandardCharsets.US_ASCII);
        if (!seen.add(Stanza.lowerCase(name))) {
            throw malformed("has the field " + Malformed.quoted(name) + " a second time");
        }
        return true;
    }

    private boolean isWanted(int length) {
        if (wanted.isEmpty()) {
            return true;
        }
        for (byte[] name : wanted) {
            if (name.length == length && matches(name)) {
                return true;
            }
        }
        return false;
    }

    private boolean matches(byte[] lowerCase) {
        for (int i = 0; i < lowerCase.length; i++) {
            byte sign = buffer[start + i];
            if (lowerCase[i] != (sign >= 'A' && sign <= 'Z' ? sign + 32 : sign)) {
                return false;
            }
        }
        return true;
    }

    private void checkContinuation(boolean inside) {
        if (!inside) {
            throw malformed("continues a field, but none has begun");
        }
        int at = start;
        while (at < end && Stanza.isBlank(buffer[at])) {
            at++;
        }
        if (at == end) {
            throw malformed("has blanks only, which some readers take for the end of a stanza");
        }
    }

    private void keepLine() {
        for (int i = start; i < end; i++) {
            if (buffer[i] >= 0 && buffer[i] < ' ' && buffer[i] != '\t' || buffer[i] == 0x7f) {
                throw malformed("has a control character");
            }
        }
        if (kept.size() + end - start > LONGEST_STANZA) {
            throw malformed("belongs to a stanza of more than " + (LONGEST_STANZA >> 20) + " MB");
        }
        kept.write(buffer, start, end - start);
        kept.write('\n');
    }

    /** Puts {@link #start} and {@link #end} around the next line, without its line break. */
    private boolean readLine() throws IOException {
        start = line == 0 ? 0 : end + 1;
        line++;
        int searched = start;
        while (true) {
            for (int i = searched; i < filled; i++) {
                if (buffer[i] == '\n') {
                    end = i;
                    return true;
                }
            }
            searched = Math.max(filled, start);
            int moved = makeRoom();
            searched -= moved;
            int count = input.read(buffer, filled, buffer.length - filled);
            if (count < 0) {
                end = filled;
                return start < end;
            }
            filled += count;
        }
    }

    /** Moves the line begun to the front, or gives it more room; returns by how much it moved. */
    private int makeRoom() {
        int moved = Math.min(start, filled);
        System.arraycopy(buffer, moved, buffer, 0, filled - moved);
        filled -= moved;
        start -= moved;
        if (filled > LONGEST_LINE) {
            throw malformed("is longer than " + (LONGEST_LINE >> 20) + " MB");
        }
        if (filled == buffer.length) {
            buffer = Arrays.copyOf(buffer, 2 * buffer.length);
        }
        return moved;
    }

    private BuildFailure malformed(String why) {
        return Malformed.in(origin, "line " + line + " " + why);
    }
}
