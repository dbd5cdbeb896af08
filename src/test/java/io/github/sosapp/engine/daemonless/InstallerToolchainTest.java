package io.github.sosapp.engine.daemonless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.image.Platform;
import io.github.sosapp.plan.Preparation;
import io.github.sosapp.process.CommandRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scripts stand in for pnpm and yarn, so that what they get to see can be read. */
class InstallerToolchainTest {

    @TempDir
    private Path directory;

    private final Map<String, String> user = new HashMap<>();

    @BeforeEach
    void surroundings() throws IOException {
        user.put("PATH", directory.resolve("bin") + ":/usr/bin:/bin");
        user.put("HOME", directory.resolve("aigerim").toString());
        user.put("SECRET_TOKEN", "canary");
        user.put("NPM_TOKEN", "t0ken");
        user.put("YARN_NPM_REGISTRY_SERVER", "https://registry.example.com");
        write("aigerim/.npmrc", "//registry.example.com/:_authToken=${NPM_TOKEN}\n");
        write("project/package.json", "{}");
        write("project/node_modules/of/another/platform.js", "");
    }

    @Test
    void itSeesCachesAndLoginsOfTheUserAndNothingElse() throws IOException {
        program("pnpm", "10.34.8", "");

        run("pnpm", "", false, Map.of(), "install", "--os=linux");

        assertThat(Files.readAllLines(directory.resolve("seen")))
                .contains(
                        "NPM_TOKEN=t0ken",
                        "YARN_NPM_REGISTRY_SERVER=https://registry.example.com",
                        "XDG_DATA_HOME=" + directory.resolve("aigerim/.local/share"),
                        "HOME=" + directory.resolve("work/home-of-installers"),
                        "npm_config_manage_package_manager_versions=false",
                        "YARN_ENABLE_SCRIPTS=false",
                        "YARN_IGNORE_PATH=1")
                .noneMatch(line -> line.contains("canary"));
        assertThat(directory.resolve("work/home-of-installers/.npmrc")).isSymbolicLink();
    }

    @Test
    void everyInstallationBeginsWithNothing() throws IOException {
        program("pnpm", "10.34.8", "mkdir node_modules; touch node_modules/new.js\n");

        run("pnpm", "", false, Map.of(), "install");

        try (var files = Files.list(directory.resolve("project/node_modules"))) {
            assertThat(files).containsExactly(directory.resolve("project/node_modules/new.js"));
        }
    }

    @Test
    void filesOfThePlanLieThereBefore() throws IOException {
        program("yarn", "4.18.1", "cat .yarnrc.yml > " + directory + "/words\n");

        run("yarn", ">=4", true, Map.of(".yarnrc.yml", "supportedArchitectures:\n"), "install");

        assertThat(directory.resolve("words")).hasContent("supportedArchitectures:\n");
        assertThat(Files.readAllLines(directory.resolve("seen"))).contains("YARN_ENABLE_NETWORK=false");
    }

    @Test
    void anOlderPnpmFindsThePlatformInPackageJsonAlone() throws IOException {
        program("pnpm", "9.15.9", "");
        run("pnpm", ">=9", true, Map.of(), "install", "--os=linux", "--cpu=x64", "--libc=musl", "--prod");
        assertThat(directory.resolve("words")).hasContent("install --prod --reporter=append-only --offline");

        program("pnpm", "10.34.8", "");
        run("pnpm", ">=9", false, Map.of(), "install", "--os=linux");
        assertThat(directory.resolve("words")).hasContent("install --os=linux --reporter=append-only");
    }

    @Test
    void anotherVersionThanPackageJsonNamesIsRefused() throws IOException {
        program("pnpm", "10.34.8", "");

        assertThatThrownBy(() -> run("pnpm", "9.15.9", false, Map.of(), "install"))
                .hasMessage("""
                        the packages are installed by pnpm 9.15.9, this machine has 10.34.8
                          why     packageManager in package.json, or the kind of the lock file, says so
                          from    %s/bin/pnpm
                          do      run corepack enable, which comes with Node.js, or npm install --global pnpm; corepack takes the version that package.json names""".formatted(directory));
    }

