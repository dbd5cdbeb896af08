package io.github.sosapp.service.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.image.Json;
import io.github.sosapp.image.Platform;
import io.github.sosapp.plan.Preparation;
import io.github.sosapp.service.ServicePlan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Services whose packages are installed by pnpm or yarn: the lock file decides. */
class InstallerTest {

    private static final String LOCK_OF_PNPM = """
            lockfileVersion: '9.0'

            importers:

              .:
                dependencies:
                  left-pad:
                    specifier: 1.3.0
                    version: 1.3.0

            packages:

              left-pad@1.3.0:
                resolution: {integrity: sha512-x}
            """;
    private static final String LOCK_OF_YARN = "__metadata:\n  version: 8\n";
    private static final String LOCK_OF_YARN_CLASSIC = "# yarn lockfile v1\n";

    @TempDir
    private Path directory;

    @Test
    void pnpmInstallsForEachPlatformInTheShapeThatNpmHas() throws IOException {
        Preparation install = step(with("pnpm-lock.yaml", LOCK_OF_PNPM).plan(), "node-dependencies", "pnpm")
                .get(0);

        assertThat(install.arguments())
                .containsExactly(
                        "install",
                        "--frozen-lockfile",
                        "--ignore-scripts",
                        "--ignore-pnpmfile",
                        "--node-linker=hoisted",
                        "--package-import-method=copy",
                        "--prod",
                        "--ignore-workspace",
                        "--os=linux",
                        "--cpu=x64",
                        "--libc=glibc");
        assertThat(install.toolVersion()).isEqualTo(">=9");
        // For a pnpm that does not know the options.
        assertThat(Json.parse(install.files().get("package.json").getBytes(StandardCharsets.UTF_8))
                        .at("/pnpm/supportedArchitectures"))
                .hasToString("{\"cpu\":[\"x64\"],\"libc\":[\"glibc\"],\"os\":[\"linux\"]}");
    }

    @Test
    void packagesForTheBuildAreThoseOfThisMachineAndNpmRunsTheScript() {
        ServicePlan plan = with("pnpm-lock.yaml", LOCK_OF_PNPM).plan();

        assertThat(step(plan, "node-build-packages", "pnpm").get(0).arguments())
                .contains("install", "--frozen-lockfile", "--ignore-scripts")
                .noneMatch(word -> word.startsWith("--os=") || word.equals("--prod"));
        assertThat(step(plan, "node-build-packages", "pnpm").get(0).files()).isEmpty();
        assertThat(step(plan, "node-build", "npm").get(0).arguments()).containsExactly("run", "build");
    }

    @Test
    void whatDecidesAndWhatTellsOnTheOriginIsCopiedAndDeleted() {
        ServicePlan plan = with("pnpm-lock.yaml", LOCK_OF_PNPM).plan();

        assertThat(step(plan, "node-dependencies", "copy").get(0).arguments())
                .containsExactly(
                        directory.toString(),
                        "package.json",
                        "pnpm-lock.yaml",
                        ".npmrc",
                        "pnpm-workspace.yaml",
                        "patches");
        assertThat(step(plan, "node-dependencies", "fit").get(0).arguments())
                .contains("--delete=node_modules/.modules.yaml", "--delete=node_modules/.pnpm");
    }

