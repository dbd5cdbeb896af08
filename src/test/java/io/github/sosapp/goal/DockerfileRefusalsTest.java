package io.github.sosapp.goal;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.engine.docker.dockerfile.Dialect;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.service.node.NodeServiceFixture;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What no Dockerfile can say is refused, with the way out. */
class DockerfileRefusalsTest {

    @TempDir
    private Path directory;

    @Test
    void aTargetThatIsAssembledHasNoStage() {
        refused("go", "target", "production-debian").hasMessage("""
                sos.target = production-debian has no stage in a Dockerfile
                  why     it is assembled from packages, without Docker
                  from    -Dsos.target on the command line
                  do      use production-alpine, or sos.engine=daemonless""");
    }

    @Test
    void aBaseThatIsNoImageIsRefused() {
        refused("python", "base", "layout:../base").hasMessage("""
                sos.base = layout:../base is nothing that a Dockerfile can start from
                  from    -Dsos.base on the command line
                  do      name an image of a registry, or build with sos.engine=daemonless""");
    }

    @Test
    void sourcesOutsideOfTheServiceAreRefused() {
        DockerfileFixture service = new DockerfileFixture(directory.resolve("service")).holding("go");
        service.module.write("../shared/go.mod", "module example.com/shared\n\ngo 1.21\n");
        service.module.write("go.mod", """
                module example.com/sos/emergency

                go 1.21.13

                require example.com/shared v0.0.0

                replace example.com/shared => ../shared
                """);

        assertThatThrownBy(() -> service.single(Dialect.COMMON))
                .isInstanceOf(BuildFailure.class)
                .hasMessage("""
                        the build of a Dockerfile cannot read %s
                          why     go.mod or go.work names it, and a build reads nothing outside of %s
                          from    %s
                          do      build with sos.engine=daemonless, or vendor the modules""".formatted(
                                directory.resolve("shared"),
                                directory.resolve("service"),
                                directory.resolve("service/go.mod")));
    }

    @Test
    void aLoginInNpmrcIsRefused() {
        DockerfileFixture service = new DockerfileFixture(directory).holding("node");
        service.module.write(".npmrc", "//registry.example.com/:_authToken=abc\n");

        assertThatThrownBy(() -> service.single(Dialect.COMMON))
                .isInstanceOf(BuildFailure.class)
                .hasMessage("""
                .npmrc holds a login
                  why     it would lie in a layer of the builder
                  from    %s
                  do      let it name a variable, for example _authToken=${NPM_TOKEN}, or keep it in ~/.npmrc""".formatted(directory.resolve(".npmrc")));
    }

    @Test
    void aNodeImageWithoutAlpinesProgramsIsRefused() {
        refused("node", "base", "node:20-slim").hasMessage("""
                sos.base = node:20-slim is no image of Alpine
                  why     the template installs its init process and user with Alpine's programs
                  from    -Dsos.base on the command line
                  do      use for example node:20-alpine, or write a Dockerfile of your own""");
    }

    @Test
    void aWorkspaceIsRefused() {
        NodeServiceFixture.workspaceIn(directory);
        NodeServiceFixture.empty(directory).write("package-lock.json", """
                {"name":"mono","lockfileVersion":3,"packages":{"":{"name":"mono","workspaces":["services/*","packages/*"]},
                 "services/auth":{"version":"1.0.0","dependencies":{"@acme/names":"*"}},
                 "packages/names":{"name":"@acme/names","version":"1.0.0"},
                 "node_modules/auth":{"resolved":"services/auth","link":true},
                 "node_modules/@acme/names":{"resolved":"packages/names","link":true}}}
                """);

        assertThatThrownBy(() -> new DockerfileFixture(directory.resolve("services/auth")).single(Dialect.COMMON))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("a service that is a workspace has no template of a Dockerfile")
                .hasMessageContaining("build with sos.engine=daemonless, or write a Dockerfile of your own");
    }

    private org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> refused(
            String what, String... settings) {
        return assertThatThrownBy(
                        () -> new DockerfileFixture(directory).holding(what).single(Dialect.COMMON, settings))
                .isInstanceOf(BuildFailure.class);
    }
}
