package io.github.sosapp.settings;

import static io.github.sosapp.settings.SettingKey.of;
import static io.github.sosapp.settings.SettingKey.without;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The part of the {@link SettingCatalog} that is about the languages of services. */
public final class LanguageSettings {

    /** The languages of services, as in {@code sos.language}. */
    public static final List<String> LANGUAGES = List.of("go", "java", "node", "python");

    public static final SettingKey<String> GO_VERSION = without(
            "go.version",
            "Go release that compiles the service, three parts, for example `1.21.13`.",
            "the `toolchain` line of go.mod, else its three-part `go` line",
            SettingParser.TEXT);
    public static final SettingKey<String> GO_MAIN = without(
            "go.main",
            "Directory of the main package, relative to the source, for example `cmd/server`.",
            "`cmd`, the only `cmd/<name>`, or `.`",
            SettingParser.TEXT);
    public static final SettingKey<List<String>> GO_TAGS =
            without("go.tags", "Build tags, comma-separated.", "", SettingParser.LIST);
    public static final SettingKey<String> UPX = of(
            "upx",
            "Whether the program of a Go service is packed with UPX: `off`, `on`, or `auto`, which packs it where the"
                    + " compressed layer gets at least 15 % smaller. Packed programs start slower and take more memory.",
            "off",
            SettingParser.oneOf(List.of("off", "auto", "on"), word -> word));
    public static final SettingKey<List<String>> UPX_ARGS = of(
            "upx.args",
            "How well UPX packs, for example `--best` or `-1`.",
            "--best --lzma",
            SettingParser.COMMAND_LINE);
    public static final SettingKey<String> UPX_VERSION = of(
            "upx.version",
            "UPX release that packs; another one on this machine is refused, because it gives other bytes.",
            "4.2.2",
            SettingParser.TEXT);
    public static final SettingKey<String> JAVA_MAIN = without(
            "java.main",
            "Class that starts the service, for example `com.example.Main`.",
            "named by the manifest, else the only one with a main method",
            SettingParser.TEXT);
    public static final SettingKey<String> JAVA_CONTENT = of(
            "java.content",
            "What the image of a Java service is made of: `package` is what `mvn package` made; `classes` is"
                    + " `target/classes` and the libraries, which `mvn compile` is enough for.",
            "package",
            SettingParser.oneOf(List.of("package", "classes"), word -> word));
    public static final SettingKey<List<String>> JAVA_OPTIONS = without(
            "java.options",
            "Options of the Java that runs the service, instead of the default ones; `none` for no options.",
            "`-XX:MaxRAMPercentage=75 -XX:+ExitOnOutOfMemoryError -Dfile.encoding=UTF-8`",
            SettingParser.COMMAND_LINE);
    public static final SettingKey<Integer> JAVA_VERSION = without(
            "java.version",
            "Java that runs the service on a base of packages: 17 or 21.",
            "the oldest that its classes run on",
            SettingParser.COUNT);
    public static final SettingKey<String> JAVA_RUNTIME = of(
            "java.runtime",
            "The Java runtime on a base of packages: `packaged` as Debian has it, or `jlink` for one that is cut out of"
                    + " Debian's modules, which needs a JDK of the same release on this machine.",
            "packaged",
            SettingParser.oneOf(List.of("packaged", "jlink"), word -> word));
    public static final SettingKey<List<String>> JAVA_MODULES = of(
            "java.modules",
            "Modules of a runtime that is cut, comma-separated: `standard` is a broad set that services share as one layer,"
                    + " `auto` is what the service's classes and libraries refer to.",
            "standard",
            SettingParser.LIST);
    public static final SettingKey<String> NODE_VERSION = without(
            "node.version",
            "Line of Node.js releases that the service is made for, for example `22`; on a base of packages its newest, or locked, release is put into the image.",
            "`.nvmrc`, `.node-version`, else `engines` in package.json",
            SettingParser.TEXT);
    public static final SettingKey<List<String>> NODE_SCRIPTS = without(
            "node.scripts",
            "Packages of npm whose install scripts run on this machine, comma-separated; `-name` for one that works although"
                    + " its script does not run.",
            "no script runs",
            SettingParser.LIST);
    public static final SettingKey<List<String>> NODE_FOREIGN = without(
            "node.foreign",
            "Packages of npm that carry programs of other platforms besides the right one, comma-separated; those of others"
                    + " are left out.",
            "",
            SettingParser.LIST);
    public static final SettingKey<String> NODE_LIBC = without(
            "node.libc",
            "C library of the base that npm packages are chosen for: `glibc` or `musl`.",
            "`musl` when `sos.base` names an alpine, else `glibc`",
            SettingParser.oneOf(List.of("glibc", "musl"), word -> word));
    public static final SettingKey<String> PYTHON_VERSION = without(
            "python.version",
            "Python that runs the service, for example `3.13`; another one than 3.11 and 3.13 needs a base that is an image.",
            "`.python-version`, else the first of 3.11 and 3.13 that `requires-python` allows",
            SettingParser.TEXT);
    public static final SettingKey<String> PYTHON_MODULE =
            without("python.module", "Module that `python -m` starts.", "`src.main`", SettingParser.TEXT);
    public static final SettingKey<Path> PYTHON_REQUIREMENTS = without(
            "python.requirements",
            "File of pinned requirements, relative to the source.",
            "`uv.lock`, `pylock.toml`, `poetry.lock` or `requirements.txt`, the first that is there",
            SettingParser.PATH);
    public static final SettingKey<String> PYTHON_INTERPRETER = without(
            "python.interpreter",
            "Absolute path of Python in a base that is an image.",
            "`/usr/local/bin/python<version>`; `/usr/bin/python<version>` in images of other modules",
            SettingParser.TEXT);
    public static final SettingKey<Boolean> PYTHON_BYTECODE = without(
            "python.bytecode",
            "Whether modules are in the image in compiled form too, which makes services start several times as fast; takes"
                    + " Linux.",
            "true; false on a base of a registry",
            SettingParser.YES_OR_NO);

    /** Those whose names do not begin with their language. */
    private static final Map<String, String> OF_ONE_LANGUAGE =
            Map.of("upx", "go", "certificates", "go", "pluginExtensions", "java");

    private LanguageSettings() {}

    /** The language, as in {@code sos.language}, whose services alone the setting concerns; empty when it concerns all. */
    public static Optional<String> languageOf(SettingKey<?> key) {
        String first = key.name().split("\\.", 2)[0];
        return LANGUAGES.contains(first) ? Optional.of(first) : Optional.ofNullable(OF_ONE_LANGUAGE.get(first));
    }
}
