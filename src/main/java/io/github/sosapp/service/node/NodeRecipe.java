package io.github.sosapp.service.node;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.ExecutionConfig;
import io.github.sosapp.image.HealthCheck;
import io.github.sosapp.image.layer.Owner;
import io.github.sosapp.plan.BaseRequest;
import io.github.sosapp.plan.DockerfileFacts;
import io.github.sosapp.plan.FileSource;
import io.github.sosapp.plan.LayerPlan;
import io.github.sosapp.plan.PlannedFile;
import io.github.sosapp.plan.TestRun;
import io.github.sosapp.service.Development;
import io.github.sosapp.service.Recipe;
import io.github.sosapp.service.ServiceModule;
import io.github.sosapp.service.ServicePlan;
import io.github.sosapp.settings.Setting;
import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A Node.js service becomes its packages and its built files on a Node.js runtime, started by a small init process. */
public final class NodeRecipe implements Recipe {

    private static final String DIRECTORY = "/app";
    private static final String LAUNCHER = "/opt/development.mjs";
    static final String LAUNCHER_RESOURCE = "/io/github/sosapp/service/node/development.mjs";
    private static final int DEFAULT_PORT = 3000;
    private static final int INSPECTOR_PORT = 9229;
    private static final String PACKAGES = "packages:";
    private static final String DEFAULT_BASE = PACKAGES + "trixie";
    static final String TRIXIE_LINE = Integer.toString(NodeRelease.OF_TRIXIE.getMajor());
    private static final long MANY_BYTES = 200_000_000L;

    @Override
    public String language() {
        return "node";
    }

    @Override
    public String displayName() {
        return "Node.js";
    }

    @Override
    public List<String> markers() {
        return List.of(PackageJson.NAME);
    }

    /** Many projects have a package.json for their tools alone. */
    @Override
    public List<String> markersIn(Path source, Settings settings) {
        List<String> found = Recipe.super.markersIn(source, settings);
        return found.isEmpty() || EntryPoint.isLikelyIn(source, PackageJson.read(source)) ? found : List.of();
    }

    @Override
    public List<String> targets() {
        return List.of("production", NodeService.DEVELOPMENT);
    }

    @Override
    public List<Path> inputs(Path source, Settings settings) {
        NodeProject project = NodeProject.of(source);
        return project.parts().stream()
                .map(project.root()::resolve)
                .map(Path::normalize)
                .toList();
    }

    @Override
    public OptionalLong unusualSize() {
        return OptionalLong.of(MANY_BYTES);
    }

    /** What npm init writes as a test script is none. */
    @Override
    public Optional<TestRun> tests(ServiceModule module, Settings settings) {
        return PackageJson.read(module.source())
                .script("test")
                .filter(script -> !script.contains("no test specified"))
                .map(script -> new NodePreparations(module, NodeService.of(module, settings)).tests());
    }

    @Override
    public ServicePlan plan(ServiceModule module, Settings settings) {
        NodeService node = NodeService.of(module, settings);
        BaseRequest base = base(node.release(), settings);
        boolean assembled = base.base().startsWith(PACKAGES);
        List<Path> sources = sources(node);
        String names = sources.stream()
                .map(file -> node.project().root().relativize(file).toString())
                .collect(Collectors.joining("\n"));
        return new ServicePlan(
                base,
                List.of(),
                description(module, node, base),
                new NodePreparations(module, node)
                        .all(settings.get(SettingCatalog.PLATFORMS).value()),
                layers(node, settings, assembled),
                execution(node, module.version(), settings, assembled),
                sources,
                new TreeMap<>(Map.of("files", names)),
                warnings(node, assembled),
                Optional.empty());
    }

    @Override
    public Development development(ServiceModule module, Settings settings) {
        return new NodeDevelopment(NodeService.of(module, settings)).view(INSPECTOR_PORT, DIRECTORY);
    }

    @Override
    public List<String> dockerfileTargets() {
        return NodeDockerfile.TARGETS;
    }

    @Override
    public DockerfileFacts dockerfile(ServiceModule module, Settings settings) {
        return new NodeDockerfile(module, settings).facts();
    }

    private static List<Path> sources(NodeService node) {
        try {
            return node.sources().list().stream()
                    .map(node.sources().directory()::resolve)
                    .toList();
        } catch (IOException e) {
            throw BuildFailure.ofWorld("cannot read the sources of the service")
                    .because(e.getMessage())
                    .causedBy(e)
                    .remedy("let this user read every file of the module");
        }
    }

    private static BaseRequest base(NodeRelease release, Settings settings) {
        Optional<Setting<String>> given = settings.find(SettingCatalog.BASE);
        String base = given.map(Setting::value).orElse(DEFAULT_BASE);
        Optional<String> line = base.startsWith(PACKAGES) ? release.lineBesidesTrixie() : Optional.empty();
        return new BaseRequest(
                base,
                line.isPresent() ? release.origin() : given.map(Setting::origin).orElse("default for Node.js"),
                BaseRequest.Packages.of(line.isPresent() ? "node" : "node" + TRIXIE_LINE)
                        .withNode(line));
    }

