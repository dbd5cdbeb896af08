package io.github.sosapp.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.dockerfile.Dockerfile;
import io.github.sosapp.engine.docker.dockerfile.Dialect;
import io.github.sosapp.engine.docker.dockerfile.Dockerfiles;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.plan.Preparation;
import io.github.sosapp.service.Recipe;
import io.github.sosapp.service.ServiceModule;
import io.github.sosapp.service.ServicePlan;
import io.github.sosapp.service.go.GoRecipe;
import io.github.sosapp.service.go.GoServiceFixture;
import io.github.sosapp.service.node.NodeRecipe;
import io.github.sosapp.service.python.PythonRecipe;
import io.github.sosapp.settings.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an engine is asked to build where a module has no Dockerfile of its own. */
class EngineDockerfilesTest {

    @TempDir
    private Path directory;

    @Test
    void eachPlatformIsBuiltFromTheSameTextWithWhatTheCommitDecidesAsArguments() throws Exception {
        ServicePlan plan = plan("go", new GoRecipe());

        assertThat(plan.preparations())
                .extracting(order -> order.platform().toString())
                .containsExactly("linux/amd64", "linux/arm64");
        Preparation order = plan.preparations().get(0);
        assertThat(order.arguments())
                .containsExactly("build", "--file=target/sos-work/production.Dockerfile", "--target=production");
        assertThat(order.environment())
                .isEqualTo(Map.of(
                        "BUILD_DATE",
                        GoServiceFixture.CREATED.toString(),
                        "GIT_COMMIT",
                        "unknown",
                        "VERSION",
                        "1.4.0"));
        String text = order.files().get(Preparation.DOCKERFILE);
        assertThat(text).doesNotContain(GoServiceFixture.CREATED.toString());
        assertThat(Dockerfile.parse("it", text).stageNames()).containsExactly("builder", "production");
        assertThat(directory.resolve("target/sos-work/production.Dockerfile")).hasContent(text);
        assertThat(plan.base().base()).isEqualTo("dockerfile:target/sos-work/production.Dockerfile#production");
        assertThat(plan.layers()).isEmpty();
        assertThat(plan.inputs()).containsExactly(directory);
    }

    @Test
    void theContainerIsStartedAsTheDaemonlessImageIs() {
        ServicePlan engine = plan("go", new GoRecipe(), "target", "development");

        assertThat(engine.execution())
                .isEqualTo(new GoRecipe()
                        .plan(module(), ModuleFixture.settings("target", "development"))
                        .execution());
        assertThat(engine.execution().entrypoint().toString()).contains(GoServiceFixture.CREATED.toString());
    }

    @Test
    void filesThatTheDockerfileNamesComeWithIt() {
        assertThat(plan("go", new GoRecipe(), "target", "development")
                        .preparations()
                        .get(0)
                        .files())
                .containsKeys(".sos/delve/go.mod", ".sos/reload/main.go");
    }

    @Test
    void aRequirementsFileOfAnotherNameIsTheOneThatIsInstalled() {
        DockerfileFixture service = new DockerfileFixture(directory).holding("python");
        service.module.write("locks/service.txt", "six==1.16.0 --hash=sha256:aa\n");

        Preparation order = plan(new PythonRecipe(), "python.requirements", "locks/service.txt")
                .preparations()
                .get(0);

        assertThat(order.files().get(".sos/requirements-amd64.txt")).contains("six==1.16.0");
        assertThat(order.files().get(Preparation.DOCKERFILE)).contains(".sos/requirements-*.txt");
    }

    @Test
    void whatTheImagesOfTheStagesDecideIsWarnedAbout() {
        assertThat(plan("go", new GoRecipe(), "upx", "on", "upx.version", "4.2.4")
                        .warnings())
                .containsExactly("without effect, because images that the Dockerfile starts from decide that:"
                        + " sos.upx.version");
    }

    @Test
    void aLanguageWithoutTemplateSaysWhatToDo() {
        new ModuleFixture(directory).write("notes.txt", "one");

        assertThatThrownBy(() -> plan(new NotesRecipe()))
                .isInstanceOf(BuildFailure.class)
                .hasMessage("""
                there is no template of a Dockerfile for Notes services
                  why     they are built without Docker
                  do      leave sos.engine at daemonless, which needs no Dockerfile, or write one beside the POM""");
    }

    @Test
    void argumentsOfADockerfileThatIsNotThereAreRefused() {
        refused("go", new GoRecipe(), "buildArgs.BASE", "alpine:3.22").hasMessage("""
                sos.buildArgs.BASE = alpine:3.22 has no effect
                  why     the module has no Dockerfile of its own, and the one that is made for it has no such ARG
                  from    -Dsos.buildArgs.BASE on the command line
                  do      remove the setting, or write the Dockerfile with mvn sos:dockerfile and change it""");
    }

    @Test
    void aCLibraryThatAlpineDoesNotHaveIsRefused() {
        refused("node", new NodeRecipe(), "node.libc", "glibc").hasMessage("""
                sos.node.libc = glibc is not what Alpine has
                  why     the template stands on an image of Alpine
                  from    -Dsos.node.libc on the command line
                  do      remove the setting, or build with sos.engine=daemonless""");
    }

    @Test
    void aLockThatNpmDoesNotReadIsRefused() throws Exception {
        new DockerfileFixture(directory).holding("node");
        Files.delete(directory.resolve("package-lock.json"));
        Files.writeString(
                directory.resolve("pnpm-lock.yaml"),
                "lockfileVersion: '9.0'\nimporters:\n  .: {}\npackages: {}\nsnapshots: {}\n");

        assertThatThrownBy(() -> plan(new NodeRecipe()))
                .isInstanceOf(BuildFailure.class)
                .hasMessage("""
                        a service that pnpm installs has no template of a Dockerfile
                          why     the template installs with npm, which does not read this lock
                          from    %s
                          do      build with sos.engine=daemonless, or write a Dockerfile of your own""".formatted(directory.resolve("pnpm-lock.yaml")));
    }

    private AbstractThrowableAssert<?, ? extends Throwable> refused(String what, Recipe recipe, String... settings) {
        return assertThatThrownBy(() -> plan(what, recipe, settings)).isInstanceOf(BuildFailure.class);
    }

    private ServicePlan plan(String what, Recipe recipe, String... settings) {
        new DockerfileFixture(directory).holding(what);
        return plan(recipe, settings);
    }

    private ServicePlan plan(Recipe recipe, String... settings) {
        Settings all = ModuleFixture.settings(settings);
        return new EngineDockerfiles(new Dockerfiles(), () -> Dialect.COMMON)
                .plan(new ModuleFixture(directory).project(), all, recipe, module(), Optional.empty());
    }

    private ServiceModule module() {
        Project project = new ModuleFixture(directory).project();
        return ImagePlanner.service(
                project, directory, () -> new ServiceModule.Origin(Optional.empty(), GoServiceFixture.CREATED));
    }
}
