package io.github.sosapp.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DockerEndpointTest {

    @TempDir
    Path home;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void setHome() {
        environment.put("HOME", home.toString());
    }

    @Test
    void theHostOfTheEnvironmentWinsOverEverything() throws IOException {
        makeContext("colima", "unix:///elsewhere.sock");
        environment.put("DOCKER_CONTEXT", "colima");
        environment.put("DOCKER_HOST", "tcp://10.0.0.7:2375");

        assertThat(hosts()).containsExactly("tcp://10.0.0.7:2375");
        assertThat(candidates().get(0).certificates()).isEmpty();
    }

    @Test
    void anEngineOfAnotherMachineIsTold() {
        for (String here :
                List.of("unix:///run/docker.sock", "tcp://127.0.0.1:2375", "tcp://localhost", "tcp://[::1]:1")) {
            environment.put("DOCKER_HOST", here);
            DockerEndpoint.requireThisMachine(candidates());
        }
        environment.put("DOCKER_HOST", "tcp://build.example.com:2376");

        assertThatThrownBy(() -> DockerEndpoint.requireThisMachine(candidates()))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("the Docker Engine at tcp://build.example.com:2376 is on another machine")
                .hasMessageContaining("it cannot mount the sources")
                .hasMessageContaining("from    DOCKER_HOST in the environment")
                .hasMessageContaining("mvn package sos:run -Dsos.target=development");
    }

    @Test
    void aHostWithoutAPortGetsTheUsualOne() {
        environment.put("DOCKER_HOST", "tcp://engine.example");
        assertThat(hosts()).containsExactly("tcp://engine.example:2375");

        environment.put("DOCKER_TLS_VERIFY", "1");
        assertThat(hosts()).containsExactly("tcp://engine.example:2376");
        assertThat(candidates().get(0).certificates()).contains(home.resolve(".docker"));

        environment.put("DOCKER_CERT_PATH", "/certificates");
        assertThat(candidates().get(0).certificates()).contains(Path.of("/certificates"));
    }

    @Test
    void theContextOfTheEnvironmentWinsOverTheCurrentOne() throws IOException {
        makeContext("colima", "unix:///colima.sock");
        makeContext("desktop", "unix:///desktop.sock");
        writeConfig("{\"currentContext\":\"desktop\"}");
        assertThat(hosts()).containsExactly("unix:///desktop.sock");

        environment.put("DOCKER_CONTEXT", "colima");
        assertThat(hosts()).containsExactly("unix:///colima.sock");
    }

    @Test
    void theCertificatesOfAContextAreUsed() throws IOException {
        makeContext("remote", "tcp://engine.example:2376");
        Path certificates =
                home.resolve(".docker/contexts/tls").resolve(id("remote")).resolve("docker");
        Files.createDirectories(certificates);
        environment.put("DOCKER_CONTEXT", "remote");

        assertThat(candidates().get(0).certificates()).contains(certificates);
    }

    @Test
    void anUnknownContextIsAnErrorAndNotTheUsualEngine() {
        environment.put("DOCKER_CONTEXT", "gone");

        assertThatThrownBy(this::candidates)
                .isInstanceOf(BuildFailure.class)
                .hasMessageContainingAll("there is no Docker context gone", "DOCKER_CONTEXT in the environment");
    }

    @Test
    void theDefaultContextMeansTheUsualPlaces() throws IOException {
        writeConfig("{\"currentContext\":\"default\"}");
        environment.put("XDG_RUNTIME_DIR", "/run/user/1000");

        assertThat(hosts())
                .containsExactly(
                        "unix:///var/run/docker.sock",
                        "unix:///run/user/1000/docker.sock",
                        "unix://" + home + "/.docker/run/docker.sock",
                        "unix://" + home + "/.docker/desktop/docker.sock",
                        "unix://" + home + "/.colima/default/docker.sock",
                        "unix://" + home + "/.rd/docker.sock",
                        "unix://" + home + "/.orbstack/run/docker.sock",
                        "unix:///run/user/1000/podman/podman.sock",
                        "unix:///run/podman/podman.sock");
    }

    @Test
    void anotherConfigurationDirectoryIsRespected() throws IOException {
        makeContext("colima", "unix:///colima.sock");
        environment.put("DOCKER_CONTEXT", "colima");
        environment.put("DOCKER_CONFIG", home.resolve("other").toString());

        assertThatThrownBy(this::candidates).hasMessageContaining("there is no Docker context colima");
    }

    @Test
    void windowsHasNamedPipes() {
        environment.put("OS", "Windows_NT");

        assertThat(hosts()).first().isEqualTo("npipe:////./pipe/docker_engine");
    }

    @Test
    void anEngineBehindSshIsRefusedWithTheWayAround() {
        environment.put("DOCKER_HOST", "ssh://me@engine.example");

        assertThatThrownBy(this::candidates)
                .isInstanceOf(BuildFailure.class)
                .hasMessageContainingAll("ssh", "-L /tmp/docker.sock", "DOCKER_HOST in the environment");
    }

    @Test
    void whatIsNoAddressIsRefused() {
        for (String host : List.of("not an address", "localhost", "ftp://engine", "tcp://")) {
            environment.put("DOCKER_HOST", host);
            assertThatThrownBy(this::candidates)
                    .as(host)
                    .isInstanceOf(BuildFailure.class)
                    .hasMessageContaining("cannot use the Docker host " + host);
        }
    }

    @Test
    void aBrokenConfigurationIsNamed() throws IOException {
        writeConfig("{ not json");

        assertThatThrownBy(this::candidates)
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining(home.resolve(".docker/config.json").toString());
    }

    private void makeContext(String name, String host) throws IOException {
        Path meta = home.resolve(".docker/contexts/meta").resolve(id(name)).resolve("meta.json");
        Files.createDirectories(meta.getParent());
        Files.writeString(meta, "{\"Name\":\"" + name + "\",\"Endpoints\":{\"docker\":{\"Host\":\"" + host + "\"}}}");
    }

    private void writeConfig(String json) throws IOException {
        Files.createDirectories(home.resolve(".docker"));
        Files.writeString(home.resolve(".docker/config.json"), json);
    }

    private static String id(String context) {
        return Digest.of(context.getBytes(StandardCharsets.UTF_8)).hex();
    }

    private List<DockerEndpoint> candidates() {
        return DockerEndpoint.candidates(environment);
    }

    private List<String> hosts() {
        return candidates().stream().map(endpoint -> endpoint.host().toString()).toList();
    }
}
