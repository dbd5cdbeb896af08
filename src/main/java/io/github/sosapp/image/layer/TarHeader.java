package io.github.sosapp.image.layer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * The header of a tar entry: ustar (POSIX.1-1988), with a record of the pax format (POSIX.1-2001) before it only when a
 * name, a size or an owner does not fit.
 */
final class TarHeader {

    static final int RECORD = 512;

    private static final int NAME_SIZE = 100;
    private static final int PREFIX_SIZE = 155;
    private static final String PAX_PATH = "././@PaxPath";
    private static final byte[] NOTHING = {};
    private static final long MOST_IN_7_DIGITS = 07777777;
    private static final long MOST_IN_11_DIGITS = 077777777777L;

    private final LayerEntry entry;
    private final String path;
    private final String link;
    private final long size;
    private final long modificationTime;
    private final byte[] extended;

    /** The header of {@code entry}, which {@code size} bytes of content follow. */
    TarHeader(LayerEntry entry, long size, long modificationTime) {
        this.entry = entry;
        this.size = size;
        this.modificationTime = modificationTime;
        String name = entry.path().substring(1);
        path = entry.type() == LayerEntry.Type.DIRECTORY ? name.concat("/") : name;
        link = entry.linkTarget() == null ? "" : entry.linkTarget();
        extended = fits() ? NOTHING : paxRecords(pax(), modificationTime);
    }

    /** One or more records of 512 bytes. */
    int length() {
        return extended.length + RECORD;
    }

    /** Writes the header to {@code buffer}, whose old content does not matter. */
    void put(byte[] buffer, int at) {
        System.arraycopy(extended, 0, buffer, at, extended.length);
        int start = at + extended.length;
        Arrays.fill(buffer, start, start + RECORD, (byte) 0);
        int sum = isPlain(path) ? putPath(buffer, start) : putText(buffer, start, PAX_PATH);
        if (isLinkPlain()) {
            sum += putText(buffer, start + 157, link);
        }
        sum += putNumber(buffer, start + 100, 7, entry.mode() & 07777);
        sum += putNumber(buffer, start + 108, 7, fitting(entry.owner().uid(), MOST_IN_7_DIGITS));
        sum += putNumber(buffer, start + 116, 7, fitting(entry.owner().gid(), MOST_IN_7_DIGITS));
        sum += putNumber(buffer, start + 124, 11, fitting(size, MOST_IN_11_DIGITS));
        char type = entry.type() == LayerEntry.Type.FILE ? '0' : entry.type() == LayerEntry.Type.SYMLINK ? '2' : '5';
        complete(buffer, start, type, modificationTime, sum);
    }

    private boolean fits() {
        return isPlain(path)
                && (path.length() <= NAME_SIZE || slash() > 0)
                && isLinkPlain()
                && entry.owner().uid() <= MOST_IN_7_DIGITS
                && entry.owner().gid() <= MOST_IN_7_DIGITS
                && size <= MOST_IN_11_DIGITS;
    }

    private Map<String, String> pax() {
        Map<String, String> pax = new TreeMap<>();
        if (!isPlain(path) || path.length() > NAME_SIZE && slash() < 0) {
            pax.put("path", path);
        }
        if (!isLinkPlain()) {
            pax.put("linkpath", link);
        }
        putLarge(pax, "uid", entry.owner().uid(), MOST_IN_7_DIGITS);
        putLarge(pax, "gid", entry.owner().gid(), MOST_IN_7_DIGITS);
        putLarge(pax, "size", size, MOST_IN_11_DIGITS);
        return pax;
    }

    private static void putLarge(Map<String, String> pax, String key, long value, long most) {
        if (value > most) {
            pax.put(key, Long.toString(value));
        }
    }

    private static long fitting(long value, long most) {
        return value > most ? 0 : value;
    }

    private boolean isLinkPlain() {
        return isPlain(link) && link.length() <= NAME_SIZE;
    }

    // Where a path that is too long for a name is split, so that its parts fit; -1 when there is no such place.
    private int slash() {
        int slash = path.lastIndexOf('/', Math.min(PREFIX_SIZE, path.length() - 2));
        return slash > 0 && path.length() - slash - 1 <= NAME_SIZE ? slash : -1;
    }

    private int putPath(byte[] buffer, int start) {
        if (path.length() <= NAME_SIZE) {
            return putText(buffer, start, path);
        }
        int slash = slash();
        return slash < 0
                ? putText(buffer, start, PAX_PATH)
                : putText(buffer, start + 345, path.substring(0, slash))
                        + putText(buffer, start, path.substring(slash + 1));
    }

    // The checksum counts its own field as eight spaces.
    private static void complete(byte[] header, int start, char type, long modificationTime, int sumSoFar) {
        int sum = sumSoFar + type + 8 * ' ';
        header[start + 156] = (byte) type;
        sum += putNumber(header, start + 136, 11, modificationTime);
        sum += putText(header, start + 257, "ustar\0" + "00");
        sum += putNumber(header, start + 329, 7, 0);
        sum += putNumber(header, start + 337, 7, 0);
        putNumber(header, start + 148, 6, sum);
        header[start + 155] = ' ';
    }

    private static byte[] paxRecords(Map<String, String> pax, long modificationTime) {
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        pax.forEach((key, value) -> records.writeBytes(paxRecord(key, value)));
        byte[] header = new byte[RECORD];
        int sum = putText(header, 0, "././@PaxHeader");
        sum += putNumber(header, 100, 7, 0644);
        sum += putNumber(header, 108, 7, 0);
        sum += putNumber(header, 116, 7, 0);
        sum += putNumber(header, 124, 11, records.size());
        complete(header, 0, 'x', modificationTime, sum);
        byte[] all = Arrays.copyOf(header, RECORD + roundUp(records.size()));
        System.arraycopy(records.toByteArray(), 0, all, RECORD, records.size());
        return all;
    }

    // "<length> <key>=<value>\n", where the length counts its own digits too.
    private static byte[] paxRecord(String key, String value) {
        byte[] rest = (" " + key + "=" + value + "\n").getBytes(StandardCharsets.UTF_8);
        int length = rest.length + 1;
        while (length != rest.length + Integer.toString(length).length()) {
            length = rest.length + Integer.toString(length).length();
        }
        ByteArrayOutputStream record = new ByteArrayOutputStream(length);
        record.writeBytes(Integer.toString(length).getBytes(StandardCharsets.US_ASCII));
        record.writeBytes(rest);
        return record.toByteArray();
    }

    private static int roundUp(int size) {
        return (size + RECORD - 1) / RECORD * RECORD;
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x7f || text.charAt(i) < ' ') {
                return false;
            }
        }
        return true;
    }

    // Like putNumber, gives the sum of the bytes, for the checksum.
    private static int putText(byte[] header, int offset, String text) {
        int sum = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            header[offset + i] = (byte) c;
            sum += c;
        }
        return sum;
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
