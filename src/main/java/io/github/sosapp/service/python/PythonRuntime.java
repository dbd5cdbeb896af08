package io.github.sosapp.service.python;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Platform;
import io.github.sosapp.plan.BaseRequest;
import io.github.sosapp.python.PythonVersion;
import io.github.sosapp.python.TargetPython;
import io.github.sosapp.python.VersionSpecifiers;
import io.github.sosapp.service.python.lock.ProjectFile;
import io.github.sosapp.settings.LanguageSettings;
import io.github.sosapp.settings.Setting;
import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Which Python runs a service, and the base that has it.
 *
 * @param version of the interpreter in the base; of a base that is an image, only as far as it was named
 * @param interpreter absolute path in the base
 * @param glibc minor number of the C library that wheels may need
 * @param bringsPackages whether the base may hold Python packages already
 * @param compiles whether modules are compiled, by the Python of the base
 */
record PythonRuntime(
        PythonVersion version,
        BaseRequest base,
        String interpreter,
        int glibc,
        boolean bringsPackages,
        boolean compiles) {

    // Older than that of every image that still gets security updates; newer wheels are rare.
    private static final int USUAL_GLIBC = 28;

    /** A version of Python that somebody named, and where. */
    private record Named(String text, String origin) {}

    static PythonRuntime of(Path source, Settings settings) {
        Optional<Setting<String>> base = settings.find(SettingCatalog.BASE);
        if (base.isPresent() && base.get().value().equals(BaseRequest.SCRATCH)) {
            throw base.get().refused("holds no Python").remedy("remove the setting, or name an image that has Python");
        }
        PythonRuntime runtime = base.isEmpty() || base.get().value().startsWith("packages:")
                ? packaged(source, settings, base)
                : ofImage(source, settings, base.get());
        runtime.requireSuitable(source);
        return runtime;
    }

    /** The interpreter on that platform. */
    TargetPython on(Platform platform) {
        return new TargetPython(version, platform, glibc);
    }

    private static PythonRuntime packaged(Path source, Settings settings, Optional<Setting<String>> base) {
        settings.find(LanguageSettings.PYTHON_INTERPRETER).ifPresent(given -> {
            throw given.refused("has no effect")
                    .because("a base of packages has its Python in /usr/bin")
                    .remedy("remove the setting");
        });
        PackagedPython python = packagedPython(source, settings, base);
        return assembled(
                python.base(),
                base.map(Setting::origin).orElse("default for Python " + python.minor()),
                List.of(),
                bytecode(settings));
    }

    /**
     * The Python that is assembled out of packages.
     *
     * @param base that somebody named
     * @param origin of that name
     * @param packages besides those that Python needs
     */
    static PythonRuntime assembled(
            String base, String origin, List<String> packages, Optional<Setting<Boolean>> bytecode) {
        PackagedPython python = PackagedPython.in(base)
                .orElseThrow(() -> BuildFailure.ofUser("base = " + base + " has no Python that can be assembled")
                        .because("assembled bases have Python " + PackagedPython.possible())
                        .from(origin)
                        .remedy("write base = " + PackagedPython.USUAL.base()));
        boolean compiles = bytecode.map(Setting::value).orElse(true);
        return new PythonRuntime(
                python.version(),
                new BaseRequest(
                        base,
                        origin,
                        BaseRequest.Packages.of(python.packageSet())
                                .with(packages)
                                .compiled(compiles)),
                python.interpreter(),
                python.glibc(),
                false,
                compiles);
    }

    private static PackagedPython packagedPython(Path source, Settings settings, Optional<Setting<String>> base) {
        Optional<PackagedPython> inBase = base.map(given -> PackagedPython.in(given.value())
                .orElseThrow(() -> given.refused("has no Python for services")
                        .because("assembled bases have Python " + PackagedPython.possible())
                        .remedy("remove the setting, or set sos.base to an image that has Python")));
        Optional<Named> named = named(source, settings);
        if (named.isEmpty()) {
            return inBase.orElseGet(() -> suitable(source));
        }
        String minor = minor(named.get());
        PackagedPython python = PackagedPython.ofMinor(minor)
                .orElseThrow(() -> BuildFailure.ofUser("there is no package of Python " + minor)
                        .because("assembled bases have Python " + PackagedPython.possible())
                        .from(named.get().origin())
                        .remedy("use one of these, or set sos.base to an image with Python " + minor
                                + ", for example python:" + minor + "-slim"));
        if (inBase.isPresent() && !inBase.get().equals(python)) {
            throw base.get()
                    .refused("has Python " + inBase.get().minor() + ", and the service wants " + minor)
                    .because(named.get().origin() + " names it")
                    .remedy("remove the setting: Python " + minor + " is in " + python.base());
        }
        return python;
    }

    /** The usual one, unless the service says that it needs another. */
    private static PackagedPython suitable(Path source) {
        Optional<VersionSpecifiers> wanted = ProjectFile.read(source).python();
        return PackagedPython.ALL.stream()
                .filter(one -> wanted.isEmpty() || wanted.get().allows(one.version()))
                .findFirst()
                .orElseThrow(() -> BuildFailure.ofUser("there is no package of a Python that the service runs on")
                        .because("requires-python = " + wanted.get() + ", and assembled bases have Python "
                                + PackagedPython.possible())
                        .from(source.resolve("pyproject.toml"))
                        .remedy("widen requires-python, or set sos.base and sos.python.version to an image with a"
                                + " Python that it allows"));
    }

    private static Optional<Setting<Boolean>> bytecode(Settings settings) {
        return settings.find(LanguageSettings.PYTHON_BYTECODE);
    }

    private static PythonRuntime ofImage(Path source, Settings settings, Setting<String> base) {
        if (base.value().matches(".*[:/-]alpine.*")) {
            throw base.refused("has another C library than wheels need")
                    .because("Alpine's is musl; wheels for it are not installed, and code for glibc would not start")
                    .remedy("use an image of Debian, for example python:3.11-slim, or sos.base = "
                            + PackagedPython.USUAL.base());
        }
        boolean ofOurs = base.value().startsWith("module:") || base.value().startsWith("layout:");
        Named named = named(source, settings)
                .or(() -> ofOurs ? Optional.of(new Named(PackagedPython.USUAL.minor(), "default")) : Optional.empty())
                .orElseThrow(() -> base.refused("does not say which Python it has")
                        .because("wheels are chosen for one version of Python")
                        .remedy("set sos.python.version, or write .python-version beside the service"));
        if (!ofOurs && bytecode(settings).map(Setting::value).orElse(false)) {
            throw bytecode(settings)
                    .orElseThrow()
                    .refused("has no effect on a base of a registry")
                    .because("the base's own Python compiles, and layers of such a base are not fetched")
                    .remedy("remove the setting, or use an assembled base");
        }
        Optional<PackagedPython> packaged = ofOurs ? PackagedPython.ofMinor(minor(named)) : Optional.empty();
        PythonVersion version = packaged.map(PackagedPython::version).orElseGet(() -> version(named));
        String usual = ofOurs ? "/usr/bin/python" : "/usr/local/bin/python";
        return new PythonRuntime(
                version,
                BaseRequest.of(base.value(), base.origin()),
                settings.find(LanguageSettings.PYTHON_INTERPRETER)
                        .map(PythonRuntime::absolute)
                        .orElse(usual + version.minor()),
                packaged.map(PackagedPython::glibc).orElse(ofOurs ? PackagedPython.USUAL.glibc() : USUAL_GLIBC),
                true,
                ofOurs && bytecode(settings).map(Setting::value).orElse(true));
    }

    private static String absolute(Setting<String> path) {
        if (!path.value().matches("/[^\\s:]+")) {
            throw path.refused("is not an absolute path").remedy("use for example /usr/local/bin/python3.11");
        }
        return path.value();
    }

    private static Optional<Named> named(Path source, Settings settings) {
        return settings.find(LanguageSettings.PYTHON_VERSION)
                .map(given -> new Named(given.value(), given.origin()))
                .or(() -> versionFile(source.resolve(".python-version")));
    }

    private static Optional<Named> versionFile(Path file) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return Files.readString(file)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .findFirst()
                    .map(line -> new Named(line.replaceFirst("^(cpython-|python-?)", ""), file.toString()));
        } catch (IOException e) {
            throw BuildFailure.ofUser("cannot read " + file)
                    .because("it is not a readable text in UTF-8")
                    .causedBy(e)
                    .remedy("write for example 3.11 into it");
        }
    }

    private static String minor(Named named) {
        return version(named).minor();
    }

    private static PythonVersion version(Named named) {
        PythonVersion version = PythonVersion.find(named.text()).orElse(null);
        if (version == null
                || version.release().size() < 2
                || version.release(1).get(0) != 3) {
            throw BuildFailure.ofUser("\"" + named.text() + "\" is no version of Python that services run on")
                    .from(named.origin())
                    .remedy("write for example 3.11");
        }
        return version.release().size() > 2 ? version : PythonVersion.parse(version.minor() + ".0");
    }

    private void requireSuitable(Path source) {
        Optional<VersionSpecifiers> wanted = ProjectFile.read(source).python();
        if (wanted.isPresent() && !wanted.get().allows(version)) {
            throw BuildFailure.ofUser("the service does not run on Python " + version)
                    .because("requires-python = " + wanted.get())
                    .from(source.resolve("pyproject.toml"))
                    .remedy("widen requires-python, or set sos.python.version and sos.base to a Python that it allows");
        }
    }
}
