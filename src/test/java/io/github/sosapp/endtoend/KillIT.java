package io.github.sosapp.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.image.Digest;
import io.github.sosapp.image.Json;
import io.github.sosapp.image.layout.LayoutCheck;
import io.github.sosapp.testing.Examples;
import io.github.sosapp.testing.MavenBuild;
import io.github.sosapp.testing.MavenOutcome;
import io.github.sosapp.testing.Programs;
import io.github.sosapp.testing.RegistryServer;
import io.github.sosapp.testing.RegistryServer.Kind;
import io.github.sosapp.testing.Required;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Ends Maven in the middle of its work on a second image, by Ctrl-C or without a warning. The results are then those of the
 * first image or of the second, and the next run makes the second.
 */
@TestInstance(Lifecycle.PER_CLASS)
class KillIT {

    /** What a build is doing, by a sign on the disk or among its children, and for how many milliseconds at least. */
    private enum Stage {
        COMPILATION(400),
        LAYERS(500),
        LAYOUT(150),
        PUSH(300);

        private final int milliseconds;

        Stage(int milliseconds) {
            this.milliseconds = milliseconds;
        }
    }

    /** @param delay in milliseconds from the first sign of the stage */
    record Moment(Stage stage, int delay, String signal) {}

    private static final int MOMENTS_PER_STAGE = 5;
    private static final int DATA = 60 << 20;
    private static final String TAG = "1.4.0";

    private Path work;
    private Path service;
    private MavenBuild maven;
    private String oldDigest;
    private String newDigest;

    /** The first moment of each stage is its beginning. */
    static List<Moment> moments() {
        Random random = new Random(20261121);
        List<Moment> moments = new ArrayList<>();
        for (Stage stage : Stage.values()) {
            for (int i = 0; i < MOMENTS_PER_STAGE; i++) {
                int delay = i == 0 ? 0 : random.nextInt(stage.milliseconds);
                moments.add(new Moment(stage, delay, i % 2 == 0 ? "KILL" : "INT"));
            }
        }
        return moments;
    }

    @BeforeAll
    void buildBothImages(@TempDir Path directory) throws Exception {
        Required.program("go", "the Go distribution");
        Required.program("setsid", "apt-get install util-linux");
        work = directory;
        Examples examples = Examples.copyTo(work.resolve("examples"), TAG);
        service = examples.service("location-service");
        maven = MavenBuild.of(service, work.resolve("home"))
                .with("-Dsos.platforms=native", "-Dsos.files.data.from=data.bin", "-Dsos.files.data.to=/data.bin");
        examples.edit(".gitignore", "target/", "target/\ndata.bin").commit();
        writeData(1);
        maven.succeeds("package");
        oldDigest = digest();
        keep("old");
        examples.edit("location-service/place.go", "6_371_000.0", "6_371_008.8").commit();
        writeData(2);
        maven.succeeds("package");
        newDigest = digest();
        keep("new");
        assertThat(newDigest).isNotEqualTo(oldDigest);
    }

    @ParameterizedTest
    @MethodSource("moments")
    void leavesTheOldImageOrTheNewOne(Moment moment) throws Exception {
        if (moment.stage() == Stage.PUSH) {
            killPush(moment);
        } else {
            killBuild(moment);
        }
    }

    private void killBuild(Moment moment) throws Exception {
        restore("old");
        Set<Path> before = files();

        kill(moment, "package", process -> switch (moment.stage()) {
            case COMPILATION -> compiles(process);
            case LAYERS -> isNew(before, "sos-work/blobs/");
            default -> isNew(before, "sos/production/");
        });

        assertOldOrNew();
        maven.succeeds("package");
        assertThat(digest()).isEqualTo(newDigest);
        assertThat(LayoutCheck.verify(layout()).digest()).hasToString(newDigest);
        assertThat(files()).as("nothing is left of the build that was ended").noneMatch(KillIT::isTemporary);
    }

    private void killPush(Moment moment) throws Exception {
        Path directory = work.resolve("registry-" + moment.delay());
        String crane = Required.program("crane", "go install github.com/google/go-containerregistry/cmd/crane@v0.22.1")
                .toString();
        try (RegistryServer registry = RegistryServer.open(Kind.DISTRIBUTION_2, directory)) {
            String image = registry.host() + "/sos-app/location-service:" + TAG;
            Programs.output(
                    work,
                    crane,
                    "push",
                    work.resolve("old/target/sos/production").toString(),
                    image);
            assertThat(Programs.output(work, crane, "digest", image)).isEqualTo(oldDigest);
            restore("new");
            String[] where = {
                "-Dsos.registry=" + registry.host() + "/sos-app",
                "-Dsos.insecureRegistries=" + registry.host(),
                "-Dsos.tags=" + TAG
            };
            Path uploads =
                    directory.resolve("storage/docker/registry/v2/repositories/sos-app/location-service/_uploads");

            kill(moment, where, "sos:push", process -> holdsFiles(uploads));

            String tag = Programs.output(work, crane, "digest", image);
            assertThat(tag).isIn(oldDigest, newDigest);
            Programs.output(work, crane, "validate", "--remote", image);
            maven.with(where).succeeds("sos:push");
            assertThat(Programs.output(work, crane, "digest", image)).isEqualTo(newDigest);
            Programs.output(work, crane, "validate", "--remote", image);
        }
    }

