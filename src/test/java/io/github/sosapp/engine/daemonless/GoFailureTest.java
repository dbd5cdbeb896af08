package io.github.sosapp.engine.daemonless;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Platform;
import io.github.sosapp.plan.Preparation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The complaints are go's own, copied from terminals. */
class GoFailureTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "go: download go1.21.99: golang.org/toolchain@v0.0.1-go1.21.99.linux-amd64: reading PROXY/x.zip: 403 Forbidden"
                        + " | the Go release go1.21.99 cannot be had",
                "go: download go1.21.12: x@v0.0.1-go1.21.12.linux-amd64: verifying module: checksum database disabled by GOSUMDB=off"
                        + " | go may not fetch go1.21.12 without the checksum database",
                "go: download go1.21.99 for linux/amd64: toolchain not available"
                        + " | the Go release go1.21.99 cannot be had",
                "go: download go1.21.13: x.linux-amd64: Get \"PROXY/x.zip\": dial tcp 127.0.0.1:9: connect: connection refused"
                        + " | go could not reach the network",
                "main.go:2:8: x.com/y@v1.6.0: Get \"PROXY\": dial tcp: lookup no-such-host.invalid on 10.0.0.1:53: no such host"
                        + " | go could not reach the network",
                "go: x.com/y@v1: Get \"PROXY\": tls: failed to verify certificate: x509: certificate signed by unknown authority"
                        + " | go could not trust the server that it fetches from",
                "go: go.mod requires go >= 1.22 (running go 1.21.13; GOTOOLCHAIN=go1.21.13)"
                        + " | the service needs go 1.22, and go 1.21.13 was chosen",
                "go: module ../b requires go >= 1.22.5 (running go 1.21.13; GOTOOLCHAIN=go1.21.13)"
                        + " | the service needs go 1.22.5, and go 1.21.13 was chosen",
                "main.go:2:8: missing go.sum entry for module providing package x.com/y (imported by x.com/x); to add:"
                        + " | go.sum lacks entries for modules of go.mod",
                "main.go:2:8: cannot find module providing package x.com/y: import lookup disabled by -mod=readonly"
                        + " | go.mod does not fit the sources",
                "main.go:2:8: no required module provides package x.com/y; to add it:"
                        + " | go.mod does not fit the sources",
                "go: updates to go.mod needed; to update it:" + " | go.mod does not fit the sources",
                "verifying x.com/y@v1.6.0/go.mod: checksum mismatch" + " | a module is not what go.sum says it is",
                "go: inconsistent vendoring in /src/service:" + " | the vendor directory does not fit go.mod",
                "main.go:2:8: x.com/y@v1.0.0: reading PROXY/x.com/y/@v/v1.0.0.zip: 404 Not Found"
                        + " | go could not get a module",
                "fatal: could not read Username for 'https://example.com': terminal prompts disabled"
                        + " | go could not get a module",
                "main.go:3:8: no secure protocol found for repository" + " | go could not get a module",
                "package x.com/x: build constraints exclude all Go files in /src/service/cmd"
                        + " | nothing to compile for linux/arm64 in /src/service/cmd",
                "main.go:2:8: package slicez is not in std (/go/toolchain/src/slicez)"
                        + " | the service imports a package that does not exist",
                "go: errors parsing go.mod:" + " | go1.21.13 cannot understand go.mod or go.work",
                "go: module . listed in go.work file requires go >= 1.22, but go.work lists go 1.21; to update it:"
                        + " | go.work does not fit the modules that it uses",
                "go: link: write $WORK/b001/exe/a.out: no space left on device" + " | the disk is full",
                "build cache is disabled by GOCACHE=off, but required as of Go 1.12"
                        + " | go has no place for its caches",
                "go: could not create module cache: mkdir /nonexistent: permission denied"
                        + " | go has no place for its caches",
                "cmd/main.go:3:13: undefined: y" + " | the service does not compile for linux/arm64",
                "something new" + " | go build failed for linux/arm64"
            })
    void complaintsAreSaidInPlainWordsAndShown(String complaint, String problem) {
        BuildFailure failure = failure(false, "go: downloading x.com/z v1.0.0", complaint);

        assertThat(failure.problem()).isEqualTo(problem);
        assertThat(failure.details()).containsExactly(complaint);
        assertThat(failure.remedy()).isNotBlank();
        assertThat(failure.origin()).contains("go build in /src/service");
    }

    @Test
    void offlineNamesWhatIsMissing() {
        assertThat(failure(
                        true,
                        "go: downloading x.com/y v1.6.0",
                        "go: downloading x.com/z v1.0.0",
                        "main.go:2:8: module lookup disabled by GOPROXY=off"))
                .hasMessage("""
                        x.com/y v1.6.0, x.com/z v1.0.0 is not on this machine, and nothing may be fetched
                          why     the build is offline, or GOPROXY is off
                          from    go build in /src/service
                          do      build once with the network, or commit a vendor directory: go mod vendor""");
        assertThat(failure(
                                true,
                                "go: downloading go1.21.13 (linux/amd64)",
                                "go: download go1.21.13 for linux/amd64: toolchain not available")
                        .problem())
                .isEqualTo("go1.21.13 (linux/amd64) is not on this machine, and nothing may be fetched");
    }

    @Test
    void noMoreThanTwentyLinesAreShown() {
        List<String> lines = new ArrayList<>();
        for (int i = 1; i <= 25; i++) {
            lines.add("a.go:" + i + ":1: undefined: x" + i);
        }

        assertThat(GoFailure.of(preparation(), lines, false).details())
                .hasSize(21)
                .startsWith("a.go:1:1: undefined: x1")
                .endsWith("… and 5 more lines");
    }

    @Test
    void passwordsInAddressesAreNeverShown() {
        BuildFailure failure =
                failure(false, "go: x.com/y@v1.0.0: reading https://user:hunter2@proxy.example/y: 410 Gone");

        assertThat(failure.getMessage()).contains("https://***@proxy.example/y").doesNotContain("hunter2");
    }

    private static BuildFailure failure(boolean nothingFetched, String... lines) {
        return GoFailure.of(preparation(), List.of(lines), nothingFetched);
    }

    private static Preparation preparation() {
        return new Preparation(
                "go-build",
                Platform.LINUX_ARM64,
                "go",
                "go1.21.13",
                List.of("build"),
                new TreeMap<>(),
                Path.of("/src/service"),
                Path.of("/src/service/target/app"));
    }
}
