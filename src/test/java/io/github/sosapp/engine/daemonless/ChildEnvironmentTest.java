package io.github.sosapp.engine.daemonless;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.process.Command;
import io.github.sosapp.process.CommandRunner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildEnvironmentTest {

    @TempDir
    private Path directory;

    @Test
    void onlyWhatIsListedIsPassed() throws Exception {
        Map<String, String> user = new HashMap<>(Map.of(
                "PATH", "/usr/bin:/bin",
                "SECRET_TOKEN", "canary-1",
                "AWS_SECRET_ACCESS_KEY", "canary-2",
                "SOS_REGISTRY_PASSWORD", "canary-3",
                "GOFLAGS", "-toolexec=/tmp/evil",
                "LC_ALL", "tr_TR.UTF-8",
                "HTTPS_PROXY", "http://proxy.example:3128",
                "GIT_CONFIG_KEY_0", "url.ssh://git@example.com/.insteadOf",
                "HOME", directory.resolve("user").toString()));
        Path home = directory.resolve("work/home");

        Map<String, String> child = ChildEnvironment.of(user, home);
        String seen = CommandRunner.ofThisMachine()
                .run(new Command(List.of("/usr/bin/env"), child, directory, Duration.ofSeconds(20)))
                .output();

        assertThat(seen.lines())
                .containsExactlyInAnyOrder(
                        "PATH=/usr/bin:/bin",
                        "LC_ALL=C",
                        "HTTPS_PROXY=http://proxy.example:3128",
                        "GIT_CONFIG_KEY_0=url.ssh://git@example.com/.insteadOf",
                        "HOME=" + home,
                        "USERPROFILE=" + home);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home)))
                .isEqualTo("rwx------");
    }

    @Test
    void accessToPrivateSourcesIsPassedByName() throws Exception {
        Path user = Files.createDirectories(directory.resolve("user"));
        Files.writeString(user.resolve(".netrc"), "machine example.com login a password b\n");
        Files.writeString(user.resolve(".git-credentials"), "https://a:b@example.com\n");
        Files.writeString(user.resolve(".gitconfig"), "[user]\n");
        Path home = directory.resolve("home");

        Map<String, String> child = ChildEnvironment.of(Map.of("HOME", user.toString()), home);
        ChildEnvironment.of(Map.of("HOME", user.toString()), home);

        assertThat(child)
                .containsEntry("NETRC", user.resolve(".netrc").toString())
                .containsEntry("GIT_CONFIG_GLOBAL", user.resolve(".gitconfig").toString());
        assertThat(Files.readSymbolicLink(home.resolve(".git-credentials")))
                .isEqualTo(user.resolve(".git-credentials"));
    }

    @Test
    void gitConfigurationMayLieInItsNewPlaceAndTheUsersOwnWordWins() throws Exception {
        Path configuration = directory.resolve("xdg/git/config");
        Files.createDirectories(configuration.getParent());
        Files.writeString(configuration, "[user]\n");
        Map<String, String> user = new HashMap<>(Map.of(
                "HOME",
                directory.toString(),
                "XDG_CONFIG_HOME",
                directory.resolve("xdg").toString()));

        assertThat(ChildEnvironment.of(user, directory.resolve("home")))
                .containsEntry("GIT_CONFIG_GLOBAL", configuration.toString());

        user.put("GIT_CONFIG_GLOBAL", "/elsewhere");
        assertThat(ChildEnvironment.of(user, directory.resolve("home")))
                .containsEntry("GIT_CONFIG_GLOBAL", "/elsewhere");
    }
}
