package io.github.sosapp.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.ExecutionConfig;
import io.github.sosapp.image.HealthCheck;
import io.github.sosapp.settings.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExecutionSettingsTest {

    @TempDir
    Path temporary;

    private ModuleFixture module;

    @BeforeEach
    void writeModule() {
        module = new ModuleFixture(temporary).write("notes.txt", "one");
    }

    @Test
    void withoutSettingsTheServiceStartsAsItsLanguageSays() {
        ExecutionConfig execution = execution(ModuleFixture.settings());

        assertThat(execution.user()).isEqualTo("1001:1001");
        assertThat(execution.entrypoint()).containsExactly("/read", "/notes.txt");
        assertThat(execution.environment()).isEqualTo(Map.of("PAGER", "cat", "LANG", "C.UTF-8"));
        assertThat(execution.ports()).containsExactly("8080/tcp");
        assertThat(execution.workingDirectory()).isEqualTo("/");
        assertThat(execution.healthCheck()).isEmpty();
    }

    @Test
    void theTeamsSettingsComeFirst() {
        ExecutionConfig execution = execution(ModuleFixture.settings(
                "user", "7:8",
                "entrypoint", "/bin/serve 'a b'",
                "args", "--fast",
                "port", "9090",
                "workdir", "/work",
                "volumes", "/data,/cache",
                "stopSignal", "SIGINT",
                "env.PAGER", "less"));

        assertThat(execution.user()).isEqualTo("7:8");
        assertThat(execution.entrypoint()).containsExactly("/bin/serve", "a b");
        assertThat(execution.command()).containsExactly("--fast");
        assertThat(execution.ports()).containsExactly("9090/tcp");
        assertThat(execution.workingDirectory()).isEqualTo("/work");
        assertThat(execution.volumes()).containsExactly("/cache", "/data");
        assertThat(execution.stopSignal()).isEqualTo("SIGINT");
        assertThat(execution.environment()).containsEntry("PAGER", "less");
    }

    @Test
    void aVariableOfTheLanguageCanBeTakenAway() {
        assertThat(execution(ModuleFixture.without("env.PAGER")).environment()).isEqualTo(Map.of("LANG", "C.UTF-8"));
    }

    @Test
    void aLabelOfTheParentOrAStandardOneCanBeTakenAway() {
        assertThat(execution(ModuleFixture.without("labels.owner", "labels.owner", "x", "labels.team", "emergency"))
                        .labels())
                .containsEntry("team", "emergency")
                .doesNotContainKey("owner")
                .containsKey("org.opencontainers.image.title");
        assertThat(execution(ModuleFixture.without("labels.org.opencontainers.image.title"))
                        .labels())
                .doesNotContainKey("org.opencontainers.image.title");
    }

    @Test
    void annotationsDoNotHaveTheLabelsOfTheTeam() {
        Settings settings = ModuleFixture.settings("labels.team", "emergency", "annotations.rollout", "slow");

        assertThat(module.planned(settings).plan().annotations())
                .containsEntry("rollout", "slow")
                .containsKey("org.opencontainers.image.title")
                .doesNotContainKey("team");
    }

    @Test
    void aFlagAsHealthCheckIsOneOfTheServicesOwnProgram() {
        assertThat(execution(ModuleFixture.settings("health", "--check now", "health.retries", "5"))
                        .healthCheck())
                .contains(new HealthCheck(
                        List.of("/read", "--check", "now"),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(40),
                        5));
    }

    @Test
    void aProgramAsHealthCheckStaysAsItIs() {
        assertThat(execution(ModuleFixture.settings("health", "/probe --check"))
                        .healthCheck()
                        .orElseThrow()
                        .command())
                .containsExactly("/probe", "--check");
    }

    @Test
    void noneTakesPortAndHealthCheckAway() {
        ExecutionConfig execution = execution(ModuleFixture.settings("port", "none", "health", "none"));

        assertThat(execution.ports()).isEmpty();
        assertThat(execution.healthCheck()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "workdir, work, is not absolute, /work",
        "volumes, 'data', names a directory that is not absolute, /data",
        "stopSignal, TERM, is not a signal, SIGTERM",
        "env.1st, x, has a name that is not one of an environment variable, letters"
    })
    void whatNoEngineWouldTakeIsRefused(String name, String value, String complaint, String remedy) {
        assertThatThrownBy(() -> execution(ModuleFixture.settings(name, value)))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("sos." + name + " = " + value + " " + complaint)
                .hasMessageContaining("-Dsos." + name + " on the command line")
                .hasMessageContaining(remedy);
    }

    private ExecutionConfig execution(Settings settings) {
        return module.planned(settings).plan().execution();
    }
}
