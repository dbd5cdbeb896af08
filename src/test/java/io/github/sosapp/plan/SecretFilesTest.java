package io.github.sosapp.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretFilesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".env",
                ".env.production",
                ".ENV",
                ".envrc",
                "server.pem",
                "server.Key",
                "store.p12",
                "id_rsa",
                "credentials.json",
                ".netrc",
                ".ssh"
            })
    void aSecretIsKnownByItsName(String name) {
        assertThat(SecretFiles.isSecret(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "env",
                "environment.ts",
                "pem",
                "key",
                "keys",
                "server.pem.md",
                "id_rsa.pub",
                "my-credentials.json",
                ".npmrc",
                ".venv"
            })
    void otherNamesAreNoSecrets(String name) {
        assertThat(SecretFiles.isSecret(name)).isFalse();
    }
}
