package io.github.sosapp.mojo;

import io.github.sosapp.base.BaseLock;
import io.github.sosapp.base.image.KeptDocuments;
import io.github.sosapp.engine.daemonless.DaemonlessEngine;
import io.github.sosapp.engine.daemonless.PreparationRunner;
import io.github.sosapp.engine.daemonless.TestRunner;
import io.github.sosapp.engine.docker.DockerfileEngine;
import io.github.sosapp.engine.docker.EngineLoad;
import io.github.sosapp.engine.docker.dockerfile.Dockerfiles;
import io.github.sosapp.git.SourceHistory;
import io.github.sosapp.goal.BuildGoal;
import io.github.sosapp.goal.BuildLog;
import io.github.sosapp.goal.CheckGoal;
import io.github.sosapp.goal.DevGoal;
import io.github.sosapp.goal.DockerfileGoal;
import io.github.sosapp.goal.DockerfilePlanner;
import io.github.sosapp.goal.EngineDockerfiles;
import io.github.sosapp.goal.ExecutableFiles;
import io.github.sosapp.goal.ExplainGoal;
import io.github.sosapp.goal.ImagePlanner;
import io.github.sosapp.goal.InspectGoal;
import io.github.sosapp.goal.LoadGoal;
import io.github.sosapp.goal.LockGoal;
import io.github.sosapp.goal.OutdatedGoal;
import io.github.sosapp.goal.Project;
import io.github.sosapp.goal.PushGoal;
import io.github.sosapp.goal.RunGoal;
import io.github.sosapp.goal.TestGoal;
import io.github.sosapp.goal.UpToDate;
import io.github.sosapp.http.HttpTransport;
import io.github.sosapp.image.Json;
import io.github.sosapp.image.cache.FileTrees;
import io.github.sosapp.image.layer.LayerWriter;
import io.github.sosapp.process.Background;
import io.github.sosapp.process.CommandRunner;
import io.github.sosapp.registry.RegistryClient;
import io.github.sosapp.registry.RemoteImage;
import io.github.sosapp.registry.auth.CredentialChain;
import io.github.sosapp.service.Recipe;
import io.github.sosapp.service.ServiceDetector;
import io.github.sosapp.service.dockerfile.DockerfileRecipe;
import io.github.sosapp.service.go.GoRecipe;
import io.github.sosapp.service.java.JavaRecipe;
import io.github.sosapp.service.node.NodeRecipe;
import io.github.sosapp.service.python.PythonRecipe;
import io.github.sosapp.settings.Setting;
import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Makes the goals for one module out of their parts; the only place that knows which parts belong together. To be closed
 * when they have run.
 */
final class Wiring implements AutoCloseable {

    private final MavenModule module;
    private final Project project;
    private final Settings settings;
    private final JibExtensions extensions;
    private final NetworkAccess access;
    private final LocalStores stores;
    private final BuildLog log;
    private final EngineParts engine;
    private final CommandRunner programs = CommandRunner.ofThisMachine();
    private final FoundBases found;
    private Optional<BaseLock> lock;

    Wiring(MavenModule module, Settings settings, JibExtensions extensions, BuildLog log) {
        this(module, module.project(), settings, extensions, new NetworkAccess(module, settings), log);
    }

    private Wiring(
            MavenModule module,
            Project project,
            Settings settings,
            JibExtensions extensions,
            NetworkAccess access,
            BuildLog log) {
        this.module = module;
        this.project = project;
        this.settings = settings;
        this.extensions = extensions;
        this.access = access;
        this.stores = new LocalStores(module, project, settings);
        this.log = log;
        this.engine = new EngineParts(module, project, settings, access, log);
        this.found = new FoundBases(module, project, settings, access, stores, this::lock, programs, log);
    }

    /** The same parts for one of several images of the module, with settings of its own. */
    Wiring of(Project image, Settings own) {
        return new Wiring(module, image, own, extensions, access, log);
    }

    /** Takes away what earlier builds without the user's cache left, and what images could be up to date by. */
    void forgetEverything() {
        CacheDirectory.delete(module.project().workDirectory());
    }

    BuildGoal buildGoal() {
        return buildGoal(planner());
    }

    /** Builds what the recipe says and nothing else. */
    BuildGoal buildGoal(Recipe recipe) {
        return buildGoal(planner(recipe));
    }

    private ImagePlanner planner(Recipe recipe) {
        return planner(new ServiceDetector(List.of(recipe)), !(recipe instanceof DockerfileRecipe));
    }

    private ImagePlanner planner(ServiceDetector recipes, boolean renders) {
        Optional<EngineDockerfiles> dockerfiles = usesDocker() && renders
                ? Optional.of(new EngineDockerfiles(new Dockerfiles(), engine::dialect))
                : Optional.empty();
        return new ImagePlanner(recipes, found.all(engine), history(), dockerfiles);
    }

    private BuildGoal buildGoal(ImagePlanner planner) {
        // In a fresh JVM these take about as long as Git takes to answer, for which the planner waits.
        Background.start("sos-load-json", Json::isLoaded);
        Background<String> identity = Background.start("sos-plugin-identity", module::pluginIdentity);
        FileTrees files = new FileTrees(path -> path.endsWith(".git"));
        PreparationRunner preparations = preparations();
        return new BuildGoal(
                planner,
                usesDocker() ? docker() : engine(preparations, files),
                new UpToDate(identity::result, this::lockedTools, files, module.trustsFileTimes()),
                preparations,
                new KeptDocuments(stores.blobs()),
                stores.checkedFiles(),
                stores.layerScans(),
                module.gitHubFiles(),
                log);
    }