    @Test
    void yarnIsToldThePlatformInItsConfiguration() {
        NodeServiceFixture service = with("yarn.lock", LOCK_OF_YARN).write(".yarnrc.yml", """
                        nodeLinker: pnp
                        supportedArchitectures:
                          os:
                            - darwin
                        npmScopes:
                          acme:
                            npmRegistryServer: "https://registry.example.com"
                        """);
        List<Preparation> install = step(service.plan("node.libc", "musl"), "node-dependencies", "yarn");

        assertThat(install)
                .extracting(Preparation::arguments)
                .containsExactly(
                        List.of("install", "--mode=update-lockfile"),
                        List.of("workspaces", "focus", "--all", "--production"));
        assertThat(install.get(0).files()).containsOnlyKeys(".yarnrc.yml").containsValue("""
                        nodeLinker: pnp
                        npmScopes:
                          acme:
                            npmRegistryServer: "https://registry.example.com"
                        supportedArchitectures:
                          cpu: [x64]
                          libc: [musl]
                          os: [linux]
                        """);
        assertThat(install.get(0).toolVersion()).isEqualTo(">=4");
        assertThat(step(service.plan("target", "development"), "node-dependencies", "yarn"))
                .singleElement()
                .satisfies(step ->
                        assertThat(step.arguments()).containsExactly("install", "--immutable", "--mode=skip-build"));
    }

    @Test
    void yarnOneInstallsAllPlatformsAndTheOthersGoAgain() {
        ServicePlan plan = with("yarn.lock", LOCK_OF_YARN_CLASSIC).plan();

        assertThat(step(plan, "node-dependencies", "yarn").get(0).arguments())
                .containsExactly(
                        "install",
                        "--frozen-lockfile",
                        "--ignore-scripts",
                        "--ignore-engines",
                        "--non-interactive",
                        "--no-progress",
                        "--production=true",
                        "--ignore-platform");
        assertThat(step(plan, "node-dependencies", "yarn").get(0).toolVersion()).isEqualTo("1.x");
        assertThat(step(plan, "node-dependencies", "fit").get(0).arguments()).contains("--cpu=x64");
    }

    @Test
    void packageJsonNamesTheVersionThatMustRun() {
        NodeServiceFixture service = with("pnpm-lock.yaml", LOCK_OF_PNPM)
                .write(
                        "package.json",
                        "{\"main\":\"dist/a.js\",\"scripts\":{\"build\":\"tsc\"},\"dependencies\":{\"left-pad\":\"1.3.0\"},"
                                + "\"packageManager\":\"pnpm@10.34.8+sha512.abc\"}");

        assertThat(step(service.plan(), "node-dependencies", "pnpm").get(0).toolVersion())
                .isEqualTo("10.34.8");
    }

    @Test
    void aPackageManagerWithoutALockFileOfItsOwn() {
        NodeServiceFixture service = with("pnpm-lock.yaml", LOCK_OF_PNPM)
                .write(
                        "package.json",
                        "{\"main\":\"dist/a.js\",\"scripts\":{\"build\":\"tsc\"},\"dependencies\":{\"left-pad\":\"1.3.0\"},"
                                + "\"packageManager\":\"yarn@4.18.1\"}");

        assertThatThrownBy(service::plan).hasMessage("""
                        package.json names yarn 4.18.1 as its package manager, and the lock file is one of pnpm >=9
                          why     found pnpm-lock.yaml
                          from    %s/package.json, packageManager
                          do      correct packageManager, or delete the lock file and let that program write its own""".formatted(directory));
    }

    @Test
    void pluginsOfYarnAreRefused() {
        NodeServiceFixture service =
                with("yarn.lock", LOCK_OF_YARN).write(".yarnrc.yml", "plugins:\n  - path: .yarn/plugins/x.cjs\n");

        assertThatThrownBy(service::plan)
                .hasMessageStartingWith("the project has plugins of yarn\n  why     they are programs that would run")
                .hasMessageContaining("from    " + directory.resolve(".yarnrc.yml"))
                .hasMessageEndingWith("do      remove the plugins; those of yarn 2 and 3 are part of yarn 4");
    }

    private NodeServiceFixture with(String lock, String text) {
        return NodeServiceFixture.in(directory).remove("package-lock.json").write(lock, text);
    }

    private static List<Preparation> step(ServicePlan plan, String id, String tool) {
        return plan.preparations().stream()
                .filter(step -> step.id().equals(id)
                        && step.tool().equals(tool)
                        && step.platform().equals(Platform.LINUX_AMD64))
                .toList();
    }
}
