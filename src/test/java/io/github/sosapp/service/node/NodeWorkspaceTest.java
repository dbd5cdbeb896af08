package io.github.sosapp.service.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.image.Platform;
import io.github.sosapp.plan.FileSource;
import io.github.sosapp.plan.Preparation;
import io.github.sosapp.service.ServicePlan;
import io.github.sosapp.service.go.GoServiceFixture;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service that is one workspace of a project, whose lock file lies above it. */
class NodeWorkspaceTest {

    @TempDir
    private Path project;

    private NodeServiceFixture service;

    @BeforeEach
    void writeProject() {
        service = NodeServiceFixture.workspaceIn(project);
        NodeServiceFixture.empty(project).write("package-lock.json", """
                {"name":"mono","lockfileVersion":3,"packages":{
                 "":{"name":"mono","workspaces":["services/*","packages/*"],"devDependencies":{"typescript":"5.8.3"}},
                 "node_modules/@acme/names":{"resolved":"packages/names","link":true},
                 "node_modules/auth":{"resolved":"services/auth","link":true},
                 "node_modules/maps":{"resolved":"services/maps","link":true},
                 "node_modules/left-pad":{"version":"1.3.0"},
                 "node_modules/is-number":{"version":"7.0.0","hasInstallScript":true},
                 "node_modules/is-odd":{"version":"3.0.1","hasInstallScript":true},
                 "node_modules/typescript":{"version":"5.8.3","dev":true},
                 "packages/names":{"name":"@acme/names","dependencies":{"is-number":"7.0.0"}},
                 "services/auth":{"name":"auth","dependencies":{"@acme/names":"*","left-pad":"1.3.0"}},
                 "services/maps":{"name":"maps","dependencies":{"left-pad":"1.2.0","is-odd":"3.0.1"}},
                 "services/maps/node_modules/left-pad":{"version":"1.2.0"}}}
                """);
    }

    @Test
    void onlyItsOwnPackagesAndWorkspacesAreInstalled() {
        Preparation install = step(service.plan(), "node-dependencies", "npm").get(0);

        assertThat(install.arguments())
                .containsExactly(
                        "ci",
                        "--ignore-scripts",
                        "--omit=dev",
                        "--workspace=packages/names",
                        "--workspace=services/auth",
                        "--os=linux",
                        "--cpu=x64",
                        "--libc=glibc");
        assertThat(step(service.plan(), "node-dependencies", "copy").get(0).arguments())
                .containsExactly(
                        project.toString(),
                        "package.json",
                        "package-lock.json",
                        ".npmrc",
                        "packages/names/package.json",
                        "services/auth/package.json",
                        "services/maps/package.json");
    }

    @Test
    void workspacesAreBuiltBeforeThoseThatNeedThem() {
        assertThat(step(service.plan(), "node-build", "npm"))
                .extracting(Preparation::arguments)
                .containsExactly(
                        List.of("run", "build", "--workspace=packages/names"),
                        List.of("run", "build", "--workspace=services/auth"));
        assertThat(step(service.plan(), "node-build-packages", "npm").get(0).arguments())
                .contains("--include=dev", "--include-workspace-root");
    }

    @Test
    void theImageHasTheProjectsShapeWithoutOtherServices() {
        ServicePlan plan = service.plan();

        assertThat(plan.execution().workingDirectory()).isEqualTo("/app/services/auth");
        assertThat(plan.execution().entrypoint()).endsWith("node", "dist/index.js");
        assertThat(step(plan, "node-application", "copy").get(0).arguments())
                .contains("services/auth/package.json", "services/auth/dist", "packages/names")
                .doesNotContain("services/maps", "package.json");
        assertThat(step(plan, "node-application", "fit").get(0).arguments())
                .contains("--must=services/auth/dist/index.js");
        assertThat(plan.layers().stream()
                        .filter(layer -> layer.name().equals("dependencies"))
                        .flatMap(layer -> layer.files().stream())
                        .map(file -> ((FileSource.PreparedTree) file.source()).below()))
                .containsExactly("node_modules");
    }

    @Test
    void otherServicesAreNoInputs() {
        assertThat(new NodeRecipe().inputs(service.module().source(), GoServiceFixture.settings()))
                .containsExactly(
                        project.resolve("package-lock.json"),
                        project.resolve("package.json"),
                        project.resolve("packages/names"),
                        project.resolve("services/auth"));
        assertThat(service.plan().inputValues().get("files"))
                .contains("packages/names/src/index.ts")
                .doesNotContain("services/maps");
    }

    @Test
    void scriptsOfOtherServicesPackagesAreNotItsConcern() {
        assertThat(service.plan().warnings())
                .containsExactly("install scripts did not run: is-number; sos.node.scripts=<name> lets one run,"
                        + " -<name> says that none is needed");
    }

    @Test
    void theProjectsFileNamesTheReleaseOfNodeForAll() {
        NodeServiceFixture.empty(project).write(".nvmrc", "22\n");
        assertThat(service.plan().base().packages().nodeLine()).contains("22.x");

        service.write(".nvmrc", "24\n");
        assertThat(service.plan().base().packages().nodeLine()).contains("24.x");
    }

    @Test
    void developmentHasTheCompilerOfTheProject() {
        ServicePlan plan = service.plan("target", "development");

        assertThat(plan.execution().entrypoint()).contains("../../node_modules/typescript/bin/tsc");
        assertThat(step(plan, "node-application", "copy").get(0).arguments())
                .contains("services/auth", "packages/names", "package.json")
                .doesNotContain("services/maps");
    }

    @Test
    void aDirectoryThatTheLockDoesNotKnowHasNoLockFile() {
        NodeServiceFixture stranger =
                NodeServiceFixture.empty(project.resolve("tools/x")).write("package.json", "{\"main\":\"x.js\"}");

        assertThatThrownBy(stranger::plan).hasMessageStartingWith("no lock file next to package.json");
    }

    @Test
    void aLockOutsideOfTheRepositoryIsNobodys() {
        service.write(".git/HEAD", "");

        assertThatThrownBy(service::plan).hasMessageStartingWith("no lock file next to package.json");
    }

    private static List<Preparation> step(ServicePlan plan, String id, String tool) {
        return plan.preparations().stream()
                .filter(step -> step.id().equals(id)
                        && step.tool().equals(tool)
                        && step.platform().equals(Platform.LINUX_AMD64))
                .toList();
    }
}
