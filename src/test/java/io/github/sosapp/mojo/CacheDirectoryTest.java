package io.github.sosapp.mojo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CacheDirectoryTest {

    private static final Path HOME = Path.of("/home/octo");

    @Test
    void linuxHasItInTheHomeDirectory() {
        assertThat(CacheDirectory.of(Map.of(), HOME, "Linux")).isEqualTo(HOME.resolve(".cache/sos-maven-plugin"));
    }

    @Test
    void theXdgVariableCountsWhenItIsAnAbsolutePath() {
        assertThat(CacheDirectory.of(Map.of("XDG_CACHE_HOME", "/var/cache/octo"), HOME, "Linux"))
                .isEqualTo(Path.of("/var/cache/octo/sos-maven-plugin"));
        assertThat(CacheDirectory.of(Map.of("XDG_CACHE_HOME", "cache"), HOME, "Linux"))
                .isEqualTo(HOME.resolve(".cache/sos-maven-plugin"));
        assertThat(CacheDirectory.of(Map.of("XDG_CACHE_HOME", ""), HOME, "Linux"))
                .isEqualTo(HOME.resolve(".cache/sos-maven-plugin"));
    }

    @Test
    void macHasItInTheLibrary() {
        assertThat(CacheDirectory.of(Map.of("XDG_CACHE_HOME", "/x"), HOME, "Mac OS X"))
                .isEqualTo(HOME.resolve("Library/Caches/sos-maven-plugin"));
    }

    @Test
    void windowsHasItInTheLocalApplicationData() {
        assertThat(CacheDirectory.of(Map.of("LOCALAPPDATA", "/local"), HOME, "Windows 11"))
                .isEqualTo(Path.of("/local/sos-maven-plugin/cache"));
        assertThat(CacheDirectory.of(Map.of(), HOME, "Windows 11")).isEqualTo(HOME.resolve(".cache/sos-maven-plugin"));
    }
}
