package io.github.sosapp.engine.daemonless;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Platform;
import io.github.sosapp.plan.Preparation;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The lines are those of pip 23.2. */
class PipFailureTest {

    @Test
    void aPackageOfSourcesOnlyIsNamedWithItsWaysOut() {
        assertThat(failure(
                        "ERROR: Could not find a version that satisfies the requirement docopt==0.6.2 (from versions: none)",
                        "ERROR: No matching distribution found for docopt==0.6.2"))
                .hasMessage("""
                        there is no wheel of docopt 0.6.2 for linux/arm64
                          why     the index has no wheel of it that runs there: only sources, only other platforms or Pythons (musl and older C libraries count), or not this version at all
                                  ERROR: Could not find a version that satisfies the requirement docopt==0.6.2 (from versions: none)
                                  ERROR: No matching distribution found for docopt==0.6.2
                          do      use a version that has wheels; or build one on each platform (pip wheel --no-binary=docopt docopt==0.6.2) and publish it to your own index; or let Docker build it from source: sos.engine=docker""");
    }

    @Test
    void otherVersionsWithAWheelAreNamed() {
        assertThat(failure(
                        "ERROR: Could not find a version that satisfies the requirement greenlet[x]==9 (from versions: 1.0, 2.0,"
                                + " 2.1, 2.2, 3.0, 3.1)"))
                .hasMessageContaining("there is no wheel of greenlet 9 for linux/arm64")
                .hasMessageContaining("versions with a wheel there: 2.0, 2.1, 2.2, 3.0, 3.1\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.|a package is not what its hash says it is",
                "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError'|pip could not reach the network",
                "SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]'))|pip could not trust the server that it fetches from",
                "ERROR: HTTP error 403 while getting https://registry.example.com/x.whl|the index of packages refused this user",
                "no such option: --platform|this pip cannot fetch for other platforms",
                "OSError: [Errno 28] No space left on device|the disk is full",
                "Could not fetch URL https://registry.example.com/six/: 401 Client Error: Unauthorized for url: https://registry.example.com/six/ - skipping|the index of packages refused this user",
                "Could not fetch URL https://registry.example.com/six/: connection error: HTTPSConnectionPool(host='registry.example.com', port=443): Max retries exceeded with url: /six/|pip could not reach the network",
                "something else|pip failed for linux/arm64"
            },
            quoteCharacter = '`')
    void whatPipSaysBecomesPlainWords(String line, String problem) {
        assertThat(failure(line).problem()).isEqualTo(problem);
        assertThat(failure(line)).hasMessageContaining(line);
    }

    @Test
    void passwordsInAddressesAreNotShown() {
        assertThat(failure("ERROR: https://user:hunter2@registry.example.com/simple failed"))
                .hasMessageContaining("https://***@registry.example.com/simple")
                .hasMessageNotContaining("hunter2");
    }

    private static BuildFailure failure(String... lines) {
        Preparation preparation = new Preparation(
                "python-wheels",
                Platform.LINUX_ARM64,
                "pip",
                "",
                List.of(),
                new TreeMap<>(),
                Path.of("/build"),
                Path.of("/build/wheels"));
        return PipFailure.of(preparation, List.of(lines));
    }
}
