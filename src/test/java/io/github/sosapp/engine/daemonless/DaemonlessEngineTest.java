package io.github.sosapp.engine.daemonless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.base.BaseImage;
import io.github.sosapp.base.Bases;
import io.github.sosapp.engine.BuiltPlatform;
import io.github.sosapp.image.ExecutionConfig;
import io.github.sosapp.image.Platform;
import io.github.sosapp.image.cache.FileTrees;
import io.github.sosapp.image.layer.Compression;
import io.github.sosapp.image.layer.LayerCache;
import io.github.sosapp.image.layer.LayerWriter;
import io.github.sosapp.image.layer.Owner;
import io.github.sosapp.plan.BaseRequest;
import io.github.sosapp.plan.FileSource;
import io.github.sosapp.plan.ImagePlan;
import io.github.sosapp.plan.LayerPlan;
import io.github.sosapp.plan.PlannedFile;
import io.github.sosapp.plan.Preparation;
import io.github.sosapp.process.Command;
import io.github.sosapp.process.CommandResult;
import io.github.sosapp.process.CommandRunner;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the engine does beside its compilers, which a fake stands in for, so that a test decides when they end. */
class DaemonlessEngineTest {

    private static final CommandResult BROKEN = new CommandResult(1, "", "a.go:1:1: broken\n");
    private static final LayerPlan TEXT =
            new LayerPlan("text", List.of(new PlannedFile("/text", 0644, Owner.ROOT, new FileSource.Text("text"))));

    private static final BaseImage SCRATCH =
            new Bases(List.of()).find(BaseRequest.of(BaseRequest.SCRATCH, "a test"), List.of());

    @TempDir
    private Path temporary;

    private Path blobs;
    private final AtomicInteger compiling = new AtomicInteger();
    private final CountDownLatch compilers = new CountDownLatch(1);

    /** What go does instead of compiling. */
    private interface Compiler {
        CommandResult compile(Path output) throws IOException, InterruptedException;
    }

    @BeforeEach
    void putGoOnThePath() throws IOException {
        blobs = temporary.resolve("blobs");
        Path go =
                Files.createFile(Files.createDirectory(temporary.resolve("bin")).resolve("go"));
        assertThat(go.toFile().setExecutable(true)).isTrue();
    }

    @Test
    void layersWithoutThePreparedFilesAreWrittenMeanwhile() {
        List<BuiltPlatform> built = engine(output -> {
                    await("a layer", () -> names().anyMatch(name -> name.matches("[0-9a-f]{64}")));
                    return compiled(output);
                })
                .build(plan(TEXT), SCRATCH);

        assertThat(built)
                .extracting(platform -> platform.image().platform())
                .containsExactly(Platform.LINUX_AMD64, Platform.LINUX_ARM64);
        assertThat(built).extracting(BuiltPlatform::newLayers).containsExactly(2, 1);
        assertThat(names()).hasSize(3);
    }

    @Test
    void theLayersOfAPlatformAreWrittenWhileAnotherOneIsCompiled() {
        List<BuiltPlatform> built = engine(output -> {
                    if (output.getParent().endsWith("linux-arm64")) {
                        await(
                                "the layer of the other platform",
                                () -> names().filter(name -> name.matches("[0-9a-f]{64}"))
                                                .count()
                                        == 2);
                    }
                    return compiled(output);
                })
                .build(plan(TEXT), SCRATCH);

        assertThat(built).extracting(BuiltPlatform::newLayers).containsExactly(2, 1);
    }

    @Test
    void aConflictEndsTheCompilersBeforeAnythingIsWritten() {
        LayerPlan clash =
                new LayerPlan("clash", List.of(new PlannedFile("/app", 0755, Owner.ROOT, new FileSource.Directory())));

        assertThatThrownBy(() -> engine(output -> {
                            new CountDownLatch(1).await();
                            return compiled(output);
                        })
                        .build(plan(clash), SCRATCH))
                .hasMessageStartingWith("two layers claim /app with different types");

        assertNothingGoesOn();
        assertThat(blobs).doesNotExist();
    }

    @Test
    void aFailedCompilerEndsTheLayerBesideIt() throws IOException {
        Path huge = temporary.resolve("huge");
        try (RandomAccessFile file = new RandomAccessFile(huge.toFile(), "rw")) {
            file.setLength(7L << 30);
        }
        LayerPlan data =
                new LayerPlan("data", List.of(new PlannedFile("/data", 0644, Owner.ROOT, new FileSource.OnDisk(huge))));

        assertThatThrownBy(() -> engine(output -> {
                            await(
                                    "the beginning of a layer",
                                    () -> names().findAny().isPresent());
                            return BROKEN;
                        })
                        .build(plan(data), SCRATCH))
                .hasMessageStartingWith("the service does not compile for linux/amd64");

        assertNothingGoesOn();
        assertThat(names()).isEmpty();
    }

