package io.github.sosapp.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.sosapp.base.BaseImage;
import io.github.sosapp.base.BaseSource;
import io.github.sosapp.engine.BuiltPlatform;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.ExecutionConfig;
import io.github.sosapp.image.Platform;
import io.github.sosapp.image.layer.Compression;
import io.github.sosapp.image.layer.Layer;
import io.github.sosapp.image.layer.LayerCache;
import io.github.sosapp.image.layer.LayerWriter;
import io.github.sosapp.plan.BaseRequest;
import io.github.sosapp.plan.ImagePlan;
import io.github.sosapp.plan.Preparation;
import io.github.sosapp.testing.Programs;
import io.github.sosapp.testing.Required;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A real engine carries Dockerfiles out; what runs in them is a program of ours, so that no image has to be fetched. */
@TestInstance(Lifecycle.PER_CLASS)
public class DockerEngineIT {

    private static final String TOOL = """
            package main

            import (
            	"fmt"
            	"os"
            	"syscall"
            	"time"
            )

            func main() {
            	switch os.Args[1] {
            	case "lines":
            		for i := 1; i <= 60; i++ {
            			fmt.Println("line", i)
            		}
            	case "fail":
            		for i := 1; i <= 60; i++ {
            			fmt.Println("line", i)
            		}
            		fmt.Println("it is broken")
            		os.Exit(7)
            	case "sleep":
            		time.Sleep(time.Minute)
            	case "change":
            		os.MkdirAll("/srv/deep", 0750)
            		os.WriteFile("/srv/deep/now", []byte("fixed"), 0640)
            		os.Link("/srv/deep/now", "/srv/again")
            		os.Symlink("deep/now", "/srv/link")
            		os.Chown("/srv/again", 1001, 1002)
            		os.Remove("/gone")
            		// The capability to bind low ports, as setcap writes it.
            		os.WriteFile("/srv/bound", nil, 0755)
            		capability := []byte{1, 0, 0, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}
            		if err := syscall.Setxattr("/srv/bound", "security.capability", capability, 0); err != nil {
            			fmt.Println(err)
            			os.Exit(1)
            		}
            	}
            }
            """;

    private static final String INSTALL = "apt-get install docker.io, and start dockerd";

