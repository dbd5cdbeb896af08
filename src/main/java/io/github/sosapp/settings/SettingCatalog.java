package io.github.sosapp.settings;

import static io.github.sosapp.settings.SettingKey.of;
import static io.github.sosapp.settings.SettingKey.without;

import io.github.sosapp.image.Platform;
import io.github.sosapp.image.layer.Compression;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Every setting there is. The table in the README is made from this file. */
public final class SettingCatalog {

    public static final SettingKey<String> IMAGE = without(
            "image", "Name of the image without tag.", "`${sos.registry}/${project.artifactId}`", SettingParser.TEXT);
    public static final SettingKey<String> REGISTRY = without(
            "registry",
            "Registry and owner that images are pushed to, for example `ghcr.io/sos-app`; building needs none.",
            "",
            SettingParser.TEXT);
    public static final SettingKey<List<String>> TAGS = without(
            "tags",
            "Tags, comma-separated; `+name` adds to and `-name` takes from the default ones.",
            "the version; `latest` too for releases",
            SettingParser.LIST);
    public static final SettingKey<String> TARGET = of(
            "target",
            "Which image of the service to build: `production`; for Go also `production-debian` and `production-alpine`,"
                    + " which have a shell and a health check; for Go, Java and Node.js also `development`, which listens for a debugger.",
            "production",
            SettingParser.oneOf(
                    List.of("production", "production-debian", "production-alpine", "development"), word -> word));
    public static final SettingKey<List<Platform>> PLATFORMS = of(
            "platforms",
            "Platforms, comma-separated; `native` is this machine's.",
            "linux/amd64,linux/arm64",
            SettingParser.PLATFORMS);
    public static final SettingKey<String> ENGINE = of(
            "engine",
            "Who builds: `daemonless` uses the language's own tools on this machine; `docker` lets a Docker Engine carry out"
                    + " the `Dockerfile` of the module, or one that is made for it.",
            "daemonless",
            SettingParser.oneOf(List.of("daemonless", "docker"), word -> word));
    public static final SettingKey<String> DOCKER_BUILDER = of(
            "docker.builder",
            "Which builder: `buildkit` or `classic` of the Docker Engine, `auto` for BuildKit where the engine has it; `buildx` for"
                    + " the builder in use of `docker buildx`, `buildx:<name>` for another of its builders.",
            "auto",
            SettingParser.BUILDER);
    public static final SettingKey<List<String>> DOCKER_CACHE_FROM = without(
            "docker.cacheFrom",
            "Where a buildx builder finds results of earlier builds: words of `docker buildx build --cache-from`, parted by"
                    + " spaces; `{platform}` in them is for example `linux-arm64`.",
            "",
            SettingParser.COMMAND_LINE);
    public static final SettingKey<List<String>> DOCKER_CACHE_TO = without(
            "docker.cacheTo",
            "Where a buildx builder writes its results for other builds: words of `--cache-to`, parted by spaces; with several"
                    + " platforms each has `{platform}` in it.",
            "",
            SettingParser.COMMAND_LINE);
    public static final SettingKey<List<String>> SSH = without(
            "ssh",
            "Agents and keys that a Dockerfile may use with `RUN --mount=type=ssh` in a buildx builder: words of `--ssh`, parted"
                    + " by spaces, for example `default`.",
            "",
            SettingParser.COMMAND_LINE);
    public static final SettingKey<Boolean> DOCKERFILE_OVERWRITE = of(
            "dockerfile.overwrite",
            "Whether the goal `dockerfile` replaces files that it did not write, or that were changed since.",
            "false",
            SettingParser.YES_OR_NO);
    public static final SettingKey<Duration> DOCKER_TIMEOUT = of(
            "docker.timeout",
            "Time that the Docker Engine may take to build for one platform.",
            "30m",
            SettingParser.PATIENCE);
    public static final SettingKey<String> BASE = without(
            "base",
            "What the image starts from: `scratch` (nothing at all), `packages:<suite>`, an image of a registry,"
                    + " `layout:<directory>` or `module:<groupId>:<artifactId>`.",
            "`scratch` for Go; `packages:trixie` for Node.js; for Java `packages:bookworm` or `packages:trixie`, whichever has the Java needed;"
                    + " `packages:bookworm` for Python, `packages:trixie` for 3.13",
            SettingParser.TEXT);
    public static final SettingKey<List<String>> PACKAGES = without(
            "packages",
            "Debian packages in a base of packages besides those of the language, comma-separated.",
            "",
            SettingParser.LIST);
    public static final SettingKey<List<String>> DEBIAN_MIRROR = without(
            "debian.mirror",
            "Addresses of Debian mirrors, comma-separated, the next one for what the one before does not have; for example"
                    + " `https://mirror.example.com/debian`.",
            "the apt sources of a Debian machine, else of `sos.debian.image`",
            SettingParser.LIST);
    public static final SettingKey<List<String>> DEBIAN_SECURITY_MIRROR = without(
            "debian.securityMirror",
            "Addresses of mirrors of Debian's security updates, comma-separated.",
            "`debian-security` beside the mirror",
            SettingParser.LIST);
    public static final SettingKey<String> DEBIAN_IMAGE = without(
            "debian.image",
            "Image of Debian whose apt sources name the mirror when neither a setting nor this machine does.",
            "`debian:<suite>-slim`, if it can be had",
            SettingParser.TEXT);
    public static final SettingKey<Path> DEBIAN_KEYRING = without(
            "debian.keyring",
            "File of OpenPGP public keys whose archives are trusted besides Debian's own.",
            "",
            SettingParser.PATH);
    public static final SettingKey<String> LANGUAGE = without(
            "language",
            "Language of the service: `go`, `java`, `node` or `python`; needed where the files do not tell, and in `pom` modules.",
            "found by looking at the files",
            SettingParser.oneOf(LanguageSettings.LANGUAGES, word -> word));
    public static final SettingKey<Path> SOURCE =
            of("source", "Directory of the service, relative to the module.", ".", SettingParser.PATH);
    public static final SettingKey<Integer> PORT = without(
            "port",
            "TCP port that the service listens on.",
            "8080; 3000 for Node.js, 8000 for Python",
            SettingParser.PORT);
    public static final SettingKey<String> USER = without(
            "user",
            "Numeric `uid` or `uid:gid` that the service runs as.",
            "1001:1001 for Go and Node.js, 65532:65532 for Java and Python",
            SettingParser.USER);
    public static final SettingKey<String> WORKDIR = without(
            "workdir",
            "Working directory of the service, absolute.",
            "`/` for Go, `/app` for Java, Node.js and Python",
            SettingParser.TEXT);
    public static final SettingKey<List<String>> ENTRYPOINT = without(
            "entrypoint",
            "Program and arguments that start the service.",
            "`/app` for Go, `java` for Java, what package.json says for Node.js, `python -m` for Python",
            SettingParser.COMMAND_LINE);
    public static final SettingKey<List<String>> ARGS =
            without("args", "Arguments that a user of the image may replace.", "", SettingParser.COMMAND_LINE);
    public static final SettingKey<List<String>> VOLUMES =
            without("volumes", "Directories that hold data, comma-separated, absolute.", "", SettingParser.LIST);
    public static final SettingKey<String> STOP_SIGNAL = without(
            "stopSignal",
            "Signal that ends the service, for example `SIGTERM`.",
            "the engine's own, SIGTERM",
            SettingParser.TEXT);
    public static final SettingKey<List<String>> HEALTH = SettingKey.<List<String>>without(
                    "health",
                    "Health check as program and arguments, run without a shell; `none` for no check.",
                    "a request over HTTP; none for Go's `production`",
                    SettingParser.COMMAND_LINE)
            .alsoCalled("health.command");
    public static final SettingKey<String> HEALTH_PATH = without(
            "health.path",
            "Path that the default health check asks.",
            "`/health`; `/actuator/health` with Spring Boot's actuator, `/q/health` with Quarkus's SmallRye Health",
            SettingParser.TEXT);
    public static final SettingKey<Duration> HEALTH_INTERVAL =
            of("health.interval", "Time between two health checks.", "30s", SettingParser.DURATION);
    public static final SettingKey<Duration> HEALTH_TIMEOUT =
            of("health.timeout", "Time after which a health check has failed.", "10s", SettingParser.DURATION);
    public static final SettingKey<Duration> HEALTH_START_PERIOD = of(
            "health.startPeriod",
            "Time after the start in which failed checks do not count.",
            "40s",
            SettingParser.DURATION);
    public static final SettingKey<Integer> HEALTH_RETRIES =
            of("health.retries", "Failed checks in a row that make a container unhealthy.", "3", SettingParser.COUNT);
    public static final SettingKey<Compression> COMPRESSION = of(
            "compression",
            "How layers are compressed: `gzip`, `gzip:fast`, `gzip:best` or `zstd`.",
            "gzip",
            SettingParser.oneOf(List.of(Compression.values()), Compression::settingValue));
    public static final SettingKey<String> CERTIFICATES = of(
            "certificates",
            "Trusted certificates in a scratch image: `bundled`, `none`, or a PEM file relative to the module.",
            "bundled",
            SettingParser.TEXT);
    public static final SettingKey<List<String>> BASES =
            without("bases", "Bases that the goal `bases` builds, comma-separated.", "all", SettingParser.LIST);
    public static final SettingKey<Path> BASES_DIRECTORY = without(
            "bases.directory",
            "Directory with a folder for each base that the goal `bases` knows, relative to the POM.",
            "the bases that the plugin carries",
            SettingParser.PATH);
    public static final SettingKey<Boolean> BASES_LOCK = of(
            "bases.lock",
            "Whether the goal `bases` takes the newest packages and pins them in `sos-lock.json` before it builds.",
            "false",
            SettingParser.YES_OR_NO);
    public static final SettingKey<Boolean> BASES_LOAD = of(
            "bases.load",
            "Whether the goal `bases` also loads what it built into the Docker Engine of this machine.",
            "false",
            SettingParser.YES_OR_NO);
    public static final SettingKey<Boolean> NO_CACHE = of(
            "noCache", "Whether the goal `bases` fetches and makes everything anew.", "false", SettingParser.YES_OR_NO);
    public static final SettingKey<List<String>> PLUGIN_EXTENSIONS = without(
            "pluginExtensions",
            "Extensions of jib's Maven plugin that may change the plan of a Java image, by their class names,"
                    + " comma-separated; in the POM each may have properties and a configuration.",
            "",
            SettingParser.LIST);
    public static final SettingKey<Boolean> SKIP =
            of("skip", "Does nothing in every goal when true.", "false", SettingParser.YES_OR_NO);
    public static final SettingKey<Boolean> PUSH = of(
            "push",
            "Whether the goal `push` pushes; the goal `bases` pushes only when true is said.",
            "true",
            SettingParser.YES_OR_NO);
    public static final SettingKey<Boolean> PUSH_AT_END = of(
            "pushAtEnd",
            "Pushes all images of a reactor after its last module is built, instead of each at its turn.",
            "false",
            SettingParser.YES_OR_NO);
    public static final SettingKey<List<String>> INSECURE_REGISTRIES = without(
            "insecureRegistries",
            "Registries, `host[:port]` comma-separated, that may be reached without TLS or with an unknown certificate.",
            "",
            SettingParser.LIST);
    public static final SettingKey<Path> CA_CERTIFICATES = without(
            "caCertificates",
            "PEM file with authorities that registries' certificates may come from, besides Java's own.",
            "",
            SettingParser.PATH);
    public static final SettingKey<Duration> HTTP_TIMEOUT = of(
            "http.timeout",
            "Time after which a registry or mirror that has sent or taken nothing is given up; then it is asked again.",
            "60s",
            SettingParser.PATIENCE);
    public static final SettingKey<Path> ARCHIVE = without(
            "archive",
            "File, relative to the module, that the goal `load` writes the image to instead of loading it: one archive for"
                    + " `docker load`, `podman load` and programs that read OCI layouts.",
            "",
            SettingParser.PATH);
    public static final SettingKey<Boolean> PLAN = of(
            "plan", "Whether the goal `explain` also prints the plan of the image.", "false", SettingParser.YES_OR_NO);

