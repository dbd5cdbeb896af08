package io.github.sosapp.engine.daemonless;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.image.Platform;
import io.github.sosapp.plan.Preparation;
import io.github.sosapp.process.CommandResult;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The complaints are npm's own, copied from terminals. */
class NpmFailureTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "npm error code ETARGET | package-lock.json does not fit package.json",
                "npm error code EUSAGE | package-lock.json does not fit package.json",
                "npm ERR! code EUSAGE | package-lock.json does not fit package.json",
                "npm error Missing: left-pad@1.3.0 from lock file | package-lock.json does not fit package.json",
                "npm error code E404 | npm could not get a package",
                "npm error code E401 | npm could not get a package",
                "npm error code E403 | npm could not get a package",
                "npm error code ENOTCACHED | a package is not in npm's cache, and nothing may be fetched",
                "npm error code ECONNREFUSED | npm could not reach the network",
                "npm error code ENOTFOUND | npm could not reach the network",
                "npm error code E503 | npm could not reach the network",
                "npm error code EINTEGRITY | a package is not the one that the lock file names",
                "npm error code SELF_SIGNED_CERT_IN_CHAIN | npm could not trust the server that it fetches from",
                "npm error code EBADPLATFORM | a package does not exist for a platform of the image",
                "npm error code ENOSPC | the disk is full",
                "src/index.ts(1,7): error TS2322: Type 'string' is not assignable to type 'number'."
                        + " | the service does not compile",
            })
    void whatNpmComplainedAboutIsSaidInPlainWords(String line, String problem) {
        assertThat(failure("", line).problem()).isEqualTo(problem);
    }

    @Test
    void theLinesOfTheBuildScriptAreShownWithoutNpmsOwn() {
        var failure = failure(
                "\n> auth@1.0.0 build\n> tsc\n\nsrc/a.ts(1,7): error TS2322: no.\n",
                "npm notice New minor version of npm available!\nnpm error A complete log of this run can be found in:"
                        + " /home/aigerim/.npm/_logs/x-debug-0.log\n");

        assertThat(failure.getMessage()).isEqualTo("""
                the service does not compile
                          src/a.ts(1,7): error TS2322: no.
                  from    npm ci in /src/auth
                  do      correct the lines above""");
    }

    @Test
    void loginsInAddressesAreNotShown() {
        assertThat(failure("", "npm error code E404\nnpm error 404 GET https://octo:hunter2@registry.example.com/x")
                        .getMessage())
                .contains("https://***@registry.example.com/x")
                .doesNotContain("hunter2");
    }

    @Test
    void anythingElseIsShownAsItIs() {
        assertThat(failure("", "sh: 1: vite: not found").getMessage())
                .startsWith("npm ci failed with exit code 1")
                .contains("sh: 1: vite: not found");
    }

    private static io.github.sosapp.failure.BuildFailure failure(String output, String errors) {
        Preparation preparation = new Preparation(
                "node-build",
                Platform.LINUX_AMD64,
                "npm",
                "",
                List.of("ci", "--ignore-scripts"),
                new TreeMap<>(),
                Path.of("/src/auth"),
                Path.of("/src/auth"));
        return NpmFailure.of(preparation, new CommandResult(1, output, errors), false);
    }
}
