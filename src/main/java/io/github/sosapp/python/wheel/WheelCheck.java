package io.github.sosapp.python.wheel;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Platform;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.function.Function;
import org.apache.commons.compress.archivers.zip.ZipFile;

/** Reads every byte of a wheel once: each file must be what RECORD says, and each program one for the platform. */
public final class WheelCheck {

    private static final int HEAD = 64;
    private static final int BUFFER = 1 << 16;

    private final Platform platform;
    private final Function<byte[], Optional<String>> programPlatform;

    /**
     * @param platform that the image is for
     * @param programPlatform the platform, like {@code linux/arm64}, of a program or library that begins with those bytes;
     *     empty for any other file
     */
    public WheelCheck(Platform platform, Function<byte[], Optional<String>> programPlatform) {
        this.platform = platform;
        this.programPlatform = programPlatform;
    }

    /** @throws BuildFailure when a file is not listed, not what the list says, or a library for another platform */
    public void verify(Wheel wheel) {
        try (ZipFile zip = ZipFile.builder().setPath(wheel.file()).get()) {
            for (Wheel.Member member : wheel.members()) {
                if (!wheel.isRecord(member.path())) {
                    try (InputStream content = zip.getInputStream(zip.getEntry(member.path()))) {
                        verify(wheel, member, content);
                    }
                }
            }
        } catch (IOException | UncheckedIOException e) {
            throw Wheel.unusable(wheel.file(), "its archive is damaged", e);
        }
    }

    private void verify(Wheel wheel, Wheel.Member member, InputStream content) throws IOException {
        WheelRecord.Line line = wheel.documents().record().lines().get(member.path());
        MessageDigest digest = Optional.ofNullable(line)
                .flatMap(WheelRecord.Line::algorithm)
                .orElseThrow(() -> changed(wheel, member, "is not in its list of files, or without a usable hash"));
        byte[] head = content.readNBytes(HEAD);
        digest.update(head);
        byte[] buffer = new byte[BUFFER];
        for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
            digest.update(buffer, 0, count);
        }
        if (!line.matches(digest.digest())) {
            throw changed(wheel, member, "is not what its list of files says");
        }
        programPlatform
                .apply(head)
                .filter(found -> found.startsWith("linux/") && !found.equals(platform.toString()))
                .filter(found -> !isDataOfOtherPlatforms(wheel, member))
                .ifPresent(found -> refuse(wheel, member, found));
    }

    // Debuggers and profilers carry libraries for every platform and choose when they run; what Python imports is named
    // so.
    private static boolean isDataOfOtherPlatforms(Wheel wheel, Wheel.Member member) {
        return wheel.isForAnyPlatform() && !member.path().matches(".*\\.(cpython-[^/]*|abi3)\\.so");
    }

    private void refuse(Wheel wheel, Wheel.Member member, String found) {
        throw BuildFailure.ofUser("the wheel " + wheel.file().getFileName() + " does not run on " + platform)
                .because("its file " + member.path() + " is a program for " + found
                        + ", although the wheel's name says " + "otherwise")
                .remedy("use another version of " + wheel.name().name() + ", or leave " + platform
                        + " out of sos.platforms");
    }

    private static BuildFailure changed(Wheel wheel, Wheel.Member member, String what) {
        return BuildFailure.ofWorld("the wheel " + wheel.file().getFileName() + " is not as it was made")
                .because("its file " + member.path() + " " + what)
                .remedy("do not use it; find out who changed it, or use another version of "
                        + wheel.name().name());
    }
}
