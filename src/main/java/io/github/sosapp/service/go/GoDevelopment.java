package io.github.sosapp.service.go;

import io.github.sosapp.image.Platform;
import io.github.sosapp.image.layer.Owner;
import io.github.sosapp.plan.FileSource;
import io.github.sosapp.plan.LayerPlan;
import io.github.sosapp.plan.PlannedFile;
import io.github.sosapp.plan.Preparation;
import io.github.sosapp.plan.SecretFiles;
import io.github.sosapp.plan.SourceFiles;
import io.github.sosapp.service.Development;
import io.github.sosapp.service.ServiceModule;
import io.github.sosapp.settings.Setting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an image for debugging has around the program: Delve, the Go release, the sources with the modules that they need,
 * and a small program that compiles and starts the service anew when the sources change.
 */
record GoDevelopment(ServiceModule service, GoCommand go, String mainPackage, List<String> flags) {

    static final String NAME = "development";
    static final int DEBUGGER_PORT = 2345;

    private static final String RELEASE = "go-release";
    private static final String DELVE = "go-delve";
    private static final String RELOAD = "go-reload";
    private static final String SOURCES = "go-sources";
    private static final String MODULES = "go-modules";
    private static final String GO_ROOT = "/usr/local/go";
    private static final String SOURCE = "/src";
    private static final String MOUNTED = "/mounted";
    private static final List<String> DEBUGGED = List.of("linux/amd64", "linux/arm64");
    private static final List<String> LINKING = List.of("-trimpath", "-ldflags", "-s -w -buildid=");
    private static final List<String> NOT_SOURCES = List.of("{,**/}{.git,node_modules}", SecretFiles.GLOB);

    /** Refuses platforms that Delve does not know. */
    static void check(Setting<List<Platform>> platforms) {
        for (Platform platform : platforms.value()) {
            if (!DEBUGGED.contains(platform.toString())) {
                throw platforms
                        .refused("has " + platform + ", for which the target " + NAME + " has no debugger")
                        .remedy("use " + String.join(" or ", DEBUGGED) + ", or native for this machine's");
            }
        }
    }

    /** What a container does with sources that are mounted: a workspace's lie in more than one place. */
    static Development of(GoModule module, Path source) {
        boolean alone = module.work().isEmpty();
        return new Development(
                alone ? Optional.of(new Development.Sources(source, MOUNTED, List.of(), List.of())) : Optional.empty(),
                new Development.Debugger(
                        DEBUGGER_PORT, "go", source, module.mod().module()),
                alone
                        ? "an edit compiles the service and starts it anew"
                        : "the sources are part of a workspace (go.work): after an edit run sos:dev again");
    }

    /** Whether the sources in the image can be compiled there: those of a workspace lie in other directories, too. */
    boolean reloads() {
        return go.module().work().isEmpty();
    }

    List<String> warnings() {
        return reloads()
                ? List.of()
                : List.of(
                        "the sources are part of a workspace (go.work): the image holds those of the service, and does"
                                + " not compile them when they change");
    }

    private boolean needsModules() {
        return reloads()
                && !go.module().isVendored()
                && !go.module().mod().requirements().isEmpty();
    }

    List<Preparation> preparations(Platform platform) {
        Path work = service.workDirectory().resolve("go-development");
        Path own = work.resolve(platform.fileName());
        List<Preparation> all = new ArrayList<>();
        all.add(new Preparation(
                RELEASE,
                platform,
                "go-release",
                go.toolchain(),
                List.of("mod", "download", "-json", release(platform)),
                checked(outsideOfModules(go.environment())),
                own,
                own.resolve("go")));
        all.add(compilation(
                DELVE,
                platform,
                own,
                "delve",
                Delve.PACKAGE,
                Delve.of(go.version()).module()));
        all.add(compilation(RELOAD, platform, own, "reload", ".", reload()));
        all.add(sources(platform, work.resolve("sources")));
        if (needsModules()) {
            all.add(modules(platform, work.resolve("vendor")));
        }
        return all;
    }

    private Preparation sources(Platform platform, Path output) {
        List<String> unwanted = new ArrayList<>(NOT_SOURCES);
        Path results = service.workDirectory();
        if (results.startsWith(service.source())) {
            unwanted.add(service.source().relativize(results).getName(0).toString());
        }
        return new Preparation(
                SOURCES,
                platform,
                "copy",
                "",
                new SourceFiles(service.source(), List.of("."), unwanted).arguments(),
                new TreeMap<>(),
                output,
                output);
    }