    /** Whether a stage has begun, as seen from outside. */
    private interface Sign {
        boolean of(Process maven);
    }

    private void kill(Moment moment, String goal, Sign sign) throws Exception {
        kill(moment, new String[0], goal, sign);
    }

    private void kill(Moment moment, String[] settings, String goal, Sign sign) throws Exception {
        // A group of its own, which Ctrl-C reaches as a whole; a child of a background job would ignore it.
        MavenBuild build = maven.with(settings).startedBy("setsid", "env", "--default-signal=INT");
        Process running = build.start(goal);
        await(moment.stage(), () -> !running.isAlive() || sign.of(running));
        assertThat(running.isAlive())
                .as("still at work: " + Files.readString(build.log()))
                .isTrue();
        TimeUnit.MILLISECONDS.sleep(moment.delay());
        // Without a warning, only Maven ends: its children do not hear of it.
        String target = (moment.signal().equals("INT") ? "-" : "") + running.pid();
        Programs.run(work, Map.of(), "kill", "-s", moment.signal(), "--", target);
        assertThat(running.waitFor(1, TimeUnit.MINUTES)).isTrue();
    }

    private static void await(Stage stage, BooleanSupplier begun) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (!begun.getAsBoolean()) {
            assertThat(System.nanoTime()).as("no sign of " + stage).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(2);
        }
    }

    private static boolean compiles(Process maven) {
        return maven.descendants()
                .map(ProcessHandle::info)
                .anyMatch(child -> child.command().orElse("").endsWith("/go")
                        && Arrays.asList(child.arguments().orElse(new String[0]))
                                .contains("build"));
    }

    private boolean isNew(Set<Path> before, String directory) {
        return files().stream()
                .anyMatch(file ->
                        file.startsWith(service.resolve("target").resolve(directory)) && !before.contains(file));
    }

    private static boolean holdsFiles(Path directory) {
        try (Stream<Path> found = Files.walk(directory)) {
            return found.anyMatch(Files::isRegularFile);
        } catch (IOException | UncheckedIOException notYet) {
            return false;
        }
    }

    private void assertOldOrNew() throws Exception {
        String layout = LayoutCheck.verifyImage(layout()).digest().toString();
        String description = Json.parse(Files.readAllBytes(results("production.json")))
                .path("digest")
                .asText();
        String line = Files.readString(results("production.digest"));
        assertThat(List.of(layout, description, line.strip())).isSubsetOf(oldDigest, newDigest);
        assertThat(line).isEqualTo(line.strip() + "\n");
        assertThat(Json.parse(Files.readAllBytes(results("report.json"))).isEmpty())
                .isFalse();
        assertThat(names(results("")))
                .containsOnly("production", "production.json", "production.digest", "report.json");
        assertThat(names(layout())).containsOnly("blobs", "index.json", "oci-layout");
        Path blobs = layout().resolve("blobs/sha256");
        for (String name : names(blobs)) {
            assertThat(Digest.ofFile(blobs.resolve(name)).hex()).isEqualTo(name);
        }
        if (!layout.equals(description)) {
            MavenOutcome inspected = maven.run("sos:inspect");
            assertThat(inspected.exitCode()).isNotZero();
            assertThat(inspected.says("run mvn package"))
                    .as(inspected.toString())
                    .isTrue();
        }
    }

    /** The names in a directory that anybody but the writer should look at. */
    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .toList();
        }
    }

    private static boolean isTemporary(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".tmp")
                || file.getParent().getFileName().toString().equals(".tmp");
    }

    private Set<Path> files() {
        try (Stream<Path> files = Files.walk(service.resolve("target"))) {
            return files.filter(Files::isRegularFile).collect(Collectors.toSet());
        } catch (IOException | UncheckedIOException e) {
            return Set.of(); // A file that went away meanwhile; asked again soon.
        }
    }

    private void writeData(int seed) throws IOException {
        byte[] data = new byte[DATA];
        new Random(seed).nextBytes(data);
        Files.write(service.resolve("data.bin"), data);
    }

    /** Sets aside what a build has left: results and cache. */
    private void keep(String name) {
        Path place = work.resolve(name);
        Programs.output(work, "mkdir", place.toString());
        Programs.output(work, "cp", "-a", service.resolve("target").toString(), place.toString());
        Programs.output(work, "cp", "-a", work.resolve("home/.cache").toString(), place.toString());
    }

    private void restore(String name) {
        Path place = work.resolve(name);
        Programs.output(
                work,
                "rm",
                "-rf",
                service.resolve("target").toString(),
                work.resolve("home/.cache").toString());
        Programs.output(work, "cp", "-a", place.resolve("target").toString(), service.toString());
        Programs.output(
                work,
                "cp",
                "-a",
                place.resolve(".cache").toString(),
                work.resolve("home").toString());
    }

    private String digest() throws IOException {
        return Files.readString(results("production.digest")).strip();
    }

    private Path layout() {
        return results("production");
    }

    private Path results(String name) {
        return service.resolve("target/sos").resolve(name);
    }
}
