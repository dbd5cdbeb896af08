package io.github.sosapp.service.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sosapp.image.Json;
import io.github.sosapp.image.Platform;
import io.github.sosapp.plan.FileSource;
import io.github.sosapp.plan.Preparation;
import io.github.sosapp.service.ServicePlan;
import io.github.sosapp.service.go.GoServiceFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service that is one workspace of a project of pnpm or yarn: it is installed as if the others were not there. */
class InstallerWorkspaceTest {

    private static final String LOCK_OF_PNPM = """
            lockfileVersion: '9.0'

            importers:

              .:
                devDependencies:
                  maps:
                    specifier: workspace:*
                    version: link:services/maps
                  typescript:
                    specifier: 5.8.3
                    version: 5.8.3

              packages/names:
                dependencies:
                  is-number:
                    specifier: 7.0.0
                    version: 7.0.0
                devDependencies:
                  tools:
                    specifier: workspace:*
                    version: link:../tools

              packages/tools: {}

              services/auth:
                dependencies:
                  '@acme/names':
                    specifier: workspace:*
                    version: link:../../packages/names

              services/maps:
                dependencies:
                  is-odd:
                    specifier: 3.0.1
                    version: 3.0.1

            packages:

              is-number@7.0.0:
                resolution: {integrity: sha512-x}
            """;
    private static final String LOCK_OF_YARN = "__metadata:\n  version: 8\n";
    private static final String LOCK_OF_YARN_CLASSIC = "# yarn lockfile v1\n";

    @TempDir
    private Path project;

    private NodeServiceFixture root;
    private NodeServiceFixture service;

    @BeforeEach
    void writeProject() {
        service = NodeServiceFixture.workspaceIn(project);
        root = NodeServiceFixture.empty(project)
                .write("package.json", """
                        {"name":"mono","packageManager":"pnpm@10.34.8","workspaces":["services/*","./packages/**","!packages/old"],
                         "devDependencies":{"maps":"1.0.0","typescript":"5.8.3"}}
                        """)
                .write(
                        "packages/tools/package.json",
                        "{\"name\":\"tools\",\"bin\":{\"t\":\"./bin/t.js\",\"evil\":\"../../x\"}}")
                .write("packages/old/package.json", "{\"name\":\"@acme/names\"}")
                .write("packages/names/package.json", """
                        {"name":"@acme/names","version":"1.0.0","main":"dist/index.js","scripts":{"build":"tsc"},
                         "dependencies":{"is-number":"7.0.0"},"devDependencies":{"tools":"workspace:*"}}
                        """)
                .write(
                        "pnpm-workspace.yaml",
                        "packages:\n  - services/*\n  - packages/*\n\ncatalog:\n  left-pad: 1.3.0\n");
    }

    private void pnpm() {
        root.write("pnpm-lock.yaml", LOCK_OF_PNPM);
    }

    private void yarn(String lock) {
        root.write("yarn.lock", lock)
                .write(
                        "package.json",
                        read("package.json")
                                .replace("pnpm@10.34.8", lock.equals(LOCK_OF_YARN) ? "yarn@4.18.1" : "yarn@1.22.22"));
    }

    @Test
    void pnpmGetsALockAndSettingsWithoutTheOthers() throws IOException {
        pnpm();
        Preparation install = step(service.plan(), "node-dependencies", "pnpm").get(0);

        assertThat(install.toolVersion()).isEqualTo("10.34.8");
        assertThat(install.arguments()).contains("--frozen-lockfile", "--prod").doesNotContain("--ignore-workspace");
        assertThat(install.files())
                .containsOnlyKeys(
                        "package.json", "packages/names/package.json", "pnpm-lock.yaml", "pnpm-workspace.yaml");
        assertThat(install.files().get("pnpm-workspace.yaml")).isEqualTo("""
                catalog:
                  left-pad: 1.3.0
                packages:
                  - "packages/names"
                  - "services/auth"
                """);
        assertThat(install.files().get("pnpm-lock.yaml"))
                .isEqualTo(LOCK_OF_PNPM.replaceAll("(?s)importers:.*?\n(?=packages:)", """
                        importers: {"packages/names":{"dependencies":{"is-number":{"specifier":"7.0.0","version":"7.0.0"}}},"services/auth":{"dependencies":{"@acme/names":{"specifier":"workspace:*","version":"link:../../packages/names"}}},".":{"devDependencies":{}}}
                        """));
        assertThat(manifest(install, "package.json").path("devDependencies")).isEmpty();
        assertThat(manifest(install, "packages/names/package.json").has("devDependencies"))
                .isFalse();
    }

