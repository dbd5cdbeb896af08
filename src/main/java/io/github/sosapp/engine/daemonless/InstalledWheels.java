package io.github.sosapp.engine.daemonless;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.layer.LayerEntry;
import io.github.sosapp.plan.FileSource;
import io.github.sosapp.plan.Preparation;
import io.github.sosapp.python.PythonVersion;
import io.github.sosapp.python.Requirement;
import io.github.sosapp.python.TargetPython;
import io.github.sosapp.python.wheel.MissingDependencies;
import io.github.sosapp.python.wheel.VirtualEnvironment;
import io.github.sosapp.python.wheel.Wheel;
import io.github.sosapp.python.wheel.WheelInstaller;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The wheels that pip fetched for one platform, as files of the image. */
final class InstalledWheels {

    private static final int MOST_NAMED = 10;

    private InstalledWheels() {}

    /** @param directory of the environment in the image */
    static List<LayerEntry> entries(
            String directory, FileSource.Wheels source, Preparation preparation, OpenArchives archives)
            throws IOException {
        TargetPython target =
                new TargetPython(PythonVersion.parse(source.python()), preparation.platform(), source.glibc());
        List<Wheel> wheels = wheels(preparation);
        wheels.forEach(wheel -> requireFit(wheel, target));
        if (source.complete()) {
            requireComplete(wheels, preparation, target);
        }
        return WheelInstaller.entries(
                wheels,
                new VirtualEnvironment(directory, target.version(), source.packages()),
                (archive, entry) -> archives.content(new FileSource.ArchiveEntry(archive, entry)));
    }

    /** All wheels in the output, in the order of their names. */
    static List<Wheel> wheels(Preparation preparation) throws IOException {
        try (Stream<Path> files = Files.list(preparation.output())) {
            return files.filter(file -> file.toString().endsWith(".whl"))
                    .sorted()
                    .map(Wheel::read)
                    .toList();
        }
    }

    /** What was asked for, as it stands in the file that pip reads. */
    static List<Requirement> asked(Preparation preparation) {
        return preparation.files().values().stream()
                .flatMap(String::lines)
                .filter(line -> !line.isBlank() && !line.startsWith("-"))
                .map(line -> Requirement.parse(line.split(" --hash=", 2)[0]))
                .toList();
    }

    private static void requireFit(Wheel wheel, TargetPython target) {
        if (!target.accepts(wheel.name())) {
            throw BuildFailure.ofWorld("pip gave a wheel that is not for " + target)
                    .because(wheel.name().file() + " is none of those that run on it with glibc 2." + target.glibc())
                    .remedy("update pip (pip install --upgrade pip), or use another version of "
                            + wheel.name().name());
        }
        if (!wheel.metadata().python().allows(target.version())) {
            throw BuildFailure.ofUser(wheel.name().name() + " " + wheel.name().version() + " is not for Python "
                            + target.version())
                    .because("it says that it needs Python " + wheel.metadata().python())
                    .remedy("use another version of it, or another Python: sos.python.version and sos.base");
        }
    }

    private static void requireComplete(List<Wheel> wheels, Preparation preparation, TargetPython target) {
        List<String> missing = MissingDependencies.of(wheels, asked(preparation), target);
        if (!missing.isEmpty()) {
            throw BuildFailure.ofUser("packages are missing for " + target)
                    .because("exactly what is pinned gets installed, and nothing pins these:")
                    .listing(missing.stream().limit(MOST_NAMED).toList())
                    .remedy(
                            "pin everything, for all platforms: uv lock, or uv pip compile --universal --generate-hashes"
                                    + " (pip-compile and pip freeze only see the machine that they run on)");
        }
    }
}