    public static final SettingKey<String> REFERENCE = without(
            "reference",
            "Image that the goal `inspect` looks at, for example `ghcr.io/sos-app/auth:1.0`.",
            "the image in `target/sos`",
            SettingParser.TEXT);

    /** In the order of the documentation. */
    public static final List<SettingKey<?>> ALL = List.of(
            IMAGE,
            REGISTRY,
            TAGS,
            TARGET,
            PLATFORMS,
            ENGINE,
            DOCKER_BUILDER,
            DOCKER_CACHE_FROM,
            DOCKER_CACHE_TO,
            SSH,
            DOCKERFILE_OVERWRITE,
            DOCKER_TIMEOUT,
            BASE,
            PACKAGES,
            DEBIAN_MIRROR,
            DEBIAN_SECURITY_MIRROR,
            DEBIAN_IMAGE,
            DEBIAN_KEYRING,
            LANGUAGE,
            SOURCE,
            PORT,
            USER,
            WORKDIR,
            ENTRYPOINT,
            ARGS,
            VOLUMES,
            STOP_SIGNAL,
            HEALTH,
            HEALTH_PATH,
            HEALTH_INTERVAL,
            HEALTH_TIMEOUT,
            HEALTH_START_PERIOD,
            HEALTH_RETRIES,
            COMPRESSION,
            CERTIFICATES,
            LanguageSettings.GO_VERSION,
            LanguageSettings.GO_MAIN,
            LanguageSettings.GO_TAGS,
            LanguageSettings.UPX,
            LanguageSettings.UPX_ARGS,
            LanguageSettings.UPX_VERSION,
            LanguageSettings.JAVA_MAIN,
            LanguageSettings.JAVA_CONTENT,
            LanguageSettings.JAVA_OPTIONS,
            LanguageSettings.JAVA_VERSION,
            LanguageSettings.JAVA_RUNTIME,
            LanguageSettings.JAVA_MODULES,
            LanguageSettings.NODE_VERSION,
            LanguageSettings.NODE_SCRIPTS,
            LanguageSettings.NODE_FOREIGN,
            LanguageSettings.NODE_LIBC,
            LanguageSettings.PYTHON_VERSION,
            LanguageSettings.PYTHON_MODULE,
            LanguageSettings.PYTHON_REQUIREMENTS,
            LanguageSettings.PYTHON_INTERPRETER,
            LanguageSettings.PYTHON_BYTECODE,
            BASES,
            BASES_DIRECTORY,
            BASES_LOCK,
            BASES_LOAD,
            NO_CACHE,
            PLUGIN_EXTENSIONS,
            SKIP,
            PUSH,
            PUSH_AT_END,
            INSECURE_REGISTRIES,
            CA_CERTIFICATES,
            HTTP_TIMEOUT,
            ARCHIVE,
            DevelopmentSettings.CHECK_RUN,
            DevelopmentSettings.RUN_PORT,
            DevelopmentSettings.RUN_ENV_FILE,
            DevelopmentSettings.DEBUG_PORT,
            DevelopmentSettings.VSCODE,
            PLAN,
            REFERENCE);

    /** Settings that are maps: {@code sos.env.NAME}, {@code sos.labels.key}, …; {@code sos.x.*} is free for teams. */
    public static final List<SettingMap> MAPS = List.of(
            new SettingMap("env", "Environment variables of the service."),
            new SettingMap("labels", "Labels of the image, besides the standard ones."),
            new SettingMap("annotations", "Annotations of the index and the manifests, besides the standard ones."),
            new SettingMap(
                    "files",
                    "Extra files: `files.<name>.from` (a file or directory of the module), `.to` (absolute), `.mode`, `.owner`."),
            new SettingMap(
                    "buildArgs",
                    "Build arguments of the module's own `Dockerfile`; never secrets, because images show them."),
            new SettingMap(
                    "secrets",
                    "Secrets that a Dockerfile may read with `RUN --mount=type=secret,id=<name>` in a buildx builder: `env:NAME` or"
                            + " `file:PATH`, never the secret itself."),
            new SettingMap("x", "Free for teams; the plugin reads none of them."));

    private SettingCatalog() {}

    /** A family of settings that share the beginning of their names. */
    public record SettingMap(String name, String description) {}
}
