package io.github.sosapp.mojo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.testing.MavenBuild;
import io.github.sosapp.testing.MavenOutcome;
import io.github.sosapp.testing.Required;
import io.github.sosapp.testing.ServiceProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full or loses bits costs a clear failure or a little time, never an image. */
class DamagedDiskIT {

    @TempDir
    private Path temporary;

    private ServiceProject service;
    private Path home;

    @BeforeEach
    void build() throws Exception {
        Required.program("go", "apt-get install golang-go");
        home = temporary.resolve("home");
        service = ServiceProject.create(temporary.resolve("service"));
        MavenBuild.of(service.directory(), home).succeeds("package");
    }

    @Test
    void aCacheWhoseEveryFileIsDamagedIsHealedAndGivesTheSameImage() throws Exception {
        String digest = service.digest();
        Path cache = home.resolve(".cache/sos-maven-plugin");
        AtomicInteger damaged = new AtomicInteger();
        for (Path file : filesIn(cache)) {
            flipOneBit(file);
            damaged.incrementAndGet();
        }
        assertThat(damaged).hasPositiveValue();
        Map<String, String> broken = ServiceProject.contents(cache);

        // A clean checkout at the same place: nothing but the damaged cache is left of the first build.
        deleteAll(service.directory().resolve("target"));
        MavenOutcome outcome = MavenBuild.of(service.directory(), home).succeeds("package");

        assertThat(service.digest()).isEqualTo(digest);
        assertThat(outcome.says("[ERROR]")).isFalse();
        MavenBuild.of(service.directory(), home).succeeds("sos:inspect");
        assertThat(ServiceProject.contents(cache)).isNotEqualTo(broken);
    }

    @Test
    void aFullDiskForResultsLeavesTheLastImage() throws Exception {
        Path target = service.directory().resolve("target");
        Path kept = Files.move(target, temporary.resolve("kept"));
        try (SmallDisk disk = SmallDisk.mount(target)) {
            new ServiceProject(kept.resolve("sos")).copyTo(target.resolve("sos"));
            disk.fillUp(1 << 20);
            Map<String, String> before = service.results();
            service.replace("main.go", "emergency", "urgency");

            MavenOutcome outcome = MavenBuild.of(service.directory(), home).run("package");

            outcome.failedWith("""
                    emergency-service: the disk is full
                    …
                      from    go build in {directory}
                      do      make room on the disk of the project, of go's caches (go env GOCACHE GOMODCACHE) or of TMPDIR
                    """.replace("{directory}", service.directory().toString()));
            assertThat(service.results()).isEqualTo(before);
        }
    }

    @Test
    void aFullDiskForTheCacheLeavesTheLastImage() throws Exception {
        Map<String, String> before = service.results();
        Path other = Files.createDirectory(temporary.resolve("cache"));
        service.replace("main.go", "emergency", "urgency");
        try (SmallDisk disk = SmallDisk.mount(other)) {
            disk.fillUp(64 << 10);

            MavenOutcome outcome = MavenBuild.of(service.directory(), home)
                    .environment("XDG_CACHE_HOME", other.toString())
                    .run("package");

            outcome.failedWith("""
                    emergency-service: cannot write the layer "application linux/amd64"
                      why     No space left on device
                      do      make room on the disk, and let this user read the sources and write to target
                    """);
        }
        assertThat(service.results()).isEqualTo(before);
    }

    private static List<Path> filesIn(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(
                            file -> Files.isRegularFile(file) && file.toFile().length() > 0)
                    .toList();
        }
    }

    private static void flipOneBit(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        file.toFile().setWritable(true);
        Files.write(file, bytes);
    }

    private static void deleteAll(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** A file system in memory that is soon full. */
    private record SmallDisk(Path directory) implements AutoCloseable {

        private static final int BYTES = 16 << 20;

        static SmallDisk mount(Path directory) throws Exception {
            Files.createDirectories(directory);
            boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=" + BYTES, "tmpfs", directory.toString());
            Required.that(mounted, "no file system can be mounted", "running the tests as root");
            return new SmallDisk(directory);
        }

        void fillUp(int leaveFree) throws IOException {
            long free = Files.getFileStore(directory).getUsableSpace();
            Files.write(directory.resolve("filler"), new byte[Math.toIntExact(free - leaveFree)]);
        }

        @Override
        public void close() throws Exception {
            run("umount", directory.toString());
        }

        private static boolean run(String... words) throws Exception {
            return new ProcessBuilder(words).redirectErrorStream(true).start().waitFor() == 0;
        }
    }
}