    @Test
    void ofTwoFailuresTheCompilersIsTold() throws IOException {
        Files.createFile(blobs);

        assertThatThrownBy(() -> engine(output -> {
                            await("the end of the layers", () -> !goesOn("sos-shared-layers"));
                            return BROKEN;
                        })
                        .build(plan(TEXT), SCRATCH))
                .hasMessageStartingWith("the service does not compile for linux/amd64");
        assertThatThrownBy(() -> engine(DaemonlessEngineTest::compiled).build(plan(TEXT), SCRATCH))
                .hasMessageStartingWith("cannot write the layer \"application linux/amd64\"");

        assertNothingGoesOn();
    }

    @Test
    void aBuildThatIsStoppedLeavesNobodyAtWork() throws Exception {
        List<Throwable> thrown = new ArrayList<>();
        CountDownLatch never = new CountDownLatch(1);
        Thread build = new Thread(() -> {
            try {
                engine(output -> {
                            compilers.countDown();
                            never.await();
                            return compiled(output);
                        })
                        .build(plan(TEXT), SCRATCH);
            } catch (RuntimeException e) {
                thrown.add(e);
            }
        });
        build.start();
        compilers.await();

        build.interrupt();
        build.join();

        assertThat(thrown).singleElement().asString().contains("the build was stopped");
        assertNothingGoesOn();
    }

    private void assertNothingGoesOn() {
        assertThat(compiling).hasValue(0);
        assertThat(goesOn("sos-shared-layers")).isFalse();
        assertThat(goesOn("sos-prepare")).isFalse();
    }

    private static boolean goesOn(String thread) {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(running -> running.getName().equals(thread));
    }

    private DaemonlessEngine engine(Compiler compiler) {
        CommandRunner go = command -> command.arguments().contains("env")
                ? new CommandResult(0, "{\"GOVERSION\":\"go1.26.8\"}", "")
                : compile(compiler, command);
        return new DaemonlessEngine(
                new PreparationRunner(
                        go,
                        Map.of("PATH", temporary.resolve("bin").toString()),
                        temporary.resolve("work"),
                        false,
                        false),
                new LayerWriter(1, warning -> {}),
                LayerCache.none(),
                blobs,
                file -> false,
                new FileTrees(path -> path.endsWith(".git")));
    }

    private CommandResult compile(Compiler compiler, Command command) throws IOException, InterruptedException {
        compiling.incrementAndGet();
        try {
            return compiler.compile(Path.of(command.arguments().get(2)));
        } finally {
            compiling.decrementAndGet();
        }
    }

    /** The first bytes of a static program and Go's build information, as far as the engine reads them. */
    private static CommandResult compiled(Path output) throws IOException {
        boolean arm = output.getParent().endsWith("linux-arm64");
        ByteBuffer program = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);
        program.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}).putShort(18, (short) (arm ? 0xb7 : 0x3e));
        program.position(128).put("\u00ff Go buildinf:\u0008\u0002".getBytes(StandardCharsets.ISO_8859_1));
        program.position(160).put((byte) 9).put("go1.21.13".getBytes(StandardCharsets.US_ASCII));
        Files.write(output, program.array());
        return new CommandResult(0, "", "");
    }

    private ImagePlan plan(LayerPlan beside) {
        PlannedFile app = new PlannedFile("/app", 0755, Owner.ROOT, new FileSource.Prepared("go-build"));
        return new ImagePlan(
                "production",
                List.of(Platform.LINUX_AMD64, Platform.LINUX_ARM64),
                "scratch",
                List.of(preparation(Platform.LINUX_AMD64), preparation(Platform.LINUX_ARM64)),
                List.of(beside, new LayerPlan("application", List.of(app))),
                ExecutionConfig.of("7:8", List.of("/app")),
                new TreeMap<>(),
                Instant.EPOCH,
                Compression.GZIP);
    }

    private Preparation preparation(Platform platform) {
        Path output = temporary.resolve("work").resolve(platform.fileName()).resolve("app");
        return new Preparation(
                "go-build",
                platform,
                "go",
                "go1.21.13",
                List.of("build", output.toString()),
                new TreeMap<>(),
                temporary,
                output);
    }

    private Stream<String> names() {
        String[] names = blobs.toFile().list();
        return names == null ? Stream.empty() : Stream.of(names);
    }

    private interface Condition {
        boolean holds();
    }

    private static void await(String what, Condition condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("waited in vain for " + what);
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }
}
