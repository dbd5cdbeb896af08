package io.github.sosapp.engine.docker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads the extended attributes of an entry out of the pax records (POSIX.1-2001) before its header, byte for byte: the
 * library that reads the rest takes every value for text in UTF-8.
 */
final class RawAttributes {

    private static final String ATTRIBUTE = "SCHILY.xattr.";
    private static final int RECORD = 512;
    private static final int SIZE = 124;
    private static final int SIZE_LENGTH = 12;
    private static final int TYPE = 156;
    private static final int LARGEST = 1 << 20;

    private RawAttributes() {}

    /** Whether the name is that of a record with an attribute. */
    static boolean isAttribute(String record) {
        return record.startsWith(ATTRIBUTE);
    }

    /**
     * Reads them.
     *
     * @param headers everything between the content of the entry before, with its padding, and that of the entry
     * @return by their names; each character of a value is a byte
     */
    static SortedMap<String, String> read(FileRegion headers) throws IOException {
        if (headers.size() > LARGEST) {
            throw new IOException("it has a file with attributes of " + headers.size() + " bytes");
        }
        byte[] bytes;
        try (InputStream in = headers.open()) {
            bytes = in.readAllBytes();
        }
        SortedMap<String, String> found = new TreeMap<>();
        for (int at = 0; at + RECORD <= bytes.length; ) {
            int content = at + RECORD;
            int end = content + size(bytes, at);
            if (bytes[at + TYPE] == 'x' && end <= bytes.length) {
                collect(bytes, content, end, found);
            }
            at = content + (end - content + RECORD - 1) / RECORD * RECORD;
        }
        return found;
    }

    // "<length> <key>=<value>\n", where the length counts everything.
    private static void collect(byte[] bytes, int from, int to, SortedMap<String, String> found) throws IOException {
        for (int at = from; at < to; ) {
            int space = at;
            while (space < to && bytes[space] >= '0' && bytes[space] <= '9') {
                space++;
            }
            int length = space == at || space - at > 7
                    ? 0
                    : Integer.parseInt(new String(bytes, at, space - at, StandardCharsets.US_ASCII));
            int end = at + length;
            if (length < space - at + 3 || end > to || bytes[space] != ' ' || bytes[end - 1] != '\n') {
                throw new IOException("it has a file with attributes that cannot be read");
            }
            String record = new String(bytes, space + 1, end - space - 2, StandardCharsets.ISO_8859_1);
            int equals = record.indexOf('=');
            if (isAttribute(record) && equals > 0) {
                found.put(record.substring(ATTRIBUTE.length(), equals), record.substring(equals + 1));
            }
            at = end;
        }
    }

    private static int size(byte[] bytes, int header) throws IOException {
        String octal = new String(bytes, header + SIZE, SIZE_LENGTH, StandardCharsets.US_ASCII)
                .replace('\0', ' ')
                .strip();
        try {
            int size = octal.isEmpty() ? 0 : Integer.parseInt(octal, 8);
            if (size <= LARGEST) {
                return size;
            }
        } catch (NumberFormatException e) {
            throw new IOException("it has a header without a size", e);
        }
        throw new IOException("it has a file with attributes of more than " + LARGEST + " bytes");
    }
}