    private static List<LayerPlan> layers(NodeService node, Settings settings, boolean assembled) {
        List<LayerPlan> layers = new ArrayList<>();
        if (assembled) {
            layers.add(NodeAccounts.of(settings).layer());
        }
        if (node.hasDependencies()) {
            layers.add(new LayerPlan(
                    "dependencies",
                    node.packageTrees().stream()
                            .map(tree -> ofSource(
                                    DIRECTORY + "/" + tree,
                                    Owner.ROOT,
                                    new FileSource.PreparedTree(NodePreparations.DEPENDENCIES, tree)))
                            .toList()));
        }
        if (!node.compiler().isEmpty()) {
            layers.add(new LayerPlan(
                    "development",
                    List.of(new PlannedFile(LAUNCHER, 0644, Owner.ROOT, new FileSource.Carried(LAUNCHER_RESOURCE)))));
        }
        layers.add(new LayerPlan(
                "application",
                List.of(ofSource(
                        DIRECTORY,
                        owner(node, settings),
                        new FileSource.PreparedTree(NodePreparations.APPLICATION, NodePreparations.FILES)))));
        return layers;
    }

    // The compiler of a development image writes where the service's own files are.
    private static Owner owner(NodeService node, Settings settings) {
        return node.isDevelopment() ? NodeAccounts.of(settings).owner() : Owner.ROOT;
    }

    private static PlannedFile ofSource(String path, Owner owner, FileSource source) {
        return new PlannedFile(path, PlannedFile.MODE_OF_SOURCE, owner, source);
    }

    /** @param hasInit whether the image has an init process */
    static ExecutionConfig execution(NodeService node, String version, Settings settings, boolean hasInit) {
        int port = settings.find(SettingCatalog.PORT).map(Setting::value).orElse(DEFAULT_PORT);
        Map<String, String> environment = new LinkedHashMap<>(node.entry().environment());
        environment.put("NODE_ENV", node.isDevelopment() ? NodeService.DEVELOPMENT : "production");
        environment.put("PORT", Integer.toString(port));
        // As npm start sets it.
        environment.put("npm_package_version", version);
        List<String> entrypoint = new ArrayList<>(hasInit ? List.of("dumb-init", "--") : List.of());
        SortedSet<String> ports = new TreeSet<>(List.of(port + "/tcp"));
        entrypoint.addAll(node.entry().command());
        if (node.isDevelopment() && entrypoint.contains("node")) {
            ports.add(INSPECTOR_PORT + "/tcp");
            entrypoint.addAll(entrypoint.indexOf("node") + 1, developing(node));
        }
        return new ExecutionConfig(
                NodeAccounts.of(settings).user(),
                entrypoint,
                List.of(),
                environment,
                ports,
                new TreeSet<>(),
                node.project().isWorkspace() ? DIRECTORY + "/" + node.project().member() : DIRECTORY,
                "",
                Optional.of(health(settings, port)),
                new TreeMap<>());
    }

    private static List<String> developing(NodeService node) {
        List<String> words = new ArrayList<>();
        if (!node.compiler().isEmpty()) {
            words.add(LAUNCHER);
            words.addAll(node.compiler());
            words.add("--");
        } else {
            words.add("--watch");
        }
        words.add("--inspect=0.0.0.0:" + INSPECTOR_PORT);
        return words;
    }

    // Only what Node.js has built in; a service that answers 4xx or 5xx is not healthy.
    private static HealthCheck health(Settings settings, int port) {
        String path = settings.find(SettingCatalog.HEALTH_PATH)
                .map(NodeRecipe::absolute)
                .orElse("/health");
        String request = "require('http').get({host:'127.0.0.1',port:process.env.PORT||" + port + ",path:'" + path
                + "'},r=>process.exit(r.statusCode<400?0:1)).on('error',()=>process.exit(1))";
        return new HealthCheck(
                List.of("node", "-e", request),
                Duration.ofSeconds(30),
                Duration.ofSeconds(10),
                Duration.ofSeconds(40),
                3);
    }

    private static String absolute(Setting<String> path) {
        if (!path.value().matches("/[!-~&&[^'\\\\]]*")) {
            throw path.refused("is not the path of an address").remedy("use for example /health");
        }
        return path.value();
    }

    private static String description(ServiceModule module, NodeService node, BaseRequest base) {
        int dependencies = node.json().dependencies().size();
        String count =
                (dependencies == 0 ? "no" : dependencies) + " " + (dependencies == 1 ? "dependency" : "dependencies");
        return "service " + node.entry().file().orElse(module.name()) + ", " + count
                + (base.base().startsWith(PACKAGES)
                        ? ", Node.js "
                                + base.packages()
                                        .nodeLine()
                                        .map(line -> line.replace(".x", ""))
                                        .orElse(TRIXIE_LINE)
                        : ", " + node.libc());
    }

    /** A warning, if there is anything to decide. */
    static List<String> undecidedScripts(NodeService node) {
        List<String> undecided = node.undecidedScripts();
        return undecided.isEmpty()
                ? List.of()
                : List.of("install scripts did not run: " + String.join(", ", undecided)
                        + "; sos.node.scripts=<name> lets one run, -<name> says that none is needed");
    }

    private static List<String> warnings(NodeService node, boolean assembled) {
        List<String> warnings = new ArrayList<>(undecidedScripts(node));
        if (!assembled) {
            warnings.add("nothing in this image reaps processes that the service starts: run it with --init, or on the"
                    + " default base, which has dumb-init");
        }
        return warnings;
    }
}