    @Test
    void theBuildHasWhatWorkspacesAndTheProjectAreDevelopedWith() throws IOException {
        pnpm();
        Preparation install =
                step(service.plan(), "node-build-packages", "pnpm").get(0);

        assertThat(install.arguments()).doesNotContain("--prod");
        assertThat(install.files())
                .containsKey("packages/tools/bin/t.js")
                .doesNotContainKey("packages/names/package.json");
        assertThat(manifest(install, "package.json").at("/devDependencies")).hasToString("{\"typescript\":\"5.8.3\"}");
        assertThat(install.files().get("pnpm-lock.yaml"))
                .contains("typescript", "packages/tools")
                .doesNotContain("maps");
        assertThat(step(service.plan(), "node-build", "npm"))
                .extracting(Preparation::arguments)
                .containsExactly(
                        List.of("run", "build", "--prefix=packages/names"),
                        List.of("run", "build", "--prefix=services/auth"));
    }

    @Test
    void yarnSeesAProjectWithoutTheOthers() throws IOException {
        yarn(LOCK_OF_YARN);
        List<Preparation> install = step(service.plan(), "node-dependencies", "yarn");

        assertThat(install)
                .extracting(Preparation::arguments)
                .containsExactly(
                        List.of("install", "--mode=update-lockfile"),
                        List.of("workspaces", "focus", "--all", "--production"));
        assertThat(manifest(install.get(0), "package.json").path("workspaces"))
                .hasToString("[\"packages/names\",\"services/auth\"]");
        assertThat(manifest(install.get(0), "package.json").path("devDependencies"))
                .isEmpty();
        assertThat(step(service.plan(), "node-build-packages", "yarn").get(0).arguments())
                .containsExactly("install", "--mode=skip-build");
    }

    @Test
    void yarnOneLearnsOfWorkspacesFromPackageJsonAlone() throws IOException {
        yarn(LOCK_OF_YARN_CLASSIC);
        root.write(
                "package.json",
                read("package.json").replace("]", "]}").replace("[", "{\"nohoist\":[\"**/x\"],\"packages\":["));
        Preparation install = step(service.plan(), "node-dependencies", "yarn").get(0);

        assertThat(install.arguments()).contains("--production=true").doesNotContain("--frozen-lockfile");
        assertThat(manifest(install, "package.json").path("workspaces"))
                .hasToString("{\"nohoist\":[\"**/x\"],\"packages\":[\"packages/names\",\"services/auth\"]}");
    }

    @Test
    void itsImageAndItsInputsKnowNothingOfTheOthers() {
        pnpm();
        ServicePlan plan = service.plan();

        assertThat(plan.execution().workingDirectory()).isEqualTo("/app/services/auth");
        assertThat(plan.layers().stream()
                        .filter(layer -> layer.name().equals("dependencies"))
                        .flatMap(layer -> layer.files().stream())
                        .map(file -> ((FileSource.PreparedTree) file.source()).below()))
                .containsExactly("node_modules", "packages/names/node_modules", "services/auth/node_modules");
        assertThat(step(plan, "node-dependencies", "copy").get(0).arguments())
                .containsExactly(
                        project.toString(),
                        "package.json",
                        "pnpm-lock.yaml",
                        ".npmrc",
                        "pnpm-workspace.yaml",
                        "patches",
                        "packages/names/package.json",
                        "services/auth/package.json");
        assertThat(new NodeRecipe().inputs(service.module().source(), GoServiceFixture.settings()))
                .containsExactly(
                        project.resolve("package.json"),
                        project.resolve("pnpm-lock.yaml"),
                        project.resolve("pnpm-workspace.yaml"),
                        project.resolve("packages/tools"),
                        project.resolve("packages/names"),
                        project.resolve("services/auth"));
    }

