package io.github.sosapp.service.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.service.ServiceFiles;
import io.github.sosapp.service.ServicePlan;
import io.github.sosapp.service.go.GoServiceFixture;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DockerfileRecipeTest {

    private static final String TEXT = "FROM scratch AS build\nFROM scratch AS development\nFROM scratch AS last\n";

    @TempDir
    private Path directory;

    private ServiceFiles files;

    @BeforeEach
    void write() {
        files = new ServiceFiles(directory);
        files.write("Dockerfile", TEXT);
    }

    private ServicePlan plan(String... settings) {
        return new DockerfileRecipe(Optional.empty())
                .plan(files.module("own-service", "target/sos-work"), GoServiceFixture.settings(settings));
    }

    @Test
    void theUsualTargetIsTheLastStageUnlessOneHasItsName() {
        assertThat(plan().base().base()).isEqualTo("dockerfile:Dockerfile#");
        assertThat(plan().preparations().get(0).arguments()).containsExactly("build");

        files.write("Dockerfile", TEXT.replace("build", "production"));

        assertThat(plan().base().base()).isEqualTo("dockerfile:Dockerfile#production");
        assertThat(plan().preparations().get(0).arguments()).containsExactly("build", "--target=production");
    }

    @Test
    void everyPlatformGetsABuildWithTheSameTextAndArguments() {
        ServicePlan plan = plan("target", "development", "buildArgs.RELEASE", "candidate");

        assertThat(plan.preparations()).hasSize(2).allSatisfy(build -> {
            assertThat(build.arguments()).containsExactly("build", "--target=development");
            assertThat(build.environment()).containsEntry("RELEASE", "candidate");
            assertThat(build.files()).containsEntry("Dockerfile", TEXT);
        });
        assertThat(plan.description()).isEqualTo("stage development of Dockerfile, which has 3 stages");
    }

    @Test
    void aStageNamedTestHoldsTheTests() {
        DockerfileRecipe recipe = new DockerfileRecipe(Optional.empty());
        var module = files.module("own-service", "target/sos-work");
        assertThat(recipe.tests(module, GoServiceFixture.settings())).isEmpty();

        files.write("Dockerfile", TEXT.replace("development", "test"));

        var tests = recipe.tests(module, GoServiceFixture.settings("target", "development"))
                .orElseThrow();
        assertThat(tests.shown()).isEqualTo("stage test of Dockerfile");
        assertThat(tests.command().arguments()).containsExactly("build", "--target=test");
        assertThat(tests.command().platform()).isEqualTo(io.github.sosapp.image.Platform.ofThisMachine());
    }

    @Test
    void anotherTargetNeedsAStageOfItsName() {
        assertThatThrownBy(() -> plan("target", "production-alpine"))
                .isInstanceOf(BuildFailure.class)
                .hasMessage("""
                        sos.target = production-alpine is no stage of the Dockerfile
                          why     its stages are build, development, last
                          from    -Dsos.target on the command line
                          do      name a stage so: FROM <image> AS production-alpine""");
    }

    @ParameterizedTest
    @CsvSource({
        "base, scratch, sos.base = scratch has no effect, change FROM",
        "files.motd.to, /etc/motd, sos.files.motd.to = /etc/motd has no effect, write COPY into the Dockerfile",
        "health, none, sos.health = none has no effect, write HEALTHCHECK NONE",
        "port, none, sos.port = none has no effect, remove EXPOSE"
    })
    void whatTheFileDecidesAloneIsRefused(String setting, String value, String problem, String remedy) {
        assertThatThrownBy(() -> plan(setting, value))
                .isInstanceOf(BuildFailure.class)
                .hasMessageStartingWith(problem)
                .hasMessageContaining("the module has its own Dockerfile")
                .hasMessageContaining("-Dsos." + setting + " on the command line")
                .hasMessageContaining(remedy);
    }

    @Test
    void settingsOfLanguagesAreSaidToBeWithoutEffect() {
        assertThat(plan("upx", "on", "go.version", "1.21.13").warnings())
                .containsExactly(
                        "without effect, because the module's own Dockerfile decides that: sos.go.version, sos.upx");
        assertThat(plan().warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"NPM_TOKEN", "db_password", "apikey"})
    void anArgumentThatLooksLikeASecretIsRefusedWithoutItsValue(String name) {
        assertThatThrownBy(() -> plan("buildArgs." + name, "Canary-1"))
                .isInstanceOf(BuildFailure.class)
                .hasMessageStartingWith("sos.buildArgs." + name + " looks like a secret")
                .hasMessageContaining("whoever has the image can read its build arguments")
                .hasMessageNotContaining("Canary");
    }

    @Test
    void aDirectoryWithoutADockerfileIsNotItsOwn() {
        files.remove("Dockerfile");

        assertThat(new DockerfileRecipe(Optional.empty()).markersIn(directory, GoServiceFixture.settings()))
                .isEmpty();
    }
}
