package io.github.sosapp.image.layer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * The header of a tar entry: ustar (POSIX.1-1988), with a record of the pax format (POSIX.1-2001) before it only when a
 * name, a size or an owner does not fit, or for extended attributes. The time of every file of a layer is 1970-01-01, so that a layer is the same for as long as
 * its files are, whatever else changes and whoever else has them.
 */
final class TarHeader {

    static final int RECORD = 512;

    private static final int NAME_SIZE = 100;
    private static final int PREFIX_SIZE = 155;
    private static final int TIME = 136;
    private static final int NOWHERE = -1;

    /** Before the names of extended attributes in records of the pax format, as every tool for images writes them. */
    private static final String ATTRIBUTE = "SCHILY.xattr.";

    private static final byte[] PAX_PATH = bytes("././@PaxPath");
    private static final byte[] PAX_HEADER = bytes("././@PaxHeader");
    private static final byte[] NOTHING = {};
    private static final long MOST_IN_7_DIGITS = 07777777;
    private static final long MOST_IN_11_DIGITS = 077777777777L;

    private static final byte[] TEMPLATE = template();
    private static final int TEMPLATE_SUM = sum(TEMPLATE);

    private final LayerEntry entry;
    private final long size;
    private final byte[] path;
    private final byte[] link;
    private final boolean isLinkPlain;
    private final int slash;
    private final byte[] extended;
    private final long seconds;

    /** The header of {@code entry}, which {@code size} bytes of content follow. */
    TarHeader(LayerEntry entry, long size) {
        this(entry, size, 0);
    }

    /** The same with another time than that of layers, in seconds since 1970. */
    TarHeader(LayerEntry entry, long size, long seconds) {
        this.entry = entry;
        this.size = size;
        this.seconds = seconds;
        String name = entry.path().substring(1);
        path = bytes(entry.type() == LayerEntry.Type.DIRECTORY ? name.concat("/") : name);
        link = link(entry);
        isLinkPlain = link.length <= NAME_SIZE && isPlain(link);
        slash = slash(path);
        extended = fits() ? NOTHING : paxRecords(pax());
    }

    /** One or more records of 512 bytes. */
    int length() {
        return extended.length + RECORD;
    }

    /** Writes the header to {@code buffer}, whose old content does not matter. */
    void put(byte[] buffer, int at) {
        System.arraycopy(extended, 0, buffer, at, extended.length);
        int start = at + extended.length;
        System.arraycopy(TEMPLATE, 0, buffer, start, RECORD);
        int sum = TEMPLATE_SUM + (slash == NOWHERE ? put(buffer, start, PAX_PATH) : putPath(buffer, start));
        if (isLinkPlain) {
            sum += put(buffer, start + 157, link);
        }
        sum += putNumber(buffer, start + 100, 7, entry.mode() & 07777);
        sum += putNumber(buffer, start + 108, 7, fitting(entry.owner().uid(), MOST_IN_7_DIGITS));
        sum += putNumber(buffer, start + 116, 7, fitting(entry.owner().gid(), MOST_IN_7_DIGITS));
        sum += putNumber(buffer, start + 124, 11, fitting(size, MOST_IN_11_DIGITS));
        if (seconds != 0) {
            sum += putNumber(buffer, start + TIME, 11, seconds) - 11 * '0';
        }
        complete(buffer, start, letter(entry.type()), sum);
    }

    private static byte[] link(LayerEntry entry) {
        if (entry.linkTarget() == null) {
            return NOTHING;
        }
        return bytes(
                entry.type() == LayerEntry.Type.HARD_LINK ? entry.linkTarget().substring(1) : entry.linkTarget());
    }

    private static char letter(LayerEntry.Type type) {
        return switch (type) {
            case FILE -> '0';
            case HARD_LINK -> '1';
            case SYMLINK -> '2';
            case DIRECTORY -> '5';
        };
    }

    private boolean fits() {
        return entry.attributes().isEmpty()
                && slash != NOWHERE
                && isLinkPlain
                && entry.owner().uid() <= MOST_IN_7_DIGITS
                && entry.owner().gid() <= MOST_IN_7_DIGITS
                && size <= MOST_IN_11_DIGITS;
    }

    private Map<String, byte[]> pax() {
        Map<String, byte[]> pax = new TreeMap<>();
        if (slash == NOWHERE) {
            pax.put("path", path);
        }
        if (!isLinkPlain) {
            pax.put("linkpath", link);
        }
        putLarge(pax, "uid", entry.owner().uid(), MOST_IN_7_DIGITS);
        putLarge(pax, "gid", entry.owner().gid(), MOST_IN_7_DIGITS);
        putLarge(pax, "size", size, MOST_IN_11_DIGITS);
        entry.attributes()
                .forEach((name, value) -> pax.put(ATTRIBUTE + name, value.getBytes(StandardCharsets.ISO_8859_1)));
        return pax;
    }