    private final Map<String, String> place = place();
    private final List<DockerEndpoint> endpoints = DockerEndpoint.candidates(Stream.of(System.getenv(), place)
            .flatMap(known -> known.entrySet().stream())
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (any, told) -> told)));
    final String local = "sos-test-" + ProcessHandle.current().pid() + "/local:1";

    Path tools;
    private Path module;
    private Path work;

    /** Where the engine is, as the docker command is told; empty for the usual one. */
    Map<String, String> place() {
        return Map.of();
    }

    String docker(String... arguments) {
        String[] words =
                Stream.concat(Stream.of("docker"), Stream.of(arguments)).toArray(String[]::new);
        return Programs.succeeded(tools, place, words).output();
    }

    @BeforeAll
    void compileTools(@TempDir Path directory) throws Exception {
        Required.program("docker", INSTALL);
        Required.that(
                Programs.run(directory, place, "docker", "info").succeeded(), "no Docker Engine answers", INSTALL);
        Required.program("go", "the Go distribution");
        tools = directory;
        Files.writeString(tools.resolve("tool.go"), TOOL);
        for (String architecture : List.of("amd64", "arm64", "s390x")) {
            Programs.succeeded(
                    tools,
                    Map.of("CGO_ENABLED", "0", "GO111MODULE", "off", "GOFLAGS", "", "GOARCH", architecture),
                    "go",
                    "build",
                    "-ldflags=-s -w",
                    "-o",
                    architecture,
                    "tool.go");
        }
        Programs.succeeded(tools, Map.of(), "tar", "-cf", "local.tar", "tool.go");
        docker("import", "local.tar", local);
    }

    @AfterAll
    void removeImages() {
        Programs.run(tools, place, "docker", "image", "rm", "--force", local);
    }

    @BeforeEach
    void makeModule(@TempDir Path directory) throws Exception {
        module = Files.createDirectories(directory.resolve("module"));
        work = directory.resolve("work");
        for (Platform platform :
                List.of(Platform.LINUX_AMD64, Platform.LINUX_ARM64, new Platform("linux", "s390x", ""))) {
            Files.copy(tools.resolve(platform.architecture()), module.resolve("tool-" + platform.architecture()));
        }
        Files.writeString(module.resolve("gone"), "");
    }

    private static DockerEngine.BuildOptions options(String builder, Duration limit) {
        return new DockerEngine.BuildOptions(builder, limit, Files::isExecutable, List.of());
    }

    List<BuiltPlatform> build(String dockerfile, Platform... platforms) throws Exception {
        return build(dockerfile, options("auto", Duration.ofMinutes(2)), platforms);
    }

    private List<BuiltPlatform> build(String dockerfile, DockerEngine.BuildOptions options, Platform... platforms)
            throws Exception {
        Files.writeString(module.resolve("Dockerfile"), dockerfile);
        List<Platform> all = platforms.length == 0 ? List.of(Platform.ofThisMachine()) : List.of(platforms);
        FromImages images = new FromImages(new NoRegistry(), endpoints, registry -> Optional.empty());
        BaseImage base = new DockerfileBases(module, Map.of(), images)
                .find(BaseRequest.of("dockerfile:Dockerfile#", "test"), all);
        List<Preparation> orders = new ArrayList<>();
        for (Platform platform : all) {
            SortedMap<String, String> arguments = new TreeMap<>(Map.of("ARCH", platform.architecture()));
            orders.add(new Preparation(
                    "docker-build",
                    platform,
                    "docker",
                    "",
                    List.of("build"),
                    arguments,
                    module,
                    work,
                    new TreeMap<>(Map.of("Dockerfile", dockerfile))));
        }
        ImagePlan plan = new ImagePlan(
                "production",
                all,
                "",
                orders,
                List.of(),
                ExecutionConfig.of("", List.of()),
                new TreeMap<>(),
                Instant.parse("2026-01-02T03:04:05Z"),
                Compression.GZIP);
        EngineLayers layers = new EngineLayers(
                LayerWriter.ofLinux(2, warning -> {}),
                LayerCache.none(),
                work.resolve("blobs"),
                work.resolve("engine"));
        return new DockerEngine(endpoints, images, layers, options, BuildProgress.none()).build(plan, base);
    }

    private static final class NoRegistry implements BaseSource {

        @Override
        public boolean provides(BaseRequest request) {
            return true;
        }

        @Override
        public BaseImage find(BaseRequest request, List<Platform> platforms) {
            throw BuildFailure.ofWorld("no registry has " + request.base()).remedy("none");
        }
    }

    private BuildFailure failure(String dockerfile, Platform... platforms) {
        return catchThrowableOfType(BuildFailure.class, () -> build(dockerfile, platforms));
    }

    private static final String CHANGE = """
            FROM scratch AS production
            ARG ARCH
            COPY tool-${ARCH} /tool
            COPY . /srv/
            COPY gone /gone
            RUN ["/tool", "change"]
            ENV GREETING=hello
            USER 1001:1002
            EXPOSE 8080
            HEALTHCHECK --interval=7s CMD ["/tool", "lines"]
            ENTRYPOINT ["/tool"]
            """;

    @ParameterizedTest
    @ValueSource(strings = {"buildkit", "classic"})
    void theBuilderThatIsAskedForCarriesTheFileOut(String builder) throws Exception {
        BuiltPlatform built =
                build(CHANGE, options(builder, Duration.ofMinutes(2))).get(0);

        List<Layer> layers = built.image().layers();
        assertThat(layers).hasSize(4);
        List<String> changed = list(layers.get(3));
        assertThat(changed)
                .anyMatch(line -> line.matches("-rw-r----- +1001/1002 +5 1970-01-01 00:00 srv/again"))
                .anyMatch(line ->
                        line.matches("hrw-r----- +1001/1002 +0 1970-01-01 00:00 srv/deep/now link to srv/again"))
                .anyMatch(line -> line.matches("drwxr-x--- +0/0 +0 1970-01-01 00:00 srv/deep/"))
                .anyMatch(line -> line.matches("lrwxrwxrwx +0/0 +0 1970-01-01 00:00 srv/link -> deep/now"))
                .anyMatch(line -> line.endsWith(" .wh.gone"))
                .anyMatch(line -> line.endsWith("x: 20 security.capability"));
        assertThat(String.join("\n", list(layers.get(1)))).contains(" srv/gone").doesNotContain(".Dockerfile");
        ExecutionConfig execution = built.image().config().execution();
        assertThat(execution.user()).isEqualTo("1001:1002");
        assertThat(execution.entrypoint()).containsExactly("/tool");
        assertThat(execution.environment()).containsEntry("GREETING", "hello");
        assertThat(execution.ports()).containsExactly("8080/tcp");
        assertThat(execution.healthCheck().orElseThrow().interval()).isEqualTo(Duration.ofSeconds(7));
        assertThat(new String(built.image().config().bytes(), java.nio.charset.StandardCharsets.UTF_8))
                .contains("\"created\":\"2026-01-02T03:04:05Z\"")
                .doesNotContain("container", "docker_version", "Hostname", "|1 ARCH");
        assertNothingIsLeft();
    }

    @Test
    void unchangedInputsGiveUnchangedBytesOnEveryPlatform() throws Exception {
        List<BuiltPlatform> first = build(CHANGE, Platform.LINUX_AMD64, Platform.LINUX_ARM64);
        List<BuiltPlatform> second = build(CHANGE, Platform.LINUX_AMD64, Platform.LINUX_ARM64);

        for (int i = 0; i < 2; i++) {
            assertThat(second.get(i).image().config().bytes())
                    .isEqualTo(first.get(i).image().config().bytes());
            assertThat(second.get(i).image().layers())
                    .extracting(Layer::descriptor)
                    .isEqualTo(first.get(i).image().layers().stream()
                            .map(Layer::descriptor)
                            .toList());
        }
        assertThat(first.get(1).image().config().platform()).isEqualTo(Platform.LINUX_ARM64);
    }

    @Test
    void anImageThatOnlyTheEngineHasIsABase() throws Exception {
        BuiltPlatform built =
                build("FROM " + local + "\nARG ARCH\nCOPY tool-${ARCH} /tool\n").get(0);

        assertThat(built.image().layers()).hasSize(2);
        assertThat(list(built.image().layers().get(0))).anyMatch(line -> line.endsWith(" tool.go"));
        assertThat(docker("images", "-q", local)).isNotEmpty();
    }

    @Test
    void anImageThatNobodyHasIsTheRegistrysFailure() {
        assertThat(failure("FROM nobody.example.com/none:1\n"))
                .hasMessageContaining("no registry has nobody.example.com/none:1");
    }

    @Test
    void aFailingStepIsToldWithItsLineAndItsLastFiftyLines() {
        BuildFailure failure =
                failure("FROM scratch\nARG ARCH\nCOPY tool-${ARCH} /tool\n\nRUN [\"/tool\", \"fail\"]\n");

        assertThat(failure.problem())
                .isEqualTo("a step of the Dockerfile failed with exit code 7, for " + Platform.ofThisMachine());
        assertThat(failure.why()).contains("RUN [\"/tool\", \"fail\"]");
        assertThat(failure.origin()).contains("Dockerfile, line 5");
        assertThat(failure.details()).hasSize(50).startsWith("line 12").endsWith("line 60", "it is broken");
        assertNothingIsLeft();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "FROM scratch\\nCOPPY a b\\n | the engine does not understand the Dockerfile: unknown instruction: COPPY | line 2",
                "FROM scratch\\nCOPY nowhere.txt /x\\n | nowhere.txt is not in the context of the build | Dockerfile, line 2",
            })
    void aMistakeIsToldWithItsLine(String dockerfile, String problem, String place) {
        BuildFailure failure = failure(dockerfile.replace("\\n", "\n"));

        // Newer engines add what may have been meant.
        assertThat(failure.problem().replaceFirst("^/", "").replaceFirst(" \\(did you mean .*", ""))
                .isEqualTo(problem);
        assertThat(failure.origin().orElseThrow()).endsWith(place);
        assertThat(failure.blame()).isEqualTo(BuildFailure.Blame.USER);
    }

    @Test
    void aPlatformThatTheEngineCannotRunIsToldWithTheWaysOut() {
        BuildFailure failure = failure(
                "FROM scratch\nARG ARCH\nCOPY tool-${ARCH} /tool\nRUN [\"/tool\", \"lines\"]\n",
                new Platform("linux", "s390x", ""));

        assertThat(failure.problem()).isEqualTo("the engine cannot run programs for linux/s390x");
        assertThat(failure.origin()).contains("Dockerfile, line 4");
        assertThat(failure.remedy()).contains("--install s390x", "FROM --platform=$BUILDPLATFORM", "sos.platforms");
    }

    @Test
    void dockerTimeoutIsTheEndOfABuild() {
        String marker = "marker" + System.nanoTime();
        assertThatThrownBy(() -> build(sleeping(marker), options("auto", Duration.ofSeconds(3))))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("the engine was not done after 3 s")
                .hasMessageContaining("sos.docker.timeout");

        assertEnded(marker);
        assertNothingIsLeft();
    }

    @ParameterizedTest
    @ValueSource(strings = {"buildkit", "classic"})
    void aBuildThatIsToldToEndEndsInTheEngine(String builder) throws Exception {
        String marker = "marker" + System.nanoTime();
        CountDownLatch stopped = new CountDownLatch(1);
        List<Throwable> thrown = new ArrayList<>();
        Thread building = new Thread(() -> {
            try {
                build(sleeping(marker), options(builder, Duration.ofMinutes(2)));
            } catch (Exception e) {
                thrown.add(e);
            }
            stopped.countDown();
        });
        building.start();
        while (building.isAlive() && running(marker) == 0) {
            Thread.sleep(50);
        }
        assertThat(thrown).isEmpty();

        building.interrupt();

        stopped.await();
        assertThat(thrown)
                .singleElement()
                .satisfies(it -> assertThat(it).hasMessageContaining("the build was stopped"));
        assertEnded(marker);
        assertNothingIsLeft();
    }

    private static String sleeping(String marker) {
        return "FROM scratch\nARG ARCH\nCOPY tool-${ARCH} /tool\nRUN [\"/tool\", \"sleep\", \"" + marker + "\"]\n";
    }

    private static void assertEnded(String marker) {
        for (int i = 0; i < 200 && running(marker) > 0; i++) {
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        assertThat(running(marker)).isZero();
    }

    private static long running(String marker) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .commandLine()
                        .filter(line -> line.contains("sleep " + marker))
                        .isPresent())
                .count();
    }

    @Test
    void noEngineIsToldWithWhereItWasLookedFor() throws Exception {
        DockerEndpoint nowhere =
                new DockerEndpoint(URI.create("unix:///nonexistent/docker.sock"), Optional.empty(), "DOCKER_HOST");

        assertThatThrownBy(() -> new DockerEngine(
                                List.of(nowhere),
                                new FromImages(new NoRegistry(), List.of(nowhere), registry -> Optional.empty()),
                                null,
                                options("auto", Duration.ofMinutes(1)),
                                BuildProgress.none())
                        .tools(null))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("no Docker Engine was found")
                .hasMessageContaining("unix:///nonexistent/docker.sock (DOCKER_HOST) not there");
    }

    private void assertNothingIsLeft() {
        assertThat(docker("images", "-q", "sos-build")).isEmpty();
    }

    List<String> list(Layer layer) {
        return Programs.succeeded(
                        tools,
                        Map.of("TZ", "UTC"),
                        "tar",
                        "--numeric-owner",
                        "--xattrs",
                        "--xattrs-include=*",
                        "-tvvzf",
                        layer.blob().toString())
                .output()
                .lines()
                .toList();
    }
}