    TestGoal testGoal() {
        TestRunner runner = new TestRunner(
                preparations(), programs, module.environment(), project.workDirectory(), module.isOffline());
        return new TestGoal(
                usesDocker() && engine.hasOwnDockerfile() ? Optional.of(planner()) : Optional.empty(),
                plannerOfLanguages(),
                runner,
                stage -> docker().carryOut(stage),
                log);
    }

    private SortedMap<String, String> lockedTools() {
        return lock().map(BaseLock::tools).orElse(new TreeMap<>());
    }

    // Read once, and not before it is needed: it may be long, and a young JVM takes its time for the first JSON.
    private synchronized Optional<BaseLock> lock() {
        if (lock == null) {
            lock = module.lock();
        }
        return lock;
    }

    private PreparationRunner preparations() {
        return new PreparationRunner(
                programs,
                module.environment(),
                project.workDirectory(),
                module.isOffline(),
                module.trustsFileTimes(),
                stores.wheels(),
                tools -> lock().ifPresent(lock -> lock.requireTools(tools)));
    }

    ExplainGoal explainGoal() {
        List<String> seen = new ArrayList<>(PreparationRunner.passedVariables());
        seen.addAll(PreparationRunner.passedGoSettings());
        seen.addAll(PreparationRunner.passedNpmVariables());
        seen.addAll(PreparationRunner.passedPipVariables());
        return new ExplainGoal(planner(), seen, () -> BaseParts.knownMirrors(settings), log);
    }

    PushGoal pushGoal() {
        HttpTransport http = access.http();
        CredentialChain logins = access.logins();
        return new PushGoal(
                reference -> RegistryClient.forPush(http, logins, reference), module.knownBlobs(), found.layers(), log);
    }

    LoadGoal loadGoal() {
        return new LoadGoal(new EngineLoad(engine.endpoints()), found.layers(), log);
    }

    CheckGoal checkGoal() {
        return new CheckGoal(engine.endpoints(), found.layers(), log);
    }

    RunGoal runGoal() {
        return new RunGoal(loadGoal(), engine.endpoints(), log);
    }

    DevGoal devGoal() {
        return new DevGoal(planner(), buildGoal(), loadGoal(), engine.endpoints(), log);
    }

    InspectGoal inspectGoal() {
        HttpTransport http = access.http();
        CredentialChain logins = access.logins();
        return new InspectGoal(
                reference ->
                        RemoteImage.read(RegistryClient.forPull(http, logins, reference, "sos.reference"), reference),
                log);
    }

    LockGoal lockGoal() {
        return new LockGoal(planner(), found.all(engine), preparations(), log);
    }

    /** Locks the base of what the recipe says. */
    LockGoal lockGoal(Recipe recipe) {
        return new LockGoal(planner(recipe), found.all(engine), preparations(), log);
    }

    OutdatedGoal outdatedGoal() {
        return new OutdatedGoal(planner(), found.all(engine), preparations(), log);
    }

    DockerfileGoal dockerfileGoal() {
        return dockerfileGoal(detector());
    }

    /** Writes what the recipe says. */
    DockerfileGoal dockerfileGoal(Recipe recipe) {
        return dockerfileGoal(new ServiceDetector(List.of(recipe)));
    }

    private DockerfileGoal dockerfileGoal(ServiceDetector recipes) {
        return new DockerfileGoal(new DockerfilePlanner(recipes, history()), new Dockerfiles(), log);
    }

    private ImagePlanner planner() {
        return ownDockerfile().map(this::planner).orElseGet(this::plannerOfLanguages);
    }

    private ImagePlanner plannerOfLanguages() {
        return planner(detector(), true);
    }

    /** What the Dockerfile says that lies beside the sources, if an engine is to build them. */
    Optional<Recipe> ownDockerfile() {
        return usesDocker() && engine.hasOwnDockerfile()
                ? Optional.of(new DockerfileRecipe(
                        settings.find(SettingCatalog.LANGUAGE).map(Setting::value)))
                : Optional.empty();
    }

    private ServiceDetector detector() {
        return new ServiceDetector(List.of(
                new GoRecipe(),
                new NodeRecipe(),
                new JavaRecipe(module.java(), () -> extensions.listed(settings)),
                new PythonRecipe()));
    }

    private SourceHistory history() {
        return SourceHistory.of(programs, module.environment());
    }

    private LayerWriter layerWriter() {
        return new LayerWriter(Runtime.getRuntime().availableProcessors(), log::warn);
    }

    private boolean usesDocker() {
        return settings.get(SettingCatalog.ENGINE).value().equals("docker");
    }

    private DockerfileEngine docker() {
        return engine.docker(
                stores.layers(), found.ofRegistries(), new ExecutableFiles(history(), project.directory()));
    }

    private DaemonlessEngine engine(PreparationRunner preparations, FileTrees files) {
        return new DaemonlessEngine(
                preparations,
                layerWriter(),
                stores.layers(),
                project.workDirectory().resolve("blobs"),
                new ExecutableFiles(history(), project.directory()),
                files);
    }

    /** Ends what the goals left waiting; they may be run again. */
    @Override
    public void close() {
        access.close();
    }
}
