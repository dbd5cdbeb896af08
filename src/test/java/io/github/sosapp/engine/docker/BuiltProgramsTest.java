package io.github.sosapp.engine.docker;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Platform;
import io.github.sosapp.image.layer.FileContent;
import io.github.sosapp.image.layer.LayerEntry;
import io.github.sosapp.image.layer.Owner;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
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
