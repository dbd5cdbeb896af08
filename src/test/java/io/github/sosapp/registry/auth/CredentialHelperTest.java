package io.github.sosapp.registry.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Helper programs of {@code docker login}, on the path of a Java process of their own. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the helpers of this test are shell scripts")
class CredentialHelperTest {

    private static final String CANARY = "canary-passw0rd-never-shown";

    @TempDir
    Path home;

    /** Runs in the child: looks up each registry in the home directory given first, and prints what was found. */
    public static void main(String[] arguments) {
        var chain = CredentialChain.of(new LoginPlaces(Map.of(), Path.of(arguments[0]), Optional.empty(), List.of()));
        for (String registry : List.of(arguments).subList(1, arguments.length)) {
            String found = chain.find(registry)
                    .map(login -> login.described() + (login.password().reveal().equals(CANARY) ? " right" : " wrong"))
                    .orElse("none");
            System.out.println(registry + ": " + found + " " + chain.trace(registry));
        }
    }

    @BeforeEach
    void writeHelpers() throws IOException {
        helper(
                "one",
                "read server; echo '{\"ServerURL\":\"'$server'\",\"Username\":\"octo\",\"Secret\":\"" + CANARY
                        + "\"}'");
        helper("empty", "read server; echo 'credentials not found in native keychain'; exit 1");
        helper("broken", "read server; echo '{\"Secret\":\"" + CANARY + "\"'; echo " + CANARY + " >&2; exit 1");
    }

    private void helper(String name, String script) throws IOException {
        Path file = Files.writeString(home.resolve("docker-credential-" + name), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private String lookUp(String configuration, String... registries) throws Exception {
        Files.createDirectories(home.resolve(".docker"));
        Files.writeString(home.resolve(".docker/config.json"), configuration);
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath,
                CredentialHelperTest.class.getName(),
                home.toString()));
        command.addAll(List.of(registries));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("PATH", home + ":/usr/bin:/bin");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).doesNotContain(CANARY);
        return output;
    }

    @Test
    void aHelperOfOneRegistryGivesItsLogin() throws Exception {
        String output = lookUp("{\"credHelpers\":{\"ghcr.io\":\"one\"}}", "ghcr.io", "quay.io");

        assertThat(output)
                .contains("ghcr.io: docker login through docker-credential-one (user octo) right")
                .contains("quay.io: none");
    }

    @Test
    void theStoreForAllRegistriesIsAskedToo() throws Exception {
        assertThat(lookUp("{\"credsStore\":\"one\"}", "quay.io")).contains("(user octo) right");
    }

    @Test
    void aHelperWithoutAnEntryAndOneThatFailsAreToldApart() throws Exception {
        String output =
                lookUp("{\"credHelpers\":{\"ghcr.io\":\"empty\",\"quay.io\":\"broken\"}}", "ghcr.io", "quay.io");

        assertThat(output)
                .contains("docker login (docker-credential-empty has no entry)")
                .contains("docker login (helper docker-credential-broken failed)");
    }
}
