package io.github.sosapp.engine.daemonless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.layer.LayerEntry;
import io.github.sosapp.plan.FileSource;
import io.github.sosapp.plan.Preparation;
import io.github.sosapp.process.CommandRunner;
import io.github.sosapp.service.ServicePlan;
import io.github.sosapp.service.go.GoServiceFixture;
import io.github.sosapp.service.python.PythonRecipe;
import io.github.sosapp.testing.Required;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
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

    @ParameterizedTest(name = "{0} on {1}")
    @CsvSource({
        // compiled for each platform
        "markupsafe==2.1.5, linux/amd64, markupsafe/_speedups.cpython-311-x86_64-linux-gnu.so",
        "markupsafe==2.1.5, linux/arm64, markupsafe/_speedups.cpython-311-aarch64-linux-gnu.so",
        // one file for many Pythons
        "bcrypt==4.1.3, linux/amd64, bcrypt/_bcrypt.abi3.so",
        "bcrypt==4.1.3, linux/arm64, bcrypt/_bcrypt.abi3.so",
        // only data
        "certifi==2024.2.2, linux/amd64, certifi/cacert.pem",
        "certifi==2024.2.2, linux/arm64, certifi/cacert.pem",
        // a namespace that several packages share
        "sphinxcontrib-jsmath==1.0.1, linux/arm64, sphinxcontrib_jsmath-1.0.1-py3.7-nspkg.pth",
        // a program, no Python
        "ninja==1.11.1.1, linux/arm64, ninja/data/bin/ninja",
        // one wheel for Python 2 and 3
        "six==1.16.0, linux/arm64, six.py"
    })
    void installs(String requirement, String platform, String file) throws IOException {
        List<String> paths = install(requirement, platform);

        assertThat(paths).contains(SITE + file);
    }

    @ParameterizedTest(name = "{0} on {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "docopt==0.6.2|linux/amd64|there is no wheel of docopt 0.6.2 for linux/amd64",
                "docopt==0.6.2|linux/arm64|there is no wheel of docopt 0.6.2 for linux/arm64",
                "pywin32==306|linux/amd64|there is no wheel of pywin32 306 for linux/amd64",
                "this-package-was-never-made-by-anybody==1|linux/amd64|there is no wheel of this-package-was-never-made-by-anybody",
                "six==1.16.0 --hash=sha256:0000000000000000000000000000000000000000000000000000000000000000|linux/amd64|a package is not what its hash says it is",
                "flask==3.0.3|linux/arm64|jinja2, which flask 3.0.3 needs",
                // asks for greenlet on x86_64 and aarch64 by a marker
                "sqlalchemy==2.0.30|linux/arm64|greenlet, which sqlalchemy 2.0.30 needs"
            })
    void refuses(String requirement, String platform, String problem) {
        assertThatThrownBy(() -> install(requirement, platform))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining(problem);
    }

    /** Paths of all files that the plan's preparation and the installer make of one requirement. */
    private List<String> install(String requirement, String platform) throws IOException {
        GoServiceFixture service = GoServiceFixture.empty(directory)
                .write("src/main.py", "")
                .write("requirements.txt", requirement + "\n");
        ServicePlan plan = new PythonRecipe().plan(service.module(), GoServiceFixture.settings("platforms", platform));
        Preparation preparation = plan.preparations().get(0);
        new PipDownload(CommandRunner.ofThisMachine(), System.getenv(), directory.resolve("work"), false)
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