    @Test
    void aWorkspaceThatIsGoneIsNamed() {
        pnpm();
        root.remove("packages/names/package.json");

        assertThatThrownBy(service::plan).hasMessage("""
                services/auth needs packages/names, which is no workspace of the project
                  why     it has no package.json there, or the lock file does not know it
                  from    %s/pnpm-lock.yaml
                  do      restore it, or add it to the workspaces, run pnpm install and commit the lock file""".formatted(project));
    }

    @Test
    void aNameThatNoWorkspaceOfYarnHasIsNamed() {
        yarn(LOCK_OF_YARN);
        root.write(
                "packages/names/package.json",
                read("packages/names/package.json").replace("\"tools\"", "\"gone\""));

        assertThatThrownBy(service::plan)
                .hasMessageStartingWith("packages/names needs gone, which is no workspace of the project\n")
                .hasMessageEndingWith("run yarn install and commit the lock file");
    }

    @Test
    void linksLeadToWorkspacesAndNowhereElse() {
        yarn(LOCK_OF_YARN);
        String manifest = read("services/auth/package.json");
        root.write("services/auth/package.json", manifest.replace("\"*\"", "\"portal:../../packages/names\""));
        assertThat(step(service.plan(), "node-build", "npm")).hasSize(2);

        root.write("services/auth/package.json", manifest.replace("\"*\"", "\"link:../../../names\""));
        assertThatThrownBy(service::plan)
                .hasMessageStartingWith("services/auth needs ../names, which is no workspace of the project\n");
    }

    @Test
    void copiesOfWorkspacesAreRefusedBecauseTheyWouldNotBeBuilt() {
        root.write(
                "pnpm-lock.yaml",
                LOCK_OF_PNPM.replace("link:../../packages/names", "file:packages/names(react@18.3.1)"));

        assertThatThrownBy(service::plan).hasMessage("""
                services/auth needs a copy of packages/names
                  why     it would be copied before its build script has run
                  from    %s/pnpm-lock.yaml
                  do      link it: for pnpm without injected in dependenciesMeta and injectWorkspacePackages, for yarn as a workspace instead of file:""".formatted(project));
    }

    @Test
    void aLockOfPnpmThatIsAConflict() {
        root.write(
                "pnpm-lock.yaml",
                LOCK_OF_PNPM.replace("  packages/tools: {}", "<<<<<<< HEAD\n  packages/tools: {}\n======="));

        assertThatThrownBy(service::plan).hasMessage("""
                pnpm-lock.yaml cannot be read
                  why     it is not YAML; after a merge it may hold conflicts
                  from    %s/pnpm-lock.yaml
                  do      restore the file, or run pnpm install and commit what it writes""".formatted(project));
    }

    @Test
    void aServiceWithItsOwnLockCannotLeadOutOfItsDirectory() {
        root.write("services/auth/pnpm-lock.yaml", """
                importers:
                  .:
                    dependencies:
                      '@acme/names': {specifier: 'workspace:*', version: 'link:../../packages/names'}
                """);

        assertThatThrownBy(service::plan)
                .hasMessageStartingWith(
                        "package.json needs ../../packages/names, which is no workspace of the project\n");
    }

    private String read(String name) {
        try {
            return Files.readString(project.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode manifest(Preparation step, String name) throws IOException {
        return Json.parse(step.files().get(name).getBytes(StandardCharsets.UTF_8));
    }

    private static List<Preparation> step(ServicePlan plan, String id, String tool) {
        return plan.preparations().stream()
                .filter(step -> step.id().equals(id)
                        && step.tool().equals(tool)
                        && step.platform().equals(Platform.LINUX_AMD64))
                .toList();
    }
}
