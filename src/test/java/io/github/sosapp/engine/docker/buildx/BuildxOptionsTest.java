package io.github.sosapp.engine.docker.buildx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Platform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the settings of buildx become on its command line. */
public class BuildxOptionsTest {

    private static final List<Platform> BOTH = List.of(Platform.LINUX_AMD64, Platform.LINUX_ARM64);

    @TempDir
    private Path directory;

    private static BuildxOptions options(
            List<String> cacheFrom, List<String> cacheTo, List<BuildSecret> secrets, List<String> ssh) {
        return new BuildxOptions(
                "",
                "test",
                Duration.ofMinutes(1),
                file -> false,
                List.of(),
                () -> new BuildxOptions.Extras(cacheFrom, cacheTo, secrets, ssh));
    }

    @Test
    void dockerCacheFromIsAskedForThePlatformThatIsBuilt() {
        BuildxOptions options =
                options(List.of("registry.example.com/cache:{platform}", "type=gha"), List.of(), List.of(), List.of());

        assertThat(options.words(new Platform("linux", "arm", "v7")))
                .containsExactly("--cache-from=registry.example.com/cache:linux-arm-v7", "--cache-from=type=gha");
    }

    @Test
    void dockerCacheToIsOnePlaceForEachPlatform() {
        BuildxOptions each = options(List.of(), List.of("type=local,dest=/c/{platform}"), List.of(), List.of());
        BuildxOptions one = options(List.of(), List.of("type=local,dest=/c"), List.of(), List.of());

        assertThat(each.words(Platform.LINUX_AMD64)).containsExactly("--cache-to=type=local,dest=/c/linux-amd64");
        assertThatCode(() -> each.requireOneCacheEach(BOTH)).doesNotThrowAnyException();
        assertThatCode(() -> one.requireOneCacheEach(BOTH.subList(0, 1))).doesNotThrowAnyException();
        assertThatThrownBy(() -> one.requireOneCacheEach(BOTH))
                .isInstanceOf(BuildFailure.class)
                .hasMessage("""
                        sos.docker.cacheTo = type=local,dest=/c is one place for 2 platforms
                          why     each platform is built by itself, and the last one would replace the cache of the others
                          from    sos.docker.cacheTo
                          do      write {platform} into the name, for example type=registry,ref=registry.example.com/team/cache:{platform}""");
    }

    @Test
    void aCacheInTheImageItselfWouldBeLost() {
        assertThatThrownBy(() -> options(List.of(), List.of("type=inline"), List.of(), List.of())
                        .requireOneCacheEach(BOTH.subList(0, 1)))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("sos.docker.cacheTo = type=inline would be lost")
                .hasMessageContaining("use type=registry, type=local or another one");
    }

    @Test
    void sshIsHandedOnAsItIsWritten() {
        assertThat(options(List.of(), List.of(), List.of(), List.of("default", "git=/run/agent"))
                        .words(Platform.LINUX_AMD64))
                .containsExactly("--ssh=default", "--ssh=git=/run/agent");
    }

    @Test
    void secretsNamesPlacesAndNeverValues() throws Exception {
        Path file = Files.writeString(directory.resolve("a,b"), "Canary-1");
        BuildSecret ofFile = BuildSecret.of("npmrc", "file:a,b", "pom.xml", Map.of(), directory);
        BuildSecret ofEnvironment =
                BuildSecret.of("token", "env:TOKEN", "pom.xml", Map.of("TOKEN", "Canary-2"), directory);

        assertThat(options(List.of(), List.of(), List.of(ofFile, ofEnvironment), List.of())
                        .words(Platform.LINUX_AMD64))
                .containsExactly("--secret=id=npmrc,\"src=" + file + "\"", "--secret=id=token,env=TOKEN");
    }

    @Test
    void aSecretInPlaceOfItsPlaceIsNotRepeated() {
        assertThatThrownBy(() -> BuildSecret.of("token", "Canary-3", "pom.xml", Map.of(), directory))
                .isInstanceOf(BuildFailure.class)
                .hasMessage("""
                        sos.secrets.token does not say where the secret is
                          why     its value, not shown here, begins neither with env: nor with file:
                          from    pom.xml
                          do      name a variable of the environment, env:NAME, or a file, file:PATH; never the secret itself""");
    }

    @Test
    void aSecretThatIsNotThereIsMissedBeforeTheBuild() {
        assertThatThrownBy(() -> BuildSecret.of("token", "env:TOKEN", "pom.xml", Map.of(), directory))
                .isInstanceOf(BuildFailure.class)
                .hasMessage("""
                        there is no build secret token
                          why     the environment has no TOKEN
                          from    pom.xml
                          do      set TOKEN before Maven starts""");
        assertThatThrownBy(() -> BuildSecret.of("token", "file:nowhere", "pom.xml", Map.of(), directory))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("nowhere is not a file that can be read");
    }
}
