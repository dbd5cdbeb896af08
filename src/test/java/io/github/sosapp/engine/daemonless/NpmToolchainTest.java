package io.github.sosapp.engine.daemonless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.image.Platform;
import io.github.sosapp.image.cache.KeptFiles;
import io.github.sosapp.plan.Preparation;
import io.github.sosapp.process.CommandRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A script stands in for npm, so that what it gets to see can be read. */
class NpmToolchainTest {

    private static final String ANSWERS = "#!/bin/sh\nif [ \"$1\" = config ]; then echo '{\"npm-version\":\"%s\","
            + "\"cache\":\"/home/aigerim/.npm\",\"userconfig\":\"%s\"}'; exit 0; fi\n";

    @TempDir
    private Path directory;

    private final Map<String, String> user = new HashMap<>();

    @BeforeEach
    void path() throws IOException {
        user.put("PATH", directory.resolve("bin") + ":/usr/bin:/bin");
        user.put("SECRET_TOKEN", "canary");
        user.put("NPM_TOKEN", "t0ken");
        user.put("NPM_CONFIG_REGISTRY", "https://registry.example.com/");
        user.put("GIT_ASKPASS", "/ask");
        Files.createDirectories(directory.resolve("project"));
        Files.writeString(directory.resolve("project/.npmrc"), "//registry.example.com/:_authToken=${NPM_TOKEN}\n");
        executable("node", "#!/bin/sh\necho v20.19.2\n");
        npm("11.0.0", "/usr/bin/env > " + directory + "/seen-$1; echo \"$@\" > " + directory + "/words-$1\n");
    }

    @Test
    void whileItInstallsNpmSeesTheCacheAndTheLoginsThatItsConfigurationNames() throws IOException {
        run(List.of("ci", "--ignore-scripts"), "", false);

        assertThat(Files.readAllLines(directory.resolve("seen-ci")))
                .contains(
                        "npm_config_cache=/home/aigerim/.npm",
                        "NPM_CONFIG_REGISTRY=https://registry.example.com/",
                        "NPM_TOKEN=t0ken",
                        "HOME=" + directory.resolve("work/home"))
                .noneMatch(line -> line.contains("canary"));
    }

    @Test
    void scriptsSeeNothingOfTheUser() throws IOException {
        run(List.of("run", "build"), "", false);

        assertThat(Files.readAllLines(directory.resolve("seen-run")))
                .contains("HOME=" + directory.resolve("work/home-of-scripts"))
                .noneMatch(line -> line.contains("canary")
                        || line.contains("t0ken")
                        || line.contains("aigerim")
                        || line.startsWith("GIT_")
                        || line.startsWith("NPM_CONFIG"));
    }

    @Test
    void theProjectsConfigurationCannotNamePrograms() throws IOException {
        run(List.of("run", "build"), "", true);

        assertThat(directory.resolve("words-run"))
                .content()
                .contains("--script-shell=/bin/sh", "--node-options=", "--git=git", "--offline");
    }

    @Test
    void aNodeThatTheServiceIsNotMadeForIsRefused() {
        assertThatThrownBy(() -> run(List.of("run", "build"), "22.x", false)).hasMessage("""
                        the service is built with Node.js 22.x, this machine has 20.19.2
                          why     .nvmrc, .node-version, engines in package.json or sos.node.version says so
                          do      install Node.js 22.x (nvm install, fnm use, volta pin), or change what the service asks for""");
    }

    @Test
    void anOldNpmIsRefused() throws IOException {
        npm("9.2.0", "");

        assertThatThrownBy(() -> run(List.of("ci"), "", false)).hasMessage("""
                        npm 9.2.0 is too old
                          why     npm before 10 cannot install for another platform
                          from    %s/bin/npm
                          do      install Node.js 20 or newer, or run npm install --global npm@10""".formatted(directory));
    }

    @Test
    void aMachineWithoutNpmIsToldWhatToInstall() {
        user.put("PATH", directory.toString());

        assertThatThrownBy(() -> run(List.of("ci"), "", false)).hasMessage("""
                        this service is built with npm, which is not on this machine
                          why     no directory of PATH has it
                          do      install Node.js 20 or newer, which brings npm along""");
    }

    @Test
    void whatNothingChangedIsNotMadeAgain() throws IOException {
        npm("11.0.0", "echo ran >> " + directory + "/runs; mkdir -p node_modules; echo x > node_modules/x.js\n");
        Path output = directory.resolve("work/tree");
        Files.writeString(directory.resolve("project/package.json"), "{}");
        List<Preparation> steps = List.of(
                step("copy", List.of(directory.resolve("project").toString(), "package.json"), output),
                step("npm", List.of("ci"), output));

        runner().run(steps, platform -> {});
        runner().run(steps, platform -> {});
        assertThat(directory.resolve("runs")).hasContent("ran");

        Files.writeString(output.resolve("node_modules/x.js"), "changed by somebody");
        runner().run(steps, platform -> {});
        assertThat(directory.resolve("runs")).hasContent("ran\nran");

        Files.writeString(directory.resolve("project/package.json"), "{\"name\":\"other\"}");
        runner().run(steps, platform -> {});
        assertThat(directory.resolve("runs")).hasContent("ran\nran\nran");
        assertThat(output.resolve("package.json")).hasContent("{\"name\":\"other\"}");
    }

