package io.github.sosapp.registry.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.secret.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialChainTest {

    private static final String CANARY = "canary-passw0rd-never-shown";

    @TempDir
    Path home;

    private CredentialChain chain(Map<String, String> environment, ServerLogin... servers) {
        return CredentialChain.of(new LoginPlaces(environment, home, Optional.of("ghcr.io"), List.of(servers)));
    }

    private static ServerLogin server(String id) {
        return new ServerLogin(id, "user-of-" + id, new Secret(CANARY));
    }

    private void write(String file, String content) throws IOException {
        Path path = home.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, content);
    }

    private static String auths(String registry, String user) {
        String pair = Base64.getEncoder().encodeToString((user + ":" + CANARY).getBytes(StandardCharsets.UTF_8));
        return "{\"auths\":{\"" + registry + "\":{\"auth\":\"" + pair + "\"}}}";
    }

    @Test
    void theEnvironmentComesFirstAndOnlyForTheOwnRegistry() {
        var chain = chain(
                Map.of("SOS_REGISTRY_USERNAME", "env", "SOS_REGISTRY_PASSWORD", CANARY),
                server("ghcr.io"),
                server("other.io"));

        assertThat(chain.find("ghcr.io").orElseThrow().user()).isEqualTo("env");
        assertThat(chain.trace("ghcr.io")).startsWith("SOS_REGISTRY_USERNAME (used)", "settings.xml (not asked)");
        assertThat(chain.find("other.io").orElseThrow().user()).isEqualTo("user-of-other.io");
        assertThat(chain.trace("other.io")).startsWith("SOS_REGISTRY_USERNAME (only for ghcr.io)");
    }

    @Test
    void halfALoginInTheEnvironmentIsPointedOut() {
        var chain = chain(Map.of("SOS_REGISTRY_USERNAME", "env"));

        assertThat(chain.find("ghcr.io")).isEmpty();
        assertThat(chain.trace("ghcr.io")).startsWith("SOS_REGISTRY_PASSWORD (unset, but the other is set)");
    }

    @Test
    void theServerIdOfGithubActionsCountsForGhcr() {
        var chain = chain(Map.of(), server("github"));

        Login login = chain.find("ghcr.io").orElseThrow();

        assertThat(login.described()).isEqualTo("settings.xml server \"github\" (user user-of-github)");
        assertThat(chain.trace("ghcr.io"))
                .startsWith(
                        "SOS_REGISTRY_USERNAME (unset)",
                        "settings.xml \"ghcr.io\" (no entry)",
                        "settings.xml \"github\" (used)",
                        "docker login (not asked)");
        assertThat(chain.find("quay.io")).isEmpty();
    }

    @Test
    void aServerIsFoundWithItsPortBeforeItsHost() {
        assertThat(chain(Map.of(), server("host"), server("host:5000"))
                        .find("host:5000")
                        .orElseThrow()
                        .user())
                .isEqualTo("user-of-host:5000");
        assertThat(chain(Map.of(), server("host"))
                        .find("host:5000")
                        .orElseThrow()
                        .user())
                .isEqualTo("user-of-host");
    }

    @Test
    void dockerLoginIsReadFromHomeOrItsOwnVariable() throws IOException {
        write(".docker/config.json", auths("ghcr.io", "home"));
        write("elsewhere/config.json", auths("ghcr.io", "elsewhere"));

        assertThat(chain(Map.of()).find("ghcr.io").orElseThrow().described()).isEqualTo("docker login (user home)");
        assertThat(chain(Map.of("DOCKER_CONFIG", home.resolve("elsewhere").toString()))
                        .find("ghcr.io")
                        .orElseThrow()
                        .user())
                .isEqualTo("elsewhere");
    }

    @Test
    void dockerHubIsKnownByItsOldName() throws IOException {
        write(".docker/config.json", auths("https://index.docker.io/v1/", "hub"));

        assertThat(chain(Map.of()).find("docker.io").orElseThrow().user()).isEqualTo("hub");
    }

    @Test
    void podmansFilesAreReadInTheirOrder() throws IOException {
        write("config/containers/auth.json", auths("quay.io", "config"));
        write("run/containers/auth.json", auths("quay.io", "run"));
        write("file.json", auths("quay.io", "file"));
        Map<String, String> both = Map.of(
                "XDG_RUNTIME_DIR",
                home.resolve("run").toString(),
                "XDG_CONFIG_HOME",
                home.resolve("config").toString());

        assertThat(chain(both).find("quay.io").orElseThrow().user()).isEqualTo("run");
        assertThat(chain(Map.of("XDG_CONFIG_HOME", home.resolve("config").toString()))
                        .find("quay.io")
                        .orElseThrow()
                        .user())
                .isEqualTo("config");
        assertThat(chain(Map.of("REGISTRY_AUTH_FILE", home.resolve("file.json").toString()))
                        .find("quay.io")
                        .orElseThrow()
                        .user())
                .isEqualTo("file");
    }

    @Test
    void aMissingHelperAndABrokenFileAreNamedAndNotFatal() throws IOException {
        write(".docker/config.json", "{\"credHelpers\":{\"ghcr.io\":\"surely-not-installed\"}}");
        write(".config/containers/auth.json", "{\"auths\":{\"ghcr.io\":{\"auth\":\"%%%\"}}}");

        var chain = chain(Map.of());

        assertThat(chain.find("ghcr.io")).isEmpty();
        assertThat(chain.trace("ghcr.io"))
                .contains("docker login (helper docker-credential-surely-not-installed is not installed)")
                .anyMatch(line -> line.startsWith("containers/auth.json (cannot be read: "));
    }

    @Test
    void noTraceAndNoTextFormHoldsAPassword() throws IOException {
        write(".docker/config.json", auths("ghcr.io", "home"));
        for (CredentialChain chain : List.of(
                chain(Map.of()),
                chain(Map.of(), server("github")),
                chain(Map.of("SOS_REGISTRY_USERNAME", "env", "SOS_REGISTRY_PASSWORD", CANARY)))) {
            assertThat(chain.find("ghcr.io").orElseThrow().toString()).doesNotContain(CANARY);
            assertThat(chain.trace("ghcr.io").toString()).doesNotContain(CANARY);
        }
    }
}
