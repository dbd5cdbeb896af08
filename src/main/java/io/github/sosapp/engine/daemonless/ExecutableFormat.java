package io.github.sosapp.engine.daemonless;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Platform;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the first bytes of a program say about where it runs: ELF (System V ABI, chapters 4 and 5), Mach-O or PE.
 *
 * @param os in Go's word; {@code linux} for every ELF file
 * @param architecture in Go's word, or {@code machine 0x…} when there is none
 * @param needsLoader true when the program needs a dynamic loader or shared libraries
 */
public record ExecutableFormat(String os, String architecture, boolean needsLoader) {

    private static final int ELF = 0x7f454c46;
    private static final int PT_DYNAMIC = 2;
    private static final int PT_INTERP = 3;
    private static final int MACH_O_64 = 0xcffaedfe;
    private static final int MACH_O_UNIVERSAL = 0xcafebabe;
    // Class files of Java begin with the same bytes; what follows is their version, which is 45 or more.
    private static final int MOST_ARCHITECTURES = 44;
    private static final int LARGEST_PROLOGUE = 1 << 16;

    /** Empty when the file is no program. */
    static Optional<ExecutableFormat> read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            if (!canBeProgram(channel)) {
                return Optional.empty();
            }
            ByteBuffer bytes =
                    channel.map(FileChannel.MapMode.READ_ONLY, 0, Math.min(channel.size(), LARGEST_PROLOGUE));
            if (bytes.limit() < 64) {
                return Optional.empty();
            }
            int magic = bytes.getInt(0);
            if (magic == ELF) {
                return Optional.of(elf(bytes));
            }
            if (magic == MACH_O_64) {
                int cpu = bytes.order(ByteOrder.LITTLE_ENDIAN).getInt(4);
                return Optional.of(new ExecutableFormat("darwin", machOArchitecture(cpu), true));
            }
            if (magic == MACH_O_UNIVERSAL && bytes.getInt(4) <= MOST_ARCHITECTURES) {
                return Optional.of(new ExecutableFormat("darwin", "universal", true));
            }
            return bytes.get(0) == 'M' && bytes.get(1) == 'Z' ? pe(bytes) : Optional.empty();
        } catch (IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    // Mapping a file costs much more than reading its first bytes, and trees of packages have thousands.
    private static boolean canBeProgram(FileChannel channel) throws IOException {
        ByteBuffer start = ByteBuffer.allocate(4);
        if (channel.read(start, 0) < 4) {
            return false;
        }
        int magic = start.getInt(0);
        return magic == ELF
                || magic == MACH_O_64
                || magic == MACH_O_UNIVERSAL
                || start.get(0) == 'M' && start.get(1) == 'Z';
    }

    /**
     * Why a file cannot run on {@code platform} where the C library is {@code libc}; empty when it can, or is no program.
     *
     * @param libc {@code glibc} or {@code musl}
     */
    static String misfit(Path file, Platform platform, String libc) throws IOException {
        Optional<ExecutableFormat> format = read(file);
        if (format.isEmpty()) {
            return "";
        }
        if (!format.get().isFor(platform)) {
            return format.get().nature();
        }
        return LinkedLibc.of(file)
                .filter(linked -> !linked.equals(libc))
                .map(linked -> "it needs the C library " + linked + ", and the image has " + libc)
                .orElse("");
    }

    /** The C library that an ELF file was linked with, {@code glibc} or {@code musl}; empty when it needs none. */
    public static Optional<String> libcOf(byte[] elf) {
        return LinkedLibc.of(ByteBuffer.wrap(elf));
    }

    /** The C library whose dynamic loader has a file of that name; empty for files of any other name. */
    public static Optional<String> libcOfLoader(String fileName) {
        if (fileName.startsWith("ld-musl-")) {
            return Optional.of(LinkedLibc.MUSL);
        }
        return fileName.startsWith("ld-linux") ? Optional.of(LinkedLibc.GLIBC) : Optional.empty();
    }

    private boolean isFor(Platform platform) {
        return os.equals(platform.os()) && architecture.equals(platform.architecture());
    }

    private String nature() {
        return "it is a program for " + os + "/" + architecture;
    }

    /**
     * Where a program or library that begins with these bytes runs, like {@code linux/arm64}; empty for any other file. Tells
     * nothing that is not in the first 64 bytes.
     */
    public static Optional<String> platformOf(byte[] head) {
        if (head.length < 20 || ByteBuffer.wrap(head).getInt(0) != ELF) {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.wrap(head);
        boolean wide = bytes.get(4) == 2;
        boolean little = bytes.get(5) == 1;
        bytes.order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        return Optional.of("linux/" + elfArchitecture(bytes.getShort(18) & 0xffff, wide, little));
    }

    /** Refuses a file that cannot run on {@code platform} in an image that has nothing else. */
    static void requireStatic(Path file, Platform platform) {
        Optional<ExecutableFormat> format;
        try {
            format = read(file);
        } catch (IOException e) {
            throw BuildFailure.ofWorld("cannot read " + file).causedBy(e).remedy("check the disk and build again");
        }
        String wrong = format.map(found -> found.misfit(platform)).orElse("it is not a program");
        if (!wrong.isEmpty()) {
            throw BuildFailure.ofUser(file + " cannot run on " + platform + " in an image from scratch")
                    .because(wrong)
                    .remedy("build it with CGO_ENABLED=0 and without plugins or -buildmode=pie for exactly "
                            + platform);
        }
    }

    private String misfit(Platform platform) {
        if (!isFor(platform)) {
            return nature();
        }
        return needsLoader ? "it is linked dynamically, and the image has no loader and no libraries" : "";
    }

    private static ExecutableFormat elf(ByteBuffer bytes) {
        boolean wide = bytes.get(4) == 2;
        boolean little = bytes.get(5) == 1;
        bytes.order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        String architecture = elfArchitecture(bytes.getShort(18) & 0xffff, wide, little);
        long table = wide ? bytes.getLong(32) : bytes.getInt(28) & 0xffffffffL;
        int entrySize = bytes.getShort(wide ? 54 : 42) & 0xffff;
        int entries = bytes.getShort(wide ? 56 : 44) & 0xffff;
        boolean needsLoader = false;
        for (int i = 0; i < entries; i++) {
            int type = bytes.getInt(Math.toIntExact(table + (long) i * entrySize));
            needsLoader |= type == PT_INTERP || type == PT_DYNAMIC;
        }
        return new ExecutableFormat("linux", architecture, needsLoader);
    }

    private static String elfArchitecture(int machine, boolean wide, boolean little) {
        return switch (machine) {
            case 3 -> "386";
            case 8 -> "mips" + (wide ? "64" : "") + (little ? "le" : "");
            case 21 -> little ? "ppc64le" : "ppc64";
            case 22 -> "s390x";
            case 40 -> "arm";
            case 62 -> wide ? "amd64" : "amd64p32";
            case 183 -> "arm64";
            case 243 -> wide ? "riscv64" : "riscv";
            case 258 -> "loong64";
            default -> "machine 0x" + Integer.toHexString(machine);
        };
    }

    private static String machOArchitecture(int cpu) {
        return switch (cpu) {
            case 0x01000007 -> "amd64";
            case 0x0100000c -> "arm64";
            default -> "machine 0x" + Integer.toHexString(cpu);
        };
    }

    private static Optional<ExecutableFormat> pe(ByteBuffer bytes) {
        bytes.order(ByteOrder.LITTLE_ENDIAN);
        int header = bytes.getInt(0x3c);
        if (bytes.getInt(header) != 0x00004550) {
            return Optional.empty();
        }
        int machine = bytes.getShort(header + 4) & 0xffff;
        String architecture = switch (machine) {
            case 0x14c -> "386";
            case 0x8664 -> "amd64";
            case 0xaa64 -> "arm64";
            default -> "machine 0x" + Integer.toHexString(machine);
        };
        return Optional.of(new ExecutableFormat("windows", architecture, true));
    }
}
