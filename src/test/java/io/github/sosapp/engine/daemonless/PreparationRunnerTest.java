package io.github.sosapp.engine.daemonless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Platform;
import io.github.sosapp.plan.Preparation;
import io.github.sosapp.process.CommandRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A script stands in for go, so that what it gets to see can be read. */
class PreparationRunnerTest {

    private static final String ANSWERS = "#!/bin/sh\nif [ \"$1\" = env ]; then echo '{\"GOVERSION\":\"%s\","
            + "\"GOCACHE\":\"/cache\",\"GOPRIVATE\":\"example.com/*\",\"GOPROXY\":\"https://proxy.example\"}';"
            + " echo \"asked with $GOTOOLCHAIN\" > %s/asked; exit 0; fi\n";

    @TempDir
    private Path directory;

    private final Map<String, String> user = new HashMap<>();

    @BeforeEach
    void path() {
        user.put("PATH", directory.resolve("bin") + ":/usr/bin:/bin");
        user.put("SECRET_TOKEN", "canary");
        user.put("GOTOOLCHAIN", "auto");
    }

    @Test
    void goSeesThePlanTheCachesAndNothingElseOfTheUser() throws IOException {
        go("go1.26.8", "/usr/bin/env > " + directory + "/seen; exit 1\n");

        assertThatThrownBy(() -> run(true)).isInstanceOf(BuildFailure.class);

        assertThat(Files.readAllLines(directory.resolve("seen")))
                .contains(
                        "GOTOOLCHAIN=go1.21.13",
                        "GOCACHE=/cache",
                        "GOPRIVATE=example.com/*",
                        "GOPROXY=off",
                        "HOME=" + directory.resolve("work/home"))
                .noneMatch(line -> line.contains("canary"));
        assertThat(directory.resolve("asked")).hasContent("asked with local");
    }

    @Test
    void howOftenCompilersCollectGarbageIsForTheUserToSay() throws IOException {
        go("go1.26.8", "echo $GOGC >> " + directory + "/seen; exit 1\n");
        assertThatThrownBy(() -> run(false)).isInstanceOf(BuildFailure.class);

        user.put("GOGC", "50");
        assertThatThrownBy(() -> run(false)).isInstanceOf(BuildFailure.class);

        assertThat(directory.resolve("seen")).hasContent("400\n50");
    }

    @Test
    void aMachineWithoutGoIsToldWhatToInstall() {
        user.put("PATH", directory.toString());

        assertThatThrownBy(() -> run(false)).hasMessage("""
                        this service is built with go, which is not on this machine
                          why     no directory of PATH has it
                          do      install Go 1.21 or newer; it fetches the release that the service names by itself""");
    }

    @Test
    void anOldGoMustBeTheNamedRelease() throws IOException {
        go("go1.19.8", "exit 0\n");

        assertThatThrownBy(() -> run(false)).hasMessage("""
                        this service is built with go1.21.13, this machine has go1.19.8
                          why     go before 1.21 cannot fetch another release
                          from    %s/bin/go
                          do      install go1.21.13, or Go 1.21 or newer, which fetches go1.21.13 by itself""".formatted(directory));
    }

    @Test
    void aGoThatIsNotGoIsNamed() throws IOException {
        script("echo 'the board game'\n");

        assertThatThrownBy(() -> run(false)).hasMessageStartingWith("go env -json printed no JSON");
    }

    @Test
    void aProgramOfAnotherReleaseIsRefused() throws IOException {
        go("go1.26.8", "cp /bin/sh " + output() + "\n");

        assertThatThrownBy(() -> run(false)).hasMessage("""
                        %s was not compiled by go1.21.13
                          why     it has no build information
                          do      check that the go on PATH is Go's own and honours GOTOOLCHAIN=go1.21.13""".formatted(output()));
    }

    @Test
    void theFirstFailureEndsTheOtherCompilers() throws IOException {
        go(
                "go1.26.8",
                "if [ $GOARCH = amd64 ]; then echo 'a.go:1:1: broken' >&2; exit 1; fi; sleep 60 && touch " + directory
                        + "/late\n");

        assertThatThrownBy(() -> runner(false)
                        .run(
                                List.of(preparation(Platform.LINUX_AMD64), preparation(Platform.LINUX_ARM64)),
                                platform -> {}))
                .hasMessageStartingWith("the service does not compile for linux/amd64");

        // Whoever had waited for the other compiler would find its file.
        assertThat(directory.resolve("late")).doesNotExist();
    }

    @Test
    void theProgramIsAskedForItsVersionWithNothingAround() throws IOException {
        assertThat(probe("[ -z \"$SECRET_TOKEN\" ] && echo \"service 1.4.0 (2026-11-20T10:15:30Z, 9be41c7)\"\n"))
                .isEqualTo(new VersionAnswer("service 1.4.0 (2026-11-20T10:15:30Z, 9be41c7)", List.of()));
    }

    @Test
    void aProgramThatDoesNotSayItsVersionIsWarnedOf() throws IOException {
        assertThat(probe("echo 'version 1.4.0'\n").warnings())
                .containsExactly("the service, asked with --version, does not print build date 2026-11-20T10:15:30Z,"
                        + " commit 9be41c7: declare var Version, BuildDate, GitCommit string in package main and print"
                        + " them");
        assertThat(probe("echo 'flag not defined: version' >&2; exit 2\n").warnings())
                .hasSize(2)
                .first()
                .isEqualTo("the service, asked with --version, ended with exit code 2");
    }

    @Test
    void nothingIsAskedWhenNoProgramFitsThisMachine() {
        assertThat(runner(false)
                        .probe(
                                List.of(preparation(Platform.parse("linux/s390x"))),
                                List.of("--version"),
                                "1",
                                Instant.EPOCH,
                                Optional.empty()))
                .isEmpty();
    }

    private VersionAnswer probe(String body) throws IOException {
        executable(output(), body);
        return runner(false)
                .probe(
                        List.of(preparation(Platform.ofThisMachine())),
                        List.of("--version"),
                        "1.4.0",
                        Instant.parse("2026-11-20T10:15:30.123Z"),
                        Optional.of("9be41c7d0f6a4a1f8f0a52a3cbbd6ab2d31c7f10"))
                .orElseThrow();
    }

    private void run(boolean offline) {
        runner(offline).run(List.of(preparation(Platform.LINUX_AMD64)), platform -> {});
    }

    private PreparationRunner runner(boolean offline) {
        return new PreparationRunner(CommandRunner.ofThisMachine(), user, directory.resolve("work"), offline, false);
    }

    private Preparation preparation(Platform platform) {
        return new Preparation(
                "go-build",
                platform,
                "go",
                "go1.21.13",
                List.of("build"),
                new TreeMap<>(Map.of("GOTOOLCHAIN", "go1.21.13", "GOARCH", platform.architecture())),
                directory,
                output());
    }

    private Path output() {
        return directory.resolve("work/linux-amd64/app");
    }

    private void go(String version, String body) throws IOException {
        script(ANSWERS.formatted(version, directory) + body);
    }

    private void script(String body) throws IOException {
        executable(directory.resolve("bin/go"), body);
    }

    private static void executable(Path file, String body) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, body.startsWith("#!") ? body : "#!/bin/sh\n" + body);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
