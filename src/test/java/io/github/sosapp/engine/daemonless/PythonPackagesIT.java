package io.github.sosapp.engine.daemonless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.cache.KeptFiles;
import io.github.sosapp.image.layer.LayerEntry;
import io.github.sosapp.plan.FileSource;
import io.github.sosapp.plan.Preparation;
import io.github.sosapp.process.CommandRunner;
import io.github.sosapp.python.wheel.WheelFixture;
import io.github.sosapp.service.ServicePlan;
import io.github.sosapp.service.go.GoServiceFixture;
import io.github.sosapp.service.python.PythonRecipe;
import io.github.sosapp.testing.Required;
import io.github.sosapp.testing.SelfSignedServer;
import io.github.sosapp.testing.StatusServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real packages of every kind, for both platforms: the right files, or the right failure. */
class PythonPackagesIT {

    private static final String SITE = "/opt/venv/lib/python3.11/site-packages/";

    @TempDir
    private Path directory;

    @BeforeEach
    void findPip() {
        Required.program("pip3", "apt-get install python3-pip");
    }

    // The file that must be there, or the failure; {0} stands for the processor.
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                // compiled for each platform
                "markupsafe==2.1.5|markupsafe/_speedups.cpython-311-{0}-linux-gnu.so|same",
                // one file for many Pythons
                "bcrypt==4.1.3|bcrypt/_bcrypt.abi3.so|same",
                // only data
                "certifi==2024.2.2|certifi/cacert.pem|same",
                "tzdata==2024.1|tzdata/zoneinfo/Asia/Almaty|same",
                // names that several packages share: by a .pth file, and as Python itself does
                "sphinxcontrib-jsmath==1.0.1|sphinxcontrib_jsmath-1.0.1-py3.7-nspkg.pth|same",
                "backports.tarfile==1.2.0|backports/tarfile/__init__.py|same",
                // a program, no Python
                "ninja==1.11.1.1|ninja/data/bin/ninja|same",
                // a console script
                "pygments==2.18.0|../../../bin/pygmentize|same",
                // one wheel for Python 2 and 3
                "six==1.16.0|six.py|same",
                // needs another package, but only on Windows
                "click==8.1.7|click/core.py|same",
                // wanted on one processor only
                "uvloop==0.19.0 ; platform_machine == 'x86_64'|uvloop/loop.cpython-311-{0}-linux-gnu.so|nothing",
                "greenlet==3.0.3 ; platform_machine == 'aarch64'|nothing|greenlet/_greenlet.cpython-311-{0}-linux-gnu.so",
                // only made for one processor
                "tbb==2021.12.0|../../libtbb.so.12|refused: there is no wheel of tbb 2021.12.0 for linux/arm64",
                // only sources
                "docopt==0.6.2|refused: there is no wheel of docopt 0.6.2 for linux/amd64|refused: there is no wheel of docopt 0.6.2 for linux/arm64",
                // only for Windows
                "pywin32==306|refused: there is no wheel of pywin32 306 for linux/amd64|refused: there is no wheel of pywin32 306 for linux/arm64",
                // needs packages that nobody pinned, the second one only on these processors
                "flask==3.0.3|refused: jinja2, which flask 3.0.3 needs|same",
                "sqlalchemy==2.0.30|refused: greenlet, which sqlalchemy 2.0.30 needs|same",
                "six==1.16.0 --hash=sha256:0000000000000000000000000000000000000000000000000000000000000000|refused: a package is not what its hash says it is|same",
            })
    void aPackageIsRightOrRefused(String requirement, String onAmd64, String onArm64) throws IOException {
        Map<String, String> expected =
                Map.of("linux/amd64", onAmd64, "linux/arm64", onArm64.equals("same") ? onAmd64 : onArm64);
        for (String platform : expected.keySet()) {
            String outcome = expected.get(platform);
            if (outcome.startsWith("refused: ")) {
                assertThatThrownBy(() -> install(requirement, platform))
                        .as(platform)
                        .isInstanceOf(BuildFailure.class)
                        .hasMessageContaining(outcome.substring("refused: ".length()));
            } else if (outcome.equals("nothing")) {
                assertThat(install(requirement, platform)).as(platform).isEmpty();
            } else {
                String processor = platform.endsWith("amd64") ? "x86_64" : "aarch64";
                assertThat(install(requirement, platform))
                        .as(platform)
                        .contains(Path.of(SITE + outcome.replace("{0}", processor))
                                .normalize()
                                .toString());
            }
        }
    }

    @Test
    void aPackageThatIsOnlyForMuslIsRefused() throws IOException {
        Path index = Files.createDirectories(directory.resolve("index"));
        WheelFixture.tagged("only_for_musl", "1.0", "cp311-cp311-musllinux_1_2_x86_64")
                .in(index);

        assertThatThrownBy(
                        () -> install("only-for-musl==1.0", "linux/amd64", Map.of("PIP_FIND_LINKS", index.toString())))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("there is no wheel of only-for-musl 1.0 for linux/amd64");
    }

    @ParameterizedTest
    @CsvSource({
        "401, the index of packages refused this user",
        "403, the index of packages refused this user",
        "404, there is no wheel of six 1.16.0 for linux/amd64",
        "503, pip could not reach the network",
    })
    void aPackageThatTheIndexDoesNotGiveIsOneClearFailure(int status, String problem) throws IOException {
        try (StatusServer index = StatusServer.answering(status)) {
            assertNotHad(index.address(), problem);
        }
    }

    @Test
    void withoutTheNetworkTheFailureSaysSo() throws IOException {
        StatusServer gone = StatusServer.answering(200);
        gone.close();

        assertNotHad(gone.address(), "pip could not reach the network");
    }

    @Test
    void anIndexWithACertificateOfAnUnknownAuthorityIsOneClearFailure() throws Exception {
        try (SelfSignedServer index =
                SelfSignedServer.at("127.0.0.1", directory.resolve("untrusted")).answering()) {
            assertNotHad(index.url(), "pip could not trust the server that it fetches from");
        }
    }

    private void assertNotHad(String index, String problem) {
        Map<String, String> alone = Map.of(
                "PIP_INDEX_URL",
                index,
                "PIP_CACHE_DIR",
                directory.resolve("empty-cache").toString(),
                "PIP_RETRIES",
                "0");
        assertThatThrownBy(() -> install("six==1.16.0", "linux/amd64", alone))
                .isInstanceOfSatisfying(BuildFailure.class, failure -> {
                    assertThat(failure.problem()).isEqualTo(problem);
                    assertThat(failure.details()).isNotEmpty().noneMatch(line -> line.contains("Traceback"));
                    assertThat(failure.remedy()).isNotBlank();
                });
    }

    /** Paths of all files that the plan's preparation and the installer make of one requirement. */
    private List<String> install(String requirement, String platform) throws IOException {
        return install(requirement, platform, Map.of());
    }

    private List<String> install(String requirement, String platform, Map<String, String> more) throws IOException {
        GoServiceFixture service = GoServiceFixture.empty(directory)
                .write("src/main.py", "")
                .write("requirements.txt", requirement + "\n");
        ServicePlan plan = new PythonRecipe()
                .plan(service.module(), GoServiceFixture.settings("platforms", "linux/amd64,linux/arm64"));
        Preparation preparation = plan.preparations().stream()
                .filter(one -> one.platform().toString().equals(platform))
                .findFirst()
                .orElseThrow();
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.putAll(more);
        new PipDownload(CommandRunner.ofThisMachine(), environment, directory.resolve("work"), false, KeptFiles.none())
                .run(preparation);
        FileSource.Wheels wheels = plan.layers().get(0).files().stream()
                .map(file -> file.source())
                .filter(FileSource.Wheels.class::isInstance)
                .map(FileSource.Wheels.class::cast)
                .findFirst()
                .orElseThrow();
        try (OpenArchives archives = new OpenArchives()) {
            return InstalledWheels.entries("/opt/venv", wheels, preparation, archives).stream()
                    .map(LayerEntry::path)
                    .toList();
        }
    }
}
