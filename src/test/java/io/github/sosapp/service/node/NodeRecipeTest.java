package io.github.sosapp.service.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.image.Platform;
import io.github.sosapp.image.layer.Owner;
import io.github.sosapp.plan.BaseRequest;
import io.github.sosapp.plan.FileSource;
import io.github.sosapp.plan.LayerPlan;
import io.github.sosapp.plan.PlannedFile;
import io.github.sosapp.plan.Preparation;
import io.github.sosapp.plan.SecretFiles;
import io.github.sosapp.service.ServicePlan;
import io.github.sosapp.service.go.GoServiceFixture;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeRecipeTest {

    @TempDir
    private Path directory;

    @Test
    void packagesAreInstalledForThePlatformAndNotForThisMachine() {
        Preparation install = step(plan(), "node-dependencies", Platform.LINUX_ARM64, "npm");

        assertThat(install.arguments())
                .containsExactly("ci", "--ignore-scripts", "--omit=dev", "--os=linux", "--cpu=arm64", "--libc=glibc");
        assertThat(install.directory()).isEqualTo(directory.resolve("target/sos-work/node/linux-arm64"));
    }

    @Test
    void packagesAreChosenForMuslOnAnAlpine() {
        assertThat(arguments(plan("base", "node:20-alpine"), "node-dependencies"))
                .contains("--libc=musl");
        assertThat(arguments(plan("base", "node:20-alpine", "node.libc", "glibc"), "node-dependencies"))
                .contains("--libc=glibc");
    }

    @Test
    void onlyManifestsAreCopiedToWherePackagesAreInstalled() {
        assertThat(step(plan(), "node-dependencies", Platform.LINUX_AMD64, "copy")
                        .arguments())
                .containsExactly(directory.toString(), "package.json", "package-lock.json", ".npmrc");
    }

    @Test
    void theBuildScriptRunsInACopyWithoutTheDevelopersPackagesAndOutput() {
        ServicePlan plan = plan();

        assertThat(step(plan, "node-build", Platform.LINUX_AMD64, "copy").arguments())
                .contains(
                        "--without={,**/}node_modules",
                        "--without=dist",
                        "--without=target",
                        "--without=" + SecretFiles.GLOB);
        assertThat(step(plan, "node-build", Platform.LINUX_AMD64, "npm").arguments())
                .containsExactly("run", "build");
    }

    @Test
    void aPackageThatMayRunItsScriptIsRebuiltAloneForThePlatform() {
        Preparation rebuild = plan("node.scripts", "left-pad,-core-js").preparations().stream()
                .filter(step -> step.id().equals("node-dependencies")
                        && step.arguments().contains("rebuild"))
                .filter(step -> step.platform().equals(Platform.LINUX_ARM64))
                .findFirst()
                .orElseThrow();

        assertThat(rebuild.arguments()).containsExactly("rebuild", "--ignore-scripts=false", "left-pad");
        assertThat(rebuild.environment())
                .containsEntry("npm_config_arch", "arm64")
                .containsEntry("npm_config_platform", "linux");
    }

    @Test
    void whatSaysWhereThePackagesCameFromIsDeleted() {
        assertThat(step(plan(), "node-dependencies", Platform.LINUX_AMD64, "fit")
                        .arguments())
                .contains("--delete=node_modules/.package-lock.json", "--platform=linux/amd64", "node_modules");
    }

    @Test
    void theImageHasDependenciesBelowTheApplication() {
        assertThat(plan().layers())
                .extracting(LayerPlan::name)
                .containsExactly("accounts", "dependencies", "application");
    }

    @Test
    void anotherBaseKeepsItsOwnAccounts() {
        assertThat(plan("base", "node:20-alpine").layers())
                .extracting(LayerPlan::name)
                .containsExactly("dependencies", "application");
    }

    @Test
    void aServiceWithoutDependenciesHasNoLayerForThem() {
        NodeServiceFixture service = NodeServiceFixture.in(directory)
                .write("package.json", "{\"main\":\"dist/index.js\",\"scripts\":{\"build\":\"tsc\"}}");

        assertThat(service.plan().layers()).extracting(LayerPlan::name).containsExactly("accounts", "application");
    }

    @Test
    void theServiceStartsBelowAnInitProcessAsNodejsOnPort3000() {
        var execution = plan().execution();

        assertThat(execution.entrypoint()).containsExactly("dumb-init", "--", "node", "dist/index.js");
        assertThat(execution.user()).isEqualTo("1001:1001");
        assertThat(execution.ports()).containsExactly("3000/tcp");
        assertThat(execution.workingDirectory()).isEqualTo("/app");
        assertThat(execution.environment())
                .containsEntry("NODE_ENV", "production")
                .containsEntry("PORT", "3000")
                .containsEntry("npm_package_version", "1.4.0");
        FileSource passwd = plan().layers().get(0).files().get(1).source();
        assertThat(passwd.toString()).contains("nodejs:x:1001:1001:");
    }

    @Test
    void theHealthCheckAsksOverHttpWithoutAShell() {
        var health = plan("port", "4000", "health.path", "/ready")
                .execution()
                .healthCheck()
                .orElseThrow();

        assertThat(health.command()).startsWith("node", "-e").hasSize(3);
        assertThat(health.command().get(2)).contains("||4000").contains("path:'/ready'");
        assertThat(health.interval()).isEqualTo(Duration.ofSeconds(30));
        assertThat(health.timeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(health.startPeriod()).isEqualTo(Duration.ofSeconds(40));
        assertThat(health.retries()).isEqualTo(3);
    }

    @Test
    void developmentHasAllPackagesWatchesAndListensForADebugger() {
        ServicePlan plan = plan("target", "development");

        assertThat(arguments(plan, "node-dependencies")).contains("--include=dev");
        assertThat(plan.execution().ports()).containsExactly("3000/tcp", "9229/tcp");
        assertThat(plan.execution().entrypoint())
                .containsExactly(
                        "dumb-init",
                        "--",
                        "node",
                        "/opt/development.mjs",
                        "node_modules/typescript/bin/tsc",
                        "--watch",
                        "--preserveWatchOutput",
                        "--",
                        "--inspect=0.0.0.0:9229",
                        "dist/index.js");
        assertThat(plan.layers())
                .extracting(LayerPlan::name)
                .containsExactly("accounts", "dependencies", "development", "application");
        assertThat(plan.layers().get(3).files().get(0).owner()).isEqualTo(new Owner(1001, 1001));
        assertThat(step(plan, "node-application", Platform.LINUX_AMD64, "copy").arguments())
                .contains(".");
    }

    @Test
    void ofTheSourcesOnlyWhatIsBuiltGetsIntoTheImage() {
        assertThat(step(plan(), "node-application", Platform.LINUX_AMD64, "copy")
                        .arguments())
                .startsWith(directory + "/target/sos-work/node/application/build", "package.json", "dist");
    }

    @Test
    void filesOfThePackageComeAlong() {
        NodeServiceFixture service = NodeServiceFixture.in(directory)
                .write(
                        "package.json",
                        "{\"main\":\"dist/index.js\",\"files\":[\"views\",\"./assets/**/*.png\"],"
                                + "\"scripts\":{\"build\":\"tsc\"}}");

        assertThat(step(service.plan(), "node-application", Platform.LINUX_AMD64, "copy")
                        .arguments())
                .contains("dist", "views", "assets/");
    }

    @Test
    void workspacesComeAlongWithTheirOwnPackagesAndWithoutTheDevelopersBuilds() {
        NodeServiceFixture service = NodeServiceFixture.in(directory)
                .write("packages/greet/package.json", "{\"main\":\"lib/index.js\",\"scripts\":{\"build\":\"tsc\"}}")
                .write("package-lock.json", """
                        {"packages":{"":{},"packages/greet":{"name":"@team/greet"},
                         "node_modules/@team/greet":{"resolved":"packages/greet","link":true},
                         "packages/greet/node_modules/left-pad":{"version":"1.0.0"}}}
                        """);

        ServicePlan plan = service.plan();

        assertThat(step(plan, "node-dependencies", Platform.LINUX_AMD64, "copy").arguments())
                .contains("packages/greet/package.json");
        assertThat(step(plan, "node-build", Platform.LINUX_AMD64, "copy").arguments())
                .contains("--without=packages/greet/lib");
        assertThat(step(plan, "node-application", Platform.LINUX_AMD64, "copy").arguments())
                .contains("packages/greet");
        assertThat(plan.layers().get(1).files())
                .extracting(PlannedFile::path)
                .containsExactly("/app/node_modules", "/app/packages/greet/node_modules");
    }

    @Test
    void aServiceWrittenInJavaScriptNeedsNoBuild() {
        ServicePlan plan = javaScript().plan();

        assertThat(plan.preparations()).extracting(Preparation::id).containsOnly("node-application");
        assertThat(plan.execution().entrypoint()).endsWith("node", "server.js");
        assertThat(step(plan, "node-application", Platform.LINUX_AMD64, "copy").arguments())
                .startsWith(directory.toString(), ".")
                .contains("--without={,**/}node_modules", "--without=target");
    }

    @Test
    void theStepsOfOnePlatformAreThoseOfAllWhereThePlatformDoesNotMatter() {
        List<Preparation> build = plan().preparations().stream()
                .filter(step -> step.id().equals("node-build"))
                .toList();

        assertThat(build).hasSize(4);
        assertThat(build.stream().map(Preparation::arguments).distinct()).hasSize(2);
    }

    @Test
    void scriptsThatNobodyDecidedAboutAreNamed() {
        assertThat(plan().warnings())
                .containsExactly("install scripts did not run: left-pad; sos.node.scripts=<name> lets one run,"
                        + " -<name> says that none is needed");
        assertThat(plan("node.scripts", "-left-pad").warnings()).isEmpty();
    }

    @Test
    void aChangedNameOfASourceIsAnotherInput() {
        NodeServiceFixture service = NodeServiceFixture.in(directory);
        String before = service.plan().inputValues().get("files");
        service.write("src/other.ts", "").write("node_modules/x/index.js", "").write("target/x", "");

        assertThat(service.plan().inputValues().get("files"))
                .isNotEqualTo(before)
                .doesNotContain("node_modules");
    }

    @Test
    void aPackageJsonForToolsAloneIsNoService() {
        NodeServiceFixture.empty(directory).write("package.json", "{\"devDependencies\":{\"husky\":\"9\"}}");
        assertThat(new NodeRecipe().markersIn(directory, GoServiceFixture.settings()))
                .isEmpty();

        NodeServiceFixture.empty(directory).write("package.json", "{\"scripts\":{\"start\":\"node x.js\"}}");
        assertThat(new NodeRecipe().markersIn(directory, GoServiceFixture.settings()))
                .containsExactly("package.json");
    }

    @ParameterizedTest
    @CsvSource({
        // What trixie has is taken as long as it will do, else the oldest line that does, with long-term support.
        "20, ''",
        "18 || 20, ''",
        ">=18, ''",
        ">=22, 22.x",
        ">=21, 22.x",
        "23, 23.x",
        "^22 || ^24, 22.x",
        ">=22.12 <25, 22.x",
    })
    void enginesDecideWhichNodeTheBaseGets(String engines, String line) {
        BaseRequest base = javaScript()
                .write("package.json", "{\"main\":\"server.js\",\"engines\":{\"node\":\"" + engines + "\"}}")
                .plan()
                .base();

        assertThat(base.packages().nodeLine().orElse("")).isEqualTo(line);
        assertThat(base.packages().set()).isEqualTo(line.isEmpty() ? "node20" : "node");
    }

    @Test
    void aFileThatNamesAReleaseComesBeforeEnginesAndTheSettingBeforeBoth() {
        NodeServiceFixture service = NodeServiceFixture.in(directory).write(".nvmrc", "v22.11.0\n");

        assertThat(service.plan().base().packages().nodeLine()).contains("22.x");
        assertThat(service.plan().base().origin())
                .isEqualTo(directory.resolve(".nvmrc").toString());
        assertThat(service.plan().description()).endsWith("Node.js 22");
        assertThat(service.plan("node.version", "24").base().packages().nodeLine())
                .contains("24.x");
        assertThat(service.plan("base", "node:24-slim", "node.version", "24")
                        .base()
                        .packages()
                        .nodeLine())
                .isEmpty();
    }

    @Test
    void onlyScriptsNeedThatReleaseOnThisMachine() {
        ServicePlan plan = plan("node.version", "22", "node.scripts", "left-pad");

        assertThat(plan.preparations().stream().filter(step -> step.tool().equals("npm")))
                .allSatisfy(step -> assertThat(step.toolVersion())
                        .isEqualTo(step.arguments().get(0).equals("ci") ? "" : "22.x"));
    }

    private NodeServiceFixture javaScript() {
        return NodeServiceFixture.empty(directory)
                .write("package.json", "{\"name\":\"x\"}")
                .write("package-lock.json", "{\"packages\":{}}")
                .write("server.js", "");
    }

    private ServicePlan plan(String... settings) {
        return NodeServiceFixture.in(directory).plan(settings);
    }

    private static List<String> arguments(ServicePlan plan, String id) {
        return step(plan, id, Platform.LINUX_AMD64, "npm").arguments();
    }

    private static Preparation step(ServicePlan plan, String id, Platform platform, String tool) {
        return plan.preparations().stream()
                .filter(step -> step.id().equals(id)
                        && step.platform().equals(platform)
                        && step.tool().equals(tool))
                .findFirst()
                .orElseThrow();
    }
}
