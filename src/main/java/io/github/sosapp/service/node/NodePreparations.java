package io.github.sosapp.service.node;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Platform;
import io.github.sosapp.plan.Preparation;
import io.github.sosapp.plan.SourceFiles;
import io.github.sosapp.plan.TestRun;
import io.github.sosapp.service.ServiceModule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What must be run for a service: packages for each platform, in a directory of their own; the build script once, with all
 * packages, in a copy of the sources; and the files of the application picked from there. The developer's own
 * {@code node_modules} are neither read nor changed.
 */
final class NodePreparations {

    /** The packages that the service runs with, per platform, below {@code node_modules}. */
    static final String DEPENDENCIES = "node-dependencies";
    /** The service's own files, the same for all platforms, below {@link #FILES}. */
    static final String APPLICATION = "node-application";

    static final String FILES = "files";

    private static final String PACKAGES_FOR_BUILD = "node-build-packages";
    private static final String BUILD = "node-build";
    private static final String INSTALL = "ci";
    // 1980-01-01, the first that zip archives can hold.
    private static final long FIRST_TIME_OF_ARCHIVES = 315_532_800;

    private final ServiceModule service;
    private final NodeService node;
    private final Path work;

    NodePreparations(ServiceModule service, NodeService node) {
        this.service = service;
        this.node = node;
        this.work = service.workDirectory().resolve("node");
    }

    List<Preparation> all(List<Platform> platforms) {
        List<Preparation> all = new ArrayList<>();
        for (Platform platform : platforms) {
            if (node.hasBuildScript()) {
                all.addAll(build(platform));
            }
        }
        for (Platform platform : platforms) {
            all.addAll(dependencies(platform));
        }
        for (Platform platform : platforms) {
            all.addAll(application(platform));
        }
        return List.copyOf(all);
    }

    /** The tests, in the copy where the service is built, with all packages; what they change there is made anew. */
    TestRun tests() {
        Platform here = Platform.ofThisMachine();
        return new TestRun(
                "npm test",
                build(here),
                new Preparation(
                        "node-test",
                        here,
                        "npm",
                        node.release().range(),
                        node.project().isWorkspace()
                                ? List.of("test", in(node.project().member()))
                                : List.of("test"),
                        environment(service.created().getEpochSecond()),
                        buildDirectory(),
                        buildDirectory()));
    }

    private List<Preparation> build(Platform platform) {
        Path directory = buildDirectory();
        Steps packages = new Steps(PACKAGES_FOR_BUILD, platform, directory, directory.resolve("node_modules"));
        packages.add("copy", manifests(true).arguments());
        packages.install(true, List.of());
        if (!node.scripts().isEmpty()) {
            packages.npm(rebuild(), environment());
        }
        Steps build = new Steps(BUILD, platform, directory, directory);
        build.add("copy", node.sources().arguments());
        SortedMap<String, String> ofCommit = environment(service.created().getEpochSecond());
        if (node.project().isWorkspace()) {
            node.workspacesToBuild().forEach(workspace -> build.npm(List.of("run", "build", in(workspace)), ofCommit));
        } else if (node.hasBuildScript()) {
            build.npm(List.of("run", "build"), ofCommit);
        }
        List<Preparation> all = new ArrayList<>(packages.steps);
        all.addAll(build.steps);
        return all;
    }

    private List<Preparation> dependencies(Platform platform) {
        if (!node.hasDependencies()) {
            return List.of();
        }
        Path output = work.resolve(platform.fileName());
        Steps steps = new Steps(DEPENDENCIES, platform, output, output);
        steps.add("copy", manifests(node.isDevelopment()).arguments());
        List<String> target = List.of("--os=" + platform.os(), "--cpu=" + processor(platform), "--libc=" + node.libc());
        steps.install(node.isDevelopment(), target);
        if (!node.scripts().isEmpty()) {
            steps.npm(rebuild(), environmentOf(platform));
        }
        List<String> fit = fit(platform);
        if (installer() == Installer.YARN_CLASSIC) {
            fit.add("--cpu=" + processor(platform));
        }
        node.foreign().forEach(name -> fit.add("--foreign=" + name));
        node.withoutScripts().forEach(name -> fit.add("--unbuilt=" + name));
        // They say which registry the packages came from.
        installer().traces().forEach(trace -> fit.add("--delete=" + trace));
        fit.addAll(node.packageTrees());
        steps.add("fit", fit);
        return steps.steps;
    }

    private List<Preparation> application(Platform platform) {
        Path output = work.resolve("application");
        Path source = node.hasBuildScript() ? buildDirectory() : node.project().root();
        Steps steps = new Steps(APPLICATION, platform, output.resolve(FILES), output);
        steps.add("copy", node.application(source).arguments());
        List<String> fit = fit(platform);
        node.entry().file().map(node.project()::inProject).ifPresent(file -> fit.add("--must=" + file));
        fit.add(".");
        steps.add("fit", fit);
        return steps.steps;
    }

