package io.github.sosapp.engine.daemonless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Platform;
import io.github.sosapp.plan.Preparation;
import io.github.sosapp.process.CommandRunner;
import io.github.sosapp.service.node.NodeServiceFixture;
import io.github.sosapp.testing.Programs;
import io.github.sosapp.testing.Required;
import io.github.sosapp.testing.StatusServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Packages that many services use, installed by the real npm: the right tree for each platform, or a clear failure. */
class NpmPackagesIT {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        // Plain JavaScript.
        "left-pad@1.3.0, none",
        // An install script that prints something and makes nothing.
        "core-js@3.39.0, none",
        // Optional packages, one for each platform.
        "@node-rs/argon2@2.0.2, programs",
        // The same, with an install script that would check and replace the program.
        "esbuild@0.25.0, programs",
        // An optional package for another system.
        "fsevents-or-nothing, none",
        // One package with the programs of all platforms.
        "bcrypt@6.0.0, programs",
    })
    void thePackageFitsEachPlatform(String npmPackage, String outcome) throws Exception {
        for (String platform : List.of("linux/amd64", "linux/arm64")) {
            List<Path> programs = install(npmPackage, platform);

            for (Path program : programs) {
                assertThat(Programs.output(directory, "file", "--brief", program.toString()))
                        .startsWith("ELF")
                        .containsIgnoringCase(platform.equals("linux/amd64") ? "x86-64" : "aarch64")
                        .doesNotContain("musl");
            }
            assertThat(programs.isEmpty()).as(platform + programs).isEqualTo(outcome.equals("none"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        // Its script would download or compile it.
        "bcrypt@5.1.1, bcrypt, 'it is compiled by an install script, and install scripts are off'",
        "better-sqlite3@11.7.0, better-sqlite3, 'it is compiled by an install script, and install scripts are off'",
    })
    void aPackageThatWouldBeIncompleteIsRefused(String npmPackage, String name, String why) {
        for (String platform : List.of("linux/amd64", "linux/arm64")) {
            assertIncomplete(npmPackage, name, platform, why);
        }
    }

    @Test
    void aPackageWithProgramsForSomePlatformsIsRefusedForTheOthers() throws Exception {
        assertThat(install("bufferutil@4.0.8", "linux/amd64")).hasSize(1);
        assertIncomplete(
                "bufferutil@4.0.8",
                "bufferutil",
                "linux/arm64",
                "it is compiled by an install script, and install scripts are off");
    }

    private void assertIncomplete(String npmPackage, String name, String platform, String why) {
        assertThatThrownBy(() -> install(npmPackage, platform))
                .hasMessageStartingWith("the package " + name + " has no native part for " + platform)
                .hasMessageContaining(why);
    }

    // Its script compiles only where none of the optional packages fits, which nobody can see without running it.
    @Test
    void anInstallScriptThatIsNotNeededIsLeftOutWhenTheTeamSaysSo() throws Exception {
        assertThatThrownBy(() -> install("@parcel/watcher@2.5.0", "linux/arm64"))
                .hasMessageContaining("set sos.node.scripts=-@parcel/watcher");

        List<Path> programs = install("@parcel/watcher@2.5.0", "linux/arm64", "node.scripts", "-@parcel/watcher");
        assertThat(programs).singleElement().asString().endsWith("watcher-linux-arm64-glibc/watcher.node");
    }

    @Test
    void aPackageWithProgramsForAnotherLibraryIsRefusedByTheirNames() {
        for (String platform : List.of("linux/amd64", "linux/arm64")) {
            assertThatThrownBy(() -> install("msgpackr-extract@3.0.3", platform))
                    .hasMessageStartingWith("programs in the image would not run on " + platform)
                    .hasMessageContaining("node.napi.musl.node: it needs the C library musl, and the image has glibc")
                    .hasMessageContaining("name it in sos.node.foreign");
        }
    }

    @Test
    void aPackageThatWorksWithoutItsNativePartIsTakenWhenTheTeamSaysSo() throws Exception {
        assertThat(install("bufferutil@4.0.8", "linux/arm64", "node.scripts", "-bufferutil"))
                .isEmpty();
    }

    @Test
    void aPackageThatMustNotBeThereForThePlatformIsRefused() {
        assertThatThrownBy(() -> install("fsevents@2.3.3", "linux/amd64"))
                .hasMessageStartingWith("a package does not exist for a platform of the image")
                .hasMessageContaining("fsevents@2.3.3");
    }

    @ParameterizedTest
    @CsvSource({
        "401, npm could not get a package",
        "403, npm could not get a package",
        "404, npm could not get a package",
        "503, npm could not reach the network",
    })
    void aPackageThatTheRegistryDoesNotGiveIsOneClearFailure(int status, String problem) throws Exception {
        try (StatusServer registry = StatusServer.answering(status)) {
            assertNotHad(registry.address(), problem);
        }
    }

    @Test
    void withoutTheNetworkTheFailureSaysSo() throws Exception {
        StatusServer gone = StatusServer.answering(200);
        gone.close();

        assertNotHad(gone.address(), "npm could not reach the network");
    }

    private void assertNotHad(String registry, String problem) throws Exception {
        NodeServiceFixture service = service("left-pad@1.3.0");
        service.write(
                ".npmrc",
                "registry=" + registry + "\nreplace-registry-host=always\nfetch-retries=0\ncache="
                        + directory.resolve("empty-cache") + "\n");

        assertThatThrownBy(() -> run(service, "platforms", "linux/amd64"))
                .isInstanceOfSatisfying(BuildFailure.class, failure -> {
                    assertThat(failure.problem()).isEqualTo(problem);
                    assertThat(failure.details()).as("npm's own words").isNotEmpty();
                    assertThat(failure.remedy()).isNotBlank();
                });
    }

    @Test
    void aPackageJsonThatWasChangedAfterItsLockIsRefused() throws Exception {
        NodeServiceFixture service = service("left-pad@1.3.0");
        service.write("package.json", packageJson("\"dependencies\":{\"left-pad\":\"1.2.0\"}"));

        assertThatThrownBy(() -> run(service, "platforms", "linux/amd64"))
                .hasMessageStartingWith("package-lock.json does not fit package.json")
                .hasMessageContaining("left-pad@1.2.0")
                .hasMessageContaining("run npm install in the directory of package.json and commit package-lock.json");
    }

    @Test
    void muslGetsAnotherProgramThanGlibc() throws Exception {
        List<Path> programs = install("@node-rs/argon2@2.0.2", "linux/amd64", "base", "node:20-alpine");

        assertThat(programs).singleElement().asString().contains("musl");
        assertThat(LinkedLibc.of(programs.get(0))).contains(LinkedLibc.MUSL);
    }

    @Test
    void aWorkspaceOfAProjectRunsWithItsLibraryAndWithoutOtherServices() throws Exception {
        Required.program("npm", "the Node.js distribution, 20 or newer");
        NodeServiceFixture service = NodeServiceFixture.workspaceIn(directory);
        lock();
        Path work = directory.resolve("services/auth/target/sos-work");

        runner(work).run(service.plan("platforms", "linux/amd64").preparations(), platform -> {});

        Path app = Files.createDirectories(directory.resolve("image/app"));
        for (String tree : List.of("application/files/.", "linux-amd64/node_modules")) {
            Programs.output(
                    directory, "cp", "-R", work.resolve("node").resolve(tree).toString(), app.toString());
        }
        assertThat(Programs.output(app.resolve("services/auth"), "node", "dist/index.js"))
                .isEqualToIgnoringNewLines("....salem");
        assertThat(app.resolve("services/maps")).doesNotExist();
        assertThat(app.resolve("node_modules/maps")).doesNotExist();
        assertThat(app.resolve("node_modules/is-odd")).doesNotExist();
        assertThat(app.resolve("node_modules/typescript")).doesNotExist();
    }

    private void lock() {
        Programs.output(
                directory,
                "npm",
                "install",
                "--package-lock-only",
                "--ignore-scripts",
                "--force",
                "--audit=false",
                "--fund=false");
    }

    /** Every program that {@code file} knows, in the packages of the platform. */
    private List<Path> install(String npmPackage, String platform, String... settings) throws Exception {
        Required.program("file", "apt-get install file");
        NodeServiceFixture service = service(npmPackage);
        List<String> all = new ArrayList<>(List.of(settings));
        all.addAll(List.of("platforms", platform));
        run(service, all.toArray(String[]::new));
        return programs(service.module()
                .workDirectory()
                .resolve("node")
                .resolve(Platform.parse(platform).fileName()));
    }

    private static void run(NodeServiceFixture service, String... settings) {
        List<Preparation> steps = service.plan(settings).preparations();
        runner(service.module().workDirectory()).run(steps, done -> {});
    }

    private static String packageJson(String dependencies) {
        return "{\"name\":\"x\",\"version\":\"1.0.0\",\"main\":\"server.js\"," + dependencies + "}";
    }

    /** With a lock file that npm wrote. */
    private NodeServiceFixture service(String npmPackage) {
        Required.program("npm", "the Node.js distribution, 20 or newer");
        int at = npmPackage.lastIndexOf('@');
        String dependency = npmPackage.startsWith("fsevents-")
                ? "\"optionalDependencies\":{\"fsevents\":\"2.3.3\"}"
                : "\"dependencies\":{\"" + npmPackage.substring(0, at) + "\":\"" + npmPackage.substring(at + 1) + "\"}";
        NodeServiceFixture service = NodeServiceFixture.empty(directory)
                .write("package.json", packageJson(dependency))
                .write("server.js", "");
        lock();
        return service;
    }

    private static PreparationRunner runner(Path work) {
        return new PreparationRunner(CommandRunner.ofThisMachine(), System.getenv(), work, false, false);
    }

    private static List<Path> programs(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            return files.filter(Files::isRegularFile)
                    .filter(NpmPackagesIT::beginsLikeAProgram)
                    .toList();
        }
    }

    private static boolean beginsLikeAProgram(Path file) {
        try (var stream = Files.newInputStream(file)) {
            byte[] magic = stream.readNBytes(4);
            return magic.length == 4 && magic[0] == 0x7f && magic[1] == 'E'
                    || magic.length == 4 && magic[0] == 'M' && magic[1] == 'Z' && magic[2] == (byte) 0x90;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