    @Test
    void toolsOfOtherVersionsThanTheLockHasAreRefusedBeforeAnythingRuns() throws IOException {
        npm("11.0.0", "echo ran >> " + directory + "/runs\n");
        Path output = directory.resolve("work/tree");
        List<Preparation> steps = List.of(step("npm", List.of("ci"), output));
        PreparationRunner runner = new PreparationRunner(
                CommandRunner.ofThisMachine(),
                user,
                directory.resolve("work"),
                false,
                false,
                KeptFiles.none(),
                tools -> {
                    throw new IllegalStateException(tools.toString());
                });

        assertThat(runner.toolVersions(steps)).hasToString("{node=20.19.2, npm=11.0.0}");
        assertThatThrownBy(() -> runner.run(steps, platform -> {})).hasMessage("{node=20.19.2, npm=11.0.0}");
        assertThat(directory.resolve("runs")).doesNotExist();
    }

    @Test
    void whatTheSourcesNameExactlyNeedsNoLock() {
        Preparation go = new Preparation(
                "go-build", Platform.LINUX_AMD64, "go", "1.21.13", List.of(), new TreeMap<>(), directory, directory);

        assertThat(runner().toolsToLock(List.of(go))).isEmpty();
    }

    @Test
    void whatToolsRememberAmongPackagesIsForgotten() throws IOException {
        npm(
                "11.0.0",
                "mkdir -p node_modules/.cache/a node_modules/.bin x/node_modules/.vite; touch node_modules/.cache/a/b\n");

        run(List.of("run", "build", "--prefix=x"), "", false);

        assertThat(directory.resolve("project/x/node_modules")).isEmptyDirectory();
        assertThat(directory.resolve("project/node_modules/.cache")).doesNotExist();
        assertThat(directory.resolve("project/node_modules/.bin")).exists();
    }

    @Test
    void anOutputInsideAnotherIsMadeFirstAndAStepForAllPlatformsOnce() throws IOException {
        npm("11.0.0", "echo $1 >> " + directory + "/runs; sleep 0.1\n");
        Files.writeString(directory.resolve("project/a.js"), "1");
        Path outer = directory.resolve("work/tree");
        Path inner = outer.resolve("node_modules");
        List<String> copy = List.of(directory.resolve("project").toString(), "a.js");
        List<Preparation> steps = new ArrayList<>();
        for (Platform platform : List.of(Platform.LINUX_AMD64, Platform.LINUX_ARM64)) {
            steps.add(step(platform, "copy", copy, outer, inner));
            steps.add(step(platform, "npm", List.of("ci"), outer, inner));
        }
        for (Platform platform : List.of(Platform.LINUX_AMD64, Platform.LINUX_ARM64)) {
            steps.add(step(platform, "copy", copy, outer, outer));
            steps.add(step(platform, "npm", List.of("run", "build"), outer, outer));
        }

        List<String> complete = Collections.synchronizedList(new ArrayList<>());
        runner().run(steps, platform -> complete.add(platform + " after " + lines(directory.resolve("runs"))));

        assertThat(directory.resolve("runs")).hasContent("ci\nrun");
        assertThat(complete).containsExactlyInAnyOrder("linux/amd64 after [ci, run]", "linux/arm64 after [ci, run]");
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void run(List<String> arguments, String wanted, boolean offline) {
        NpmToolchain.find(CommandRunner.ofThisMachine(), user, directory.resolve("work"), offline)
                .run(new Preparation(
                        "node-build",
                        Platform.LINUX_AMD64,
                        "npm",
                        wanted,
                        arguments,
                        new TreeMap<>(),
                        directory.resolve("project"),
                        directory.resolve("project")));
    }

    private PreparationRunner runner() {
        return new PreparationRunner(CommandRunner.ofThisMachine(), user, directory.resolve("work"), false, false);
    }

    private static Preparation step(String tool, List<String> arguments, Path output) {
        return step(Platform.LINUX_AMD64, tool, arguments, output, output);
    }

    private static Preparation step(
            Platform platform, String tool, List<String> arguments, Path directory, Path output) {
        return new Preparation("node", platform, tool, "", arguments, new TreeMap<>(), directory, output);
    }

    private void npm(String version, String body) throws IOException {
        executable("npm", ANSWERS.formatted(version, directory.resolve("home/.npmrc")) + body);
    }

    private void executable(String name, String script) throws IOException {
        Path file = directory.resolve("bin").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
