package io.github.sosapp.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.engine.daemonless.PreparationRunner;
import io.github.sosapp.engine.daemonless.TestRunner;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.plan.Preparation;
import io.github.sosapp.process.CommandRunner;
import io.github.sosapp.service.dockerfile.DockerfileRecipe;
import io.github.sosapp.service.go.GoRecipe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which tests of a module are run, on a machine that has no program of any language. */
class TestGoalTest {

    @TempDir
    private Path directory;

    private final List<Preparation> stages = new ArrayList<>();
    private ModuleFixture module;

    @BeforeEach
    void writeModule() {
        module = new ModuleFixture(directory)
                .write("go.mod", "module example.com/sos/emergency\n\ngo 1.21.13\n")
                .write("Dockerfile", "FROM scratch AS build\n");
    }

    private void runWithDockerfile() {
        goal(Optional.of(ModuleFixture.planner(new DockerfileRecipe(Optional.empty()))))
                .run(module.project(), ModuleFixture.settings("engine", "docker", "buildArgs.RELEASE", "candidate"));
    }

    private TestGoal goal(Optional<ImagePlanner> dockerfile) {
        CommandRunner programs = CommandRunner.ofThisMachine();
        Path work = directory.resolve("target");
        return new TestGoal(
                dockerfile,
                ModuleFixture.planner(new GoRecipe()),
                new TestRunner(
                        new PreparationRunner(programs, Map.of(), work, false, false), programs, Map.of(), work, false),
                stages::add,
                module.console.log());
    }

    @Test
    void theStageNamedTestIsBuiltWithTheArgumentsOfTheBuild() {
        module.write("Dockerfile", "FROM scratch AS build\nFROM build AS test\nFROM scratch\n")
                .write("main_test.go", "package main\n");

        runWithDockerfile();

        assertThat(stages).hasSize(1);
        assertThat(stages.get(0).arguments()).containsExactly("build", "--target=test");
        assertThat(stages.get(0).environment()).containsExactly(Map.entry("RELEASE", "candidate"));
        assertThat(module.console.infos().get(0)).isEqualTo("emergency-service: stage test of Dockerfile");
        assertThat(module.console.infos().get(1)).startsWith("  tests      passed");
    }

    @Test
    void withoutTestsAtAllNothingRunsAndThatIsSaid() {
        runWithDockerfile();

        assertThat(stages).isEmpty();
        assertThat(module.console.lines)
                .containsExactly("[INFO] emergency-service: no tests here, and no stage test in the Dockerfile");
    }

    @Test
    void testsOfTheLanguageThatThisMachineCannotRunAreNamedAndNoFailure() {
        module.write("main_test.go", "package main\n");

        runWithDockerfile();

        assertThat(module.console.lines)
                .containsExactly(
                        "[WARNING] emergency-service: its tests do not run on this machine: this service is built with go,"
                                + " which is not on this machine",
                        "[WARNING]   a stage named test in a Dockerfile of the module's own would run them in the engine");
    }

    @Test
    void whereThisMachineBuildsTheyAreAFailure() {
        module.write("main_test.go", "package main\n");

        assertThatThrownBy(() -> goal(Optional.empty()).run(module.project(), ModuleFixture.settings()))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("this service is built with go, which is not on this machine");
    }
}
