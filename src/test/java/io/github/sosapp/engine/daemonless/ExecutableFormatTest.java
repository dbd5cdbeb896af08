package io.github.sosapp.engine.daemonless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.image.Platform;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Headers are written by hand from the specifications; programs of compilers are judged in GoBuildIT. */
class ExecutableFormatTest {

    private static final int PT_LOAD = 1;
    private static final int PT_DYNAMIC = 2;
    private static final int PT_INTERP = 3;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "2,1,62,amd64", "2,1,183,arm64", "1,1,40,arm", "1,1,3,386", "2,1,243,riscv64", "2,1,21,ppc64le",
        "2,2,21,ppc64", "2,2,22,s390x", "2,1,258,loong64", "2,1,8,mips64le", "2,2,8,mips64", "2,1,999,machine 0x3e7"
    })
    void elfHeadersTellTheProcessor(int width, int order, int machine, String architecture) throws IOException {
        assertThat(ExecutableFormat.read(elf(width, order, machine, PT_LOAD)))
                .contains(new ExecutableFormat("linux", architecture, false));
    }

    @ParameterizedTest
    @CsvSource({"1", "2"})
    void aProgramThatNamesALoaderOrLibrariesIsNotStatic(int width) throws IOException {
        assertThat(ExecutableFormat.read(elf(width, 1, 62, PT_LOAD, PT_INTERP))
                        .orElseThrow()
                        .needsLoader())
                .isTrue();
        assertThat(ExecutableFormat.read(elf(width, 1, 62, PT_LOAD, PT_DYNAMIC))
                        .orElseThrow()
                        .needsLoader())
                .isTrue();
    }

    @Test
    void programsOfOtherSystemsAreRecognised() throws IOException {
        ByteBuffer machO = little(64).putInt(0, 0xfeedfacf).putInt(4, 0x0100000c);
        ByteBuffer pe =
                little(256).putShort(0, (short) 0x5a4d).putInt(0x3c, 128).putInt(128, 0x4550);
        pe.putShort(132, (short) 0x8664);

        assertThat(ExecutableFormat.read(file(machO))).contains(new ExecutableFormat("darwin", "arm64", true));
        assertThat(ExecutableFormat.read(file(pe))).contains(new ExecutableFormat("windows", "amd64", true));
    }

    @Test
    void whatIsNoProgramIsNone() throws IOException {
        assertThat(ExecutableFormat.read(
                        file(ByteBuffer.wrap("#!/bin/sh\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII)))))
                .isEmpty();
        ByteBuffer cutOff = ByteBuffer.wrap(Files.readAllBytes(elf(2, 1, 62, PT_LOAD, PT_LOAD)), 0, 64);
        byte[] header = new byte[64];
        cutOff.get(header);
        assertThat(ExecutableFormat.read(file(ByteBuffer.wrap(header)))).isEmpty();
    }

    @Test
    void aMisfitIsNamedWithFilePlatformAndReason() throws IOException {
        Path foreign = elf(2, 1, 183, PT_LOAD);
        assertThatThrownBy(() -> ExecutableFormat.requireStatic(foreign, Platform.LINUX_AMD64))
                .hasMessage("""
                        %s cannot run on linux/amd64 in an image from scratch
                          why     it is a program for linux/arm64
                          do      build it with CGO_ENABLED=0 and without plugins or -buildmode=pie for exactly \
                        linux/amd64""".formatted(foreign));
        Path dynamic = elf(2, 1, 62, PT_INTERP);
        assertThatThrownBy(() -> ExecutableFormat.requireStatic(dynamic, Platform.LINUX_AMD64))
                .hasMessageContaining("it is linked dynamically, and the image has no loader and no libraries");
    }

    private Path elf(int width, int order, int machine, int... segments) throws IOException {
        boolean wide = width == 2;
        int header = wide ? 64 : 52;
        int entry = wide ? 56 : 32;
        ByteBuffer bytes = ByteBuffer.allocate(header + entry * segments.length);
        bytes.putInt(0, 0x7f454c46).put(4, (byte) width).put(5, (byte) order);
        bytes.order(order == 1 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN).putShort(18, (short) machine);
        if (wide) {
            bytes.putLong(32, header);
        } else {
            bytes.putInt(28, header);
        }
        bytes.putShort(wide ? 54 : 42, (short) entry).putShort(wide ? 56 : 44, (short) segments.length);
        for (int i = 0; i < segments.length; i++) {
            bytes.putInt(header + i * entry, segments[i]);
        }
        return file(bytes);
    }

    private Path file(ByteBuffer bytes) throws IOException {
        return Files.write(Files.createTempFile(directory, "program", ""), bytes.array());
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
