package io.github.sosapp.engine.daemonless;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Platform;
import io.github.sosapp.plan.Preparation;
import io.github.sosapp.process.CommandResult;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The complaints are those of pnpm 10 and yarn 1 and 4. */
class InstallerFailureTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pnpm | ERR_PNPM_OUTDATED_LOCKFILE  Cannot install with \"frozen-lockfile\" because pnpm-lock.yaml is not"
                        + " up to date | the lock file of pnpm does not fit package.json",
                "yarn | error Your lockfile needs to be updated, but yarn was run with `--frozen-lockfile`."
                        + " | the lock file of yarn does not fit package.json",
                "yarn | ➤ YN0028: The lockfile would have been modified by this install, which is explicitly forbidden."
                        + " | the lock file of yarn does not fit package.json",
                "pnpm | ERR_PNPM_TARBALL_INTEGRITY  Got unexpected checksum"
                        + " | a package is not the one that the lock file names",
                "yarn | ➤ YN0018: left-pad@npm:1.3.0: The remote archive doesn't match the expected checksum"
                        + " | a package is not the one that the lock file names",
                "pnpm | ERR_PNPM_FETCH_404  GET https://registry.example.com/a: Not Found - 404"
                        + " | pnpm could not get a package",
                "yarn | ➤ YN0035: The remote server failed to provide the requested resource"
                        + " | yarn could not get a package",
                "yarn | ➤ YN0041: Invalid authentication (as an anonymous user) | yarn could not get a package",
                "yarn | error An unexpected error occurred: \"https://registry.example.com/a.tgz: Request failed \\\"401"
                        + " Unauthorized\\\"\". | yarn could not get a package",
                "pnpm | ERR_PNPM_NO_OFFLINE_TARBALL  A package is missing from the store"
                        + " | a package is not in pnpm's cache, and nothing may be fetched",
                "pnpm | WARN  GET https://registry.example.com/a error (ECONNREFUSED). Will retry in 10 seconds."
                        + " | pnpm could not reach the network",
                "pnpm | ERR_PNPM_UNSUPPORTED_PLATFORM  Unsupported platform for fsevents@2.3.3"
                        + " | a package does not exist for a platform of the image",
                "yarn | ENOSPC: no space left on device, write | the disk is full",
                "yarn | unable to get local issuer certificate | yarn could not trust the server that it fetches from",
                "yarn | error something else | yarn install failed with exit code 1",
            })
    void whatTheProgramComplainedAboutIsSaidInPlainWords(String program, String line, String problem) {
        assertThat(failure(program, line).problem()).isEqualTo(problem);
    }

    @Test
    void aPrivatePackageIsRefusedWithWhatToDo() {
        assertThat(failure("pnpm", "Progress: resolved 1\nERR_PNPM_FETCH_401  GET https://u:pw@registry.example.com/a")
                        .getMessage())
                .isEqualTo("""
                        pnpm could not get a package
                          why     it does not exist, or it is private and the registry refused this machine's login
                                  ERR_PNPM_FETCH_401  GET https://***@registry.example.com/a
                          from    pnpm install in /src/auth
                          do      check name and version; for a private package put the token's variable into .npmrc (//registry.example.com/:_authToken=${NPM_TOKEN}) and set it""");
    }

    private static BuildFailure failure(String program, String output) {
        Preparation preparation = new Preparation(
                "node-dependencies",
                Platform.LINUX_AMD64,
                program,
                "",
                List.of("install", "--frozen-lockfile"),
                new TreeMap<>(),
                Path.of("/src/auth"),
                Path.of("/src/auth"));
        return InstallerFailure.of(preparation, new CommandResult(1, output, ""));
    }
}
