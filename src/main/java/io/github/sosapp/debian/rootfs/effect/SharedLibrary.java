package io.github.sosapp.debian.rootfs.effect;

import io.github.sosapp.image.layer.FileContent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What the linker's cache must know of a shared library (ELF-64 Object File Format, version 1.5).
 *
 * @param machine {@code e_machine} of its header
 * @param soname under which programs ask for it; empty when it has none
 */
record SharedLibrary(int machine, Optional<String> soname) {

    static final int X86_64 = 62;
    static final int AARCH64 = 183;

    private static final int HEADER = 64;
    private static final byte CLASS_64 = 2;
    private static final byte LITTLE_ENDIAN = 1;
    private static final int SHARED_OBJECT = 3;
    private static final int LOAD = 1;
    private static final int DYNAMIC = 2;
    private static final int SEGMENT_HEADER = 56;
    private static final long STRING_TABLE = 5;
    private static final long STRING_TABLE_SIZE = 10;
    private static final long SONAME = 14;
    private static final int MOST_SEGMENTS = 1 << 10;
    private static final int LARGEST_TABLE = 16 << 20;

    /** Empty when the file is no shared library for a 64-bit little-endian machine, or a damaged one. */
    static Optional<SharedLibrary> read(FileContent content) throws IOException {
        ByteBuffer header = part(content, 0, HEADER);
        if (header.limit() < HEADER
                || header.getInt(0) != 0x464c457f
                || header.get(4) != CLASS_64
                || header.get(5) != LITTLE_ENDIAN
                || header.getShort(16) != SHARED_OBJECT) {
            return Optional.empty();
        }
        int segments = Short.toUnsignedInt(header.getShort(56));
        if (segments > MOST_SEGMENTS || header.getShort(54) != SEGMENT_HEADER) {
            return Optional.empty();
        }
        ByteBuffer table = part(content, header.getLong(32), segments * SEGMENT_HEADER);
        try {
            return Optional.of(new SharedLibrary(Short.toUnsignedInt(header.getShort(18)), soname(content, table)));
        } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> soname(FileContent content, ByteBuffer segments) throws IOException {
        for (int at = 0; at < segments.limit(); at += SEGMENT_HEADER) {
            if (segments.getInt(at) == DYNAMIC) {
                return soname(content, segments, part(content, segments.getLong(at + 8), segments.getLong(at + 32)));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> soname(FileContent content, ByteBuffer segments, ByteBuffer dynamic)
            throws IOException {
        long name = -1;
        long strings = -1;
        long size = 0;
        while (dynamic.remaining() >= 16) {
            long tag = dynamic.getLong();
            long value = dynamic.getLong();
            name = tag == SONAME ? value : name;
            strings = tag == STRING_TABLE ? value : strings;
            size = tag == STRING_TABLE_SIZE ? value : size;
        }
        if (name < 0 || strings < 0 || name >= size) {
            return Optional.empty();
        }
        ByteBuffer text = part(content, offset(segments, strings), size);
        int end = (int) name;
        while (text.get(end) != 0) {
            end++;
        }
        return Optional.of(new String(text.array(), (int) name, end - (int) name, StandardCharsets.ISO_8859_1));
    }

    // Where the bytes for an address of the loaded library are in the file.
    private static long offset(ByteBuffer segments, long address) {
        for (int at = 0; at < segments.limit(); at += SEGMENT_HEADER) {
            long start = segments.getLong(at + 16);
            if (segments.getInt(at) == LOAD && address >= start && address < start + segments.getLong(at + 32)) {
                return address - start + segments.getLong(at + 8);
            }
        }
        return address;
    }

    private static ByteBuffer part(FileContent content, long offset, long size) throws IOException {
        boolean inside = offset >= 0 && size >= 0 && size <= LARGEST_TABLE && offset <= content.size() - size;
        if (!inside) {
            return ByteBuffer.allocate(0);
        }
        try (InputStream bytes = content.open()) {
            bytes.skipNBytes(offset);
            return ByteBuffer.wrap(bytes.readNBytes((int) size)).order(ByteOrder.LITTLE_ENDIAN);
        }
    }
}
