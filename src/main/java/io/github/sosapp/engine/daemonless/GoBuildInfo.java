package io.github.sosapp.engine.daemonless;

import io.github.sosapp.failure.BuildFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** Reads which Go release compiled a program (Go's package debug/buildinfo describes the format; Go 1.18 and newer). */
final class GoBuildInfo {

    private static final byte[] MAGIC = "\u00ff Go buildinf:".getBytes(StandardCharsets.ISO_8859_1);
    private static final int ALIGNMENT = 16;
    private static final int FLAGS = 15;
    private static final int INLINE_STRINGS = 2;
    private static final int HEADER = 32;
    private static final int LONGEST_VERSION = 200;

    private GoBuildInfo() {}

    /** The release, for example {@code go1.21.13}; empty when the file is no such program. */
    static Optional<String> releaseOf(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
            for (int at = 0; at + HEADER < bytes.limit(); at += ALIGNMENT) {
                if (bytes.get(at) == MAGIC[0] && isHeader(bytes, at)) {
                    int length = bytes.get(at + HEADER) & 0xff;
                    if (length < LONGEST_VERSION && length > 0 && at + HEADER + 1 + length <= bytes.limit()) {
                        byte[] version = new byte[length];
                        bytes.get(at + HEADER + 1, version);
                        return Optional.of(new String(version, StandardCharsets.UTF_8));
                    }
                }
            }
            return Optional.empty();
        }
    }

    // A program that reads build information itself has the magic among its constants, but not a header around it.
    private static boolean isHeader(ByteBuffer bytes, int at) {
        for (int i = 1; i < MAGIC.length; i++) {
            if (bytes.get(at + i) != MAGIC[i]) {
                return false;
            }
        }
        return (bytes.get(at + FLAGS) & INLINE_STRINGS) != 0
                && bytes.get(at + HEADER + 1) == 'g'
                && bytes.get(at + HEADER + 2) == 'o';
    }

    static void requireRelease(Path file, String wanted) {
        Optional<String> release;
        try {
            release = releaseOf(file);
        } catch (IOException e) {
            throw BuildFailure.ofWorld("cannot read " + file)
                    .because("go said that it had compiled it")
                    .causedBy(e)
                    .remedy("check the disk and build again");
        }
        // A release with an experiment says so behind its name: go1.26.1 X:jsonv2.
        if (!release.map(text -> text.split(" ", 2)[0]).equals(Optional.of(wanted))) {
            throw BuildFailure.ofWorld(file + " was not compiled by " + wanted)
                    .because(release.map(text -> "its build information says " + text)
                            .orElse("it has no build information"))
                    .remedy("check that the go on PATH is Go's own and honours GOTOOLCHAIN=" + wanted);
        }
    }
}