    private Path buildDirectory() {
        return work.resolve("application").resolve("build");
    }

    // What is a workspace of pnpm, npm does not know.
    private String in(String workspace) {
        return (installer() == Installer.NPM ? "--workspace=" : "--prefix=") + workspace;
    }

    private SourceFiles manifests(boolean development) {
        PackageLock lock = node.project().lock();
        List<String> wanted = new ArrayList<>(
                List.of(PackageJson.NAME, lock.file().getFileName().toString()));
        wanted.addAll(installer().configuration());
        // The lock of npm must fit all of them.
        (installer() == Installer.NPM ? lock.workspaces() : node.project().workspaces(development))
                .forEach(workspace -> wanted.add(workspace + "/" + PackageJson.NAME));
        return new SourceFiles(node.project().root(), wanted, List.of());
    }

    private Installer installer() {
        return node.project().lock().installer();
    }

    private List<String> ofNpm(boolean development, List<String> target) {
        List<String> words =
                new ArrayList<>(List.of(INSTALL, "--ignore-scripts", development ? "--include=dev" : "--omit=dev"));
        if (node.project().isWorkspace()) {
            node.project().workspaces(development).forEach(workspace -> words.add("--workspace=" + workspace));
            // There is where the compiler of all workspaces is, as a rule.
            words.addAll(development ? List.of("--include-workspace-root") : List.of());
        }
        words.addAll(target);
        return words;
    }

    private List<String> rebuild() {
        List<String> rebuild = new ArrayList<>(List.of("rebuild", "--ignore-scripts=false"));
        rebuild.addAll(node.scripts());
        return rebuild;
    }

    private List<String> fit(Platform platform) {
        return new ArrayList<>(List.of("--platform=" + platform, "--libc=" + node.libc()));
    }

    // Packages are the same from commit to commit, so scripts that compile them get a time that is none of a commit.
    private static SortedMap<String, String> environment() {
        return environment(FIRST_TIME_OF_ARCHIVES);
    }

    private static SortedMap<String, String> environment(long time) {
        return new TreeMap<>(Map.of("TZ", "UTC", "SOURCE_DATE_EPOCH", Long.toString(time)));
    }

    // As the usual helpers of install scripts read it: prebuild-install, node-pre-gyp, node-gyp-build.
    private SortedMap<String, String> environmentOf(Platform platform) {
        SortedMap<String, String> environment = environment();
        for (String prefix : List.of("npm_config_", "npm_config_target_")) {
            environment.put(prefix + "platform", platform.os());
            environment.put(prefix + "arch", processor(platform));
            environment.put(prefix + "libc", node.libc());
        }
        return environment;
    }

    /** In the words of Node.js. */
    static String processor(Platform platform) {
        return Optional.ofNullable(Map.of(
                                "amd64", "x64",
                                "arm64", "arm64",
                                "386", "ia32",
                                "ppc64le", "ppc64",
                                "s390x", "s390x",
                                "arm", "arm",
                                "riscv64", "riscv64")
                        .get(platform.architecture()))
                .filter(processor -> platform.os().equals("linux"))
                .orElseThrow(() -> BuildFailure.ofUser("there is no Node.js for " + platform)
                        .from("sos.platforms")
                        .remedy("use for example linux/amd64,linux/arm64"));
    }

    /** The steps towards one output. */
    private final class Steps {

        private final String id;
        private final Platform platform;
        private final Path directory;
        private final Path output;
        private final List<Preparation> steps = new ArrayList<>();

        Steps(String id, Platform platform, Path directory, Path output) {
            this.id = id;
            this.platform = platform;
            this.directory = directory;
            this.output = output;
        }

        void add(String tool, List<String> arguments) {
            steps.add(new Preparation(id, platform, tool, "", arguments, new TreeMap<>(), directory, output));
        }

        /** @param target platform in options of npm; empty for this machine's */
        void install(boolean development, List<String> target) {
            if (installer() == Installer.NPM) {
                npm(ofNpm(development, target), environment());
                return;
            }
            NodeProject project = node.project();
            PackageJson json = project.isWorkspace() ? PackageJson.read(project.root()) : node.json();
            String version = installer().version(json, project.lock().file());
            for (List<String> command : installer().commands(development, target, project)) {
                steps.add(new Preparation(
                        id,
                        platform,
                        installer().program(),
                        version,
                        command,
                        environment(),
                        directory,
                        output,
                        OtherLock.files(project, development, target)));
            }
        }

        void npm(List<String> arguments, SortedMap<String, String> environment) {
            // Packages are the same whichever Node.js npm runs on; what scripts make is not.
            String release =
                    arguments.get(0).equals(INSTALL) ? "" : node.release().range();
            steps.add(new Preparation(id, platform, "npm", release, arguments, environment, directory, output));
        }
    }
}
