package io.github.sosapp.engine.daemonless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.image.Platform;
import io.github.sosapp.plan.Preparation;
import io.github.sosapp.process.CommandRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A script stands in for upx, so that it can do what the real one seldom does. */
class UpxToolchainTest {

    private static final String VERSION = "if [ \"$1\" = --version ]; then echo 'upx 4.2.2'; exit 0; fi\n";
    private static final String NOTES = "echo \"$*\" >> calls\n";

    @TempDir
    private Path directory;

    private final Map<String, String> user = new HashMap<>();

    @BeforeEach
    void path() throws IOException {
        user.put("PATH", directory.resolve("bin") + ":/usr/bin:/bin");
        Files.createDirectories(directory.resolve("work"));
        Files.writeString(plain(), "a program ".repeat(1000));
    }

    @Test
    void aMachineWithoutUpxIsToldWhatToInstall() {
        user.put("PATH", directory.toString());

        assertThatThrownBy(() -> run(Map.of())).hasMessage("""
                        this program is to be packed with upx, which is not on this machine
                          why     no directory of PATH has it
                          do      install it (on Debian and Ubuntu the package upx-ucl), or set sos.upx to off""");
    }

    @Test
    void anotherReleaseThanTheNamedOneIsRefused() throws IOException {
        upx("echo 'upx 5.0.2'\n");

        assertThatThrownBy(() -> run(Map.of())).hasMessage("""
                        this program is packed with upx 4.2.2, this machine has 5.0.2
                          why     two releases of upx give two different images
                          from    %s/bin/upx
                          do      install upx 4.2.2, or set sos.upx.version to 5.0.2, or sos.upx to off""".formatted(directory));
    }

    @Test
    void aProgramThatUpxRefusesFailsTheBuild() throws IOException {
        upx(VERSION + "echo 'upx: app: CantPackException: bad DT_HASH' >&2; exit 2\n");

        assertThatThrownBy(() -> run(Map.of())).hasMessage("""
                        upx cannot pack the program for linux/s390x
                                  upx: app: CantPackException: bad DT_HASH
                          from    upx --best -o %1$s/work/app-upx %1$s/work/app
                          do      set sos.upx to auto, which leaves such programs as they are, or to off""".formatted(directory));
    }

    @Test
    void autoLeavesAProgramThatUpxRefusesAsItIs() throws IOException {
        upx(VERSION + "echo 'upx: app: CantPackException: bad DT_HASH' >&2; exit 2\n");

        run(Map.of("SOS_LEAST_SAVING_PERCENT", "15"));

        assertThat(output()).hasSameBinaryContentAs(plain());
        assertThat(packed().kept()).isFalse();
    }

    @Test
    void autoFailsWithEverythingElseThatFails() throws IOException {
        upx(VERSION + "echo 'upx: app-upx: IOException: No space left on device' >&2; exit 1\n");

        assertThatThrownBy(() -> run(Map.of("SOS_LEAST_SAVING_PERCENT", "15")))
                .hasMessageContaining("No space left on device");
    }

    @Test
    void aDamagedResultIsRefused() throws IOException {
        upx(VERSION + "if [ \"$2\" = -t ]; then echo 'checksum error' >&2; exit 1; fi; cp \"$4\" \"$3\"\n");

        assertThatThrownBy(() -> run(Map.of())).hasMessage("""
                        upx made a damaged program for linux/s390x
                                  checksum error
                          from    %s/work/app-upx
                          do      check the disk, try another release with sos.upx.version, or set sos.upx to off""".formatted(directory));
    }

    @Test
    void aResultThatIsNoProgramOfThePlatformIsRefused() throws IOException {
        upx(VERSION + "[ \"$2\" = -t ] || cp \"$4\" \"$3\"\n");

        assertThatThrownBy(() -> run(Map.of())).hasMessageContaining("it is not a program");
    }

    @Test
    void theSameInputIsPackedOnce() throws IOException {
        upx(VERSION + NOTES + "[ \"$2\" = -t ] || " + elf("$3"));

        run(Map.of());
        PackedProgram first = packed();
        run(Map.of());

        assertThat(calls()).hasSize(2);
        assertThat(packed()).isEqualTo(first);

        Files.writeString(plain(), "another program ".repeat(1000));
        run(Map.of());

        assertThat(calls()).hasSize(4);
    }

    @Test
    void aResultThatWasTouchedIsMadeAgain() throws IOException {
        upx(VERSION + NOTES + "[ \"$2\" = -t ] || " + elf("$3"));
        run(Map.of());

        Files.writeString(output(), "planted");
        run(Map.of());

        assertThat(calls()).hasSize(4);
        assertThat(ExecutableFormat.read(output())).isPresent();
    }

    @Test
    void autoKeepsThePlainProgramWhenTheCompressedLayerHardlyShrinks() throws IOException {
        upx(VERSION + "[ \"$2\" = -t ] || " + elf("$3"));

        run(Map.of("SOS_LEAST_SAVING_PERCENT", "99"));

        assertThat(output()).hasSameBinaryContentAs(plain());
        assertThat(packed().kept()).isFalse();
        assertThat(packed().sizes().packed()).isNotEqualTo(packed().sizes().plain());
    }

    @Test
    void theEnvironmentOfTheUserDoesNotReachUpx() throws IOException {
        user.put("UPX", "--brute");
        upx(VERSION + "/usr/bin/env >> seen; [ \"$2\" = -t ] || " + elf("$3"));

        run(Map.of());

        assertThat(Files.readString(directory.resolve("seen"))).doesNotContain("brute");
    }

    @Test
    void aPackedProgramThatEndsDifferentlyIsRefused() throws IOException {
        executable(plain(), "exit 0\n");
        executable(output(), "[ -z \"$SERVICE_999_PORT_8080_TCP_ADDR\" ] || { echo 'no page size' >&2; exit 127; }\n");

        assertThatThrownBy(() -> new StartTrial(CommandRunner.ofThisMachine()).run(plain(), output()))
                .hasMessage("""
                        the packed program does not work as the plain one does
                          why     asked with --version and 1000 environment variables, the plain one gives exit code 0, the packed one exit code 127
                                  no page size
                          from    %s
                          do      set sos.upx to off, or sos.upx.version to a release of upx that packs it well""".formatted(output()));
    }

    private List<String> calls() throws IOException {
        return Files.readAllLines(directory.resolve("calls"));
    }

    private PackedProgram packed() {
        return PackedProgram.read(output()).orElseThrow();
    }

    // A platform that no test machine has, so that nothing of it is started. Of the program only the header matters.
    private static String elf(String file) {
        String header = "\\177ELF\\002\\002\\001" + "\\000".repeat(9) + "\\000\\002\\000\\026" + "\\000".repeat(100);
        return "printf '" + header + "' > \"" + file + "\"\n";
    }

    private void run(Map<String, String> environment) {
        Map<String, String> all = new TreeMap<>(environment);
        all.put("SOS_COMPRESSION", "gzip");
        UpxToolchain.find(CommandRunner.ofThisMachine(), user)
                .run(new Preparation(
                        "upx",
                        Platform.parse("linux/s390x"),
                        "upx",
                        "4.2.2",
                        List.of("--best", "-o", output().toString(), plain().toString()),
                        new TreeMap<>(all),
                        directory,
                        output()));
    }

    private Path plain() {
        return directory.resolve("work/app");
    }

    private Path output() {
        return directory.resolve("work/app-upx");
    }

    private void upx(String body) throws IOException {
        executable(directory.resolve("bin/upx"), body);
    }

    private static void executable(Path file, String body) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + body);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