    private Preparation modules(Platform platform, Path output) {
        return new Preparation(
                MODULES,
                platform,
                "go",
                go.toolchain(),
                List.of("mod", "vendor", "-o", output.toString()),
                go.environment(),
                service.source(),
                output);
    }

    /** As the module proxy names what go itself fetches when another release is asked for. */
    private String release(Platform platform) {
        return "golang.org/toolchain@v0.0.1-" + go.toolchain() + "." + platform.os() + "-" + platform.architecture();
    }

    private Preparation compilation(
            String id, Platform platform, Path directory, String name, String what, SortedMap<String, String> files) {
        Path place = directory.resolve(name);
        List<String> arguments = new ArrayList<>(List.of("build", "-mod=readonly", "-buildvcs=false"));
        arguments.addAll(LINKING);
        arguments.addAll(List.of("-o", place.resolve("program").toString(), what));
        return new Preparation(
                id,
                platform,
                "go",
                go.toolchain(),
                arguments,
                outsideOfModules(go.environment(platform)),
                place,
                place.resolve("program"),
                files);
    }

    private static SortedMap<String, String> outsideOfModules(SortedMap<String, String> environment) {
        environment.put("GOWORK", "off");
        return environment;
    }

    // No name of a user's own makes this module one that nobody checks.
    private static SortedMap<String, String> checked(SortedMap<String, String> environment) {
        environment.put("GONOSUMDB", "");
        environment.put("GOPRIVATE", "");
        return environment;
    }

    /** The module of the program that compiles and starts the service anew. */
    static SortedMap<String, String> reload() {
        return new TreeMap<>(Map.of("main.go", Delve.carried("reload.go.txt"), "go.mod", "module reload\n\ngo 1.21\n"));
    }

    /** Those below the service's own; the first is the same for all services of a Go release. */
    List<LayerPlan> layers() {
        List<PlannedFile> release = new ArrayList<>();
        List.of("LICENSE", "PATENTS", "VERSION", "go.env", "lib", "pkg/include", "src")
                .forEach(name -> release.add(ofRelease(name, 0644)));
        List.of("bin", "pkg/tool").forEach(name -> release.add(ofRelease(name, 0755)));
        List<LayerPlan> layers = new ArrayList<>();
        layers.add(new LayerPlan("go " + go.version().text(), release));
        layers.add(new LayerPlan(
                "debugger", List.of(program("/usr/local/bin/dlv", DELVE), program("/usr/local/bin/reload", RELOAD))));
        if (needsModules()) {
            layers.add(new LayerPlan(
                    "modules", List.of(tree(SOURCE + "/vendor", 0644, new FileSource.PreparedTree(MODULES, "")))));
        }
        layers.add(new LayerPlan("sources", List.of(tree(SOURCE, 0644, new FileSource.PreparedTree(SOURCES, "")))));
        return layers;
    }

    private static PlannedFile ofRelease(String name, int mode) {
        return tree(GO_ROOT + "/" + name, mode, new FileSource.PreparedTree(RELEASE, name));
    }

    private static PlannedFile tree(String path, int mode, FileSource source) {
        return new PlannedFile(path, mode, Owner.ROOT, source);
    }

    private static PlannedFile program(String path, String preparation) {
        return new PlannedFile(path, 0755, Owner.ROOT, new FileSource.Prepared(preparation));
    }

    /** What the service's own arguments come behind. */
    List<String> entrypoint(String program) {
        List<String> words = new ArrayList<>(List.of("/usr/local/bin/reload", "-program=" + program));
        if (reloads()) {
            List<String> build = new ArrayList<>(flags);
            if (needsModules()) {
                build.set(build.indexOf("-mod=readonly"), "-mod=vendor");
            }
            build.add(mainPackage);
            words.addAll(List.of(
                    "-source=" + SOURCE,
                    "-mounted=" + MOUNTED,
                    "-copied=/tmp/src",
                    "-made=/tmp/app",
                    "-build=" + String.join("\n", build)));
        }
        words.addAll(List.of("-listen=:" + DEBUGGER_PORT, "--"));
        return words;
    }

    /** Whatever go and Delve write goes below /tmp, the one place where they may. */
    Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("PATH", GO_ROOT + "/bin:/usr/local/bin:/usr/bin:/bin");
        environment.put("HOME", "/tmp");
        environment.put("GOCACHE", "/tmp/go-build");
        environment.put("GOPATH", "/tmp/go");
        environment.put("GOTOOLCHAIN", "local");
        environment.put("CGO_ENABLED", "0");
        return environment;
    }
}
