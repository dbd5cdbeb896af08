package io.github.sosapp.engine.daemonless;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which C library an ELF file asks for, by its interpreter and its needed libraries (System V ABI, chapter 5). */
final class LinkedLibc {

    static final String GLIBC = "glibc";
    static final String MUSL = "musl";

    private static final int PT_LOAD = 1;
    private static final int PT_DYNAMIC = 2;
    private static final int PT_INTERP = 3;
    private static final int DT_NEEDED = 1;
    private static final int DT_STRTAB = 5;

    private final ByteBuffer bytes;
    private final boolean wide;
    private final List<Segment> segments = new ArrayList<>();

    private record Segment(int type, long offset, long address, long size) {}

    private LinkedLibc(ByteBuffer bytes) {
        this.bytes = bytes;
        this.wide = bytes.get(4) == 2;
        bytes.order(bytes.get(5) == 1 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int table = Math.toIntExact(wide ? bytes.getLong(32) : bytes.getInt(28));
        int entrySize = bytes.getShort(wide ? 54 : 42) & 0xffff;
        int entries = bytes.getShort(wide ? 56 : 44) & 0xffff;
        for (int i = 0; i < entries; i++) {
            int at = table + i * entrySize;
            segments.add(
                    wide
                            ? new Segment(
                                    bytes.getInt(at),
                                    bytes.getLong(at + 8),
                                    bytes.getLong(at + 16),
                                    bytes.getLong(at + 32))
                            : new Segment(
                                    bytes.getInt(at),
                                    bytes.getInt(at + 4),
                                    bytes.getInt(at + 8),
                                    bytes.getInt(at + 16)));
        }
    }

    /** Empty when the file asks for none, or cannot be understood. */
    static Optional<String> of(Path elf) throws IOException {
        try (FileChannel channel = FileChannel.open(elf)) {
            return of(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
        }
    }

    /** Of the whole content of an ELF file; empty when it asks for none, or cannot be understood. */
    static Optional<String> of(ByteBuffer elf) {
        try {
            for (String name : new LinkedLibc(elf).names()) {
                if (name.contains("ld-musl") || name.startsWith("libc.musl") || name.equals("libc.so")) {
                    return Optional.of(MUSL);
                }
                if (name.contains("ld-linux") || name.equals("libc.so.6")) {
                    return Optional.of(GLIBC);
                }
            }
            return Optional.empty();
        } catch (IndexOutOfBoundsException | ArithmeticException damaged) {
            return Optional.empty();
        }
    }

    private List<String> names() {
        List<String> names = new ArrayList<>();
        for (Segment segment : segments) {
            if (segment.type() == PT_INTERP) {
                names.add(text(segment.offset()));
            } else if (segment.type() == PT_DYNAMIC) {
                names.addAll(needed(segment));
            }
        }
        return names;
    }

    private List<String> needed(Segment dynamic) {
        int word = wide ? 8 : 4;
        long strings = -1;
        List<Long> needed = new ArrayList<>();
        for (long at = dynamic.offset(); at < dynamic.offset() + dynamic.size(); at += 2L * word) {
            long tag = word(at);
            long value = word(at + word);
            if (tag == 0) {
                break;
            }
            if (tag == DT_NEEDED) {
                needed.add(value);
            } else if (tag == DT_STRTAB) {
                strings = inFile(value);
            }
        }
        long table = strings;
        return table < 0
                ? List.of()
                : needed.stream().map(offset -> text(table + offset)).toList();
    }

    private long word(long at) {
        return wide ? bytes.getLong(Math.toIntExact(at)) : bytes.getInt(Math.toIntExact(at)) & 0xffffffffL;
    }

    private long inFile(long address) {
        return segments.stream()
                .filter(segment -> segment.type() == PT_LOAD)
                .filter(segment -> address >= segment.address() && address < segment.address() + segment.size())
                .map(segment -> address - segment.address() + segment.offset())
                .findFirst()
                .orElse(-1L);
    }

    private String text(long at) {
        int start = Math.toIntExact(at);
        int end = start;
        while (bytes.get(end) != 0) {
            end++;
        }
        byte[] text = new byte[end - start];
        bytes.get(start, text);
        return new String(text, StandardCharsets.UTF_8);
    }
}
