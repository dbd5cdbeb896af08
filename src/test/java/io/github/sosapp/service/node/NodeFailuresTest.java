package io.github.sosapp.service.node;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the author of a Node.js service is told before anything runs. */
class NodeFailuresTest {

    @TempDir
    private Path directory;

    @Test
    void aServiceWithoutAPackageJson() {
        assertThatFailureOf(NodeServiceFixture.empty(directory)).hasMessage("""
                        there is no package.json in %s
                          why     it names what a Node.js service needs, and how it is built and started
                          do      run npm init there, or set sos.source to the directory of the service""".formatted(directory));
    }

    @Test
    void aPackageJsonThatIsNoJson() {
        assertThatFailureOf(service().write("package.json", "{\"name\": oops}"))
                .hasMessageStartingWith("package.json cannot be read\n  why     Unrecognized token 'oops'")
                .hasMessageEndingWith("do      correct the file; npm pkg fix helps");
    }

    @Test
    void typeScriptWithoutABuildScript() {
        assertThatFailureOf(service().write("package.json", "{\"main\":\"dist/index.js\"}"))
                .hasMessage("""
                        package.json has no build script
                          why     the sources are TypeScript, which Node.js does not run
                          from    %s/package.json
                          do      add it: npm pkg set scripts.build=tsc""".formatted(directory));
    }

    @Test
    void noLockFile() {
        assertThatFailureOf(service().remove("package-lock.json")).hasMessage("""
                        no lock file next to package.json
                          why     npm ci installs exactly what package-lock.json names; without it two builds give two images
                          from    %s
                          do      run npm install in %s and commit package-lock.json; pnpm-lock.yaml and yarn.lock serve as well""".formatted(directory, directory));
    }

    @Test
    void severalLockFiles() {
        assertThatFailureOf(service().write("yarn.lock", "").write("pnpm-lock.yaml", ""))
                .hasMessage("""
                        several lock files next to package.json: package-lock.json, pnpm-lock.yaml, yarn.lock
                          why     each may name other versions, and nobody can tell which are meant
                          from    %s
                          do      delete all but the one of the package manager that the team uses""".formatted(directory));
    }

    @Test
    void aLockFileOfAnotherPackageManager() {
        assertThatFailureOf(service().remove("package-lock.json").write("bun.lock", ""))
                .hasMessageStartingWith("the packages are locked by bun, and only npm, pnpm and yarn are supported")
                .hasMessageEndingWith(
                        "run npm install in " + directory + ", commit package-lock.json and delete bun.lock");
    }

    @Test
    void aLockFileWithConflicts() {
        assertThatFailureOf(service().write("package-lock.json", "<<<<<<< HEAD\n{}"))
                .hasMessageStartingWith("package-lock.json cannot be read")
                .hasMessageContaining("after a merge it may hold conflicts");
    }

    @Test
    void aLockFileThatAnOldNpmWrote() {
        assertThatFailureOf(service().write("package-lock.json", "{\"lockfileVersion\":1,\"dependencies\":{}}"))
                .hasMessageStartingWith("package-lock.json is of a version that npm 6 wrote")
                .hasMessageContaining("run npm install with npm 10 or newer");
    }

    @Test
    void nothingThatCouldBeStarted() {
        assertThatFailureOf(NodeServiceFixture.empty(directory)
                        .write("package.json", "{\"scripts\":{\"start\":\"nest start && echo\"}}")
                        .write("package-lock.json", "{\"packages\":{}}"))
                .hasMessage("""
                        nothing says which file starts the service
                          why     the start script is not a plain call of node: nest start && echo
                          from    %s/package.json
                          do      set main in package.json, for example to dist/index.js, or a start script like node dist/index.js""".formatted(directory));
    }

    @Test
    void aServiceForAReleaseThatIsNotTheNewestOfItsLine() {
        String engines = "{\"main\":\"server.js\",\"scripts\":{\"build\":\"tsc\"},\"engines\":{\"node\":\"22.11.0\"}}";

        assertThatFailureOf(service().write("package.json", engines))
                .hasMessageContaining("""
                        no line of Node.js releases is as the service asks for: 22.11.0
                          why     an image gets the newest release of a line, with its security updates
                        """)
                .hasMessageContaining(
                        "do      name a line, for example sos.node.version=22, or change what the service asks for");
    }

    @Test
    void aVersionThatIsNone() {
        assertThatFailureOf(service().write(".nvmrc", "node\n"))
                .hasMessageStartingWith(".nvmrc names no version of Node.js: node")
                .hasMessageContaining("means something else every month");
        service().remove(".nvmrc");
        assertThatThrownBy(() -> service().plan("node.version", "newest"))
                .hasMessageStartingWith("sos.node.version = newest is not a version of Node.js");
    }

    @Test
    void enginesThatAskForWordsInsteadOfVersions() {
        assertThatFailureOf(
                        service()
                                .write(
                                        "package.json",
                                        "{\"main\":\"dist/a.js\",\"scripts\":{\"build\":\"tsc\"},\"engines\":{\"node\":\"the newest\"}}"))
                .hasMessageStartingWith("engines asks for a Node.js that nobody understands: the newest");
    }

    @Test
    void aPlatformThatNodeDoesNotKnow() {
        assertThatThrownBy(() -> service().plan("platforms", "linux/loong64"))
                .hasMessageStartingWith("there is no Node.js for linux/loong64");
    }

    private NodeServiceFixture service() {
        return NodeServiceFixture.in(directory);
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertThatFailureOf(NodeServiceFixture service) {
        return assertThatThrownBy(service::plan);
    }
}