    @Test
    void aMachineWithoutTheProgramIsToldHowToInstallIt() {
        assertThatThrownBy(() -> run("yarn", "", false, Map.of(), "install")).hasMessage("""
                        this service is built with yarn, which is not on this machine
                          why     its lock file is one of yarn, and no directory of PATH has that program
                          do      run corepack enable, which comes with Node.js, or npm install --global @yarnpkg/cli-dist (yarn for a lock of yarn 1)""");
    }

    @Test
    void aLockThatWouldChangeIsRefused() throws IOException {
        write("project/yarn.lock", "__metadata:\n");
        program("yarn", "4.18.1", "echo more >> yarn.lock\n");

        assertThatThrownBy(() -> run("yarn", "", false, Map.of(), "install", "--mode=update-lockfile"))
                .hasMessage("""
                        the lock file of yarn does not fit package.json
                          why     exactly what the lock file names is installed, and package.json wants something else
                          from    yarn install in %s/project
                          do      run yarn install in the directory of package.json and commit the lock file""".formatted(directory));
    }

    @Test
    void theLockOfAPartOfAProjectMayLoseEntriesAndNothingElse() throws IOException {
        String kept = "\"b@npm:^2\":\n  version: 2.0.0\n  resolution: \"b@npm:2.0.0\"\n";
        write(
                "project/yarn.lock",
                "\"a@npm:1\":\n  version: 1.0.0\n\n" + kept.replace("b@npm:^2", "b@npm:2, b@npm:^2"));
        write("kept", kept);
        Map<String, String> files = Map.of("package.json", "{}", "packages/x/cli.js", "");

        program("yarn", "4.18.1", "cp " + directory + "/kept yarn.lock\n");
        run("yarn", "", false, files, "install");
        assertThat(directory.resolve("project/packages/x/cli.js")).isEmptyFile();

        write("kept", kept.replace("2.0.0", "2.0.1"));
        assertThatThrownBy(() -> run("yarn", "", false, files, "install"))
                .hasMessageStartingWith("the lock file of yarn does not fit package.json");
    }

    @Test
    void packagesOfWorkspacesGoBeforeToo() throws IOException {
        write("project/packages/x/node_modules/old.js", "");
        program("pnpm", "10.34.8", "");

        run("pnpm", "", false, Map.of(), "install");

        assertThat(directory.resolve("project/packages/x")).isEmptyDirectory();
    }

    @Test
    void oneYarnOneAtATimeUsesTheCache() throws IOException {
        program("yarn", "1.22.22", "");

        run("yarn", "1.x", true, Map.of(), "install");

        assertThat(directory.resolve("words"))
                .hasContent("install --offline --mutex=file:"
                        + directory.resolve("aigerim/.cache/sos-maven-plugin/yarn-mutex"));
    }

    @Test
    void theVersionIsPartOfWhatDecidesTheImage() throws IOException {
        program("yarn", "1.22.22", "");

        assertThat(InstallerToolchain.find(
                                CommandRunner.ofThisMachine(), user, directory.resolve("work"), false, "yarn")
                        .versions(step("yarn", "", Map.of())))
                .hasToString("{yarn=1.22.22}");
    }

    private void run(String name, String version, boolean offline, Map<String, String> files, String... words) {
        InstallerToolchain.find(CommandRunner.ofThisMachine(), user, directory.resolve("work"), offline, name)
                .run(step(name, version, files, words));
    }

    private Preparation step(String name, String version, Map<String, String> files, String... words) {
        return new Preparation(
                "node-dependencies",
                Platform.LINUX_AMD64,
                name,
                version,
                Arrays.asList(words),
                new TreeMap<>(),
                directory.resolve("project"),
                directory.resolve("project"),
                new TreeMap<>(files));
    }

    private void program(String name, String version, String body) throws IOException {
        write(
                "bin/" + name,
                "#!/bin/sh\nif [ \"$1\" = --version ]; then echo " + version + "; exit 0; fi\n/usr/bin/env > "
                        + directory + "/seen\necho \"$@\" > " + directory + "/words\n" + body);
        Files.setPosixFilePermissions(directory.resolve("bin/" + name), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void write(String name, String text) throws IOException {
        Files.createDirectories(directory.resolve(name).getParent());
        Files.writeString(directory.resolve(name), text);
    }
}
