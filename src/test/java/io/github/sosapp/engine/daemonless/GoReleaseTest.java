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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A script stands in for go. */
class GoReleaseTest {

    @TempDir
    private Path directory;

    @Test
    void theOutputIsWhatGoKeepsInItsCache() throws IOException {
        Path cached = directory.resolve("cache/toolchain");
        Files.createDirectories(cached.resolve("src/cmd/go"));
        Files.writeString(cached.resolve("src/cmd/go/main.go"), "package main\n");
        go("sum.example.com", "echo '{\"Dir\":\"" + cached + "\"}'");

        run();
        run();

        assertThat(output().resolve("src/cmd/go/main.go")).hasContent("package main\n");
        assertThat(output().toRealPath()).isEqualTo(cached.toRealPath());
    }

    @Test
    void nothingIsFetchedThatNobodyChecks() throws IOException {
        go("off", "echo called > called");

        assertThatThrownBy(this::run).hasMessage("""
                        go may not fetch go1.21.13 without the checksum database
                          why     GOSUMDB is off, and a Go release that nobody checked is put into no image
                          do      turn it on again (go env -u GOSUMDB) and keep private modules out of it with GOPRIVATE""");
        assertThat(directory.resolve("work/called")).doesNotExist();
    }

    @Test
    void aReleaseThatTheProxyDoesNotGiveIsToldAsSuch() throws IOException {
        go("sum.example.com", "echo 'go: download go1.21.13 for linux/arm64: toolchain not available' >&2; exit 1");

        assertThatThrownBy(this::run).hasMessageStartingWith("the Go release go1.21.13 cannot be had");
    }

    @Test
    void aModuleThatTheProxyDoesNotGiveIsToldAsSuch() throws IOException {
        go(
                "sum.example.com",
                "echo '{\"Error\":\"golang.org/toolchain@v0.0.1-go1.21.13.linux-arm64: 403 Forbidden\"}'; exit 1");

        assertThatThrownBy(this::run)
                .hasMessageStartingWith("the Go release go1.21.13 cannot be had for linux/arm64\n")
                .hasMessageContaining("403 Forbidden");
    }

    @Test
    void aReleaseThatSomebodyHasEmptiedIsRefused() throws IOException {
        Path cached = Files.createDirectories(directory.resolve("cache/toolchain"));
        go("sum.example.com", "echo '{\"Dir\":\"" + cached + "\"}'");

        assertThatThrownBy(this::run).hasMessage("""
                        go1.21.13 for linux/arm64 is not complete
                          why     there is no whole Go release in %s
                          do      delete that directory, or run go clean -modcache, and build again""".formatted(cached));
    }

    private Path output() {
        return directory.resolve("work/own/go");
    }

    private void run() {
        Map<String, String> user = Map.of("PATH", directory.resolve("bin") + ":/usr/bin:/bin");
        Preparation release = new Preparation(
                "go-release",
                Platform.parse("linux/arm64"),
                "go-release",
                "go1.21.13",
                List.of("mod", "download", "-json", "golang.org/toolchain@v0.0.1-go1.21.13.linux-arm64"),
                new TreeMap<>(),
                output().getParent(),
                output());
        new PreparationRunner(CommandRunner.ofThisMachine(), user, directory.resolve("work"), false, false)
                .run(List.of(release), platform -> {});
    }

    private void go(String sumDatabase, String script) throws IOException {
        Path file = directory.resolve("bin/go");
        Files.createDirectories(file.getParent());
        Files.writeString(
                file,
                "#!/bin/sh\nif [ \"$1\" = env ]; then echo '{\"GOVERSION\":\"go1.26.0\",\"GOSUMDB\":\"" + sumDatabase
                        + "\"}'; exit 0; fi\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
