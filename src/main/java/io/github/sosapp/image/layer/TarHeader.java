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
    private static final long MOST_IN_7_DIGITS = 07777777;
    private static final long MOST_IN_11_DIGITS = 077777777777L;

    private TarHeader() {}

    /** One or more records of 512 bytes; {@code size} is that of the content that follows. */
    static byte[] of(LayerEntry entry, long size, long modificationTime) {
        String path = entry.path().substring(1) + (entry.type() == LayerEntry.Type.DIRECTORY ? "/" : "");
        String link = entry.linkTarget() == null ? "" : entry.linkTarget();
        Map<String, String> pax = new TreeMap<>();
        byte[] header = new byte[RECORD];
        if (!putPath(header, path)) {
            pax.put("path", path);
        }
        if (!isPlain(link) || link.length() > NAME_SIZE) {
            pax.put("linkpath", link);
        } else {
            putText(header, 157, link);
        }
        putNumber(header, 100, 7, entry.mode() & 07777);
        putOrMove(header, 108, 7, entry.owner().uid(), MOST_IN_7_DIGITS, "uid", pax);
        putOrMove(header, 116, 7, entry.owner().gid(), MOST_IN_7_DIGITS, "gid", pax);
        putOrMove(header, 124, 11, size, MOST_IN_11_DIGITS, "size", pax);
        char type = entry.type() == LayerEntry.Type.FILE ? '0' : entry.type() == LayerEntry.Type.SYMLINK ? '2' : '5';
        complete(header, type, modificationTime);
        if (pax.isEmpty()) {
            return header;
        }
        byte[] extended = paxRecords(pax, modificationTime);
        byte[] both = Arrays.copyOf(extended, extended.length + RECORD);
        System.arraycopy(header, 0, both, extended.length, RECORD);
        return both;
    }

    private static void complete(byte[] header, char type, long modificationTime) {
        putNumber(header, 136, 11, modificationTime);
        header[156] = (byte) type;
        putText(header, 257, "ustar\0" + "00");
        putNumber(header, 329, 7, 0);
        putNumber(header, 337, 7, 0);
        Arrays.fill(header, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte value : header) {
            sum += value & 0xff;
        }
        putNumber(header, 148, 6, sum);
        header[154] = 0;
    }

    // A path of at most 100 characters is the name; a longer one is split at a slash, if that is enough.
    private static boolean putPath(byte[] header, String path) {
        if (isPlain(path) && path.length() <= NAME_SIZE) {
            putText(header, 0, path);
            return true;
        }
        int slash = path.lastIndexOf('/', Math.min(PREFIX_SIZE, path.length() - 2));
        if (isPlain(path) && slash > 0 && path.length() - slash - 1 <= NAME_SIZE) {
            putText(header, 345, path.substring(0, slash));
            putText(header, 0, path.substring(slash + 1));
            return true;
        }
        putText(header, 0, "././@PaxPath");
        return false;
    }

    private static void putOrMove(
            byte[] header, int offset, int digits, long value, long most, String key, Map<String, String> pax) {
        if (value > most) {
            pax.put(key, Long.toString(value));
        }
        putNumber(header, offset, digits, value > most ? 0 : value);
    }

    private static byte[] paxRecords(Map<String, String> pax, long modificationTime) {
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        pax.forEach((key, value) -> records.writeBytes(paxRecord(key, value)));
        byte[] header = new byte[RECORD];
        putText(header, 0, "././@PaxHeader");
        putNumber(header, 100, 7, 0644);
        putNumber(header, 108, 7, 0);
        putNumber(header, 116, 7, 0);
        putNumber(header, 124, 11, records.size());
        complete(header, 'x', modificationTime);
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

    private static void putText(byte[] header, int offset, String text) {
        for (int i = 0; i < text.length(); i++) {
            header[offset + i] = (byte) text.charAt(i);
        }
    }

    private static void putNumber(byte[] header, int offset, int digits, long value) {
        long left = value;
        for (int i = digits - 1; i >= 0; i--) {
            header[offset + i] = (byte) ('0' + (left & 7));
            left >>>= 3;
        }
    }
}
