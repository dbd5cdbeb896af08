package io.github.sosapp.python.wheel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.image.layer.LayerEntry;
import io.github.sosapp.python.PythonVersion;
import io.github.sosapp.testing.Programs;
import io.github.sosapp.testing.Required;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real wheels become the same files as pip makes of them in a virtual environment. */
class WheelInstallerIT {

    // Compiled code, headers, scripts in data directories, console scripts, a namespace by .pth, abi3, a bundled
    // program.
    private static final List<String> PACKAGES = List.of(
            "markupsafe==2.1.5",
            "greenlet==3.0.3",
            "jmespath==1.0.1",
            "uvicorn==0.29.0",
            "zope.interface==6.3",
            "bcrypt==4.1.3",
            "ninja==1.11.1.1");

    @TempDir
    private Path work;

    @Test
    void filesAndModesAreThoseOfPip() throws IOException {
        String python = Required.program("python3", "apt-get install python3-pip python3-venv")
                .toString();
        Path wheels = work.resolve("wheels");
        Programs.succeeded(
                work,
                Map.of(),
                words(
                                python,
                                "-m",
                                "pip",
                                "download",
                                "-q",
                                "--no-deps",
                                "--only-binary=:all:",
                                "-d",
                                wheels.toString())
                        .toArray(String[]::new));
        Path venv = work.resolve("venv");
        Programs.succeeded(work, Map.of(), python, "-m", "venv", "--without-pip", venv.toString());
        List<Path> files = list(wheels);
        List<String> install = List.of(
                python,
                "-m",
                "pip",
                "--python",
                venv.resolve("bin/python").toString(),
                "install",
                "-q",
                "--no-deps",
                "--no-compile",
                "--no-index");
        Programs.succeeded(
                work,
                Map.of(),
                Stream.concat(install.stream(), files.stream().map(Path::toString))
                        .toArray(String[]::new));
        PythonVersion version = PythonVersion.parse(
                Programs.output(work, python, "-c", "import platform; print(platform.python_version())"));

        Map<String, String> ours = new TreeMap<>();
        VirtualEnvironment environment = new VirtualEnvironment(venv.toString(), version, "site-packages");
        for (LayerEntry entry : WheelInstaller.entries(
                files.stream().map(Wheel::read).toList(), environment, WheelInstallerTest::content)) {
            try (InputStream stream = entry.content().open()) {
                ours.put(entry.path(), description(entry.path(), entry.mode() == 0755, stream.readAllBytes()));
            }
        }

        assertThat(ours).hasSizeGreaterThan(200).containsExactlyEntriesOf(filesOfPip(venv));
    }

    private static Map<String, String> filesOfPip(Path venv) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(venv)) {
            for (Path file : walk.filter(Files::isRegularFile).toList()) {
                String name = file.getFileName().toString();
                boolean ofTheEnvironment = name.matches("REQUESTED|direct_url.json|pyvenv.cfg|[aA]ctivate.*|python.*");
                if (!ofTheEnvironment && !Files.isSymbolicLink(file)) {
                    files.put(
                            file.toString(),
                            description(file.toString(), Files.isExecutable(file), Files.readAllBytes(file)));
                }
            }
        }
        return files;
    }

    /** What must be equal: all of a file, of generated ones only that they are there. */
    private static String description(String path, boolean executable, byte[] content) {
        String text = new String(content, StandardCharsets.ISO_8859_1);
        boolean generated = path.matches(".*\\.dist-info/(RECORD|INSTALLER)") || text.contains("sys.exit(");
        return executable + " " + (generated ? "generated" : text.hashCode() + " " + content.length);
    }

    private static List<String> words(String... words) {
        return Stream.concat(Stream.of(words), PACKAGES.stream()).collect(Collectors.toList());
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }
}
