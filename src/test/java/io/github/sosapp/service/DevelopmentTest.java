package io.github.sosapp.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.service.Development.Debugger;
import io.github.sosapp.service.Development.Sources;
import io.github.sosapp.service.dockerfile.DockerfileRecipe;
import io.github.sosapp.service.go.GoRecipe;
import io.github.sosapp.service.go.GoServiceFixture;
import io.github.sosapp.service.java.JavaServiceFixture;
import io.github.sosapp.service.node.NodeRecipe;
import io.github.sosapp.service.node.NodeServiceFixture;
import io.github.sosapp.service.python.PythonRecipe;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of a service a container for development sees, and which services cannot be worked on in one. */
class DevelopmentTest {

    @TempDir
    private Path directory;

    private Development node(NodeServiceFixture service, String... settings) {
        String[] all = java.util.stream.Stream.concat(
                        java.util.stream.Stream.of("target", "development"), java.util.stream.Stream.of(settings))
                .toArray(String[]::new);
        return new NodeRecipe().development(service.module(), GoServiceFixture.settings(all));
    }

    @Test
    void typeScriptIsCompiledIntoADirectoryThatIsTheContainersOwn() {
        Development development = node(NodeServiceFixture.in(directory));

        assertThat(development.sources())
                .contains(new Sources(directory, "/app", List.of("node_modules"), List.of("dist")));
        assertThat(development.debugger()).isEqualTo(new Debugger(9229, "node", directory, "/app"));
        assertThat(development.onEdit()).isEqualTo("an edit compiles the service and starts it anew");
    }

    @Test
    void whatAnotherBuildScriptMadeIsThatOfTheImageUntilSomebodyMakesItHere() {
        NodeServiceFixture service = NodeServiceFixture.in(directory).write("package.json", """
                        {"name":"auth","scripts":{"build":"vite build && cp a b","start":"node dist/index.js"}}
                        """);
        assertThat(node(service).sources())
                .contains(new Sources(directory, "/app", List.of("node_modules", "dist"), List.of()));

        service.write("dist/index.js", "");

        assertThat(node(service).sources())
                .contains(new Sources(directory, "/app", List.of("node_modules"), List.of()));
        assertThat(node(service).onEdit()).isEqualTo("what your own build writes to dist starts the service anew");
    }

    @Test
    void ofAWorkspaceTheWholeProjectIsSeen() {
        NodeServiceFixture service = NodeServiceFixture.workspaceIn(directory);
        NodeServiceFixture.empty(directory).write("package-lock.json", """
                {"name":"mono","lockfileVersion":3,"packages":{
                 "":{"name":"mono","workspaces":["services/*","packages/*"],"devDependencies":{"typescript":"5.8.3"}},
                 "node_modules/@acme/names":{"resolved":"packages/names","link":true},
                 "node_modules/auth":{"resolved":"services/auth","link":true},
                 "node_modules/left-pad":{"version":"1.3.0"},
                 "node_modules/typescript":{"version":"5.8.3","dev":true},
                 "packages/names":{"name":"@acme/names"},
                 "services/auth":{"name":"auth","dependencies":{"@acme/names":"*","left-pad":"1.3.0"}},
                 "services/auth/node_modules/left-pad":{"version":"1.3.0"}}}
                """);

        assertThat(node(service).sources())
                .contains(new Sources(
                        directory,
                        "/app",
                        List.of("node_modules", "services/auth/node_modules", "packages/names/dist"),
                        List.of("services/auth/dist")));
    }

    @Test
    void aCompilerThatWritesAmongTheSourcesIsRefused() {
        NodeServiceFixture service = NodeServiceFixture.in(directory).write("package.json", """
                        {"name":"auth","scripts":{"build":"tsc","start":"node src/index.js"},
                         "devDependencies":{"typescript":"5.8.3"}}
                        """);

        assertThatThrownBy(() -> node(service)).isInstanceOf(BuildFailure.class).hasMessage("""
                        the compiler writes among the sources
                          why     they are mounted so that nothing in the container changes them
                          from    %s
                          do      set outDir in tsconfig.json, for example to dist, and start dist/index.js""".formatted(
                        directory.resolve("package.json")));
    }

    @Test
    void goSourcesLieWhereTheyAreCopiedFromBecauseTheImageHasTheirModules() {
        GoServiceFixture.in(directory);
        Development development = new GoRecipe()
                .development(new ServiceFiles(directory).module("emergency", "target"), GoServiceFixture.settings());

        assertThat(development.sources()).contains(new Sources(directory, "/mounted", List.of(), List.of()));
        assertThat(development.debugger()).isEqualTo(new Debugger(2345, "go", directory, "example.com/sos/emergency"));
    }

    @Test
    void sourcesOfAGoWorkspaceAreNotMounted() {
        GoServiceFixture.in(directory.resolve("service"));
        GoServiceFixture.empty(directory).write("go.work", "go 1.21\n\nuse ./service\n");

        Development development = new GoRecipe()
                .development(
                        new ServiceFiles(directory.resolve("service")).module("emergency", "target"),
                        GoServiceFixture.settings());

        assertThat(development.sources()).isEmpty();
        assertThat(development.onEdit()).contains("go.work");
    }

    @Test
    void javaClassesAreHandedOverByTheDebugger() {
        JavaServiceFixture service = JavaServiceFixture.in(directory);

        Development development = service.recipe()
                .development(new ServiceFiles(directory).module("ledger", "target"), GoServiceFixture.settings());

        assertThat(development.sources()).isEqualTo(Optional.empty());
        assertThat(development.debugger().port()).isEqualTo(5005);
        assertThat(development.onEdit()).startsWith("the debugger replaces methods");
    }

    @Test
    void quarkusHasAModeOfItsOwn() {
        JavaServiceFixture service = JavaServiceFixture.in(directory).packaging("quarkus");

        assertThatThrownBy(() -> service.recipe()
                        .development(
                                new ServiceFiles(directory).module("ledger", "target"), GoServiceFixture.settings()))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("sos:dev is not for Quarkus services")
                .hasMessageContaining("run mvn quarkus:dev");
    }

    @Test
    void pythonHasNoSuchTarget() {
        assertThatThrownBy(() -> new PythonRecipe()
                        .development(
                                new ServiceFiles(directory).module("ledger", "target"), GoServiceFixture.settings()))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("Python services have no target development")
                .hasMessageContaining("run the image as it is: mvn package sos:run");
    }

    @Test
    void aDockerfileOfTheModulesOwnTellsTooLittle() {
        assertThatThrownBy(() -> new DockerfileRecipe(Optional.empty())
                        .development(
                                new ServiceFiles(directory).module("auth", "target"),
                                GoServiceFixture.settings("engine", "docker")))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("sos:dev does not know what the module's own Dockerfile expects")
                .hasMessageContaining("-Dsos.engine=daemonless");
    }
}
