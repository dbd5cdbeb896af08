package io.github.sosapp.image.layout;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Walks over the headers of a tar archive (POSIX.1-1988 ustar, PAX and GNU long names), and looks at content only where it
 * is wanted.
 * Shares no code with the writer of layers, so that a mistake there is not repeated here.
 */
final class TarNames {

    /** Receives the entries in the order of the archive; {@code linkTarget} is null unless the entry is a hard link. */
    interface Visitor {
        void entry(String name, boolean directory, String hardLinkTarget) throws IOException;

        /** Whether the content of this file is to be read; else it is skipped. */
        default boolean wants(String name, long size) {
            return false;
        }

        /** Receives the content of a file that is wanted. */
        default void content(String name, byte[] content) {}
    }

    private static final int BLOCK = 512;
    private static final int LONGEST_HEADER_TEXT = 1 << 20;

    private final InputStream archive;
    private final byte[] header = new byte[BLOCK];
    private final byte[] skipped = new byte[1 << 16];
    private String longName;
    private String longLink;
    private long longSize = -1;

    private TarNames(InputStream archive) {
        this.archive = archive;
    }

    /**
     * Reads the archive to the end of the stream.
     *
     * @throws IOException when it is not a complete tar archive
     */
    static void walk(InputStream archive, Visitor visitor) throws IOException {
        new TarNames(archive).walk(visitor);
        archive.transferTo(OutputStream.nullOutputStream());
    }

    private void walk(Visitor visitor) throws IOException {
        while (archive.readNBytes(header, 0, BLOCK) == BLOCK) {
            if (isZero()) {
                return;
            }
            checkSum();
            long size = longSize >= 0 ? longSize : number(124, 12);
            char type = (char) header[156];
            switch (type) {
                case 'x' -> readPax(headerBytes(size));
                case 'g' -> skip(size);
                case 'L' -> longName = withoutNul(text(size));
                case 'K' -> longLink = withoutNul(text(size));
                default -> {
                    String name = visit(type, visitor);
                    boolean hasContent = type == '0' || type == 0 || type == '7';
                    if (hasContent && visitor.wants(name, size)) {
                        visitor.content(name, bytes(size));
                    } else {
                        skip(hasContent ? size : 0);
                    }
                    longName = null;
                    longLink = null;
                    longSize = -1;
                }
            }
        }
        throw new IOException("its tar archive has no end");
    }

    private String visit(char type, Visitor visitor) throws IOException {
        String name = longName != null ? longName : shortName();
        String link = longLink != null ? longLink : field(157, 100);
        visitor.entry(name, type == '5' || (type == 0 && name.endsWith("/")), type == '1' ? link : null);
        return name;
    }

    private String shortName() {
        String name = field(0, 100);
        boolean posix = header[257] == 'u' && header[262] == 0;
        String prefix = posix ? field(345, 155) : "";
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    private void readPax(byte[] bytes) throws IOException {
        int start = 0;
        while (start < bytes.length) {
            int space = start;
            while (space < bytes.length && bytes[space] != ' ') {
                space++;
            }
            int length = Integer.parseInt(new String(bytes, start, space - start, StandardCharsets.US_ASCII));
            if (length <= space - start + 1 || length > bytes.length - start) {
                throw new IOException("its tar archive has a malformed PAX record");
            }
            String record = new String(bytes, space + 1, start + length - space - 2, StandardCharsets.UTF_8);
            int sign = record.indexOf('=');
            String value = record.substring(sign + 1);
            switch (record.substring(0, Math.max(sign, 0))) {
                case "path" -> longName = value;
                case "linkpath" -> longLink = value;
                case "size" -> longSize = Long.parseLong(value);
                default -> {
                    // Times, owners and extended attributes do not matter to names.
                }
            }
            start += length;
        }
    }

    private String text(long size) throws IOException {
        return new String(headerBytes(size), StandardCharsets.UTF_8);
    }

    // Not text yet: values of extended attributes are any bytes.
    private byte[] headerBytes(long size) throws IOException {
        if (size > LONGEST_HEADER_TEXT) {
            throw new IOException("its tar archive has a header of " + size + " bytes");
        }
        return bytes(size);
    }

    private byte[] bytes(long size) throws IOException {
        byte[] bytes = archive.readNBytes(Math.toIntExact(size));
        if (bytes.length < size) {
            throw new IOException("its tar archive ends in the middle of a file");
        }
        skipFully(padding(size));
        return bytes;
    }

    private void skip(long size) throws IOException {
        skipFully(size + padding(size));
    }

    private static long padding(long size) {
        return (BLOCK - size % BLOCK) % BLOCK;
    }

    // By reading: the stream below hashes and counts what it gives, and skipping would pass both by.
    private void skipFully(long count) throws IOException {
        for (long left = count; left > 0; ) {
            int read = archive.read(skipped, 0, (int) Math.min(left, skipped.length));
            if (read < 0) {
                throw new IOException("its tar archive ends in the middle of a file");
            }
            left -= read;
        }
    }

    private boolean isZero() {
        for (byte value : header) {
            if (value != 0) {
                return false;
            }
        }
        return true;
    }

    private void checkSum() throws IOException {
        long expected = number(148, 8);
        byte[] blanked = header.clone();
        Arrays.fill(blanked, 148, 156, (byte) ' ');
        long sum = 0;
        for (byte value : blanked) {
            sum += value & 0xff;
        }
        if (sum != expected) {
            throw new IOException("its tar archive has a header with a wrong checksum");
        }
    }

    // Octal text, or a big-endian number when the first bit is set (GNU, for sizes from 8 GiB).
    private long number(int offset, int length) throws IOException {
        if ((header[offset] & 0x80) != 0) {
            long value = header[offset] & 0x7f;
            for (int i = 1; i < length; i++) {
                value = value << 8 | header[offset + i] & 0xff;
            }
            return value;
        }
        String digits = field(offset, length).strip();
        try {
            return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
        } catch (NumberFormatException e) {
            throw new IOException("its tar archive has a malformed number", e);
        }
    }

    private String field(int offset, int length) {
        int end = offset;
        while (end < offset + length && header[end] != 0) {
            end++;
        }
        return new String(header, offset, end - offset, StandardCharsets.UTF_8);
    }

    private static String withoutNul(String text) {
        int end = text.indexOf(0);
        return end < 0 ? text : text.substring(0, end);
    }
}