    private static void putLarge(Map<String, byte[]> pax, String key, long value, long most) {
        if (value > most) {
            pax.put(key, bytes(Long.toString(value)));
        }
    }

    private static long fitting(long value, long most) {
        return value > most ? 0 : value;
    }

    // Where a path that is too long for a name is split, so that its parts fit; 0 when it fits as it is.
    private static int slash(byte[] path) {
        if (!isPlain(path)) {
            return NOWHERE;
        }
        if (path.length <= NAME_SIZE) {
            return 0;
        }
        int slash = Math.min(PREFIX_SIZE, path.length - 2);
        while (slash > 0 && path[slash] != '/') {
            slash--;
        }
        return slash > 0 && path.length - slash - 1 <= NAME_SIZE ? slash : NOWHERE;
    }

    private int putPath(byte[] buffer, int start) {
        return slash == 0
                ? put(buffer, start, path, 0, path.length)
                : put(buffer, start + 345, path, 0, slash)
                        + put(buffer, start, path, slash + 1, path.length - slash - 1);
    }

    private static byte[] template() {
        byte[] header = new byte[RECORD];
        putNumber(header, TIME, 11, 0);
        put(header, 257, bytes("ustar\0" + "00"));
        putNumber(header, 329, 7, 0);
        putNumber(header, 337, 7, 0);
        // The checksum counts its own field as eight spaces.
        Arrays.fill(header, 148, 156, (byte) ' ');
        return header;
    }

    private static void complete(byte[] header, int start, char type, int sumSoFar) {
        header[start + 156] = (byte) type;
        putNumber(header, start + 148, 6, sumSoFar + type);
        header[start + 154] = 0;
    }

    private static byte[] paxRecords(Map<String, byte[]> pax) {
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        pax.forEach((key, value) -> records.writeBytes(paxRecord(key, value)));
        byte[] header = Arrays.copyOf(TEMPLATE, RECORD + roundUp(records.size()));
        int sum = TEMPLATE_SUM + put(header, 0, PAX_HEADER);
        sum += putNumber(header, 100, 7, 0644);
        sum += putNumber(header, 108, 7, 0);
        sum += putNumber(header, 116, 7, 0);
        sum += putNumber(header, 124, 11, records.size());
        complete(header, 0, 'x', sum);
        System.arraycopy(records.toByteArray(), 0, header, RECORD, records.size());
        return header;
    }

    // "<length> <key>=<value>\n", where the length counts its own digits too.
    private static byte[] paxRecord(String key, byte[] value) {
        byte[] name = bytes(" " + key + "=");
        int rest = name.length + value.length + 1;
        int length = rest + 1;
        while (length != rest + Integer.toString(length).length()) {
            length = rest + Integer.toString(length).length();
        }
        ByteArrayOutputStream record = new ByteArrayOutputStream(length);
        record.writeBytes(Integer.toString(length).getBytes(StandardCharsets.US_ASCII));
        record.writeBytes(name);
        record.writeBytes(value);
        record.write('\n');
        return record.toByteArray();
    }

    private static int roundUp(int size) {
        return (size + RECORD - 1) / RECORD * RECORD;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    // What is not ASCII is negative in UTF-8.
    private static boolean isPlain(byte[] text) {
        for (byte b : text) {
            if (b < ' ' || b == 0x7f) {
                return false;
            }
        }
        return true;
    }

    private static int sum(byte[] plain) {
        return sum(plain, 0, plain.length);
    }

    private static int sum(byte[] plain, int from, int length) {
        int sum = 0;
        for (int i = from; i < from + length; i++) {
            sum += plain[i];
        }
        return sum;
    }

    // Like putNumber, gives the sum of the bytes, for the checksum.
    private static int put(byte[] header, int offset, byte[] plain) {
        return put(header, offset, plain, 0, plain.length);
    }

    private static int put(byte[] header, int offset, byte[] plain, int from, int length) {
        System.arraycopy(plain, from, header, offset, length);
        return sum(plain, from, length);
    }

    private static int putNumber(byte[] header, int offset, int digits, long value) {
        long left = value;
        int sum = 0;
        for (int i = digits - 1; i >= 0; i--) {
            int digit = '0' + (int) (left & 7);
            header[offset + i] = (byte) digit;
            sum += digit;
            left >>>= 3;
        }
        return sum;
    }
}
