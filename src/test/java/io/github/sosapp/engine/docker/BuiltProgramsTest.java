package io.github.sosapp.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Platform;
import io.github.sosapp.image.layer.FileContent;
import io.github.sosapp.image.layer.LayerEntry;
import io.github.sosapp.image.layer.Owner;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class BuiltProgramsTest {

    // The first 20 bytes of a program for 64 bits, little end first, down to the number of its processor.
    private static final String FOR_AMD64 = "7f454c46020101000000000000000000" + "02003e00";
    private static final String FOR_ARM64 = "7f454c46020101000000000000000000" + "0200b700";

    private final BuiltPrograms programs = BuiltPrograms.of(Platform.LINUX_ARM64, List.of("sharp", "@acme/native"));

    @Test
    void aProgramForAnotherProcessorIsRefused() {
        assertThatThrownBy(() -> programs.judge(List.of(file("/app", FOR_AMD64), file("/usr/bin/tool", FOR_ARM64))))
                .isInstanceOf(BuildFailure.class)
                .hasMessage("""
                        programs in the image would not run on linux/arm64
                          why     the engine built, or a package brought, programs for another platform
                                  /app: it is a program for linux/amd64
                          do      use a version of the package that has the right program; if it carries programs for several platforms, name it in sos.node.foreign""");
    }

    @Test
    void everythingElsePasses() {
        assertThatCode(() -> programs.judge(List.of(
                        LayerEntry.directory("/srv", 0755, Owner.ROOT),
                        LayerEntry.symlink("/srv/link", "app"),
                        file("/srv/app", FOR_ARM64),
                        file("/srv/empty", ""),
                        LayerEntry.file(
                                "/srv/text",
                                0644,
                                Owner.ROOT,
                                FileContent.of("a text of more than twenty bytes".getBytes(StandardCharsets.UTF_8))))))
                .doesNotThrowAnyException();
    }

    @Test
    void packagesForManyPlatformsPass() {
        assertThatCode(() -> programs.judge(List.of(
                        file("/app/node_modules/bcrypt/prebuilds/linux-x64/bcrypt.node", FOR_AMD64),
                        file("/app/node_modules/sharp/build/sharp.node", FOR_AMD64),
                        file("/app/node_modules/@acme/native/x64.node", FOR_AMD64))))
                .doesNotThrowAnyException();
    }

    /** The launcher of this JDK, which asks for glibc; and the same with another loader's name in the place of that. */
    private static byte[] launcher(boolean musl) throws Exception {
        byte[] bytes = Files.readAllBytes(Path.of(System.getProperty("java.home"), "bin/java"));
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        Matcher loader = Pattern.compile("/lib(64)?/ld-linux[^\0]*\0").matcher(text);
        Assumptions.assumeTrue(loader.find(), "this JDK is none for glibc");
        String other = "/lib/ld-musl-xxx.so.1";
        String name = other + "\0".repeat(loader.group().length() - other.length());
        return musl ? loader.replaceFirst(Matcher.quoteReplacement(name)).getBytes(StandardCharsets.ISO_8859_1) : bytes;
    }

    private static final LayerEntry GLIBC =
            LayerEntry.symlink("/lib64/ld-linux-x86-64.so.2", "../lib/x86_64-linux-gnu/ld-linux-x86-64.so.2");
    private static final LayerEntry MUSL =
            LayerEntry.file("/lib/ld-musl-x86_64.so.1", 0755, Owner.ROOT, FileContent.of(new byte[0]));

    @Test
    void aProgramWithoutItsLibraryOfCIsRefused() throws Exception {
        LayerEntry ofGlibc = LayerEntry.file("/app/java", 0755, Owner.ROOT, FileContent.of(launcher(false)));
        LayerEntry ofMusl = LayerEntry.file("/app/other", 0755, Owner.ROOT, FileContent.of(launcher(true)));
        var linked = programs.linked(List.of(ofGlibc, ofMusl, file("/app/static", FOR_ARM64)));

        assertThat(linked).containsOnly(Map.entry("/app/java", "glibc"), Map.entry("/app/other", "musl"));
        assertThatCode(() -> BuiltPrograms.requireLibraries(linked, BuiltPrograms.libraries(List.of(GLIBC, MUSL))))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> BuiltPrograms.requireLibraries(linked, BuiltPrograms.libraries(List.of(MUSL))))
                .hasMessage("""
                        programs in the image would not find their C library
                          why     the image has musl
                                  /app/java: it needs the C library glibc
                          do      let the stages that build and that run stand on bases of one kind: Alpine has musl, Debian and its like have glibc; if a package carries programs for both, name it in sos.node.foreign""");
        assertThatThrownBy(() -> BuiltPrograms.requireLibraries(linked, BuiltPrograms.libraries(List.of(GLIBC))))
                .hasMessageContaining("the image has glibc")
                .hasMessageContaining("/app/other: it needs the C library musl");
        assertThatThrownBy(() -> BuiltPrograms.requireLibraries(linked, Set.of()))
                .hasMessageContaining("the image has none");
    }

    @Test
    void aDockerfileOfTheModuleMayMakeWhatItLikes() {
        assertThatCode(() -> BuiltPrograms.ofAnyPlatform().judge(List.of(file("/app", FOR_AMD64))))
                .doesNotThrowAnyException();
    }

    private static LayerEntry file(String path, String hex) {
        return LayerEntry.file(
                path, 0755, Owner.ROOT, FileContent.of(HexFormat.of().parseHex(hex)));
    }
}
