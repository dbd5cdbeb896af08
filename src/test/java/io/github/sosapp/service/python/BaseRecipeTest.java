package io.github.sosapp.service.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.ExecutionConfig;
import io.github.sosapp.plan.FileSource;
import io.github.sosapp.plan.LayerPlan;
import io.github.sosapp.plan.PlannedFile;
import io.github.sosapp.service.ServicePlan;
import io.github.sosapp.service.go.GoServiceFixture;
import io.github.sosapp.settings.Setting;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaseRecipeTest {

    @TempDir
    private Path directory;

    @Test
    void packagesGoWhereDebiansPythonAndEveryServiceOnItFindThem() {
        ServicePlan plan = plan("base = packages:bookworm\npackages = libsodium23\n");

        assertThat(plan.base().base()).isEqualTo("packages:bookworm");
        assertThat(plan.base().packages().set()).isEqualTo("python311");
        assertThat(plan.base().packages().more()).containsExactly("libsodium23");
        assertThat(plan.layers().get(1).files())
                .extracting(PlannedFile::path, PlannedFile::source)
                .containsExactly(tuple(
                        "/usr/local", new FileSource.Wheels("python-wheels", "3.11.2", 36, "dist-packages", true)));
        assertThat(plan.preparations())
                .extracting(one -> one.platform().toString())
                .containsExactly("linux/amd64", "linux/arm64");
        assertThat(plan.description()).isEqualTo("brings 1 package of requirements.txt, Python 3.11.2");
    }

    @Test
    void pythonIsWhereImagesHaveItAndRunsAsAnOrdinaryUser() {
        ServicePlan plan = plan("base = packages:bookworm\n");

        assertThat(plan.layers().get(0).files())
                .extracting(PlannedFile::path, PlannedFile::source)
                .contains(
                        tuple("/usr/local/bin/python3.11", new FileSource.Link("/usr/bin/python3.11")),
                        tuple("/usr/local/bin/python", new FileSource.Link("python3.11")));
        ExecutionConfig execution = plan.execution();
        assertThat(execution.user()).isEqualTo("65532:65532");
        assertThat(execution.entrypoint()).containsExactly("/usr/local/bin/python");
        assertThat(execution.workingDirectory()).isEqualTo("/app");
    }

    @Test
    void aBaseWithoutRequirementsIsPythonAlone() {
        GoServiceFixture.empty(directory)
                .write("bare/base.properties", "description = Bare\nbase = packages:bookworm\n");

        ServicePlan plan = planOf("bare");

        assertThat(plan.preparations()).isEmpty();
        assertThat(plan.layers()).hasSize(1);
        assertThat(plan.description()).isEqualTo("brings no dependencies, Python 3.11.2");
    }

    @Test
    void packagesOfABaseAreCompiledBesideThem() {
        assertThat(plan("base = packages:bookworm\n").layers())
                .extracting(LayerPlan::name)
                .containsExactly("python", "requirements", "compiled requirements");
        assertThat(plan("base = packages:bookworm\n", "python.bytecode", "false")
                        .layers())
                .extracting(LayerPlan::name)
                .containsExactly("python", "requirements");
    }

    @Test
    void whatCannotBeAssembledIsRefusedByItsFile() {
        assertThatThrownBy(() -> plan("base = packages:sid\n"))
                .isInstanceOf(BuildFailure.class)
                .hasMessage("""
                        base = packages:sid has no Python that can be assembled
                          why     assembled bases have Python 3.11 (packages:bookworm) and 3.13 (packages:trixie)
                          from    %s
                          do      write base = packages:bookworm""".formatted(directory.resolve("worker-base/base.properties")));
    }

    @Test
    void aPlatformWithoutWheelsIsRefused() {
        assertThatThrownBy(() -> plan("base = packages:bookworm\n", "platforms", "linux/riscv64"))
                .hasMessageContaining("linux/riscv64, which wheels are not made for")
                .hasMessageContaining("use linux/amd64 and linux/arm64");
    }

    private ServicePlan plan(String lines, String... settings) {
        GoServiceFixture.empty(directory)
                .write("worker-base/base.properties", "description = For workers\n" + lines)
                .write("worker-base/requirements.txt", "idna==3.7 --hash=sha256:aa\n");
        return planOf("worker-base", settings);
    }

    private ServicePlan planOf(String name, String... settings) {
        var setting = new Setting<>("bases.directory", "ours", Path.of("ours"), "pom.xml");
        BaseDefinition definition = BaseDefinitions.below(directory, setting).stream()
                .filter(base -> base.name().equals(name))
                .findFirst()
                .orElseThrow();
        return new BaseRecipe(definition)
                .plan(GoServiceFixture.empty(directory).module(), GoServiceFixture.settings(settings));
    }
}
