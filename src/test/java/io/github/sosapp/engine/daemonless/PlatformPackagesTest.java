package io.github.sosapp.engine.daemonless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.image.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlatformPackagesTest {

    @TempDir
    private Path directory;

    @BeforeEach
    void aTreeOfAllPlatforms() throws IOException {
        write("package.json", "{\"dependencies\":{\"a\":\"1\"}}");
        write(
                "node_modules/a/package.json",
                "{\"name\":\"a\",\"dependencies\":{\"both\":\"1\"},\"optionalDependencies\":{\"@a/gnu\":\"1\",\"both\":\"1\"}}");
        write("node_modules/@a/gnu/package.json", "{\"name\":\"@a/gnu\",\"cpu\":[\"arm64\"],\"libc\":[\"glibc\"]}");
        write("node_modules/@a/musl/package.json", "{\"name\":\"@a/musl\",\"cpu\":[\"arm64\"],\"libc\":[\"musl\"]}");
        write("node_modules/@a/x64/package.json", "{\"name\":\"@a/x64\",\"cpu\":[\"x64\"]}");
        write("node_modules/a/node_modules/mac/package.json", "{\"name\":\"mac\",\"os\":\"darwin\"}");
        write("node_modules/not-windows/package.json", "{\"name\":\"not-windows\",\"os\":[\"!win32\"]}");
        write("node_modules/not-linux/package.json", "{\"name\":\"not-linux\",\"os\":[\"!linux\"]}");
        write("node_modules/both/package.json", "{\"name\":\"both\",\"os\":[\"darwin\"]}");
        Files.createDirectories(directory.resolve("node_modules/.bin"));
        Files.createSymbolicLink(directory.resolve("node_modules/.bin/x"), Path.of("../@a/x64/x.js"));
    }

    @Test
    void onlyWhatIsForThePlatformStays() throws IOException {
        PlatformPackages.of(Platform.LINUX_ARM64, "arm64", "glibc").deleteOthersIn(directory.resolve("node_modules"));

        try (var files = Files.walk(directory.resolve("node_modules"))) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> directory.relativize(file).toString()))
                    .containsExactlyInAnyOrder(
                            "node_modules/a/package.json",
                            "node_modules/@a/gnu/package.json",
                            "node_modules/not-windows/package.json");
        }
        assertThat(directory.resolve("node_modules/.bin")).isEmptyDirectory();
    }

    @Test
    void aPackageThatTheServiceNeedsMustBeForThePlatform() throws IOException {
        write("package.json", "{\"dependencies\":{\"a\":\"1\",\"not-linux\":\"1\"}}");

        assertThatThrownBy(() -> PlatformPackages.of(Platform.LINUX_ARM64, "arm64", "glibc")
                        .deleteOthersIn(directory.resolve("node_modules")))
                .hasMessage("""
                        the package not-linux does not exist for linux/arm64
                          why     its package.json excludes the platform, and it is not an optional dependency
                          from    %s/node_modules/not-linux/package.json
                          do      replace the package, make it optional, or take the platform out of sos.platforms""".formatted(directory));
    }

    @Test
    void packagesOfWorkspacesAreLookedAtThoughTheirLinksLeadInACircle() throws IOException {
        write("services/x/package.json", "{\"name\":\"x\"}");
        write("services/x/node_modules/mac/package.json", "{\"name\":\"mac\",\"os\":\"darwin\"}");
        Files.createSymbolicLink(directory.resolve("node_modules/x"), Path.of("../services/x"));
        Files.createSymbolicLink(directory.resolve("services/x/node_modules/x"), Path.of("../../x"));

        PlatformPackages.of(Platform.LINUX_ARM64, "arm64", "glibc").deleteOthersIn(directory.resolve("node_modules"));

        assertThat(directory.resolve("node_modules/x/package.json")).exists();
        assertThat(directory.resolve("services/x/node_modules/mac")).doesNotExist();
    }

    private void write(String name, String text) throws IOException {
        Files.createDirectories(directory.resolve(name).getParent());
        Files.writeString(directory.resolve(name), text);
    }
}
